// Chains of headers for tests: blocks, certificates and hand-overs as the rules make them, over no state at all, and
// signatures that stand in for real ones.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import { HEADER_FORMAT, type Header, headerHash } from '../block.ts'
import { activeHash, type Delegate, type DelegateSet } from '../consensus/sets.ts'
import {
  type Ballot,
  type Certificate,
  certificateCodec,
  certificateHash,
  certify,
  voteBytes,
} from '../consensus/votes.ts'
import { type Headline, headlineOf } from './headline.ts'
import type { Source } from './prove.ts'

const hash = (...parts: number[]): Hash =>
  sha256(Uint8Array.from(parts.flatMap(part => [part >> 8, part & 255])))

export const CHAIN = hash(1)

export const delegate = (i: number): Delegate => ({
  account: hash(2, i).slice(0, 20),
  key: hash(3, i),
  commitment: hash(4, i),
  base: i,
})
export const setOf = (...members: number[]): DelegateSet => members.map(delegate)

export const sign = (key: Bytes, message: Bytes): Bytes =>
  concatBytes(sha256(concatBytes(key, message)), sha256(concatBytes(message, key)))

export const holds = ({ publicKey, message, signature }: Signed): boolean =>
  equalBytes(sign(publicKey, message), signature)

export interface Choice {
  /** How many heights below the parent the newest certificate known is for; the best there is, with 0. */
  readonly lag?: number
  /** By how much the view rises. */
  readonly rise?: number
  /** Slots since the parent beyond what the view asks for. */
  readonly wait?: number
  /** Whether a certificate for the block ever forms. */
  readonly certified?: boolean
  readonly state?: Hash
  readonly outcomes?: Hash
  /** Makes it another block than its sibling. */
  readonly mark?: number
}

interface Made {
  readonly header: Header
  readonly hash: Hash
  readonly active: readonly DelegateSet[]
  readonly line: Headline
  readonly certificate: Certificate | undefined
}

const ballotOf = ({ header, hash }: Pick<Made, 'header' | 'hash'>): Ballot => ({
  height: header.height,
  view: header.view,
  block: hash,
  sourceView: header.justify.view,
  source: header.justify.source,
})

/** Everybody of these sets but `absent` votes for it, as far as they make a quorum. */
export function certifyBlock(
  made: Pick<Made, 'header' | 'hash' | 'active'>,
  absent: readonly number[] = [],
): Certificate | undefined {
  const ballot = ballotOf(made)
  const message = voteBytes(made.header.chain, ballot)
  const gone = absent.map(i => delegate(i).key)
  const keys = made.active.flat().map(({ key }) => key)
  const voters = keys.filter(key => !gone.some(each => equalBytes(each, key)))
  return certify(
    voters.map(key => ({ ...ballot, key, signature: sign(key, message) })),
    made.active,
  )
}

export class TestChain implements Source {
  readonly blocks: Made[] = []
  readonly boundaries: number[] = []
  final = 0
  private readonly embedded = new Set([0])
  private open: number | undefined
  private number = 0
  private readonly chain: Hash
  private readonly sets: readonly DelegateSet[]
  private readonly epochBlocks: number

  constructor(sets: readonly DelegateSet[], epochBlocks = 8, chain: Hash = CHAIN) {
    this.chain = chain
    this.sets = sets
    this.epochBlocks = epochBlocks
    const zero = new Uint8Array(32)
    this.put({
      ...{ format: HEADER_FORMAT, rules: 1, chain, height: 0, slot: 0, view: 0, parent: zero },
      ...{ producer: new Uint8Array(20), transactions: zero, state: zero, outcomes: zero, reveal: zero },
      active: activeHash([sets[0]!]),
      activeNext: activeHash([sets[0]!]),
      justify: { source: zero, view: 0, certificate: zero },
    })
  }

  get height(): number {
    return this.blocks.length - 1
  }

  at(height: number): Made {
    return this.blocks[height]!
  }

  header(height: number): Header | undefined {
    return this.blocks[height]?.header
  }

  certificate(height: number): Certificate | undefined {
    return this.blocks[height]?.certificate
  }

  active(height: number): readonly DelegateSet[] | undefined {
    return height === this.blocks.length ? this.activeNext() : this.blocks[height]?.active
  }

  /** The same chain up to a height, to go on from otherwise. */
  fork(height: number): TestChain {
    const fork = new TestChain(this.sets, this.epochBlocks, this.chain)
    for (let i = 1; i <= height; i++) fork.take(this.at(i))
    return fork
  }

  grow(choice: Choice = {}): Made {
    const { lag = 0, rise = 1, wait = 0, certified = true, mark = 0 } = choice
    const parent = this.at(this.height)
    const height = this.height + 1
    const source = this.newest(lag)
    const carried = source === this.sourceOf(parent) ? undefined : this.at(source).certificate
    const view = parent.header.view + rise
    const active = this.activeNext()
    const producer = active[active.length - 1]![height % active[active.length - 1]!.length]!
    const justify = carried
      ? { source: carried.block, view: carried.view, certificate: certificateHash(carried) }
      : height === 1
        ? { source: parent.hash, view: 0, certificate: new Uint8Array(32) }
        : parent.header.justify
    const header = {
      ...{ format: HEADER_FORMAT, rules: 1, chain: this.chain, height, view, parent: parent.hash, justify },
      slot: Math.max(parent.header.slot + 1, view) + wait,
      producer: producer.account,
      transactions: hash(5, height, mark),
      state: choice.state ?? hash(6, height),
      outcomes: choice.outcomes ?? hash(7, height),
      active: activeHash(active),
      activeNext: activeHash(this.step(height, carried)),
      reveal: hash(8, height),
    }
    return this.put(header, carried, certified, active)
  }

  private take(made: Made): void {
    const { source } = made.header.justify
    const carried = made.line.certificate ?? undefined
    if (carried && !equalBytes(carried.block, source))
      throw new Error('a block that carries another certificate')
    this.step(made.header.height, carried)
    this.blocks.push(made)
  }

  private put(
    header: Header,
    carried?: Certificate,
    certified = false,
    active: readonly DelegateSet[] = [this.sets[0]!],
  ): Made {
    const own = headerHash(header)
    const producer = active.flat().find(({ account }) => equalBytes(account, header.producer))
    const line = headlineOf({
      header,
      hash: own,
      certificate: carried ? encode(certificateCodec, carried) : null,
      signature: producer ? sign(producer.key, own) : new Uint8Array(64),
    })
    const made = { header, hash: own, active, line }
    const whole = { ...made, certificate: certified ? certifyBlock(made) : undefined }
    this.blocks.push(whole)
    return whole
  }

  private sourceOf({ header }: Made): number {
    return header.height === 0
      ? 0
      : this.blocks.findIndex(each => equalBytes(each.hash, header.justify.source))
  }

  /** The newest certified block, `lag` below the top at the least, and never older than the parent's source. */
  private newest(lag: number): number {
    const before = this.sourceOf(this.at(this.height))
    for (let height = this.height - lag; height > before; height--)
      if (this.at(height).certificate) return height
    return before
  }

  private activeNext(): readonly DelegateSet[] {
    const now = this.sets[this.number]!
    return this.open === undefined ? [now] : [this.sets[this.number - 1]!, now]
  }

  /** What a block changes about who is active (rules 3 and 5). */
  private step(height: number, carried: Certificate | undefined): readonly DelegateSet[] {
    if (carried) {
      this.embedded.add(carried.height)
      const last = this.at(carried.height)
      const first = this.sourceOf(last)
      const between = Array.from({ length: carried.height - first - 1 }, (_, i) => first + 1 + i)
      if (
        last.header.view - this.at(first).header.view === carried.height - first &&
        between.every(each => this.embedded.has(each)) &&
        first > this.final
      )
        this.final = first
    }
    if (this.open !== undefined && this.final >= this.open) this.open = undefined
    if (height % this.epochBlocks === 0 && this.open === undefined && this.sets[this.number + 1]) {
      this.open = height
      this.number += 1
      this.boundaries.push(height)
    }
    return this.activeNext()
  }
}
