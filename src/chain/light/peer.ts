// A light peer: it follows finality by headlines, certificates and hand-over proofs, holds proofs of its own account
// and transactions against final blocks, and executes nothing. Pure: what it is told comes in, what it wants done goes
// out; memory is bounded whatever it is told.
import { equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { verify } from '../tree/proof.ts'
import type { Ask, LightEffect } from './effect.ts'
import { Eras } from './eras.ts'
import type { Final } from './finals.ts'
import { Following } from './following.ts'
import type { Headline } from './headline.ts'
import { Hearing } from './hearing.ts'
import type { LightInput } from './input.ts'
import type { Law } from './judge-era.ts'
import { Mine } from './mine.ts'
import { provenOutcome } from './outcome.ts'
import { checkpoint, type Trust } from './trust.ts'

/** Asking again for what has not come: after so many slots. */
const ASK_AGAIN_SLOTS = 3
/** After so long without the time, the device has slept. */
const SLEPT_SLOTS = 8
/** Questions that are remembered, so as not to be asked again at once. */
const MAX_ASKED = 256
/** Proofs that stand on a block which is final elsewhere already. */
const MAX_EARLY = 16

/** What it knows of its community. */
export interface Known {
  readonly slotMs: number
  /** Recoveries are judged by it; without it none is followed. */
  readonly law?: Law
}

export class LightPeer {
  private readonly slotMs: number
  private following: Following
  private hearing: Hearing
  private readonly eras: Eras
  private token = 0
  private readonly tokens = () => this.token++
  private readonly mine = new Mine()
  private readonly asked = new Map<string, number>()
  private early: (LightInput & { kind: 'outcome' | 'state' })[] = []
  private ms: number | undefined
  private awaited: (Ask & { kind: 'checkpoint' }) | undefined

  constructor({ slotMs, law }: Known, trust: Trust) {
    this.slotMs = slotMs
    this.following = new Following(trust)
    this.eras = new Eras(law, this.tokens)
    this.hearing = this.listen()
  }

  private listen(): Hearing {
    return new Hearing(this.following, this.slotMs, this.tokens, chain => this.eras.isLeft(chain))
  }

  get trust(): Trust {
    return this.following.trust
  }

  /** The newest final block. */
  get final(): Final {
    return this.following.final
  }

  /** A final block that is remembered. */
  finalAt(height: number): Final | undefined {
    return this.following.finals.at(height)
  }

  /** The tentative head; undefined where no headline above the final block is held. */
  get head(): Headline | undefined {
    return this.following.branches.head?.line
  }

  get halted(): boolean {
    return this.following.halted
  }

  /** How much it holds, for whoever watches the bounds. */
  get size() {
    return { held: this.following.branches.size, ...this.hearing.size, mine: this.mine.size }
  }

  /** It is told whom to trust by a hash alone, and has not been shown yet what that block says. */
  get isAwaiting(): boolean {
    return this.awaited !== undefined
  }

  step(input: LightInput): readonly LightEffect[] {
    if (this.halted) return []
    const { head } = this
    const effects: LightEffect[] = []
    for (const effect of this.take(input)) this.pass(effect, effects)
    if (this.head && this.head !== head && !this.halted) effects.push({ kind: 'head', headline: this.head })
    return effects
  }

  private take(input: LightInput): readonly LightEffect[] {
    switch (input.kind) {
      case 'time':
        return this.tick(input.ms)
      case 'heard':
        // Joining (rule 8): only branches through the trusted block are followed, and from there on.
        if (this.awaited) return [{ kind: 'verdict', item: input.item, from: input.from, verdict: 'late' }]
        return this.hearing.hear(input.item, input.from)
      case 'verified':
        return (
          this.eras.verified(this.following, input.token, input.verdicts) ??
          this.hearing.verified(input.token, input.verdicts)
        )
      case 'mine':
        this.mine.add(input.id, input.expiry)
        return []
      case 'outcome':
        return this.outcome(input)
      case 'state':
        return this.state(input)
      case 'era':
        return this.awaited ? [] : this.eras.hear(this.following, input)
      case 'checkpoint':
        this.awaited = input
        return [{ kind: 'ask', ask: input }]
      case 'checkpointed':
        return this.checkpointed(input)
      case 'trust':
        return this.restart(input.trust)
    }
  }

  /** Passes an effect on, with what follows from it for this device's own matters. */
  private pass(effect: LightEffect, effects: LightEffect[]): void {
    if (effect.kind === 'ask' && this.askedLately(effect.ask)) return
    effects.push(effect)
    if (effect.kind === 'era') for (const follows of this.begin()) this.pass(follows, effects)
    if (effect.kind !== 'final') return
    const { headline, hash } = this.final
    // Of the blocks that a walk goes past, the last one's header is enough.
    if (!headline && !this.following.isWalking)
      this.pass({ kind: 'ask', ask: { kind: 'headline', hash } }, effects)
    for (const follows of this.eras.again(this.following)) this.pass(follows, effects)
    const { early } = this
    this.early = []
    for (const each of early) for (const follows of this.take(each)) this.pass(follows, effects)
    if (this.mine.size === 0) return
    if (headline) this.mine.expire(headline.header.slot, id => effects.push({ kind: 'expired', id }))
    effects.push(...this.askForMine())
  }

  private askedLately(ask: Ask): boolean {
    if (ask.kind === 'outcome' || ask.kind === 'latest') return false
    const about = aboutOf(ask)
    const now = this.ms ?? 0
    const before = this.asked.get(about)
    if (before !== undefined && now - before < ASK_AGAIN_SLOTS * this.slotMs) return true
    if (this.asked.size >= MAX_ASKED) this.asked.clear()
    this.asked.set(about, now)
    return false
  }

  private tick(ms: number): readonly LightEffect[] {
    // What was missed in a sleep, or before the first moment, is asked for.
    const slept = this.ms === undefined || ms - this.ms > SLEPT_SLOTS * this.slotMs
    this.ms = ms
    if (this.awaited) return [{ kind: 'ask', ask: this.awaited }]
    const effects = [...this.hearing.clock(ms), ...this.askForMine()]
    return slept ? [{ kind: 'ask', ask: { kind: 'latest' } }, ...effects] : effects
  }

  private checkpointed({ shown, from }: LightInput & { kind: 'checkpointed' }): readonly LightEffect[] {
    if (!this.awaited) return []
    const { hash, height } = this.awaited
    const trust = checkpoint(hash, shown.header, shown.active)
    if (trust?.height !== height) return [{ kind: 'refuted', ...(from === undefined ? {} : { from }) }]
    return [{ kind: 'trusted', trust }, ...this.restart(trust)]
  }

  private restart(trust: Trust): readonly LightEffect[] {
    this.awaited = undefined
    this.following = new Following(trust)
    return this.begin()
  }

  /** From here on everything is of this era: what was heard before is of no use. */
  private begin(): readonly LightEffect[] {
    this.hearing = this.listen()
    this.hearing.clock(this.ms ?? 0)
    this.asked.clear()
    return [{ kind: 'ask', ask: { kind: 'latest' } }]
  }

  /** The final block that a proof stands on; the proof waits where it may come yet. */
  private anchor(input: LightInput & { kind: 'outcome' | 'state' }): Final | undefined {
    const { height, block } = input.proof
    const at = this.finalAt(height)
    if (at ? !at.headline : height > this.final.height) {
      this.early.push(input)
      if (this.early.length > MAX_EARLY) this.early.shift()
    }
    return at?.headline && equalBytes(at.hash, block) ? at : undefined
  }

  private outcome(input: LightInput & { kind: 'outcome' }): readonly LightEffect[] {
    const { proof, from } = input
    const at = this.anchor(input)
    if (!at) return []
    const outcome = provenOutcome(at, proof)
    if (!outcome) return [{ kind: 'refuted', from }]
    // What is queued has its result in the child.
    if (outcome.status === 'queued' || !this.mine.settle(outcome.id)) return []
    return [{ kind: 'settled', id: outcome.id, outcome, at }]
  }

  private state(input: LightInput & { kind: 'state' }): readonly LightEffect[] {
    const { from, to, proof } = input.proof
    const header = this.anchor(input)?.headline?.header
    if (!header) return []
    const at = this.finalAt(header.height)!
    const verdict = verify(header.state, from, to, proof)
    if (!verdict.ok) return [{ kind: 'refuted', from: input.from }]
    return [{ kind: 'proved', from, to, entries: verdict.entries, at }]
  }

  private askForMine(): readonly LightEffect[] {
    const ids = this.mine.toAsk(this.ms ?? 0, ASK_AGAIN_SLOTS * this.slotMs)
    return ids.map(id => ({ kind: 'ask', ask: { kind: 'outcome', id } }))
  }
}

function aboutOf(ask: Exclude<Ask, { kind: 'outcome' | 'latest' }>): string {
  if (ask.kind === 'handover') return `above ${ask.above}`
  if (ask.kind === 'finality') return `finality ${ask.height}`
  return ask.kind === 'recovery' ? 'recovery' : `${ask.kind} ${nameOf32(ask.hash)}`
}
