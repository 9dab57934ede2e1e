// A neighbour says that another block is final than is here, deeper than branches are kept for. What it can show is
// looked at by a light peer of its own, that trusts a block of this ledger: an older one than a checkpoint may be
// is not gone back to, for what was signed before that cannot be told from what sold keys sign (rule 8).
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Header } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { Active, type Testimony } from '../../chain/light/active.ts'
import { type Final, signersOfBoth } from '../../chain/light/finals.ts'
import { MAX_SPAN } from '../../chain/light/handover.ts'
import { writeQuestion } from '../../chain/light/question.ts'
import { Trust } from '../../chain/light/trust.ts'
import type { Contradiction } from '../../chain/node/keep.ts'
import { Following } from './following.ts'
import type { Library } from './library.ts'
import type { Platform, SlotClock } from './platform.ts'
import type { Verifying } from './verifying.ts'

export interface DoubtsAround {
  readonly community: Community
  readonly library: Library
  readonly verifying: Verifying
  readonly platform: Platform
  readonly clock: SlotClock
  ask(token: number, question: Bytes, from: string | undefined): void
  assessed(token: number, worth: 'good' | 'nothing' | 'bad'): void
  lied(from: string): void
  contradicted(by: Contradiction): void
}

/** Tokens of questions from here on are of doubts: those below are of the peer that catches up. */
const FIRST_TOKEN = 2 ** 40
/** One neighbour is doubted so often, and a doubt goes on for so long. */
const AGAIN_MS = 600_000
const DOUBT_MS = 60_000
const MOST_REMEMBERED = 64

export class Doubts {
  private readonly around: DoubtsAround
  private readonly doubted = new Map<string, number>()
  private following: Following | undefined
  private tokens = FIRST_TOKEN
  private base = 0

  constructor(around: DoubtsAround) {
    this.around = around
  }

  /** Where a neighbour says that its last final block is; ours is at `own`. */
  async hear(
    neighbour: string,
    final: { readonly height: number; readonly hash: Hash },
    own: number,
  ): Promise<void> {
    if (this.following || final.height < 1 || own < 1 || this.wasDoubted(neighbour)) return
    // Who is further on is asked about the height that both have.
    const height = Math.min(final.height, own)
    if (final.height <= own) {
      const here = await this.hashAt(height)
      if (!here || equalBytes(here, final.hash)) return
    }
    const trust = await this.trustedBlock(own)
    if (!trust || this.following) return
    this.remember(neighbour)
    this.begin(trust, height, neighbour)
  }

  private wasDoubted(neighbour: string): boolean {
    const before = this.doubted.get(neighbour)
    return before !== undefined && this.around.platform.steady() - before < AGAIN_MS
  }

  private remember(neighbour: string): void {
    this.doubted.delete(neighbour)
    this.doubted.set(neighbour, this.around.platform.steady())
    if (this.doubted.size > MOST_REMEMBERED) this.doubted.delete(this.doubted.keys().next().value!)
  }

  private async hashAt(height: number): Promise<Hash | undefined> {
    const { library } = this.around
    await library.fetch(height, 1)
    return library.blockAt(height)?.hash
  }

  /**
   * Joining (rule 8): the oldest own block that a checkpoint could be, as far as blocks are kept here; of this era (rule 10),
   * for nobody is held to the keys that a recovery was for.
   */
  private async trustedBlock(own: number): Promise<Trust | undefined> {
    const { library, clock, community } = this.around
    const oldest = clock.slot - community.genesis.evidenceSlots
    await library.fetch(own, 1)
    const chain = library.blockAt(own)?.header.chain
    if (!chain) return undefined
    const mayBe = (header: Header | undefined) =>
      header && header.slot >= oldest && equalBytes(header.chain, chain) && library.setsAfter(header)
    let [low, high] = [1, own]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      await library.fetchSetsAfter(middle)
      if (mayBe(library.blockAt(middle)?.header)) high = middle
      else low = middle + 1
    }
    await library.fetchSetsAfter(low)
    const block = library.blockAt(low)
    const sets = block && library.setsAfter(block.header)
    return sets && Trust.in(block.header.chain, low, block.hash, sets)
  }

  private begin(trust: Trust, height: number, neighbour: string): void {
    const { around } = this
    const base = this.tokens
    this.base = base
    this.tokens += 2 ** 20
    const following = new Following(around.community, trust, {
      verifying: around.verifying,
      after: (ms, then) => void around.platform.after(ms, then),
      ask: (token, question, from) => around.ask(base + token, question, from ?? neighbour),
      assessed: (token, worth) => around.assessed(base + token, worth),
      lied: from => around.lied(from),
      finalised: blocks => void this.compare(following, blocks),
      ...{ judge() {}, headed() {}, settled() {}, expired() {}, walked() {} },
      ...{ succeeded() {}, trusted() {}, unproven() {}, halted() {} },
    })
    this.following = following
    following.feed({ kind: 'time', ms: around.clock.ms })
    around.ask(this.tokens++, writeQuestion({ kind: 'finality', height }), neighbour)
    around.platform.after(DOUBT_MS, () => this.end(following))
  }

  private end(following: Following): void {
    if (this.following === following) this.following = undefined
  }

  /** What the neighbour has shown to be final, held against what is final here. */
  private async compare(following: Following, blocks: readonly Final[]): Promise<void> {
    for (const other of blocks) {
      const here = await this.hashAt(other.height)
      if (!here || this.following !== following) continue
      this.end(following)
      if (equalBytes(here, other.hash)) return
      const keys = signersOfBoth(await this.ownTestimonies(other.height), other.shownBy)
      const held = { height: other.height, hash: here }
      this.around.contradicted({
        ...{ reason: 'conflicting-finals', held, keys },
        other: { height: other.height, hash: other.hash },
      })
      return
    }
  }

  /** Who certified the blocks here around a height, as later ones carry it. */
  private async ownTestimonies(height: number): Promise<readonly Testimony[]> {
    const { library } = this.around
    const found: Testimony[] = []
    for (let at = height; at <= height + MAX_SPAN; at++) {
      await library.fetchSetsAfter(at)
      const certificate = library.headline(at)?.certificate
      const certified = certificate && library.headline(certificate.height)?.header
      if (!certificate || !certified) continue
      await library.sets.fetch(certified.active)
      const sets = library.sets.of(certified.active)
      const testimony = sets && Active.of(certified.chain, sets).certificate(certificate)
      if (testimony) found.push(testimony)
    }
    return found
  }

  /** Whether this answers a question of a doubt. */
  answered(token: number, answer: Bytes | null, from: string | undefined): boolean {
    if (token < FIRST_TOKEN) return false
    this.following?.answered(token - this.base, answer, from)
    return true
  }
}
