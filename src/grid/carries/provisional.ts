// Lines where a sale may still be called off. Until it is certain it takes room and makes none: whoever was carried against
// a flow that is then called off would be carried by nothing.
import { add, sub } from '../../bytes/integer.ts'
import { Carrier, type Pair } from './carrier.ts'
import type { Flows, Perhaps } from './flow.ts'
import type { Wires } from './wires.ts'

export class Provisional extends Carrier {
  private readonly perhaps: Perhaps

  constructor(wires: Wires, flows: Flows & { readonly perhaps: Perhaps }) {
    super(wires, flows)
    this.perhaps = flows.perhaps
  }

  /** Perhaps. */
  override took(buy: number, sell: number, energyWh: number): readonly Pair[] {
    return this.opening(buy, sell, 'ahead', (wire, isDown) => this.may(wire, isDown, energyWh))
  }

  /** It was called off. */
  override gave(buy: number, sell: number, energyWh: number): readonly Pair[] {
    return this.opening(buy, sell, 'ahead', (wire, isDown) => this.may(wire, isDown, -energyWh))
  }

  /** It is certain: there is room for what goes against it. */
  override confirmed(buy: number, sell: number, energyWh: number): readonly Pair[] {
    const { flows } = this
    return this.opening(buy, sell, 'back', (wire, isDown) => {
      this.may(wire, isDown, -energyWh)
      flows.set(wire, isDown ? add(flows.of(wire), energyWh) : sub(flows.of(wire), energyWh))
    })
  }

  private may(wire: number, isDown: boolean, energyWh: number): void {
    this.perhaps.set(wire, isDown, add(this.perhaps.of(wire, isDown), energyWh))
  }
}
