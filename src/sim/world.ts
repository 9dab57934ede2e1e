// The deterministic world: a community of real nodes on a virtual network, under faults, watched by checkers. All that
// happens follows from the plan: the same plan gives the same run, bit for bit.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { beginChain } from '../chain/begin.ts'
import type { Community } from '../chain/community.ts'
import type { Executed } from '../chain/execute.ts'
import type { Deed } from '../chain/module.ts'
import { accountId, type Transaction } from '../chain/transaction.ts'
import { elect, upgrade } from './assembly.ts'
import { Bustle, type Door } from './bustle.ts'
import { BEHAVIOURS } from './byzantine/all.ts'
import type { Behaviour, MakeBehaviour, Plot } from './byzantine/behaviour.ts'
import { Checks } from './checkers/all.ts'
import { Chronicle, nameOf, type Onlooker } from './chronicle.ts'
import { Direct } from './direct.ts'
import { accusation, duty, hasElections, presenceOf } from './duties.ts'
import { isPassing } from './faults/catalogue.ts'
import type { Reach } from './faults/fault.ts'
import { Weather } from './faults/weather.ts'
import { Keyring } from './keyring.ts'
import { Meshed } from './meshed/meshed.ts'
import { GOOD, Network } from './network.ts'
import { type Pace, Peer } from './peer.ts'
import type { Identity, Place } from './place.ts'
import { type Plan, SETTLE_SLOTS } from './plan.ts'
import { Random } from './random.ts'
import { type Report, Tally } from './report.ts'
import { type Reveals, revealsFrom } from './reveals.ts'
import { Shared } from './shared.ts'
import { Third } from './third.ts'
import { Timeline } from './timeline.ts'
import { People } from './traffic.ts'
import type { Wire } from './wire.ts'

export type { Plan } from './plan.ts'

/** A device sends again what has come to nothing so often, and looks after its candidacy. */
const RESEND_EVERY = 6
const DUTY_EVERY = 2
/** One run in so many shares nothing, and one in so many writes and reads every message. */
const THOROUGH = 10
/** Chains of reveals are this much longer than the run. */
const SPARE_REVEALS = 64
/** How long an update takes to reach a peer that needs it. */
const UPDATE_SLOTS = 8
/** One peer in so many needs one, where the rules change. */
const OUTDATED = 5
const PACES: readonly Pace[] = [
  { writeMs: 0, verifyMs: 0 },
  { writeMs: 0, verifyMs: 0 },
  { writeMs: 5, verifyMs: 0 },
  { writeMs: 0, verifyMs: 8 },
  { writeMs: 30, verifyMs: 12 },
]

interface Founder {
  readonly founder: Bytes
  readonly signer: Identity['signer']
  readonly reveals: Reveals
}

export class World {
  readonly community: Community
  readonly timeline = new Timeline()
  readonly network: Network<any>
  readonly wire: Wire
  /** The mesh, where peers have neighbours. */
  readonly mesh: Meshed | undefined
  readonly peers: Peer[] = []
  readonly people: People
  readonly keyring: Keyring
  readonly checks: Checks
  readonly chronicle: Chronicle
  readonly third: Third
  slot = 0
  private readonly plan: Plan
  private readonly random: Random
  private readonly genesis: Executed
  private readonly weather: Weather
  private readonly shared: Shared
  private readonly bustle: Bustle
  private readonly pressure = { hostile: 0, flood: 0, burst: false }
  private readonly forbidden = new Set<string>()
  /** Which peer an account lives at, where it is not left to chance. */
  private readonly homes = new Map<string, number>()
  private readonly updates = new Map<Place, number>()
  private readonly accusations = new Set<string>()
  private reference: Executed | undefined
  private calmSince: number | undefined
  private settling = false

  static begin(plan: Plan, onlooker: Onlooker = {}): World {
    const world = new World(plan, onlooker)
    for (const peer of world.peers) peer.start()
    world.timeline.at(world.community.genesis.slotMs, () => world.onSlot())
    return world
  }

  private constructor(plan: Plan, onlooker: Onlooker) {
    this.plan = plan
    this.random = new Random(`wattle ${plan.seed}`)
    const kind = this.random.stream('kind')
    const thorough = kind.once(THOROUGH)
    const bytes = kind.once(THOROUGH)
    const pace = plan.pace ?? (plan.faults.length > 0 ? kind.pick(PACES)! : PACES[0]!)
    this.keyring = new Keyring(plan.scheme, this.random.stream('keys'))
    const founders = this.found()
    this.community = founders.community
    this.genesis = beginChain(this.community)
    this.people = new People(this.community, this.keyring, this.random.stream('people'), plan.expirySlots)
    this.network = new Network(this.timeline, this.random.stream('network'), GOOD(plan.hopMs))
    const sharing = !(plan.thorough ?? thorough)
    this.shared = new Shared(plan.scheme, sharing, this.random.stream('sample'))
    const run = {
      community: this.community,
      genesis: this.genesis,
      forbidden: (wire: Bytes) => this.forbidden.has(nameOf(wire)),
      thorough: !sharing,
    }
    this.checks = new Checks(
      run,
      () => this.slot,
      () => this.third.exceeded,
    )
    this.chronicle = new Chronicle({
      ...run,
      rules: this.community.genesis,
      checks: this.checks,
      onlooker: this.watching(onlooker),
      now: () => this.timeline.now,
    })
    this.mesh = plan.mesh ? this.weave() : undefined
    this.wire =
      this.mesh ??
      new Direct(this.peers, this.network, this.random.stream('wire'), {
        now: () => this.timeline.now,
        slot: () => this.slot,
        bytes: plan.bytes ?? bytes,
        sharing,
      })
    const seats = Math.min(plan.delegates, this.candidates)
    this.third = new Third(plan.dishonest ?? Math.floor((seats - 1) / 3))
    this.populate(founders.all, pace)
    this.bustle = new Bustle({
      ...this,
      plan,
      tip: () => this.tip,
      slot: () => this.slot,
      home: account => this.door(account),
      forbid: wire => this.forbidden.add(nameOf(wire)),
    })
    this.weather = new Weather(plan.faults, this.reach())
    this.corrupt()
  }

  private weave(): Meshed {
    const { peers, community, genesis, timeline, network, plan, chronicle } = this
    return new Meshed(
      { full: plan.peers, candidates: this.candidates, light: plan.light ?? 0 },
      {
        ...{ peers, community, genesis, timeline, network },
        random: this.random.stream('mesh'),
        verify: this.shared.verify,
        final: blocks => chronicle.seenFinal(blocks),
        halted: () => chronicle.halts.add('light: conflicting-finals'),
      },
    )
  }

  private get candidates(): number {
    return Math.min(this.plan.candidates ?? this.plan.delegates, this.plan.peers, this.plan.members)
  }

  private found(): { community: Community; all: readonly Founder[] } {
    const { plan, random } = this
    const { members, delegates, epochBlocks, settleSlots = SETTLE_SLOTS } = plan
    const slots = this.lastBusy
    const secrets = random.stream('delegates')
    const all: Founder[] = []
    const length = Number.isFinite(slots) ? slots + settleSlots + SPARE_REVEALS : 1 << 14
    const community = plan.town({
      members,
      seats: delegates,
      candidates: this.candidates,
      epochBlocks,
      newKey: () => this.keyring.newKey().publicKey,
      delegate: founder => {
        const signer = plan.scheme.signer(secrets.bytes(32))
        const reveals = revealsFrom(secrets.bytes(32), length)
        all.push({ founder, signer, reveals })
        return { founder, key: signer.publicKey, commitment: reveals.commitment }
      },
    })
    return { community, all }
  }

  private populate(founders: readonly Founder[], pace: Pace): void {
    const around = {
      timeline: this.timeline,
      wire: this.wire,
      witness: this.chronicle,
      shared: this.shared,
      pace,
      genesis: this.genesis,
    }
    const { genesisHash } = this.community
    const upgrades = this.plan.faults.includes('upgrade-partition')
    for (let index = 0; index < this.plan.peers; index++) {
      const random = this.random.stream(`peer ${index}`)
      const founder = founders[index]
      const account = founder && accountId(genesisHash, founder.founder)
      const delegate = founder && { ...founder, account: account!, device: founder.founder }
      const community = upgrades && random.once(OUTDATED) ? this.outdated() : this.community
      this.peers.push(new Peer(index, community, delegate, { ...around, random }))
      if (account) this.settle(account, index)
    }
  }

  /** Software that has not heard of any later rules than those at the beginning. */
  private outdated(): Community {
    const { community } = this
    const first = community.genesis.rules
    return { ...community, rules: new Map([[first, community.rules.get(first)!]]) }
  }

  /** Some delegates are dishonest from the beginning: fewer than a third, where the plan does not say otherwise. */
  private corrupt(): void {
    const random = this.random.stream('dishonest')
    const names = this.plan.faults.filter(name => !isPassing(name)) as (keyof typeof BEHAVIOURS)[]
    if (names.length === 0) return
    const plot = this.plot(random)
    const candidates = this.peers.filter(({ delegate }) => delegate)
    const most = this.plan.dishonest ?? random.draw(this.third.budget + 1)
    for (let i = 0; i < most; i++) {
      const peer = random.pick(candidates.filter(({ honest }) => honest))
      if (!peer || !this.third.take(peer)) return
      const some = names.filter(() => random.once(2))
      const chosen = some.length > 0 ? some : [random.pick(names)!]
      peer.behaviour = together(chosen.map(name => (BEHAVIOURS[name] as MakeBehaviour)(plot)))
    }
  }

  private plot(random: Random): Plot {
    const transact = (peer: Place, deed: Deed | undefined) =>
      deed && peer.head ? this.people.transaction(peer.head, this.slot, deed) : undefined
    return {
      peers: this.peers,
      wire: this.wire,
      random,
      night: () => this.weather.has('night'),
      parted: () => this.network.parted,
      over: () => this.settling,
      did: way => this.weather.struck.add(way),
      batched: peer => {
        const { account, device } = peer.delegate!
        const actor = { account, device }
        return transact(peer, peer.head && this.people.deed(peer.head, this.slot, { actor }))
      },
      presence: peer => (hasElections(peer) ? transact(peer, presenceOf(peer)) : undefined),
    }
  }

  private reach(): Reach {
    const world = this
    return {
      peers: this.peers,
      network: this.network,
      random: this.random.stream('faults'),
      hopMs: this.plan.hopMs,
      third: this.third,
      pressure: this.pressure,
      get tip() {
        return world.tip
      },
      elect: (candidates, voters) => {
        for (const deed of elect(this.people, this.tip, candidates, voters, account => this.home(account)))
          this.act(deed)
      },
      join: (peer, snapshot) => this.join(peer, snapshot),
      upgrade: () =>
        upgrade({
          people: this.people,
          slot: this.slot,
          tip: () => this.tip,
          act: deed => this.act(deed),
          later: (slots, run) => this.timeline.after(slots * this.community.genesis.slotMs, run),
        }),
      forget: peer => {
        if (!peer.delegate) return
        this.third.take(peer)
        peer.forgetful = true
      },
    }
  }

  private watching(onlooker: Onlooker): Onlooker {
    return {
      ...onlooker,
      accused: (offence, peer) => {
        const key = toHex(offence.kind === 'votes' ? offence.a.key : offence.key)
        onlooker.accused?.(offence, peer)
        // Once a peer and a key: whoever is first convicts.
        if (this.accusations.has(`${peer.name} ${key}`)) return
        this.accusations.add(`${peer.name} ${key}`)
        const deed = accusation(peer, offence)
        if (deed) this.timeline.after(0, () => this.bustle.post(deed, peer.head ?? this.tip))
      },
      halted: (halt, peer) => {
        onlooker.halted?.(halt, peer)
        if (halt.reason === 'update') this.updates.set(peer, this.slot + UPDATE_SLOTS)
      },
    }
  }

  /** The newest state that an honest peer stands at. */
  get tip(): Executed {
    if (!this.reference) {
      let best = this.chronicle.tip
      for (const { head, awake, honest, halted } of this.peers)
        if (head && awake && honest && !halted && head.header.height > best.header.height) best = head
      this.reference = best
    }
    return this.reference
  }

  /** The whole run: traffic and faults, the settling, and the last look. */
  run(): Report {
    const { slotMs } = this.community.genesis
    const { settleSlots = SETTLE_SLOTS } = this.plan
    const slots = this.lastBusy + settleSlots
    for (let slot = 1; slot <= slots && !this.checks.full; slot++) this.timeline.run(slot * slotMs)
    this.timeline.run(this.timeline.now + slotMs - 1)
    this.end()
    return this.report()
  }

  /** The last slot with traffic and faults. */
  private get lastBusy(): number {
    return (this.plan.startSlots ?? 0) + this.plan.slots
  }

  /** A slot begins: what is to happen in it is planned. */
  private onSlot(): void {
    const { timeline, plan, weather } = this
    const { slotMs } = this.community.genesis
    this.slot += 1
    this.reference = undefined
    timeline.at((this.slot + 1) * slotMs, () => this.onSlot())
    this.look()
    if (this.slot % RESEND_EVERY === 0) this.bustle.resend()
    if (this.slot % DUTY_EVERY === 0) timeline.at(timeline.now + (slotMs >> 1), () => this.attend())
    if (this.slot > this.lastBusy) {
      if (this.slot === this.lastBusy + 1) this.calmDown()
      return
    }
    const busyFor = this.slot - (plan.startSlots ?? 0)
    if (busyFor <= 0) return
    weather.onSlot(this.slot)
    const random = this.random.stream(`slot ${this.slot}`)
    const somewhen = (run: (random: Random) => void) =>
      timeline.at(this.slot * slotMs + random.draw(slotMs), () => run(random))
    // In so many slots exactly so many, though their share of a slot be no whole number.
    const triedBy = (slot: number) => Math.floor((slot * plan.deeds) / 1000 + 1e-6)
    for (let i = triedBy(busyFor - 1); i < triedBy(busyFor); i++) somewhen(each => this.bustle.live(each))
    for (let i = 0; i < this.pressure.hostile; i++) somewhen(each => this.bustle.attack(each))
    for (let i = 0; i < this.pressure.flood; i++) somewhen(each => this.bustle.flood(each))
    if (this.pressure.burst) somewhen(each => this.bustle.burst(each))
  }

  private calmDown(): void {
    this.settling = true
    this.weather.clear()
    for (const [peer] of this.updates) this.update(peer)
  }

  /** Candidates look after their candidacies, and peers that need an update get it. */
  private attend(): void {
    for (const peer of this.peers) {
      if (!peer.awake || peer.halted) continue
      const deed = duty(peer)
      if (deed && this.dutyIsNew(peer)) this.bustle.post(deed, peer.head!)
    }
    for (const [peer, slot] of this.updates) if (slot <= this.slot) this.update(peer)
  }

  private readonly attended = new Map<Peer, number>()
  /** What was sent is given some slots to arrive. */
  private dutyIsNew(peer: Peer): boolean {
    if ((this.attended.get(peer) ?? -100) > this.slot - RESEND_EVERY) return false
    this.attended.set(peer, this.slot)
    return true
  }

  private update(place: Place): void {
    this.updates.delete(place)
    const peer = this.peers[place.index]!
    peer.stop()
    peer.community = this.community
    peer.start()
  }

  /** A newcomer, or one that lost everything, begins at genesis or at a final state that somebody has. */
  private join(peer: Peer, snapshot: boolean): void {
    const source = this.peers.find(each => each !== peer && each.awake && each.honest && !each.halted)?.node
    if (snapshot && source) peer.adopt(source.final)
    peer.start()
  }

  /** From now on this account sends through this peer. */
  settle(account: Bytes, peer: number): void {
    this.homes.set(toHex(account), peer)
  }

  /** Where an account's device is at home: the peer that it sends through. */
  readonly home = (account: Bytes): Peer => {
    const anywhere = (account[0]! * 256 + account[1]!) % this.peers.length
    return this.peers[this.homes.get(toHex(account)) ?? anywhere]!
  }

  /** What an account's device hands its transactions to: a full peer, or a light one. */
  private readonly door = (account: Bytes): Door => {
    const watchers = this.mesh?.watchers ?? []
    const home = this.homes.get(toHex(account))
    const anywhere = (account[0]! * 256 + account[1]!) % (this.peers.length + watchers.length)
    return home === undefined && anywhere >= this.peers.length
      ? watchers[anywhere - this.peers.length]!
      : this.home(account)
  }

  /** Signs a deed and sends it. */
  act(deed: Deed): Transaction | undefined {
    return this.bustle.act(deed)
  }

  private look(): void {
    const { peers, slot, third, weather, network } = this
    for (const { head, honest } of peers) if (head && honest) third.watch(head)
    const calm = weather.calm && third.quorumAwake(this.tip, peers)
    this.calmSince = calm ? (this.calmSince ?? slot) : undefined
    this.checks.show('slot', { slot, peers, inFlight: network.inFlight, calmSince: this.calmSince })
  }

  private end(): void {
    for (const peer of this.peers) this.chronicle.ended(peer)
    this.checks.show('end', { genesis: this.genesis, chain: this.chronicle.chain, peers: this.peers })
  }

  /** What a peer of each kind has sent and received, in the mean. */
  private trafficByRole(): Report['traffic'] {
    const { peers, network, plan } = this
    const mean = (from: number, to: number) => {
      let [messages, sentBytes, receivedBytes] = [0, 0, 0]
      for (let i = from; i < to; i++) {
        messages += network.sent[i]?.messages ?? 0
        sentBytes += network.sent[i]?.bytes ?? 0
        receivedBytes += network.received[i]?.bytes ?? 0
      }
      const each = (sum: number) => Math.round(sum / Math.max(1, to - from))
      return { messages: each(messages), sentBytes: each(sentBytes), receivedBytes: each(receivedBytes) }
    }
    const seats = Math.min(plan.delegates, peers.length)
    return {
      delegates: mean(0, seats),
      full: mean(seats, peers.length),
      light: mean(peers.length, peers.length + (plan.light ?? 0)),
    }
  }

  /** Which peers saw two final blocks of one height, and whom they name. */
  private conflicts(): Report['conflicts'] {
    const nameOfKey = (key: Bytes) =>
      this.peers.find(({ delegate }) => delegate && toHex(delegate.signer.publicKey) === toHex(key))?.name ??
      toHex(key)
    return this.chronicle.conflicts.map(({ peer, halt }) => ({
      peer,
      height: halt.other.height,
      signers: halt.keys.map(nameOfKey).sort(),
    }))
  }

  report(): Report {
    const { plan, chronicle, network, peers, third } = this
    const { count } = chronicle
    const messages = new Tally()
    for (const { messages: some, bytes } of network.sent) {
      messages.add('messages', some)
      messages.add('bytes', bytes)
    }
    const { messages: all = 0, bytes = 0 } = messages.sorted()
    const population = plan.peers + (plan.light ?? 0)
    let starts = 0
    for (const peer of peers) starts += peer.starts
    return {
      seed: plan.seed,
      signatures: plan.scheme.name,
      peers: plan.peers,
      delegates: plan.delegates,
      members: plan.members,
      slots: this.slot,
      blocks: chronicle.chain.length,
      made: count.blocks,
      quietSlots: count.quietSlots,
      dueWithoutBlock: count.emptyDue,
      transactions: {
        sent: count.sent,
        hostile: count.hostile,
        final: count.final,
        applied: count.applied,
        awaiting: count.awaiting,
        lost: this.bustle.lost,
        refused: chronicle.refused.sorted(),
        keptOut: chronicle.keptOutByCode().sorted(),
      },
      finality: {
        delegates: chronicle.finality.delegates.quantiles(),
        full: chronicle.finality.full.quantiles(),
        light: chronicle.finality.light.quantiles(),
        any: chronicle.finality.any.quantiles(),
      },
      handOvers: count.handOvers,
      reorganisations: count.reorganisations,
      deepest: count.deepest,
      lockRefusals: count.lockRefusals,
      evidence: chronicle.offences.size,
      convicted: count.convicted,
      commands: chronicle.commands.sorted(),
      messagesPerPeer: Math.round(all / population),
      bytesPerPeer: Math.round(bytes / population),
      traffic: this.trafficByRole(),
      proven: { outcomes: this.mesh?.settled ?? 0, balances: this.mesh?.proved ?? 0 },
      mostInFlight: network.mostInFlight,
      faults: this.weather.struck.sorted(),
      halts: chronicle.halts.sorted(),
      bad: chronicle.badByCode.sorted(),
      starts,
      executions: this.shared.count,
      exceeded: third.exceeded,
      tolerated: this.checks.tolerated.length,
      conflicts: this.conflicts(),
      invariantsChecked: this.checks.made,
      violations: this.checks.violations.map(violation => ({ ...violation, seed: plan.seed })),
      head: toHex(chronicle.tip.hash),
      trace: network.trace.toString(16),
    }
  }
}

/** Several vices in one. */
const together = (behaviours: readonly Behaviour[]): Behaviour => ({
  effect: (peer, effect) => behaviours.some(each => each.effect?.(peer, effect) === true),
  heard: (peer, message, from) => {
    for (const each of behaviours) each.heard?.(peer, message, from)
  },
  slot: (peer, slot) => {
    for (const each of behaviours) each.slot?.(peer, slot)
  },
})

/** Runs a plan to its end. */
export const runWorld = (plan: Plan): Report => World.begin(plan).run()
