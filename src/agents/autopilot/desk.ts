// The desk: keeps the account of what is open while changes are made, so that the quota, the budget and the promises
// hold after every one of them.
import { middle } from '../forecast/band.ts'
import { type Means, roomToSell } from './promise.ts'
import type { Action, OpenOrder, Plan, Situation } from './situation.ts'
import type { Wish } from './wish.ts'

/** Smaller changes are not worth a command: of price, as a share of what trading can gain; of energy; and as a share of it. */
const LEAST_GAIN = 1 / 30
const LEAST_WH = 30
const LEAST_SHARE = 0.15

export interface Change {
  readonly interval: number
  readonly order?: OpenOrder
  readonly wish?: Wish
}

/** Whether what is wished differs enough from what stands; `gainMilli` lies between the tariff's two prices. */
export const matters = (order: OpenOrder, { priceMilli, energyWh }: Wish, gainMilli: number) =>
  Math.abs(priceMilli - order.priceMilli) >= Math.max(1, LEAST_GAIN * gainMilli) ||
  Math.abs(energyWh - order.energyWh) > Math.max(LEAST_WH, LEAST_SHARE * order.energyWh)

export class Desk {
  readonly actions: Action[] = []
  /** Changes for which there was no quota left, and energy for which there was no budget. */
  waiting = 0
  unpaidWh = 0
  private readonly situation: Situation
  private readonly means: Means
  private readonly soldWh: number[]
  private lockedMicro: number
  private readonly byInterval = new Map<number, OpenOrder[]>()

  constructor(situation: Situation, plan: Plan) {
    const { first, positionWh, open } = situation
    this.situation = situation
    this.means = {
      spareWh: plan.net.map(band => -middle(band)),
      boughtWh: positionWh.map(wh => Math.max(0, wh)),
      store: plan.store?.kind === 'battery' ? plan.store : undefined,
    }
    this.soldWh = positionWh.map(wh => Math.max(0, -wh))
    this.lockedMicro = situation.spentMicro
    for (const order of open) {
      const there = this.byInterval.get(order.interval)
      if (there) there.push(order)
      else this.byInterval.set(order.interval, [order])
      const place = order.interval - first
      if (order.side === 'buy') this.lockedMicro += order.priceMilli * order.energyWh
      else if (place >= 0 && place < this.soldWh.length) this.soldWh[place]! += order.energyWh
    }
  }

  openAt(interval: number): readonly OpenOrder[] {
    return this.byInterval.get(interval) ?? []
  }

  carryOut({ interval, order, wish }: Change): void {
    if (order) this.count(order, -1)
    const affordable = wish && this.within(interval, wish)
    const done =
      order && affordable ? this.change(order, affordable) : this.begin(interval, order, affordable)
    if (done) this.count({ interval, ...done }, 1)
  }

  /** What stands afterwards in place of an order that is to be changed. */
  private change(order: OpenOrder, wish: Wish): Wish {
    const mustShrink = wish.energyWh < order.energyWh && !this.allowed(order)
    if (!mustShrink && this.lawful(order) && !matters(order, wish, this.gainMilli(order.interval)))
      return order
    const { priceMilli, energyWh } = wish
    return this.send({ kind: 'replace', id: order.id, priceMilli, energyWh }) ? wish : order
  }

  private begin(interval: number, order: OpenOrder | undefined, wish: Wish | undefined): Wish | undefined {
    if (order) return this.send({ kind: 'cancel', id: order.id }) ? undefined : order
    return wish && this.send({ kind: 'place', interval, ...wish }) ? wish : undefined
  }

  private send(action: Action): boolean {
    if (this.actions.length >= this.situation.quota) {
      this.waiting += 1
      return false
    }
    this.actions.push(action)
    return true
  }

  private count({ interval, side, priceMilli, energyWh }: Wish & { interval: number }, sign: 1 | -1): void {
    if (side === 'buy') this.lockedMicro += sign * priceMilli * energyWh
    else this.soldWh[interval - this.situation.first]! += sign * energyWh
  }

  /** As much of a wish as the budget pays and as can be delivered. */
  private within(interval: number, wish: Wish): Wish | undefined {
    const mostWh = Math.min(wish.energyWh, this.mostWh(interval, wish))
    if (wish.side === 'buy') this.unpaidWh += wish.energyWh - mostWh
    return mostWh >= 1 ? { ...wish, energyWh: mostWh } : undefined
  }

  private mostWh(interval: number, { side, priceMilli }: Wish): number {
    if (side === 'sell')
      return Math.floor(roomToSell(this.means, this.soldWh, interval - this.situation.first))
    if (priceMilli <= 0) return Number.MAX_SAFE_INTEGER
    return Math.max(0, Math.floor((this.situation.budgetMicro - this.lockedMicro) / priceMilli))
  }

  gainMilli(interval: number): number {
    const place = interval - this.situation.first
    return this.situation.supplierMilli[place]! - this.situation.feedInMilli[place]!
  }

  private allowed(order: OpenOrder): boolean {
    return order.energyWh <= this.mostWh(order.interval, order)
  }

  /** Whether the tariff, which may have changed, still allows its price. */
  private lawful({ interval, side, priceMilli }: OpenOrder): boolean {
    const place = interval - this.situation.first
    return side === 'buy'
      ? priceMilli < this.situation.supplierMilli[place]!
      : priceMilli > this.situation.feedInMilli[place]!
  }
}
