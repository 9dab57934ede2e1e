// What a full peer holds of its chain, to look things up in and to serve to others: all that is tentative, the newest
// final blocks in memory, older ones from the disk once somebody asks for them, and a few final states.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { firstSet } from '../../chain/begin.ts'
import type { Block, Header } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import type { DelegateSet } from '../../chain/consensus/sets.ts'
import type { Certificate } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import { answerLight, type Library as LightLibrary } from '../../chain/light/answer.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { carriedFor } from '../../chain/light/prove.ts'
import type { EraSource } from '../../chain/light/prove-era.ts'
import { readQuestion } from '../../chain/light/question.ts'
import type { Step } from '../../chain/node/keep.ts'
import { outcomeItems } from '../../chain/outcomes.ts'
import { View } from '../../chain/store.ts'
import type { Tree } from '../../chain/tree/tree.ts'
import { headlineItem } from '../../mesh/frames/index.ts'
import type { Source } from '../../mesh/sync/index.ts'
import { Handovers, type Proofs } from './handovers.ts'
import { type KeptSets, Sets } from './sets.ts'
import { Shelf } from './shelf.ts'
import { type ProofsOfEras, Successions } from './successions.ts'

/** Where older blocks and proofs are: a ledger on a disk. */
export interface Archive extends Proofs, ProofsOfEras, KeptSets {
  block(height: number): Promise<Bytes | undefined>
}

/** Final blocks in memory: a light peer asks after its transaction within seconds, and proves against them. */
const MOST_FINAL = 128
/** But no more transactions in them than this, which are a page's memory; and never fewer blocks than that. */
const MOST_TRANSACTIONS = 8192
const LEAST_FINAL = 24
/** States are offered at multiples of this height, besides the newest, so that several peers offer the same. */
const ANCHOR_EVERY = 8
const ANCHORS = 4
/** Who was offered a state has so long to fetch it. Versions share what they have in common, so it costs little. */
const PINNED_MS = 300_000
const MOST_PINNED = 64

interface Pinned {
  readonly executed: Executed
  readonly block: Block
  until: number
}

export class Library implements Source, LightLibrary {
  readonly epochBlocks: number
  readonly handovers: Handovers
  readonly successions: Successions
  readonly sets: Sets
  private readonly rules: Community['rules']
  private readonly now: () => number
  private readonly shelf: Shelf
  private readonly steps = new Map<string, Step>()
  private readonly byHeight = new Map<number, Step[]>()
  /** The head's branch above the last final block. */
  private branch: Step[] = []
  private finals: Step[] = []
  private transactions = 0
  private readonly certificates = new Map<string, { readonly height: number; readonly of: Certificate }>()
  private readonly pinned = new Map<string, Pinned>()
  private root: Executed
  private at: Executed

  constructor(community: Community, root: Executed, archive: Archive, now: () => number) {
    this.epochBlocks = community.genesis.epochBlocks
    this.root = root
    this.at = root
    this.now = now
    this.shelf = new Shelf(archive)
    this.handovers = new Handovers(archive, this.epochBlocks)
    this.successions = new Successions(archive)
    this.sets = new Sets(archive, firstSet(community.genesis, community.genesisHash))
    this.rules = community.rules
    this.sets.note(root)
  }

  // What happens

  note(step: Step): void {
    const { height } = step.block.header
    const name = nameOf32(step.executed.hash)
    if (this.steps.has(name)) return
    this.steps.set(name, step)
    const there = this.byHeight.get(height)
    if (there) there.push(step)
    else this.byHeight.set(height, [step])
  }

  noteCertificate(certificate: Certificate): void {
    const { height, block } = certificate
    this.certificates.set(nameOf32(block), { height, of: certificate })
  }

  /** The head is another. */
  headed(head: Executed): void {
    this.at = head
    const above = head.header.height - this.root.header.height
    const branch = this.branch.slice(0, Math.max(0, above))
    let step = this.steps.get(nameOf32(head.hash))
    for (let i = above - 1; i >= 0 && step && branch[i] !== step; i--) {
      branch[i] = step
      step = this.steps.get(nameOf32(step.block.header.parent))
    }
    this.branch = branch
  }

  /** All up to this block is final. */
  finalised(hash: Hash): void {
    const path: Step[] = []
    const before = this.root
    for (let step = this.steps.get(nameOf32(hash)); step; ) {
      if (step.block.header.height <= this.root.header.height) break
      path.unshift(step)
      step = this.steps.get(nameOf32(step.block.header.parent))
    }
    for (const step of path) {
      this.finals.push(step)
      this.transactions += step.block.transactions.length
      const { height } = step.block.header
      for (const other of this.byHeight.get(height) ?? [])
        if (other !== step) this.steps.delete(nameOf32(other.executed.hash))
      this.byHeight.delete(height)
      this.root = step.executed
      this.sets.note(step.executed)
    }
    this.headed(this.at)
    this.handovers.look(this, path)
    // Recovery (rule 10): the block that it names is final as soon as its child is here.
    const { header } = this.root
    const first = this.byHeight
      .get(header.height + 1)
      ?.find(({ block, parent }) => parent === this.root && !equalBytes(block.header.chain, header.chain))
    if (first) this.successions.begun(this.upTo(before), first, before.header.height)
    this.trim()
  }

  /** What is final, to prove from: with the block that was the last final one before. */
  private upTo(before: Executed): EraSource {
    const executed = (height: number) => (height === before.header.height ? before : this.executedAt(height))
    return {
      header: height => executed(height)?.header,
      tree: height => executed(height)?.tree,
      headline: height => this.headline(height),
      certificate: height => this.certificate(height) ?? carriedFor(at => this.headline(at), height),
      active: height => this.active(height),
      membership: rules => this.rules.get(rules)?.membership,
    }
  }

  /** A final state came from elsewhere. */
  jumped(block: Block, executed: Executed): void {
    this.steps.clear()
    this.byHeight.clear()
    this.finals = []
    this.transactions = 0
    this.branch = []
    this.root = executed
    this.at = executed
    this.shelf.put(block)
    this.sets.note(executed)
  }

  private trim(): void {
    const { height } = this.root.header
    while (
      this.finals.length > MOST_FINAL ||
      (this.finals.length > LEAST_FINAL && this.transactions > MOST_TRANSACTIONS)
    ) {
      const gone = this.finals.shift()!
      this.transactions -= gone.block.transactions.length
      this.steps.delete(nameOf32(gone.executed.hash))
    }
    const lowest = (this.finals[0]?.block.header.height ?? height) - 1
    for (const [name, certificate] of this.certificates)
      if (certificate.height < lowest) this.certificates.delete(name)
  }

  /** How much is held, for whoever watches bounds. */
  get sizes() {
    return {
      steps: this.steps.size,
      finals: this.finals.length,
      pinned: this.pinned.size,
      shelf: this.shelf.size,
      certificates: this.certificates.size,
    }
  }

  /** A block of the head's branch that is in memory. */
  stepAt(height: number): Step | undefined {
    const { height: final } = this.root.header
    if (height > final) return this.branch[height - final - 1]
    const first = this.finals[0]?.block.header.height
    return first === undefined ? undefined : this.finals[height - first]
  }

  stepOf(hash: Hash): Step | undefined {
    return this.steps.get(nameOf32(hash))
  }

  /** Whether it stands on the head's branch, as far as that is in memory. */
  isOn({ header, hash }: Executed): boolean {
    const step = this.stepAt(header.height)
    return step !== undefined && equalBytes(step.executed.hash, hash)
  }

  /** Fetches from the disk what somebody is about to be served. */
  async fetch(from: number, count: number): Promise<void> {
    for (let height = from; height < from + count; height++) {
      if (height < 1 || height > this.root.header.height) continue
      if (!this.stepAt(height) && !(await this.shelf.fetch(height))) return
    }
  }

  /** A final block and the sets active at its child. */
  async fetchSetsAfter(height: number): Promise<void> {
    await this.fetch(height, 1)
    const header = this.blockAt(height)?.header
    if (header) await this.sets.fetch(header.activeNext)
  }

  // What a sync serves

  block(hash: Hash): Block | undefined {
    const name = nameOf32(hash)
    return this.steps.get(name)?.block ?? this.pinned.get(name)?.block ?? this.shelf.named(name)
  }

  blockAt(height: number): Block | undefined {
    return this.stepAt(height)?.block ?? this.shelf.at(height)
  }

  headlineAt(height: number): Headline | undefined {
    return this.headline(height)
  }

  anchors(): readonly Headline[] {
    const found: Headline[] = []
    const { height } = this.root.header
    const offer = (at: number) => {
      const step = this.stepAt(at)
      const block = step?.block ?? this.shelf.at(at)
      const executed = step?.executed ?? (at === height ? this.root : undefined)
      const line = block && executed && lineOf(block)
      if (!line) return
      found.push(line)
      this.pin(executed, block)
    }
    if (height > 0) offer(height)
    for (let at = height - (height % ANCHOR_EVERY); at > 0 && found.length < ANCHORS; at -= ANCHOR_EVERY) {
      if (at !== height) offer(at)
      if (!this.stepAt(at)) break
    }
    return found
  }

  private pin(executed: Executed, block: Block): void {
    const now = this.now()
    for (const [name, { until }] of this.pinned) if (until < now) this.pinned.delete(name)
    const name = nameOf32(executed.hash)
    this.pinned.delete(name)
    if (this.pinned.size >= MOST_PINNED) this.pinned.delete(this.pinned.keys().next().value!)
    this.pinned.set(name, { executed, block, until: now + PINNED_MS })
  }

  state(root: Hash): Tree | undefined {
    for (const pinned of this.pinned.values())
      if (equalBytes(pinned.executed.header.state, root)) {
        pinned.until = this.now() + PINNED_MS
        return pinned.executed.tree
      }
    return undefined
  }

  light(bytes: Bytes): Bytes | undefined {
    const question = readQuestion(bytes)
    if (!question) return undefined
    return question.kind === 'handover' ? this.handovers.answer(question.above) : answerLight(this, question)
  }

  // What light peers are answered from

  get head(): number {
    return this.at.header.height
  }

  get final() {
    const { header, hash, tree } = this.root
    return { height: header.height, hash, tree }
  }

  private executedAt(height: number): Executed | undefined {
    return height === this.root.header.height ? this.root : this.stepAt(height)?.executed
  }

  header(height: number): Header | undefined {
    return this.executedAt(height)?.header
  }

  certificate(height: number): Certificate | undefined {
    const header = this.executedAt(height)
    return header && this.certificates.get(nameOf32(header.hash))?.of
  }

  certificateOf(hash: Hash): Certificate | undefined {
    return this.certificates.get(nameOf32(hash))?.of
  }

  active(height: number): readonly DelegateSet[] | undefined {
    const parent = this.executedAt(height - 1) ?? this.stepAt(height)?.parent
    return parent && activeSets(new View(parent.tree))
  }

  headline(at: number | Hash): Headline | undefined {
    const block = typeof at === 'number' ? this.blockAt(at) : this.block(at)
    return block && lineOf(block)
  }

  setsAfter({ activeNext }: Header) {
    return this.sets.of(activeNext)
  }

  succession(ended: Hash) {
    return this.successions.of(ended)
  }

  outcome(id: Hash) {
    for (let height = this.root.header.height; ; height--) {
      const executed = this.stepAt(height)?.executed
      if (!executed) return undefined
      const index = executed.outcomes.findIndex(outcome => equalBytes(outcome.id, id))
      if (index < 0 || executed.outcomes[index]!.status === 'queued') continue
      const items = outcomeItems(executed.outcomes, executed.events)
      return { height, hash: executed.hash, items, index }
    }
  }
}

function lineOf(block: Block): Headline | undefined {
  const { said } = headlineItem(block)
  return said.kind === 'headline' ? said.headline : undefined
}
