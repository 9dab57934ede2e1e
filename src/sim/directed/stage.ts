// A stage for directed plans: real nodes, and a plan that says who hears what, when, and what the dishonest show to whom.
// Time passes for those alone whom the plan calls, and what peers say goes nowhere but where the plan takes it. The
// checkers look on as they do in a world.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { beginChain } from '../../chain/begin.ts'
import { type Community, community } from '../../chain/community.ts'
import { activeSets, ownerAt, standingOf } from '../../chain/consensus/branch.ts'
import type { DelegateSet } from '../../chain/consensus/sets.ts'
import { type Certificate, certify, type Vote } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Message } from '../../chain/node/message.ts'
import { registry } from '../../chain/registry.ts'
import { View } from '../../chain/store.ts'
import {
  accountId,
  sealTransaction,
  signedBytes,
  TRANSACTION_VERSION,
  type Transaction,
} from '../../chain/transaction.ts'
import { type CheckerName, Checks } from '../checkers/all.ts'
import { Chronicle, nameOf } from '../chronicle.ts'
import { type Forged, forge, vote } from '../forge.ts'
import { Peer } from '../peer.ts'
import type { Place } from '../place.ts'
import { Random } from '../random.ts'
import { revealsFrom } from '../reveals.ts'
import { Shared } from '../shared.ts'
import { type Scheme, type Signer, standIn } from '../signing.ts'
import { Third } from '../third.ts'
import { Timeline } from '../timeline.ts'
import type { Wire } from '../wire.ts'
import { acclaim, acclaimSection, NAME } from './acclaim.ts'

/** What a plan is played with. */
export interface Setting {
  readonly seed: number
  /** Peers in groups of four, each the delegates of a set; the first set is that of genesis. */
  readonly groups: number
  /** The dishonest, by index: fewer than a third of every set that the rules make active. */
  readonly dishonest: readonly number[]
  readonly epochBlocks: number
  readonly scheme?: Scheme
  /** How a peer verifies signatures, where not all do it alike. */
  readonly verifying?: (index: number) => Scheme
}

/** The plan asks for what the rules do not let it have: it ends, and has shown nothing. */
export class Thwarted extends Error {}

export const GROUP = 4
const SLOT_MS = 1000
const WAIT_SLOTS = 5
const REVEALS = 600
const PACE = { writeMs: 0, verifyMs: 0 }

/** A block of the dishonest, and what it is to those who hold it. */
export interface Made extends Forged {
  readonly parent: Executed
}

export interface Outcome {
  /** Whether it could be played to its end. */
  readonly played: boolean
  readonly violations: readonly { readonly checker: CheckerName; readonly words: string }[]
  /** Whether the dishonest were a third of a set that some honest peer had on its branch. */
  readonly exceeded: boolean
}

export class Stage {
  readonly community: Community
  readonly peers: Peer[] = []
  slot = 0
  private readonly genesis: Executed
  private readonly checks: Checks
  private readonly chronicle: Chronicle
  private readonly time = new Timeline()
  private readonly devices: Signer[] = []
  private readonly sequences = new Map<string, number>()
  private readonly votes = new Map<string, Vote[]>()
  private readonly blocks: Made[] = []
  private readonly certificates: Message[] = []
  private readonly forbidden = new Set<string>()
  private readonly third: Third
  /** Whether all hear all. */
  private open = true

  constructor({ seed, groups, dishonest, epochBlocks, scheme = standIn, verifying }: Setting) {
    const random = new Random(`directed ${seed}`)
    const count = groups * GROUP
    const delegates = []
    const founders = []
    for (let i = 0; i < count; i++) {
      const device = scheme.signer(random.bytes(32))
      const signer = scheme.signer(random.bytes(32))
      const reveals = revealsFrom(random.bytes(32), REVEALS)
      this.devices.push(device)
      founders.push({ device: device.publicKey, signer, reveals })
      if (i < GROUP)
        delegates.push({ founder: device.publicKey, key: signer.publicKey, commitment: reveals.commitment })
    }
    const keys = founders.map(({ device }) => device)
    this.community = community(genesisOf(delegates, epochBlocks, keys), new Map([[1, registry(acclaim)]]))
    this.genesis = beginChain(this.community)
    const run = {
      community: this.community,
      genesis: this.genesis,
      forbidden: (wire: Bytes) => this.forbidden.has(nameOf(wire)),
      thorough: true,
    }
    this.checks = new Checks(
      run,
      () => this.slot,
      () => false,
    )
    const { checks, genesis } = this
    const rules = this.community.genesis
    this.chronicle = new Chronicle({ ...run, rules, checks, onlooker: {}, now: () => this.time.now })
    founders.forEach(({ device, signer, reveals }, i) => {
      const account = accountId(this.community.genesisHash, device)
      const shared = new Shared(verifying?.(i) ?? scheme, false, random.stream('sample'))
      const around = {
        ...{ timeline: this.time, wire: this.wire, witness: this.chronicle, shared, pace: PACE, genesis },
        random: random.stream(`peer ${i}`),
      }
      const peer = new Peer(i, this.community, { account, device, signer, reveals }, around)
      if (dishonest.includes(i)) peer.behaviour = {}
      this.peers.push(peer)
    })
    this.third = new Third(dishonest.length)
    for (const peer of this.peers) if (!peer.honest) this.third.take(peer)
    for (const peer of this.peers) peer.start()
  }

  /** What is said is remembered, and heard by all while nothing stands in between. */
  private readonly wire: Wire = {
    send: (from, message) => {
      this.remember(message)
      if (this.open) for (const peer of this.peers) if (peer !== from) peer.hear(message, from.name)
    },
    whisper: (from, to, message) => to.hear(message, from.name),
    judge: () => {},
    want: () => {},
    recall: (at: Place, recall: Recall) => {
      for (const peer of this.peers) if (peer !== at) peer.feed({ kind: 'recalled', from: at.name, recall })
    },
    answer: (from: Place, to: string, memory: Memory) => {
      this.peers.find(({ name }) => name === to)?.feed({ kind: 'answer', from: from.name, memory })
    },
    flood: () => {},
    onSlot: () => {},
    begin: () => {},
    end: () => {},
  }

  private remember(message: Message): void {
    if (message.kind === 'vote') this.note(message.vote)
    else if (message.kind === 'certificate') this.certificates.push(message)
  }

  private note(given: Vote): void {
    const name = nameOf32(given.block)
    const known = this.votes.get(name) ?? []
    this.votes.set(name, known)
    known.push(given)
  }

  /** The dishonest of a group. */
  liar(group: number): Peer {
    return this.group(group).find(({ honest }) => !honest)!
  }

  honest(group: number): Peer[] {
    return this.group(group).filter(({ honest }) => honest)
  }

  group(group: number): Peer[] {
    return this.peers.slice(group * GROUP, (group + 1) * GROUP)
  }

  setOf(group: number): DelegateSet {
    return this.group(group).map(({ delegate }) => {
      const { account, signer, reveals } = delegate!
      return { account, key: signer.publicKey, commitment: reveals.commitment, base: 0 }
    })
  }

  /** Slot after slot in which everybody keeps to the rules and hears everything, until the head is so high. */
  until(height: number): Executed {
    this.open = true
    while (this.height < height) {
      this.pass(this.slot + 1)
      this.look()
    }
    this.open = false
    return this.peers[0]!.head!
  }

  /** How high the head stands. */
  get height(): number {
    return this.peers[0]!.head!.header.height
  }

  private pass(slot: number): void {
    this.slot = slot
    this.time.now = slot * SLOT_MS
    for (const peer of this.peers) peer.feed({ kind: 'time', ms: this.time.now })
  }

  /** The next slot that a dishonest peer owns after this block; for the others it is a slot like any other. */
  private slotOf(peer: Peer, parent: Executed): void {
    const state = new View(parent.tree)
    for (let slot = Math.max(this.slot, parent.header.slot) + 1; slot < this.slot + 2 * GROUP; slot++) {
      const owner = ownerAt(state, this.community.genesis, slot)
      if (!equalBytes(owner.account, peer.delegate!.account)) continue
      this.pass(slot)
      return
    }
    throw new Thwarted(`peer ${peer.name} owns no slot here`)
  }

  /** A block by a dishonest peer in its next slot, of this view, with this certificate where it is newer. */
  block(
    by: Peer,
    parent: Executed,
    view: number,
    certificate?: Certificate,
    transactions: readonly Transaction[] = [],
  ): Made {
    this.slotOf(by, parent)
    const { slot } = this
    const made = forge(by, { parent, slot, certificate, transactions, greatestView: view - 1 })
    if (!made || made.executed.header.view !== view) throw new Thwarted(`there is no block of view ${view}`)
    const block = { ...made, parent }
    this.blocks.push(block)
    return block
  }

  /** An honest peer's block in its next slot, on its head. Nobody hears of it. */
  turn(peer: Peer): Made {
    const parent = peer.head!
    this.slotOf(peer, parent)
    const step = peer.stepOf(peer.head!.hash)
    if (!step || step.parent !== parent) throw new Thwarted(`peer ${peer.name} makes no block`)
    const made = { block: step.block, executed: step.executed, parent }
    this.blocks.push(made)
    return made
  }

  /** These hear of these blocks, certificates and votes, in this order, and of nothing else. */
  show(to: readonly Peer[], ...what: readonly (Made | Certificate | Vote)[]): void {
    for (const each of what) {
      const message = messageOf(this.chain, each)
      if (message.kind === 'certificate') this.certificates.push(message)
      for (const peer of to) if (peer.honest) peer.hear(message, this.peers.at(-1)!.name)
    }
  }

  private get chain(): Bytes {
    return standingOf(new View(this.genesis.tree)).chain
  }

  /** The vote that this peer cast for a block; a dishonest one votes for anything. */
  voteBy(peer: Peer, { executed }: Made): Vote {
    if (!peer.honest) return vote(peer, executed)
    const key = peer.delegate!.signer.publicKey
    const cast = this.votes.get(nameOf32(executed.hash))?.find(each => equalBytes(each.key, key))
    if (!cast) throw new Thwarted(`peer ${peer.name} did not vote for height ${executed.header.height}`)
    return cast
  }

  /** The certificate for a block with the votes of these peers. */
  certify(made: Made, voters: readonly Peer[]): Certificate {
    const votes = voters.map(peer => this.voteBy(peer, made))
    const certificate = certify(votes, activeSets(new View(made.parent.tree)))
    if (!certificate) throw new Thwarted(`these are no quorum at height ${made.executed.header.height}`)
    return certificate
  }

  /** The certificate that everybody holds for the head of calmer days. */
  certificateOf({ hash }: Executed): Certificate {
    const known = this.peers[0]!.certificateOf(hash)
    if (known?.kind !== 'certificate') throw new Thwarted('the head is not justified')
    return known.certificate
  }

  /** A transaction of a peer's own device. */
  transaction(peer: Peer, name: string, params: Bytes, sequence = this.nextSequence(peer)): Transaction {
    const { device: key, account } = peer.delegate!
    const intent = {
      ...{ version: TRANSACTION_VERSION, chain: this.chain, account, device: key, sequence },
      ...{ module: NAME, command: name, params, expiry: this.slot + REVEALS },
    }
    return sealTransaction(intent, this.deviceOf(peer).sign(signedBytes(intent)))
  }

  deviceOf(peer: Peer): Signer {
    return this.devices[peer.index]!
  }

  private nextSequence(peer: Peer): number {
    const next = (this.sequences.get(peer.name) ?? 0) + 1
    this.sequences.set(peer.name, next)
    return next
  }

  /** No block may ever hold these bytes. */
  forbid(wire: Bytes): void {
    this.forbidden.add(nameOf(wire))
  }

  /** In the end everybody hears everything. */
  private heal(): void {
    this.open = true
    const honest = this.peers.filter(each => each.honest)
    const everything: Message[] = this.blocks.map(({ block }) => ({ kind: 'block', block }))
    for (const votes of this.votes.values())
      for (const each of votes) everything.push({ kind: 'vote', chain: this.chain, vote: each })
    for (const message of [...everything, ...this.certificates])
      for (const peer of honest) peer.hear(message, this.peers.at(-1)!.name)
    for (let slots = 0; slots < 2 * GROUP; slots++) {
      this.pass(this.slot + 1)
      this.look()
    }
  }

  private look(): void {
    const { slot, peers, third } = this
    for (const { honest, head } of peers) if (honest) third.watch(head!)
    this.checks.show('slot', { slot, peers, inFlight: 0, calmSince: undefined })
  }

  /** Plays a plan to its end, or to where the rules stop it. */
  play(plan: (stage: Stage) => void): Outcome {
    let played = true
    try {
      plan(this)
    } catch (error) {
      if (!(error instanceof Thwarted)) throw error
      played = false
    }
    this.heal()
    for (const peer of this.peers) this.chronicle.ended(peer)
    const { genesis, peers } = this
    this.checks.show('end', { genesis, chain: this.chronicle.chain, peers })
    return { played, violations: this.checks.violations, exceeded: this.third.exceeded }
  }

  /** What happened, for whoever writes a plan. */
  toString(): string {
    return this.peers
      .map(({ name, head, finalHeight }) => {
        const { height, view } = head!.header
        return `${name}: ${height}/${view} ${toHex(head!.hash).slice(0, 6)} final ${finalHeight}`
      })
      .join('\n')
  }
}

function messageOf(chain: Bytes, what: Made | Certificate | Vote): Message {
  if ('executed' in what) return { kind: 'block', block: what.block }
  return 'votes' in what
    ? { kind: 'certificate', chain, certificate: what }
    : { kind: 'vote', chain, vote: what }
}

/** Every slot is due and turns are fixed, so that a plan knows whose a slot is. */
const genesisOf = (
  delegates: Genesis['delegates'],
  epochBlocks: number,
  keys: readonly Bytes[],
): Genesis => ({
  format: 1,
  community: 'Directed',
  startMs: 0,
  slotMs: SLOT_MS,
  intervalMinutes: 15,
  intervalSlots: 1000,
  delegateCount: GROUP,
  epochBlocks,
  idleSlots: 1,
  staleSlots: 1000,
  waitSlots: WAIT_SLOTS,
  evidenceSlots: 10_000,
  quotaSlots: 20,
  applicantQuota: 4,
  workBudget: 1000,
  hookBudget: 100,
  maxTrades: 100,
  rules: 1,
  modules: [acclaimSection(keys)],
  tokens: [],
  delegates,
  turns: 'fixed',
})
