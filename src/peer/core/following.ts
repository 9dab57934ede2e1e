// A light peer in its place: it follows finality by headlines, certificates and hand-over proofs, and proves what is
// asked of it. It stands alone, or beside a full peer that has not caught up yet.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Community } from '../../chain/community.ts'
import type { LightEffect } from '../../chain/light/effect.ts'
import type { Succession } from '../../chain/light/era.ts'
import type { Final } from '../../chain/light/finals.ts'
import type { Handover } from '../../chain/light/handover.ts'
import type { LightInput, LightItem } from '../../chain/light/input.ts'
import { LightPeer } from '../../chain/light/peer.ts'
import { readAnswer, writeQuestion } from '../../chain/light/question.ts'
import type { Trust } from '../../chain/light/trust.ts'
import type { Verdict } from '../../chain/node/effect.ts'
import type { Contradiction } from '../../chain/node/keep.ts'
import type { Outcome } from '../../chain/outcomes.ts'
import type { Leaf } from '../../chain/tree/tree.ts'
import { Proven } from './proven.ts'
import type { Verifying } from './verifying.ts'

export interface FollowingAround {
  readonly verifying: Verifying
  after(ms: number, then: () => void): void
  ask(token: number, question: Bytes, from: string | undefined): void
  assessed(token: number, worth: 'good' | 'nothing' | 'bad'): void
  /** It sent a proof that does not hold, as turned out later. */
  lied(from: string): void
  judge(item: LightItem, verdict: Verdict, from: string | undefined): void
  headed(): void
  finalised(blocks: readonly Final[]): void
  settled(id: Hash, outcome: Outcome, at: Final): void
  expired(id: Hash): void
  /** A hand-over that it walked past: worth keeping, to show it to others. */
  walked(handover: Handover): void
  /** A recovery that it followed: likewise. */
  succeeded(ended: Hash, shown: Succession): void
  /** The block that was to be trusted by its hash was shown. */
  trusted(): void
  /** A new era is spoken of that cannot be proven here. */
  unproven(fault: string): void
  halted(halt: Contradiction): void
}

export interface Proved {
  readonly entries: readonly Leaf[]
  readonly at: Final
}

interface Wanted {
  readonly from: Bytes
  readonly to: Bytes
  tries: number
  readonly then: (proved: Proved | undefined) => void
}

/** Questions of the state that are under way at a time. */
const MOST_WANTED = 64
/** An answer may stand on a block that is final elsewhere and not yet here: it waits, and is then asked for again. */
const AGAIN_MS = 1500
const MOST_TRIES = 6

export class Following {
  readonly peer: LightPeer
  /** Headlines and certificates above the last final block, for who compares. */
  items: LightItem[] = []
  readonly proven = new Proven()
  private readonly around: FollowingAround
  private token = 0
  private readonly wanted = new Map<number, Wanted>()
  /** What the answer under way turned out to be worth. */
  private worth: 'good' | 'bad' = 'good'
  private answering = false

  constructor(community: Community, trust: Trust, around: FollowingAround) {
    this.peer = new LightPeer({ slotMs: community.genesis.slotMs, law: community }, trust)
    this.around = around
  }

  feed(input: LightInput): void {
    for (const effect of this.peer.step(input)) this.carry(effect)
  }

  hear(item: LightItem, from?: string): void {
    this.feed({ kind: 'heard', item, from })
  }

  /** Proves a range of the state after the newest final block; undefined where nobody can. */
  prove(from: Bytes, to: Bytes): Promise<Proved | undefined> {
    if (this.wanted.size >= MOST_WANTED) return Promise.resolve(undefined)
    return new Promise(then => this.askFor({ from, to, tries: 0, then }))
  }

  /** It is needed no more: whoever still waits for a proof learns that none comes. */
  end(): void {
    const waiting = [...this.wanted.values()]
    this.wanted.clear()
    for (const { then } of waiting) then(undefined)
  }

  private askFor(wanted: Wanted): void {
    const token = this.token++
    wanted.tries += 1
    this.wanted.set(token, wanted)
    const { from, to } = wanted
    this.around.ask(token, writeQuestion({ kind: 'state', from, to }), undefined)
  }

  answered(token: number, answer: Bytes | null, from: string | undefined): void {
    const wanted = this.wanted.get(token)
    if (answer === null) {
      this.wanted.delete(token)
      wanted?.then(undefined)
      return
    }
    const inputs = readAnswer(answer, from)
    this.worth = inputs ? 'good' : 'bad'
    this.answering = true
    for (const input of inputs ?? []) this.feed(input)
    this.answering = false
    this.around.assessed(token, this.worth)
    if (!wanted || this.worth === 'bad') return
    this.around.after(AGAIN_MS, () => {
      if (!this.wanted.delete(token)) return
      if (wanted.tries < MOST_TRIES) this.askFor(wanted)
      else wanted.then(undefined)
    })
  }

  private give(from: Bytes, to: Bytes, proved: Proved): void {
    for (const [token, wanted] of this.wanted) {
      if (!equalBytes(wanted.from, from) || !equalBytes(wanted.to, to)) continue
      this.wanted.delete(token)
      wanted.then(proved)
    }
  }

  private carry(effect: LightEffect): void {
    const { around } = this
    switch (effect.kind) {
      case 'verify':
        around.verifying.ask(effect.items, verdicts =>
          this.feed({ kind: 'verified', token: effect.token, verdicts }),
        )
        return
      case 'verdict': {
        const { item, verdict, from } = effect
        if (verdict === 'good') {
          if (item.kind === 'handover') around.walked(item.handover)
          else this.items.push(item)
        }
        if (verdict === 'bad') this.worth = 'bad'
        around.judge(item, verdict, from)
        return
      }
      case 'ask':
        around.ask(this.token++, writeQuestion(effect.ask), effect.from)
        return
      case 'head':
        around.headed()
        return
      case 'final': {
        const { height } = this.peer.final
        this.items = this.items.filter(item => heightOf(item) > height)
        around.finalised(effect.blocks)
        return
      }
      case 'settled':
        around.settled(effect.id, effect.outcome, effect.at)
        return
      case 'expired':
        around.expired(effect.id)
        return
      case 'proved':
        this.give(effect.from, effect.to, { entries: effect.entries, at: effect.at })
        return
      case 'refuted':
        this.worth = 'bad'
        // Its signatures take their time: the answer was taken for a good one before.
        if (!this.answering && effect.from !== undefined) around.lied(effect.from)
        return
      case 'era':
        // What was said in the era before is of no use to anybody.
        this.items = []
        around.succeeded(effect.ended, effect.shown)
        return
      case 'trusted':
        around.trusted()
        return
      case 'unproven':
        around.unproven(effect.fault)
        return
      case 'halt':
        around.halted(contradictionOf(effect))
    }
  }
}

const heightOf = (item: LightItem): number =>
  item.kind === 'headline'
    ? item.headline.header.height
    : item.kind === 'certificate'
      ? item.certificate.height
      : 0

/** As a full peer tells of it. */
function contradictionOf({ reason, held, other, keys }: LightEffect & { kind: 'halt' }): Contradiction {
  const spots = { held: spotOf(held), other: spotOf(other) }
  return reason === 'recovery' ? { reason, ...spots } : { reason, ...spots, keys }
}

const spotOf = ({ height, hash }: Final) => ({ height, hash })
