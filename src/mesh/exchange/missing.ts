// Names that neighbours have and this peer lacks: waited for a moment, then asked for, of one neighbour after another.
import type { Name } from '../frames/names.ts'
import type { Limits } from './limits.ts'

interface Wanted {
  /** Who said to have it, and has not been asked yet. */
  readonly from: string[]
  readonly heard: string[]
  /** Whether whoever is asked becomes a tree link. */
  readonly graft: boolean
  due: number
}

export class Missing {
  private readonly wanted = new Map<Name, Wanted>()
  private readonly counts = new Map<string, number>()
  private readonly limits: Limits
  private next = Number.POSITIVE_INFINITY

  constructor(limits: Limits) {
    this.limits = limits
  }

  get size(): number {
    return this.wanted.size
  }

  get due(): number {
    return this.next
  }

  /** A neighbour has it. It is waited for: it may be on its way. */
  add(name: Name, from: string, graft: boolean, now: number): void {
    const { missingNames, missingOfOne, graftMs } = this.limits
    const known = this.wanted.get(name)
    if (known?.heard.includes(from)) return
    const count = this.counts.get(from) ?? 0
    // Who announces more than it may is not believed; others can still announce the same.
    if (count >= missingOfOne || (!known && this.wanted.size >= missingNames)) return
    this.counts.set(from, count + 1)
    if (known) {
      known.from.push(from)
      known.heard.push(from)
      return
    }
    const due = now + graftMs
    this.wanted.set(name, { from: [from], heard: [from], graft, due })
    if (due < this.next) this.next = due
  }

  /** It came, or is not wanted any more: who is known to have it. */
  remove(name: Name): readonly string[] {
    const wanted = this.wanted.get(name)
    if (!wanted) return []
    for (const from of wanted.from) this.release(from)
    this.wanted.delete(name)
    return wanted.heard
  }

  /** What is to be asked for now, by neighbour. */
  take(now: number, isHere: (neighbour: string) => boolean): Map<string, { names: Name[]; graft: boolean }> {
    const asks = new Map<string, { names: Name[]; graft: boolean }>()
    if (now < this.next) return asks
    let next = Number.POSITIVE_INFINITY
    for (const [name, wanted] of this.wanted) {
      if (wanted.due <= now) {
        const from = this.nextOf(wanted, isHere)
        if (from === undefined) {
          this.wanted.delete(name)
          continue
        }
        const ask = asks.get(from) ?? { names: [], graft: false }
        asks.set(from, ask)
        ask.names.push(name)
        ask.graft ||= wanted.graft
        wanted.due = now + this.limits.againMs
      }
      if (wanted.due < next) next = wanted.due
    }
    this.next = next
    return asks
  }

  private nextOf({ from }: Wanted, isHere: (neighbour: string) => boolean): string | undefined {
    for (let each = from.shift(); each !== undefined; each = from.shift()) {
      this.release(each)
      if (isHere(each)) return each
    }
    return undefined
  }

  private release(from: string): void {
    const count = this.counts.get(from) ?? 0
    if (count > 1) this.counts.set(from, count - 1)
    else this.counts.delete(from)
  }
}
