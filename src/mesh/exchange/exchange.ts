// The exchange: what is live between a peer and its neighbours. A pure machine: inputs and the time in, effects out.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Told } from '../frames/frame.ts'
import { type Read, type ReadFrame, readFrame } from '../frames/frame.ts'
import { Compare } from './compare.ts'
import type { ExchangeEffect } from './effect.ts'
import { Fresh } from './fresh.ts'
import type { Held } from './held.ts'
import type { ExchangeInput } from './input.ts'
import { LIMITS, type Limits } from './limits.ts'
import { Links } from './links.ts'
import { Missing } from './missing.ts'
import type { Neighbour } from './neighbour.ts'
import { Recalls } from './recalls.ts'
import type { Role } from './roles.ts'
import { Spread } from './spread.ts'

export interface ExchangeConfig {
  readonly role: Role
  readonly held: Held
  /** As `readFrame`; many peers in one process share one that reads identical bytes once. */
  readonly read?: ReadFrame
  readonly limits?: Partial<Limits>
}

/** One frame beyond the allowance, of very many. */
const FLOOD_BLAME = 1

export class Exchange {
  private readonly links: Links
  private readonly fresh: Fresh
  private readonly missing: Missing
  private readonly spread: Spread
  private readonly compare: Compare
  private readonly recalls: Recalls
  private readonly limits: Limits
  private readonly read: ReadFrame
  private wakeAt = Number.POSITIVE_INFINITY
  private begun = false

  /** `draw(n)`: an integer below n, by chance. */
  constructor(config: ExchangeConfig, draw: (below: number) => number) {
    this.limits = { ...LIMITS, ...config.limits }
    this.read = config.read ?? readFrame
    this.links = new Links(this.limits)
    this.fresh = new Fresh(this.limits)
    this.missing = new Missing(this.limits)
    this.spread = new Spread(config.role, this.links, this.fresh, this.missing, () => this.compare.byName())
    this.compare = new Compare(config.held, this.links, this.spread, this.limits, draw)
    this.recalls = new Recalls(this.links)
  }

  /** `now`: a clock of this device in whole milliseconds that never goes back. */
  step(input: ExchangeInput, now: number): readonly ExchangeEffect[] {
    const { links } = this
    const slept = this.begun && now - links.now > this.limits.sleptMs
    this.begun = true
    if (now > links.now) links.now = now
    links.effects = []
    this.take(input)
    // After a sleep nothing is known of what the others hold.
    if (slept) this.compare.everybody()
    if (this.wakeAt <= links.now) {
      this.wakeAt = Number.POSITIVE_INFINITY
      this.fresh.trim(links.now)
    }
    if (this.missing.due <= links.now) this.spread.graft()
    links.flush(this.spread.isNews)
    this.compare.run()
    this.recalls.run()
    links.callSlow()
    this.wake()
    return links.effects
  }

  private take(input: ExchangeInput): void {
    switch (input.kind) {
      case 'frame': {
        const from = this.links.all.get(input.from)
        if (from) this.hear(from, input.bytes)
        return
      }
      case 'verdict':
        this.spread.judge(input.said, input.verdict, input.from)
        return
      case 'publish':
        this.spread.publish(input.said)
        this.compare.hurry()
        return
      case 'joined':
        this.join(input.neighbour, input.role)
        return
      case 'left': {
        const lost = this.links.all.get(input.neighbour)
        this.links.leave(input.neighbour)
        if (lost) this.spread.lost(lost)
        this.recalls.left(input.neighbour)
        return
      }
      case 'role':
        this.spread.role = input.role
        return
      case 'blame':
        this.links.drop(input.neighbour, 'lied')
        return
      case 'pressure':
        this.press(input.neighbour, input.blocked)
        return
      case 'recall':
        this.recalls.begin(input.recall)
        return
      case 'answer':
        this.recalls.answer(input.to, input.memory)
        return
      case 'compare':
        this.compare.everybody()
        return
      case 'time':
        return
    }
  }

  private join(id: string, role: Role): void {
    const isNew = !this.links.all.has(id)
    const neighbour = this.links.join(id, role)
    if (!neighbour || !isNew) return
    neighbour.eager = this.spread.isOutside(neighbour)
    this.compare.with(neighbour)
    this.recalls.ask(neighbour)
  }

  private press(id: string, blocked: boolean): void {
    this.links.press(id, blocked)
    const neighbour = this.links.all.get(id)
    if (neighbour && !blocked && neighbour.lacks) this.compare.with(neighbour)
  }

  private hear(from: Neighbour, bytes: Bytes): void {
    if (!from.score.allows(bytes.length, this.links.now)) {
      this.links.blame(from.id, FLOOD_BLAME, 'flood')
      return
    }
    const read: Read = this.read(bytes)
    if (typeof read === 'string') {
      this.links.drop(from.id, read)
      return
    }
    if (read.length > 1) from.score.spend(read.length - 1)
    for (const told of read) {
      this.understand(from, told)
      if (!this.links.all.has(from.id)) return
    }
  }

  private understand(from: Neighbour, told: Told): void {
    switch (told.kind) {
      case 'item':
        this.spread.hear(from, told.item)
        this.compare.hurry()
        return
      case 'have':
        this.spread.hearNames(from, told.body.tree, true)
        this.spread.hearNames(from, told.body.rest, false)
        return
      case 'ask':
        this.spread.hearAsk(from, told.body.names, told.body.graft)
        return
      case 'prune':
        this.spread.hearPrune(from)
        return
      case 'summary':
        this.compare.hear(from, told.body)
        return
      case 'names':
        this.compare.hearNames(from, told.body)
        return
      case 'recall':
        this.recalls.hear(from, told.body)
        return
      case 'memory':
        this.recalls.hearMemory(from, told.body)
        return
      case 'unknown':
        return
      default:
        // These belong on the bulk stream, or are the neighbourhood's and stand alone.
        this.links.drop(from.id, 'form')
    }
  }

  private wake(): void {
    const due = Math.min(this.links.due, this.missing.due, this.compare.at, this.recalls.due)
    if (due >= this.wakeAt || due === Number.POSITIVE_INFINITY) return
    this.wakeAt = due
    this.links.effects.push({ kind: 'wake', ms: due })
  }

  // What checkers and screens look at.

  /** How much is kept; each is bounded by the limits. */
  get sizes() {
    let queued = 0
    let queuedBytes = 0
    for (const { queue } of this.links.all.values()) {
      queued = Math.max(queued, queue.items)
      queuedBytes = Math.max(queuedBytes, queue.bytes)
    }
    return { ...this.fresh.size, missing: this.missing.size, queued, queuedBytes }
  }

  get neighbours(): readonly { readonly id: string; readonly role: Role; readonly eager: boolean }[] {
    return [...this.links.all.values()].map(({ id, role, eager }) => ({ id, role, eager }))
  }
}
