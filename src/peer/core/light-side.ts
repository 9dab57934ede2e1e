// The light side: it executes nothing and keeps only whom it trusts.
import type { Bytes } from '../../bytes/bytes.ts'
import { toHex } from '../../bytes/bytes.ts'
import { bytes, list, oneOf, struct, uint } from '../../bytes/codec.ts'
import { beginChain } from '../../chain/begin.ts'
import type { Community } from '../../chain/community.ts'
import { activeSets, standingOf } from '../../chain/consensus/branch.ts'
import { delegateCodec, MAX_DELEGATES } from '../../chain/consensus/sets.ts'
import { Trust } from '../../chain/light/trust.ts'
import type { Contradiction } from '../../chain/node/keep.ts'
import type { Registry } from '../../chain/registry.ts'
import { type Reading, View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Said } from '../../mesh/frames/index.ts'
import { NOTHING } from '../../mesh/sync/index.ts'
import type { Answer, BlockSight, DelegateSight, Hex, Question, Spot } from '../api.ts'
import type { Refused } from '../storage/ledger.ts'
import { readProven } from './asking.ts'
import { type Pending, pendingAt } from './checkpoint.ts'
import type { Converse } from './converse.ts'
import { Following } from './following.ts'
import { askProven } from './full-side.ts'
import { Gathered } from './gathered.ts'
import { spotOf } from './own.ts'
import type { Side, SideAround } from './side.ts'
import { Shown } from './stirs.ts'

const TRUST = 'light/trust'
const trustCodec = struct({
  chain: bytes(32),
  height: uint,
  hash: bytes(32),
  sets: list(list(delegateCodec, MAX_DELEGATES), 2),
})

/** What it stopped for, in whichever of its lives. */
const HALT = 'light/halt'
const spot = struct({ height: uint, hash: bytes(32) })
const haltCodec = struct({
  reason: oneOf('conflicting-finals', 'recovery'),
  held: spot,
  other: spot,
  keys: list(bytes(32), 2 * MAX_DELEGATES),
})

/** The blocks that a screen shows. */
const MOST_BLOCKS = 64

export async function openLightSide(around: SideAround): Promise<LightSide | Refused> {
  const known = await around.notes.get(TRUST, trustCodec)
  const pending = pendingAt(around, known?.height)
  if (typeof pending === 'object' && 'refused' in pending) return pending
  const trust = known
    ? Trust.in(known.chain, known.height, known.hash, known.sets)
    : trustInGenesis(around.community)
  return new LightSide(around, trust, pending, await around.notes.get(HALT, haltCodec))
}

/** Joining (rule 8): genesis is the hash that is trusted, where an invitation names no later block. */
function trustInGenesis(community: Community): Trust {
  const { hash, tree } = beginChain(community)
  const state = new View(tree)
  return Trust.in(standingOf(state).chain, 0, hash, activeSets(state))
}

export class LightSide implements Side {
  readonly follows = false
  readonly source = NOTHING
  readonly state = undefined
  readonly signing = undefined
  readonly isJoining = false
  isStopped = false
  readonly store = { state: 'ok', blocksFrom: 0, snapshots: [], waiting: 0 } as const
  private readonly around: SideAround
  private readonly following: Following
  private readonly shown = new Shown()
  private readonly mine = new Map<Hex, Transaction>()
  private seen: BlockSight[] = []
  private converse!: Converse

  private readonly keeping = new Gathered(() => this.keep().catch(() => this.around.troubled('failed')))
  private readonly checkpoint: Pending
  private readonly stoppedFor: Contradiction | undefined

  constructor(around: SideAround, trust: Trust, pending: Pending, stoppedFor?: Contradiction) {
    const { community, verifying, own, platform } = around
    this.around = around
    this.checkpoint = pending
    this.stoppedFor = stoppedFor
    this.following = new Following(community, trust, {
      verifying,
      after: (ms, then) => void platform.after(ms, then),
      ask: (token, question, from) =>
        this.converse.ask({ ...{ kind: 'ask', token, question }, ...(from === undefined ? {} : { from }) }),
      assessed: (token, worth) => this.converse.ask({ kind: 'assessed', token, worth }),
      lied: from => this.converse.blame(from),
      judge: (item, verdict, from) => {
        if (item.kind === 'headline' && verdict === 'good') this.see(item.headline.header, item.headline.hash)
        this.converse.tell({ kind: 'verdict', said: item, verdict, from })
      },
      // Of a head that is not final nothing is proven.
      headed: () => around.headed(undefined, false),
      finalised: blocks => {
        around.done.add('finals', blocks.length)
        around.finalised(this.shown.finalised(blocks))
        around.headed(undefined, false)
      },
      settled: (id, outcome, at) => {
        this.mine.delete(toHex(id))
        own.shown(id, outcome, at)
      },
      expired: id => {
        this.mine.delete(toHex(id))
        own.expired(id)
      },
      walked: () => this.keeping.want(),
      succeeded: () => {
        around.note('era', { height: this.following.peer.final.height })
        this.keeping.want()
      },
      trusted: () => {
        around.note('checkpoint', { height: this.following.peer.final.height })
        this.keeping.want()
      },
      unproven: fault => around.note('era-unproven', { fault }),
      halted: halt => {
        const keys = 'keys' in halt ? halt.keys.slice(0, 2 * MAX_DELEGATES) : []
        void around.notes
          .put(HALT, haltCodec, { ...halt, keys }, 'strict')
          .catch(() => around.troubled('failed'))
        this.stop(halt)
      },
    })
  }

  /** Two histories exclude each other: nothing more is believed, and no restart makes it go on with one of them. */
  private stop(halt: Contradiction): void {
    this.isStopped = true
    this.around.halted(halt)
  }

  private keep(): Promise<void> {
    const { chain, height, hash, alone, joint } = this.following.peer.trust
    return this.around.notes.put(TRUST, trustCodec, { chain, height, hash, sets: (joint ?? alone).sets })
  }

  start(converse: Converse): void {
    this.converse = converse
    if (this.stoppedFor) this.stop(this.stoppedFor)
    else if (this.checkpoint !== 'done') this.following.feed({ kind: 'checkpoint', ...this.checkpoint })
    this.time(this.around.clock.ms)
  }

  /** It executes nothing. */
  unsettled(): undefined {
    return undefined
  }

  /** It follows an era once it has begun. */
  recover(): void {}

  async close(): Promise<void> {}

  get head(): Spot | null {
    const { head } = this.following.peer
    return head ? spotOf(head) : this.final
  }

  get final(): Spot | null {
    const { height, hash, headline } = this.following.peer.final
    return spotOf({ header: { height, slot: headline?.header.slot ?? 0 }, hash })
  }

  get chain(): Bytes {
    return this.following.peer.trust.chain
  }

  get registry(): Registry | undefined {
    const { community } = this.around
    const { headline } = this.following.peer.final
    return community.rules.get(headline?.header.rules ?? community.genesis.rules)
  }

  get queues() {
    const { size } = this.following.peer
    return { ...size, items: this.following.items.length }
  }

  readonly held = {
    standing: () => {
      const { final, head } = this.following.peer
      const place = { height: final.height, hash: final.hash }
      return { final: place, head: head ? { height: head.header.height, hash: head.hash } : place }
    },
    pending: () => this.pending(),
  }

  private *pending(): Iterable<Said> {
    for (const transaction of this.mine.values()) yield { kind: 'transaction', transaction }
    yield* this.following.items
  }

  time(ms: number): void {
    if (!this.isStopped) this.following.feed({ kind: 'time', ms })
  }

  woken(ms: number): void {
    this.time(ms)
  }

  submit(transaction: Transaction): void {
    const isNew = !this.mine.has(toHex(transaction.id))
    this.mine.set(toHex(transaction.id), transaction)
    if (isNew) this.following.feed({ kind: 'mine', id: transaction.id, expiry: transaction.expiry })
    this.converse.tell({ kind: 'publish', said: { kind: 'transaction', transaction } })
  }

  hear(said: Said, from: string): void {
    const isForIt = said.kind === 'headline' || said.kind === 'certificate' || said.kind === 'handover'
    if (isForIt && !this.isStopped) this.following.hear(said, from)
    else this.converse.tell({ kind: 'verdict', said, verdict: 'late', from })
  }

  answered(token: number, answer: Bytes | null, from: string | undefined): void {
    this.following.answered(token, answer, from)
  }

  // A light peer is not asked for such.
  stands(): void {}
  fetched(): void {}
  recalled(): void {}
  remembered(): void {}
  judge(): void {}
  chunk(): void {}
  snapshot(): void {}
  async prepare(): Promise<void> {}

  ask(question: Question): Promise<Answer> {
    return askProven(this.following, this.around, question)
  }

  read<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined> {
    return readProven(this.following, read)
  }

  readNewest<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined> {
    return this.read(read)
  }

  private see(
    header: Pick<BlockSight, 'height' | 'slot' | 'view'> & {
      readonly parent: Bytes
      readonly producer: Bytes
    },
    hash: Bytes,
  ): void {
    const { height, slot, view, parent, producer } = header
    const sight: BlockSight = {
      ...{ height, slot, view, hash: toHex(hash), parent: toHex(parent), producer: toHex(producer) },
      ...{ transactions: 0, stage: 'tentative', votes: 0, delegates: this.following.peer.trust.set.length },
      ...{ missed: [], seenMs: this.around.clock.unixMs },
    }
    this.seen = [sight, ...this.seen.filter(each => each.hash !== sight.hash)]
      .sort((a, b) => b.height - a.height)
      .slice(0, MOST_BLOCKS)
  }

  /** As far as headlines were heard: votes and transactions are not among them. */
  blocks(): readonly BlockSight[] {
    const { height } = this.following.peer.final
    return this.seen.map(each => (each.height <= height ? { ...each, stage: 'final' } : each))
  }

  delegates(_own: Bytes | undefined, linked: ReadonlySet<Hex>): readonly DelegateSight[] {
    return this.following.peer.trust.set.map(({ key, account }) => ({
      ...{ account: toHex(account), key: toHex(key), own: false, sets: 'now', votedAt: null },
      producedAt: this.seen.find(({ producer }) => producer === toHex(account))?.height ?? null,
      linked: linked.has(toHex(account)),
    }))
  }
}
