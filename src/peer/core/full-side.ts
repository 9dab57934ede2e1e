// The full side: a node with its ledger; and beside it, until it has caught up, a light peer that judges and proves.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import { activeSets, standingOf } from '../../chain/consensus/branch.ts'
import type { Recovery } from '../../chain/consensus/recovery.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { Trust } from '../../chain/light/trust.ts'
import type { Verdict } from '../../chain/node/effect.ts'
import type { Step } from '../../chain/node/keep.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Message } from '../../chain/node/message.ts'
import type { Registry } from '../../chain/registry.ts'
import { type Reading, View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Chunk } from '../../chain/tree/snapshot.ts'
import type { Tree } from '../../chain/tree/tree.ts'
import { headlineItem, type Said, type Standing } from '../../mesh/frames/index.ts'
import type { Answer, BlockSight, DelegateSight, Hex, Question, Spot } from '../api.ts'
import { Keeper } from '../storage/keeper.ts'
import { Ledger, type Opened, type Refused } from '../storage/ledger.ts'
import { batchOf } from '../storage/restore.ts'
import { type Asked, askState, readProven, registryAt } from './asking.ts'
import { contradicts, type Pending, pendingAt } from './checkpoint.ts'
import type { Converse, Need } from './converse.ts'
import { Doubts } from './doubts.ts'
import { Following } from './following.ts'
import { Full } from './full.ts'
import { Library } from './library.ts'
import { spotOf } from './own.ts'
import type { Side, SideAround, Signing } from './side.ts'
import { Sights } from './sights.ts'
import { Shown, Stirred } from './stirs.ts'

/** Further behind than this, what is asked is proven by others until the own state has caught up. */
const JOINING_BLOCKS = 64
/** And as near as this it has caught up. */
const CAUGHT_UP_BLOCKS = 8
/** So much of what is final is in memory from the start, for light peers that ask. */
const AT_HAND_BLOCKS = 64
/** What is shown of a block that is final: itself or one just below, and what came after it. */
const SHOWN_BELOW = 8
const SHOWN_ABOVE = 34
/** Messages that came in while a snapshot was being written down. */
const MOST_LATER = 512
/** Blocks that the sync brought, to know whom to blame for a bad one. */
const MOST_BROUGHT = 1024

export async function openFullSide(around: SideAround): Promise<FullSide | Refused> {
  const { disk, community, retention } = around
  const opened = await Ledger.open(disk, community, retention)
  if ('refused' in opened) return opened
  const { ledger, kept, dropped } = opened
  const { height } = kept.root.header
  const pending = pendingAt(around, height === 0 ? undefined : height)
  if (typeof pending === 'object' && 'refused' in pending) return pending
  if (await contradicts(around, ledger, height)) return { refused: 'checkpoint', why: 'other' }
  for (const { what, height, why } of dropped) around.note('dropped', { of: what, height, why })
  const library = new Library(community, kept.root, ledger, () => around.platform.steady())
  await library.fetch(Math.max(1, height - AT_HAND_BLOCKS + 1), AT_HAND_BLOCKS)
  const side = new FullSide(around, opened, library, pending)
  await side.look()
  await side.resume()
  return side
}

export class FullSide implements Side {
  readonly follows = true
  readonly source: Library
  private readonly around: SideAround
  private readonly ledger: Ledger
  private readonly keeper: Keeper
  private readonly full: Full
  private readonly sights: Sights
  private readonly opened: Opened
  private converse!: Converse
  private following: Following | undefined
  private readonly stirred = new Stirred()
  private readonly shown = new Shown()
  private fetchedParts: Awaited<ReturnType<Ledger['parts']>>
  private readonly brought = new Map<string, string>()
  /** What the ledger must still be held to. */
  private checkpoint: Pending
  private readonly doubts: Doubts
  private adopting = false
  private askedAsNewcomer = false
  private later: (() => void)[] = []
  private writingParts: Promise<void> = Promise.resolve()
  private kept: { readonly blocksFrom: number; readonly snapshots: readonly number[] } = {
    ...{ blocksFrom: 1, snapshots: [] },
  }

  constructor(around: SideAround, opened: Opened, library: Library, pending: Pending) {
    const { community, platform, clock, verifying, drops, done, own, delegate, signer } = around
    this.around = around
    this.opened = opened
    this.checkpoint = pending
    this.doubts = new Doubts({
      ...{ community, library, verifying, platform, clock },
      ask: (token, question, from) =>
        this.converse.ask({ ...{ kind: 'ask', token, question }, ...(from === undefined ? {} : { from }) }),
      assessed: (token, worth) => this.converse.ask({ kind: 'assessed', token, worth }),
      lied: from => this.converse.blame(from),
      contradicted: by => this.full.feed({ kind: 'contradicted', by }),
    })
    this.ledger = opened.ledger
    this.source = library
    this.sights = new Sights(community, library)
    this.keeper = new Keeper(
      this.ledger,
      token => this.full.feed({ kind: 'persisted', token }),
      trouble => around.troubled(trouble),
    )
    this.full = new Full({
      ...{ community, kept: opened.kept },
      ...(delegate && { delegate }),
      ...(signer && { signer }),
      around: {
        ...{ platform, clock, verifying, library, keeper: this.keeper, drops, done },
        mayProduce: around.mayProduce,
        send: message => {
          // Nobody tells it of its own.
          if (message.kind === 'vote') this.sights.vote(message.vote, clock.unixMs)
          this.converse.tell({ kind: 'publish', said: message })
        },
        judge: (message, verdict, from) => this.judged(message, verdict, from),
        want: (hash, height, from) =>
          this.converse.ask({
            ...{ kind: 'want', hash },
            ...(height === undefined ? {} : { height }),
            ...(from === undefined ? {} : { from }),
          }),
        recall: recall => this.converse.tell({ kind: 'recall', recall }),
        answer: (to, memory) => this.converse.tell({ kind: 'answer', to, memory }),
        executed: step => {
          this.sights.block(step.block, step.parent, clock.unixMs)
          own.note(step.executed)
          this.stirred.executed(step.executed)
        },
        headed: head => {
          this.settleOwn()
          around.headed(head, this.stirred.headed(head))
        },
        finalised: () => {
          this.settleOwn()
          this.holdToCheckpoint()
          const stirs = this.stirred.finalised(this.full.node.final.header.height)
          // From now on it answers by itself.
          const caughtUp = this.following !== undefined && this.hasCaughtUp()
          if (caughtUp) {
            const { following } = this
            this.following = undefined
            following?.end()
          }
          around.finalised(stirs || caughtUp)
        },
        accuse: around.accuse,
        keptOut: (transaction, code) => own.keptOut(transaction.id, code),
        halted: around.halted,
      },
    })
  }

  /** Own transactions that stand in kept blocks: their outcomes are not on the disk, so these are executed again. */
  private noteOwn(): void {
    const { own } = this.around
    const { root, path } = this.opened.kept
    const byName = new Map<string, Executed>([[nameOf32(root.hash), root]])
    for (const { block, executed } of path) {
      byName.set(nameOf32(executed.hash), executed)
      const parent = byName.get(nameOf32(block.header.parent))
      // What was queued has its result in the child.
      const concerns = own.concerns(block.transactions) || own.concerns(parent?.batch ?? [])
      if (parent && concerns) own.note(this.full.again({ block, parent, executed }))
    }
  }

  start(converse: Converse): void {
    this.converse = converse
    this.noteOwn()
    this.settleOwn()
    const fetched = this.fetchedParts
    if (!fetched) return
    this.around.note('snapshot-resumed', {
      height: fetched.headline.header.height,
      parts: fetched.chunks.length,
    })
    converse.ask({ kind: 'resume', ...fetched })
  }

  async close(): Promise<void> {
    await this.full.close()
    await this.writingParts
    await this.ledger.idle().catch(() => {})
  }

  /** What the ledger keeps, for the screen. */
  async look(): Promise<void> {
    this.kept = await this.ledger.figures()
  }

  /** Of a snapshot that was on its way when the program ended. */
  async resume(): Promise<void> {
    this.fetchedParts = await this.ledger.parts()
  }

  // How it stands

  get head(): Spot {
    return spotOf(this.full.node.head)
  }

  get final(): Spot {
    return spotOf(this.full.node.final)
  }

  get state(): Reading {
    return new View(this.full.node.head.tree)
  }

  get chain(): Hash {
    return this.following?.peer.trust.chain ?? this.full.node.head.header.chain
  }

  get registry(): Registry | undefined {
    return registryAt(this.around.community, this.state, this.full.node.head.header.height)
  }

  get isJoining(): boolean {
    return this.following !== undefined
  }

  get isStopped(): boolean {
    return this.full.node.isStopped
  }

  get queues() {
    const { figures } = this.full.node
    const { steps, pinned, shelf } = this.source.sizes
    return { ...figures, steps, pinned, shelf, disk: this.keeper.waiting, tentative: this.ledger.tentative }
  }

  get store() {
    const { trouble, waiting } = this.keeper
    return { state: trouble ?? 'ok', ...this.kept, waiting } as const
  }

  get signing(): Signing | undefined {
    const { node, votes, blocks } = this.full
    const { chain } = node.head.header
    const record = node.ownRecords.find(each => nameOf32(each.chain) === nameOf32(chain))
    if (!this.around.delegate) return undefined
    const { view, lock, slot } = record ?? { view: 0, lock: 0, slot: 0 }
    const stopped = node.ownRecords.some(({ retired }) => retired)
    return { ...{ view, lock, slot, votes, blocks, stopped }, mayVote: node.votes }
  }

  readonly held = {
    standing: () => {
      const { head, final } = this.full.node
      const place = ({ header, hash }: Executed) => ({ height: header.height, hash })
      return { final: place(final), head: place(head) }
    },
    pending: () => this.pending(),
  }

  private *pending(): Iterable<Said> {
    const { node } = this.full
    const { chain } = node.head.header
    for (const transaction of node.pool.waiting()) yield { kind: 'transaction', transaction }
    for (let height = node.final.header.height + 1; height <= node.head.header.height; height++) {
      const block = this.source.blockAt(height)
      if (!block) continue
      yield { kind: 'block', block }
      const certificate = this.source.certificateOf(block.hash)
      if (certificate) yield { kind: 'certificate', chain, certificate }
    }
  }

  // Time

  time(ms: number): void {
    this.full.feed({ kind: 'time', ms })
    this.following?.feed({ kind: 'time', ms })
    this.considerJoining()
    if (this.final.height % 16 === 0) void this.look().catch(() => {})
  }

  woken(ms: number): void {
    this.time(ms)
    this.full.feed({ kind: 'woken' })
  }

  submit(transaction: Transaction): void {
    this.full.feed({ kind: 'heard', message: { kind: 'transaction', transaction } })
    // Where the node cannot judge it yet, neighbours can.
    if (this.isJoining) this.converse.tell({ kind: 'publish', said: { kind: 'transaction', transaction } })
    this.following?.feed({ kind: 'mine', id: transaction.id, expiry: transaction.expiry })
  }

  unsettled(hash: Hash): Executed | undefined {
    const { node } = this.full
    if (this.isJoining) return undefined
    const found = node.executed(hash)
    for (let at = found; at; at = node.executed(at.header.parent))
      if (equalBytes(at.hash, node.final.hash)) return found
    return undefined
  }

  recover(recovery: Recovery): void {
    this.full.feed({ kind: 'recovery', recovery })
  }

  private settleOwn(): void {
    const { node } = this.full
    const { header } = node.final
    this.around.own.settle({
      finalHeight: header.height,
      finalSlot: header.slot,
      isOn: executed => this.source.isOn(executed),
    })
  }

  // Catching up

  private considerJoining(): void {
    if (this.following) return
    const behind = this.converse.furthest.final - this.final.height
    if (behind <= JOINING_BLOCKS) return
    this.beginFollowing()
    // Who has nothing yet lacks nothing by not having executed all.
    if (this.final.height > 0 || this.askedAsNewcomer) return
    this.askedAsNewcomer = true
    this.converse.ask({ kind: 'newcomer' })
  }

  /** Joining (rule 8): only branches through the block that is trusted are followed. */
  private holdToCheckpoint(): void {
    const { checkpoint } = this
    if (checkpoint === 'done' || this.final.height < checkpoint.height) return
    this.checkpoint = 'done'
    const block = this.source.blockAt(checkpoint.height)
    if (!block || equalBytes(block.hash, checkpoint.hash)) return
    const { height, hash } = checkpoint
    const spots = { held: { height, hash: block.hash }, other: { height, hash } }
    this.full.feed({ kind: 'contradicted', by: { reason: 'conflicting-finals', ...spots, keys: [] } })
  }

  private hasCaughtUp(): boolean {
    return this.final.height + CAUGHT_UP_BLOCKS >= this.converse.furthest.final
  }

  private beginFollowing(): Following {
    const { community, verifying, own, platform, clock } = this.around
    const { header, hash, tree } = this.full.node.final
    const state = new View(tree)
    // Joining (rule 8): from what is final here already, genesis or later.
    const trust = Trust.in(standingOf(state).chain, header.height, hash, activeSets(state))
    const following = new Following(community, trust, {
      verifying,
      after: (ms, then) => void platform.after(ms, then),
      ask: (token, question, from) =>
        this.converse.ask({ ...{ kind: 'ask', token, question }, ...(from === undefined ? {} : { from }) }),
      assessed: (token, worth) => this.converse.ask({ kind: 'assessed', token, worth }),
      lied: from => this.converse.blame(from),
      // The node judges what it hears too, and its word counts.
      judge: (item, verdict, from) => {
        if (item.kind === 'handover') this.converse.tell({ kind: 'verdict', said: item, verdict, from })
      },
      headed: () => this.around.finalised(false),
      finalised: blocks => this.around.finalised(this.shown.finalised(blocks)),
      settled: (id, outcome, at) => own.shown(id, outcome, at),
      expired: () => {},
      walked: handover => this.source.handovers.put(handover),
      succeeded: (ended, shown) => {
        this.around.note('era', { height: following.peer.final.height })
        this.source.successions.put(ended, shown)
      },
      trusted: () => this.around.note('checkpoint', { height: following.peer.final.height }),
      unproven: fault => this.around.note('era-unproven', { fault }),
      halted: ({ reason, held, other }) =>
        this.around.note('light-halt', { reason, held: toHex(held.hash), other: toHex(other.hash) }),
    })
    this.following = following
    following.feed({ kind: 'time', ms: clock.ms })
    if (this.checkpoint !== 'done') following.feed({ kind: 'checkpoint', ...this.checkpoint })
    return following
  }

  judge({ hash, name, header }: Headline): void {
    // A peer that stopped keeps what it has: no state from elsewhere takes its place.
    if (this.full.node.isStopped) {
      this.converse.ask({ kind: 'judged', hash, verdict: 'unknown' })
      return
    }
    const following = this.following ?? this.beginFollowing()
    const final = following.peer.finalAt(header.height)
    const verdict = !final ? 'unknown' : final.name === name ? 'final' : 'false'
    this.around.note('snapshot-judged', {
      height: header.height,
      verdict,
      final: following.peer.final.height,
    })
    this.converse.ask({ kind: 'judged', hash, verdict })
  }

  chunk(headline: Headline, chunk: Chunk): void {
    this.writingParts = this.writingParts
      .then(() => this.ledger.putPart(headline, chunk))
      // It is fetched again.
      .catch(() => {})
  }

  snapshot(block: Block, state: Tree): void {
    if (this.full.node.isStopped) return
    const batch = batchOf(this.around.community, block)
    // A state under rules that are not here is of no use: the node says what it lacks when it comes to it.
    if (!batch) return
    const { header, hash } = block
    const executed: Executed = { header, hash, tree: state, outcomes: [], events: [], batch, busy: false }
    this.around.note('snapshot', { height: header.height })
    this.adopting = true
    void this.adopt(block, executed)
      .catch(error => this.keeper.fail(error))
      .then(() => {
        this.adopting = false
        this.source.jumped(block, executed)
        this.full.feed({ kind: 'snapshot', executed })
        const { later } = this
        this.later = []
        for (const hear of later) hear()
        this.converse.tell({ kind: 'compare' })
      })
  }

  private async adopt(block: Block, executed: Executed): Promise<void> {
    await this.keeper.flush()
    await this.writingParts
    await this.ledger.adopt(block, executed)
    await this.look()
  }

  // What neighbours say

  /** What is said while a state from elsewhere is written down is for that state. */
  private heed(hear: () => void): void {
    if (!this.adopting) hear()
    else if (this.later.length < MOST_LATER) this.later.push(hear)
  }

  hear(said: Said, from: string): void {
    this.heed(() => this.take(said, from))
  }

  private take(said: Said, from: string): void {
    if (said.kind === 'headline' || said.kind === 'handover') {
      if (this.following) this.following.hear(said, from)
      else this.converse.tell({ kind: 'verdict', said, verdict: 'late', from })
      return
    }
    if (this.following && said.kind === 'block') {
      const { said: line } = headlineItem(said.block)
      if (line.kind === 'headline') this.following.hear(line, from)
    }
    if (this.following && said.kind === 'certificate') this.following.hear(said, from)
    this.full.feed({ kind: 'heard', message: said, from })
  }

  private judged(message: Message, verdict: Verdict, from: string | undefined): void {
    if (message.kind === 'vote' && verdict === 'good')
      this.sights.vote(message.vote, this.around.clock.unixMs)
    if (from === undefined) return
    this.converse.tell({ kind: 'verdict', said: message, verdict, from })
    if (verdict !== 'bad' || message.kind !== 'block') return
    const { hash } = message.block
    if (this.brought.get(nameOf32(hash)) === from) this.converse.ask({ kind: 'refused', hash, from })
  }

  /** What was missed is the node's alone: whoever follows finality by itself looks at what is new. */
  fetched(block: Block, from: string): void {
    this.brought.set(nameOf32(block.hash), from)
    if (this.brought.size > MOST_BROUGHT) this.brought.delete(this.brought.keys().next().value!)
    this.heed(() => this.full.feed({ kind: 'heard', message: { kind: 'block', block }, from }))
  }

  recalled(from: string, recall: Recall): void {
    this.full.feed({ kind: 'recalled', from, recall })
  }

  remembered(from: string, memory: Memory): void {
    this.full.feed({ kind: 'answer', from, memory })
  }

  stands(neighbour: string, { final }: Standing): void {
    // Before the first blocks from the beginning are asked for: who joins does without them.
    this.considerJoining()
    const { height } = this.final
    const isElsewhere = final.height <= height || final.height > height + JOINING_BLOCKS
    if (!isElsewhere || this.isStopped || this.adopting) return
    void this.doubts.hear(neighbour, final, height).catch(() => {})
  }

  answered(token: number, answer: Bytes | null, from: string | undefined): void {
    if (!this.doubts.answered(token, answer, from)) this.following?.answered(token, answer, from)
  }

  async prepare(need: Need): Promise<void> {
    if (need.kind === 'blocks') await this.source.fetch(need.from, need.count)
    else if (need.kind === 'handovers') await this.source.handovers.fetch(need.above)
    else if (need.kind === 'succession') await this.source.successions.fetch(need.ended)
    else if (need.kind === 'checkpoint') await this.source.fetchSetsAfter(need.height)
    else await this.source.fetch(Math.max(1, need.height - SHOWN_BELOW), SHOWN_BELOW + SHOWN_ABOVE)
  }

  // Questions

  async ask(question: Question): Promise<Answer> {
    if (this.following) {
      const proven = await askProven(this.following, this.around, question)
      // It may have a state of its own by now.
      if (proven.ok || this.following) return proven
    }
    const { community } = this.around
    const { head, final } = this.full.node
    const at = question.at === 'head' ? head : final
    const state = new View(at.tree)
    const registry = registryAt(community, state, at.header.height)
    if (!registry) return { ok: false, code: 'query/unknown' }
    return answerOf(askState(registry, state, community, question), {
      ...{ at: spotOf(at), stage: at === final ? 'final' : 'tentative' },
    })
  }

  async read<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined> {
    const proven = this.following && (await readProven(this.following, read))
    return proven || this.following ? proven : { value: read(new View(this.full.node.final.tree)) }
  }

  async readNewest<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined> {
    const proven = this.following && (await readProven(this.following, read))
    return proven || this.following ? proven : { value: read(this.state) }
  }

  blocks(): readonly BlockSight[] {
    return this.sights.blocks()
  }

  delegates(own: Bytes | undefined, linked: ReadonlySet<Hex>): readonly DelegateSight[] {
    return this.sights.delegates(this.full.node.head, own, linked)
  }

  /** A block that is held, for who tests. */
  stepOf(hash: Hash): Step | undefined {
    return this.source.stepOf(hash)
  }
}

/** From proofs, as a light peer has it. */
export async function askProven(
  following: Following,
  { community }: Pick<SideAround, 'community'>,
  question: Question,
): Promise<Answer> {
  const { headline } = following.peer.final
  const registry = community.rules.get(headline?.header.rules ?? community.genesis.rules)
  if (!registry) return { ok: false, code: 'query/unknown' }
  const read = await readProven(following, state => askState(registry, state, community, question))
  if (!read) return { ok: false, code: following.peer.final.headline ? 'peer/unanswered' : 'peer/not-yet' }
  const { height, hash, headline: line } = read.at
  const at = spotOf({ header: { height, slot: line?.header.slot ?? 0 }, hash })
  return answerOf(read.value, { at, stage: 'final' })
}

const answerOf = (
  asked: Asked,
  where: { readonly at: Spot; readonly stage: 'tentative' | 'final' },
): Answer => ('code' in asked ? { ok: false, code: asked.code } : { ok: true, value: asked.value, ...where })
