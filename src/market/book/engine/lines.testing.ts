// A small tree of lines for tests: pockets hang on pockets, every line has a limit either way and a fee.
import type { Grid, Pair } from './ports.ts'

export interface Line {
  /** The pocket on the other side, of a lesser number than its own. */
  readonly to: number
  up: number
  down: number
  readonly fee: number
}

export class Lines implements Grid {
  readonly pockets: number
  /** `lines[i]` is between pocket i + 1 and its `to`. */
  readonly lines: readonly Line[]
  readonly zones: readonly number[]
  /** Towards `to` is positive. */
  flows: number[]

  constructor(lines: readonly Line[], zones: readonly number[]) {
    this.pockets = lines.length + 1
    this.lines = lines.map(line => ({ ...line }))
    this.zones = zones
    this.flows = lines.map(() => 0)
  }

  /** The lines from one pocket to another, each with the way it is gone: 1 up, -1 down. */
  #path(from: number, to: number): { line: number; way: 1 | -1 }[] {
    const path: { line: number; way: 1 | -1 }[] = []
    let [a, b] = [from, to]
    while (a !== b)
      if (a > b) {
        path.push({ line: a - 1, way: 1 })
        a = this.lines[a - 1]!.to
      } else {
        path.push({ line: b - 1, way: -1 })
        b = this.lines[b - 1]!.to
      }
    return path
  }

  fee(from: number, to: number): number {
    return this.#path(from, to).reduce((sum, { line }) => sum + this.lines[line]!.fee, 0)
  }

  carries(buy: number, sell: number, energy: number): number {
    let most = energy
    for (const { line, way } of this.#path(sell, buy)) {
      const { up, down } = this.lines[line]!
      most = Math.min(most, way === 1 ? up - this.flows[line]! : down + this.flows[line]!)
    }
    return Math.max(0, most)
  }

  took(buy: number, sell: number, energy: number): Pair[] {
    return this.gaining(() => {
      for (const { line, way } of this.#path(sell, buy)) this.flows[line]! += way * energy
    })
  }

  gave(buy: number, sell: number, energy: number): Pair[] {
    return this.took(sell, buy, energy)
  }

  local(a: number, b: number): boolean {
    return this.zones[a] === this.zones[b]
  }

  /** The pairs that carry nothing before a change and something after it. */
  gaining(change: () => void): Pair[] {
    const before = this.#carrying()
    change()
    const after = this.#carrying()
    return after.flatMap((carries, i) =>
      carries && !before[i] ? [{ buy: i % this.pockets, sell: Math.floor(i / this.pockets) }] : [],
    )
  }

  #carrying(): boolean[] {
    return Array.from(
      { length: this.pockets ** 2 },
      (_, i) => this.carries(i % this.pockets, Math.floor(i / this.pockets), 1) > 0,
    )
  }
}
