// The deterministic world: a community of real kernels on a virtual network, under faults, watched by checkers.
// All that happens follows from the plan: the same plan gives the same run, bit for bit.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { beginChain } from '../chain/begin.ts'
import type { Community } from '../chain/community.ts'
import type { Executed } from '../chain/execute.ts'
import type { Deed } from '../chain/module.ts'
import type { Transaction } from '../chain/transaction.ts'
import { Ledger, type Retention } from '../peer/storage/ledger.ts'
import { Checks } from './checkers/all.ts'
import { Chronicle, isForbidden, type Onlooker } from './chronicle.ts'
import { type FaultName, Weather } from './faults.ts'
import { writeFrame } from './frames.ts'
import { hostile, hostileFrame } from './hostile.ts'
import { Keyring } from './keyring.ts'
import type { Surroundings } from './life.ts'
import { GOOD, Network } from './network.ts'
import { application } from './newcomers.ts'
import { Peer } from './peer.ts'
import { Random } from './random.ts'
import { type Report, Tally } from './report.ts'
import { SEQUENCER } from './sequencer.ts'
import type { Scheme } from './signing.ts'
import { Timeline } from './timeline.ts'
import { EXPIRY_SLOTS, People } from './traffic.ts'
import type { Town } from './village.ts'

export interface Plan {
  readonly seed: number
  readonly peers: number
  readonly members: number
  /** With traffic and faults; then come some in which everything settles. */
  readonly slots: number
  readonly hopMs: number
  /** How many deeds members try in a thousand slots. */
  readonly deeds: number
  /** Deeds of one kind alone, where a run is to measure and not to try everything. */
  readonly only?: { readonly module: string; readonly command: string }
  /** How long what members send is good. */
  readonly expirySlots?: number
  readonly faults: readonly FaultName[]
  readonly scheme: Scheme
  readonly town: Town
}

/** Long enough for whatever was sent to stand in a block or to expire, and for everybody to catch up. */
const SETTLE_SLOTS = EXPIRY_SLOTS + 36

/** Half of the peers are archives, so that one who lost everything finds it again; the others keep little. */
const ARCHIVE: Retention = { snapshotEvery: 16, snapshots: 2, blocks: 1_000_000 }
const FRUGAL: Retention = { snapshotEvery: 10, snapshots: 2, blocks: 20 }
/** From so many members on a state is large, and snapshots are ten times rarer. */
const LARGE = 200

/** Old transactions that a stranger may replay. */
const MOST_REMEMBERED = 200
/** So often a device sends again what has come to nothing yet. */
const RESEND_EVERY = 6
/** In a burst one account sends this many deeds in a slot. */
const BURST = 30
/** One deed in so many is a newcomer's application. */
const NEWCOMERS = 40

export class World {
  readonly community: Community
  readonly timeline = new Timeline()
  readonly network: Network
  readonly peers: Peer[] = []
  readonly people: People
  readonly keyring: Keyring
  readonly checks: Checks
  readonly chronicle: Chronicle
  /** Which peer an account lives at, where it is not left to chance. */
  private readonly homes = new Map<string, number>()
  slot = 0
  private readonly plan: Plan
  private readonly random: Random
  private readonly genesis: Executed
  private readonly weather: Weather
  private readonly pressure = { hostile: 0, burst: false }
  private readonly remembered: Transaction[] = []
  /** What members have sent and not yet seen in a block: their devices keep it, and send it again. */
  private readonly outbox = new Set<Transaction>()

  static async begin(plan: Plan, onlooker: Onlooker = {}): Promise<World> {
    const world = new World(plan, onlooker)
    for (const peer of world.peers) await peer.start()
    world.timeline.at(world.community.genesis.slotMs, () => world.onSlot())
    return world
  }

  private constructor(plan: Plan, onlooker: Onlooker) {
    this.plan = plan
    this.random = new Random(`wattle ${plan.seed}`)
    this.keyring = new Keyring(plan.scheme, this.random.stream('keys'))
    this.community = plan.town(plan.members, () => this.keyring.newKey().publicKey)
    this.genesis = beginChain(this.community)
    this.people = new People(this.community, this.keyring, this.random.stream('people'), plan.expirySlots)
    this.network = new Network(this.timeline, this.random.stream('network'), GOOD(plan.hopMs))
    const forbidden = new Set<string>()
    this.checks = new Checks(this.community, this.genesis, isForbidden(forbidden), () => this.slot)
    this.chronicle = new Chronicle(this.genesis, this.checks, forbidden, onlooker)
    const sequencer = plan.scheme.signer(this.random.stream('sequencer').bytes(32))
    for (let index = 0; index < plan.peers; index++) {
      const random = this.random.stream(`peer ${index}`)
      const around: Surroundings = {
        index,
        peers: plan.peers,
        community: this.community,
        verify: plan.scheme.verify,
        sequencerKey: sequencer.publicKey,
        signer: index === SEQUENCER ? sequencer : undefined,
        retention: retentionOf(index, plan.members),
        witness: this.chronicle,
        slot: () => this.slotAt(this.timeline.now + this.peers[index]!.skewMs),
        send: (to, frame) => this.network.send(index, to, frame),
        draw: random.draw,
      }
      const peer = new Peer(around, random.stream('power'))
      this.peers.push(peer)
      this.network.join(index, (from, frame) => peer.receive(from, frame))
    }
    this.weather = new Weather(plan.faults, {
      peers: this.peers,
      network: this.network,
      random: this.random.stream('faults'),
      hopMs: plan.hopMs,
      pressure: this.pressure,
    })
  }

  get tip(): Executed {
    return this.chronicle.tip
  }

  private slotAt(ms: number): number {
    return Math.max(0, Math.floor(ms / this.community.genesis.slotMs))
  }

  /** The whole run: traffic and faults, the settling, and the last look. */
  async run(): Promise<Report> {
    const { slotMs } = this.community.genesis
    const slots = this.plan.slots + SETTLE_SLOTS
    for (let slot = 1; slot <= slots && !this.checks.full; slot++) await this.timeline.run(slot * slotMs)
    await this.timeline.run(this.timeline.now + slotMs - 1)
    await this.end()
    return this.report()
  }

  /** A slot begins: what is to happen in it is planned. */
  private async onSlot(): Promise<void> {
    const { timeline, plan } = this
    const { slotMs } = this.community.genesis
    this.slot += 1
    timeline.at((this.slot + 1) * slotMs, () => this.onSlot())
    this.look()
    for (const peer of this.peers) timeline.at(this.slot * slotMs - peer.skewMs, () => peer.onSlot())
    if (this.slot % RESEND_EVERY === 0) timeline.at(timeline.now, () => this.resend())
    if (this.slot > plan.slots) {
      if (this.slot === plan.slots + 1) await this.weather.clear()
      return
    }
    await this.weather.onSlot(this.slot)
    const random = this.random.stream(`slot ${this.slot}`)
    const somewhen = (run: (random: Random) => Promise<void>) =>
      timeline.at(this.slot * slotMs + random.draw(slotMs), () => run(random))
    const triedBy = (slot: number) => Math.floor((slot * plan.deeds) / 1000)
    for (let i = triedBy(this.slot - 1); i < triedBy(this.slot); i++) somewhen(each => this.live(each))
    for (let i = 0; i < this.pressure.hostile; i++) somewhen(each => this.attack(each))
    if (this.pressure.burst) somewhen(each => this.burst(each))
  }

  /** From now on this account sends through this peer. */
  settle(account: Bytes, peer: number): void {
    this.homes.set(toHex(account), peer)
  }

  /** Where an account's device is at home: the peer that it sends through. */
  home(account: Bytes): Peer {
    const anywhere = (account[0]! * 256 + account[1]!) % this.peers.length
    return this.peers[this.homes.get(toHex(account)) ?? anywhere]!
  }

  /** Somebody does something. */
  private async live(random: Random): Promise<void> {
    const { people, tip, plan } = this
    const newcomer = !plan.only && random.once(NEWCOMERS)
    const deed = newcomer
      ? await application(this.community, this.keyring, tip, this.slot)
      : await people.deed(tip, this.slot, plan.only)
    if (deed) await this.act(deed)
  }

  /** Signs a deed and sends it; where there is no power now, it waits on the device. */
  async act(deed: Deed): Promise<Transaction | undefined> {
    const transaction = await this.people.transaction(this.tip, this.slot, deed)
    if (!transaction) return undefined
    this.chronicle.count.sent += 1
    this.remembered.push(transaction)
    if (this.remembered.length > MOST_REMEMBERED) this.remembered.shift()
    this.outbox.add(transaction)
    await this.home(transaction.account).submit(transaction.wire)
    return transaction
  }

  /** Devices send again what has come to nothing yet. */
  private async resend(): Promise<void> {
    for (const transaction of this.outbox) {
      if (this.chronicle.holds(transaction.wire) || transaction.expiry < this.slot)
        this.outbox.delete(transaction)
      else await this.home(transaction.account).submit(transaction.wire)
    }
  }

  private async burst(random: Random): Promise<void> {
    const actor = random.pick(this.people.actors(this.tip))
    for (let i = 0; actor && i < BURST; i++) {
      const deed = await this.people.deed(this.tip, this.slot, { ...this.plan.only, actor })
      if (deed) await this.act(deed)
    }
  }

  private async attack(random: Random): Promise<void> {
    const { tip: at, slot, people, keyring, chronicle } = this
    const target = random.once(2) ? this.peers[SEQUENCER]! : random.pick(this.peers)!
    const from = random.draw(this.peers.length)
    chronicle.count.hostile += 1
    if (random.once(4)) {
      await target.receive(from, hostileFrame(chronicle.wires, random))
      return
    }
    const deed = await people.deed(at, slot, this.plan.only)
    const good = deed && (await people.transaction(at, slot, deed, { sequence: random.between(1, 70) }))
    if (!good) return
    const old = random.pick(this.remembered)
    const sent = await hostile({ at, slot, deed, good, old, people, keyring, random })
    if (!sent) return
    if (sent.forbidden) chronicle.forbid(sent.wire)
    await target.receive(from, writeFrame({ kind: 'transaction', wire: sent.wire }))
  }

  private look(): void {
    const holdings = this.peers.flatMap(({ life, around }) =>
      life ? [{ peer: around.index, pool: life.pool.size, early: life.held }] : [],
    )
    this.checks.slot(holdings, this.network.inFlight)
  }

  private async end(): Promise<void> {
    await this.checks.end({
      genesis: this.genesis,
      tip: this.tip,
      wires: this.chronicle.wires,
      heads: this.peers.map(({ around, life }) => ({ peer: around.index, head: life?.head })),
      reopen: async index => {
        const peer = this.peers[index]!
        const opened = await Ledger.open(peer.image(), this.community, peer.around.retention)
        return 'refused' in opened ? opened.refused : opened
      },
    })
  }

  report(): Report {
    const { plan, chronicle, network, peers, tip } = this
    const { sent, hostile, applied, awaiting } = chronicle.count
    const messages = new Tally()
    for (const { messages: some, bytes } of network.sent) {
      messages.add('messages', some)
      messages.add('bytes', bytes)
    }
    const { messages: all = 0, bytes = 0 } = messages.sorted()
    let starts = 0
    for (const peer of peers) starts += peer.starts
    return {
      seed: plan.seed,
      signatures: plan.scheme.name,
      peers: plan.peers,
      members: plan.members,
      slots: this.slot,
      blocks: tip.header.height,
      quietSlots: this.slot - tip.header.height,
      transactions: {
        sent,
        hostile,
        applied,
        awaiting,
        lost: [...this.outbox].filter(({ wire }) => !chronicle.answered(wire)).length,
        refused: chronicle.refused.sorted(),
        keptOut: chronicle.keptOutByCode().sorted(),
      },
      commands: chronicle.commands.sorted(),
      messagesPerPeer: Math.round(all / plan.peers),
      bytesPerPeer: Math.round(bytes / plan.peers),
      mostInFlight: network.mostInFlight,
      faults: this.weather.struck.sorted(),
      starts,
      invariantsChecked: this.checks.made,
      violations: this.checks.violations.map(violation => ({ ...violation, seed: plan.seed })),
      head: toHex(tip.hash),
      trace: network.trace.toString(16),
    }
  }
}

function retentionOf(index: number, members: number): Retention {
  const { snapshotEvery, ...rest } = index % 2 === 0 ? ARCHIVE : FRUGAL
  return { ...rest, snapshotEvery: members < LARGE ? snapshotEvery : 10 * snapshotEvery }
}

/** Runs a plan to its end. */
export async function runWorld(plan: Plan): Promise<Report> {
  return (await World.begin(plan)).run()
}
