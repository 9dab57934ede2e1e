// Blocks that are wanted by their hash: parents of what is here, and blocks that a certificate names.
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { MAX_ANSWER_BLOCKS } from '../frames/limits.ts'
import { readAncestry } from './answers.ts'
import type { SyncLimits } from './limits.ts'
import type { Neighbour, Requests } from './requests.ts'
import type { Source } from './source.ts'

interface Want {
  readonly hash: Hash
  /** Who spoke of it: it is asked first. */
  readonly from: string | undefined
  readonly tried: Set<string>
  readonly until: number
  /** Not before. */
  at: number
  flying: boolean
}

export class Wants {
  private readonly wants = new Map<string, Want>()
  private readonly requests: Requests
  private readonly source: Source
  private readonly limits: SyncLimits
  private readonly finalHeight: () => number

  constructor(requests: Requests, source: Source, limits: SyncLimits, finalHeight: () => number) {
    this.requests = requests
    this.source = source
    this.limits = limits
    this.finalHeight = finalHeight
  }

  get size(): number {
    return this.wants.size
  }

  add(hash: Hash, from: string | undefined): void {
    const name = nameOf32(hash)
    if (this.wants.has(name)) return
    // What one neighbour spoke of pushes out its own alone; whoever needs it will say so again.
    const own = [...this.wants].filter(([, want]) => want.from === from)
    if (own.length >= this.limits.wantsOfOne && !this.drop(own)) return
    if (this.wants.size >= this.limits.wants && !this.drop([...this.wants])) return
    const until = this.requests.now + this.limits.wantMs
    this.wants.set(name, { hash, from, tried: new Set(), until, at: 0, flying: false })
  }

  /** The oldest of these that is not asked for just now gives way. */
  private drop(wants: readonly (readonly [string, Want])[]): boolean {
    const oldest = wants.find(([, { flying }]) => !flying)
    return oldest !== undefined && this.wants.delete(oldest[0])
  }

  run(): void {
    for (const [name, want] of this.wants) {
      if (want.flying || want.at > this.requests.now) continue
      if (want.until <= this.requests.now || this.source.block(want.hash)) {
        this.wants.delete(name)
        continue
      }
      const to = this.whom(want)
      if (to) this.ask(name, want, to)
    }
  }

  private whom(want: Want): Neighbour | undefined {
    const { from, tried } = want
    const first = from === undefined ? undefined : this.requests.neighbours.get(from)
    if (first && !tried.has(first.id) && this.requests.isFree(first)) return first
    const next = this.requests.choose(({ id }) => !tried.has(id))
    // When all were tried, they are tried again: one may have got it in the meantime.
    if (!next && tried.size > 0 && tried.size >= this.servers) {
      tried.clear()
      want.at = this.requests.now + this.limits.restMs
    }
    return next
  }

  private get servers(): number {
    let count = 0
    for (const { serves } of this.requests.neighbours.values()) if (serves) count += 1
    return count
  }

  private ask(name: string, want: Want, to: Neighbour): void {
    want.flying = true
    want.tried.add(to.id)
    const { hash } = want
    const body = { hash, count: MAX_ANSWER_BLOCKS, above: this.finalHeight() }
    this.requests.ask(to, { kind: 'ancestry', body }, (answer, from) => {
      want.flying = false
      if (answer === undefined || answer === 'lost') return
      const blocks = readAncestry(answer, hash)
      if (!blocks) {
        this.requests.lied(from)
        return
      }
      this.wants.delete(name)
      for (const block of blocks)
        if (!this.source.block(block.hash)) this.requests.effects.push({ kind: 'deliver', block, from })
    })
  }

  /** When the next one is to be tried again, or is given up. */
  get due(): number {
    let due = Number.POSITIVE_INFINITY
    for (const { flying, until } of this.wants.values())
      if (!flying) due = Math.min(due, until, this.requests.now + this.limits.restMs)
    return due
  }
}
