// What a light peer makes of what it hears: in what order it is checked, what waits for what, and the verdict by which
// its neighbours' words are passed on to others.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import { viewsHold } from '../consensus/propose.ts'
import type { Certificate } from '../consensus/votes.ts'
import type { Verdict } from '../node/effect.ts'
import type { Testimony } from './active.ts'
import { KEPT_BELOW } from './branches.ts'
import type { LightEffect } from './effect.ts'
import type { Following } from './following.ts'
import type { Handover } from './handover.ts'
import type { Headline } from './headline.ts'
import type { LightItem } from './input.ts'
import { WaitingRoom } from './waiting.ts'

/** Verifications under way: a slot brings a few. */
const MAX_CHECKING = 256
/** Certificates whose block has not been heard of: a burst on waking brings a few. */
const MAX_CARRIERS = 32

type Heard =
  | { readonly kind: 'headline'; readonly headline: Headline; readonly carried: Testimony | undefined }
  | { readonly kind: 'certificate'; readonly block: string; readonly testimony: Testimony }
  | { readonly kind: 'handover'; readonly step: number }

interface Checking {
  readonly token: number
  readonly heard: Heard
  /** Undefined where nobody waits for a verdict: it is passed on already. */
  readonly item: LightItem | undefined
  readonly from: string | undefined
}

/** The signatures on which the verdict hangs, or the verdict. */
type Judged = Verdict | { readonly heard: Heard; readonly items: readonly Signed[] }

export class Hearing {
  private readonly following: Following
  private readonly slotMs: number
  private readonly waiting = new WaitingRoom()
  /** Lists, for they hold one or two mostly. */
  private readonly checking: Checking[] = []
  private readonly underWay: string[] = []
  /** By a block that is not held, a headline that brought its certificate. */
  private readonly carriers = new Map<string, Headline>()
  private readonly handovers = new Map<Handover, { item: LightItem; from: string | undefined }>()
  private readonly tokens: () => number
  private readonly isLeft: (chain: Hash) => boolean
  private ms = 0
  private effects: LightEffect[] = []

  /** `tokens` are never given twice: what was asked before an era ended may be answered after. */
  constructor(
    following: Following,
    slotMs: number,
    tokens: () => number,
    isLeft: (chain: Hash) => boolean = () => false,
  ) {
    this.following = following
    this.slotMs = slotMs
    this.tokens = tokens
    this.isLeft = isLeft
  }

  get size() {
    return { waiting: this.waiting.size, checking: this.checking.length }
  }

  clock(ms: number): readonly LightEffect[] {
    this.effects = []
    this.ms = ms
    this.again('clock')
    return this.effects
  }

  hear(item: LightItem, from: string | undefined): readonly LightEffect[] {
    this.effects = []
    this.judge(item, from)
    return this.effects
  }

  verified(token: number, verdicts: readonly boolean[]): readonly LightEffect[] {
    this.effects = []
    const at = this.checking.findIndex(each => each.token === token)
    const checking = this.checking[at]
    if (!checking) return []
    this.checking.splice(at, 1)
    const { heard, item, from } = checking
    const holds = verdicts.every(verdict => verdict)
    if (heard.kind === 'handover') this.walkOn(heard.step, verdicts)
    else if (heard.kind === 'headline') this.say(item, from, this.headlineChecked(heard, holds))
    else this.say(item, from, this.certificateChecked(heard, holds))
    return this.effects
  }

  private judge(item: LightItem, from: string | undefined): void {
    if (this.following.halted) return
    let judged: Judged
    if (item.kind === 'headline') judged = this.headline(item, from)
    else if (item.kind === 'certificate') judged = this.certificate(item, from)
    else judged = this.handover(item, from)
    if (typeof judged === 'string') {
      this.say(item, from, judged)
      return
    }
    this.verify(judged.heard, item, from, judged.items)
  }

  private verify(
    heard: Heard,
    item: LightItem | undefined,
    from: string | undefined,
    items: readonly Signed[],
  ): void {
    const token = this.tokens()
    this.checking.push({ token, heard, item, from })
    this.effects.push({ kind: 'verify', token, items })
  }

  private say(item: LightItem | undefined, from: string | undefined, verdict: Verdict): void {
    if (item) this.effects.push({ kind: 'verdict', item, from, verdict })
  }

  private wait(on: string, item: LightItem, from: string | undefined): Verdict {
    this.waiting.put(on, item, from)
    return 'held'
  }

  private again(on: string): void {
    for (const { item, from } of this.waiting.release(on)) this.judge(item, from)
  }

  private isPast(height: number): boolean {
    return height <= this.following.final.height - KEPT_BELOW
  }

  private isFinal(height: number, name: string): boolean {
    return this.following.finals.at(height)?.name === name
  }

  // Headlines

  private headline(item: LightItem & { kind: 'headline' }, from: string | undefined): Judged {
    const { headline } = item
    const { header, name } = headline
    const { following } = this
    const { branches, trust } = following
    if (branches.get(name) || this.underWay.includes(name)) return 'known'
    if (following.isAwaited(headline)) {
      this.effects.push(...following.complete(headline))
      return 'known'
    }
    if (this.isFinal(header.height, name)) return 'known'
    if (!equalBytes(header.chain, trust.chain)) return this.elsewhere(headline, from)
    if (this.isPast(header.height)) return 'late'
    // Propose (rule 1): not more than half a slot ahead of the clock; until then it is held.
    if (2 * header.slot * this.slotMs > 2 * this.ms + this.slotMs) return this.wait('clock', item, from)
    const active = trust.named(headline.active)
    if (!active) return this.stranger(item, from)
    const carried = this.carriedBy(headline)
    if (carried === 'bad' || !this.isInOrder(headline)) return 'bad'
    const items = active.headline(headline, carried)
    if (!items) return 'bad'
    if (!branches.hasRoom(headline) || this.checking.length >= MAX_CHECKING) return 'late'
    this.underWay.push(name)
    return { heard: { kind: 'headline', headline, carried }, items }
  }

  /** Recovery (rule 10): where the chain goes on in another era, what began it is asked for. */
  private elsewhere({ header }: Headline, from: string | undefined): Verdict {
    const { final, trust } = this.following
    if (header.height <= final.height || this.isLeft(header.chain)) return 'late'
    this.effects.push({ kind: 'ask', ask: { kind: 'recovery', chain: trust.chain }, from })
    return 'late'
  }

  /** Sets that are not known: a hand-over has taken place (rule 5), and its proof is asked for. */
  private stranger(item: LightItem & { kind: 'headline' }, from: string | undefined): Verdict {
    const { final, trust, isWalking } = this.following
    if (item.headline.header.height <= final.height) return 'late'
    // While proofs are verified it is not known yet where the next ones begin.
    if (!isWalking) this.effects.push({ kind: 'ask', ask: { kind: 'handover', above: trust.height }, from })
    return this.wait('sets', item, from)
  }

  /** Propose (rule 1): what a header's claims show by themselves, and against the parent's where that is held. */
  private isInOrder({ header, parent }: Headline): boolean {
    if (header.height > header.slot || header.view > header.slot) return false
    const above = this.following.branches.get(parent)?.line.header
    if (!above) return true
    const claimed = { view: header.view, slot: header.slot, sourceView: header.justify.view }
    return (
      header.height === above.height + 1 &&
      header.slot > above.slot &&
      viewsHold({ view: above.view, sourceView: above.justify.view }, claimed) &&
      equalBytes(header.active, above.activeNext)
    )
  }

  /** The certificate that a headline brings, where it is news for a block that is held. */
  private carriedBy({ certificate, source }: Headline): Testimony | undefined | 'bad' {
    const certified = certificate ? this.following.branches.get(source) : undefined
    if (!certificate || !certified || certified.testimony) return undefined
    return (isFor(certificate, certified.line) && certified.active.certificate(certificate)) || 'bad'
  }

  private headlineChecked({ headline, carried }: Heard & { kind: 'headline' }, holds: boolean): Verdict {
    this.underWay.splice(this.underWay.indexOf(headline.name), 1)
    if (!holds) return 'bad'
    const { branches, trust } = this.following
    const active = trust.named(headline.active)
    if (!active || this.isPast(headline.header.height)) return 'late'
    branches.add(headline, active)
    const certified = carried && branches.get(headline.source)
    if (certified && !certified.testimony) this.effects.push(...this.following.justify(certified, carried))
    if (headline.certificate && !carried) this.bringLater(headline)
    const carrier = this.carriers.get(headline.name)
    if (carrier) this.bring(carrier)
    this.again(headline.name)
    return 'good'
  }

  /** What a headline brought for a block that was not held then is used when that is. */
  private bringLater(headline: Headline): void {
    if (this.following.branches.get(headline.source)) {
      this.bring(headline)
      return
    }
    this.carriers.set(headline.source, headline)
    if (this.carriers.size > MAX_CARRIERS) this.carriers.delete(this.carriers.keys().next().value!)
  }

  private bring(headline: Headline): void {
    this.carriers.delete(headline.source)
    const testimony = this.carriedBy(headline)
    if (!testimony || testimony === 'bad' || this.checking.length >= MAX_CHECKING) return
    const heard = { kind: 'certificate' as const, block: headline.source, testimony }
    this.verify(heard, undefined, undefined, testimony.signed)
  }

  // Certificates

  private certificate(item: LightItem & { kind: 'certificate' }, from: string | undefined): Judged {
    const { chain, certificate } = item
    const block = nameOf32(certificate.block)
    const held = this.following.branches.get(block)
    if (held?.testimony || this.isFinal(certificate.height, block)) return 'known'
    if (!equalBytes(chain, this.following.trust.chain) || this.isPast(certificate.height)) return 'late'
    if (!held) {
      if (!this.underWay.includes(block)) this.askForHeadline(certificate.block, from)
      return this.wait(block, item, from)
    }
    const testimony = isFor(certificate, held.line) ? held.active.certificate(certificate) : undefined
    if (!testimony) return 'bad'
    if (this.checking.length >= MAX_CHECKING) return 'late'
    return { heard: { kind: 'certificate', block, testimony }, items: testimony.signed }
  }

  private askForHeadline(hash: Hash, from: string | undefined): void {
    this.effects.push({ kind: 'ask', ask: { kind: 'headline', hash }, from })
  }

  private certificateChecked({ block, testimony }: Heard & { kind: 'certificate' }, holds: boolean): Verdict {
    if (!holds) return 'bad'
    const held = this.following.branches.get(block)
    if (!held || held.testimony) return 'known'
    this.effects.push(...this.following.justify(held, testimony))
    return 'good'
  }

  // Hand-overs

  private handover(item: LightItem & { kind: 'handover' }, from: string | undefined): Judged {
    const { handover } = item
    const { walker, final } = this.following
    // Hand over (rule 5): the next one's boundary is above the last final block; a set that was elected again may have
    // handed over otherwise before.
    if (handover.height <= walker.ahead.height || handover.height <= final.height) return 'known'
    const taken = walker.take(handover)
    if (taken === 'form') return 'bad'
    // One that does not follow on what is trusted may be a later one, or of another era: nothing is said of who sent it.
    if (typeof taken === 'string') return 'late'
    this.handovers.set(handover, { item, from })
    return { heard: { kind: 'handover', step: taken.token }, items: taken.signatures }
  }

  private walkOn(step: number, verdicts: readonly boolean[]): void {
    const { passed, failed } = this.following.walker.verified(step, verdicts)
    for (const { handover, checked } of passed) {
      const heard = this.handovers.get(handover)
      this.handovers.delete(handover)
      if (heard) this.say(heard.item, heard.from, 'good')
      if (!this.following.halted) this.effects.push(...this.following.walked(checked))
    }
    if (failed) {
      // Its votes are over hashes that follow from what is trusted, so that an honest later one fails here, too.
      for (const { item, from } of this.handovers.values()) this.say(item, from, 'late')
      this.handovers.clear()
    }
    // Once, when all that came was looked at: whoever asked for more after every proof would be sent most of them many times.
    if (!this.following.isWalking) this.again('sets')
  }
}

/** Whether a certificate's votes are for this block, and name its own source. */
const isFor = (certificate: Certificate, { header, hash }: Headline): boolean =>
  certificate.height === header.height &&
  certificate.view === header.view &&
  certificate.sourceView === header.justify.view &&
  equalBytes(certificate.block, hash) &&
  equalBytes(certificate.source, header.justify.source)
