// The mesh as a world's wire: peers have neighbours, and all that they say goes through the real exchange and sync.
// Delegates of the active sets are linked to each other besides. Who does not execute is a light peer.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Community } from '../../chain/community.ts'
import { activeSets, standingOf } from '../../chain/consensus/branch.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Final } from '../../chain/light/finals.ts'
import { Trust } from '../../chain/light/trust.ts'
import type { Verdict } from '../../chain/node/effect.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Message } from '../../chain/node/message.ts'
import { View } from '../../chain/store.ts'
import type { Signed } from '../../crypto/signed.ts'
import { isFull, type Role } from '../../mesh/exchange/index.ts'
import { itemOf, sharedReader, wireOf } from '../../mesh/frames/index.ts'
import type { Network } from '../network.ts'
import type { Place } from '../place.ts'
import type { Random } from '../random.ts'
import type { Timeline } from '../timeline.ts'
import type { Wire } from '../wire.ts'
import { Register } from './branch.ts'
import { FullResident } from './resident.ts'
import { type Frame, Station, type Surroundings } from './station.ts'
import { type Neighbours, neighboursOf } from './topology.ts'
import { Watcher } from './watcher.ts'

export interface MeshedPlan {
  /** How many full peers, how many of them may be delegates, and how many light ones there are. */
  readonly full: number
  readonly candidates: number
  readonly light: number
}

interface Around {
  readonly peers: readonly Place[]
  readonly community: Community
  readonly genesis: Executed
  readonly timeline: Timeline
  readonly network: Network<Frame>
  readonly random: Random
  verify(items: readonly Signed[]): readonly boolean[]
  /** Blocks became final at a light peer. */
  final(blocks: readonly Final[]): void
  halted(): void
}

/** A peer with fewer neighbours looks for another. */
const LEAST = 4
/** Answers that are remembered, to be the same object when they come again. */
const MOST_ANSWERS = 4096

export class Meshed implements Wire {
  readonly watchers: readonly Watcher[]
  /** Outcomes that were proven to those who sent for them. */
  settled = 0
  /** Balances that were proven to those whose they are. */
  proved = 0
  private readonly around: Around
  private readonly plan: MeshedPlan
  private readonly neighbours: Neighbours
  private readonly stations: (Station | undefined)[] = []
  private readonly residents: (FullResident | undefined)[] = []
  private readonly surroundings: Surroundings
  private readonly register = new Register()
  private readonly answers = new Map<string, Bytes>()
  private readonly active = new Map<string, ReadonlySet<number>>()
  /** As each full peer knows it. */
  private readonly knows: (ReadonlySet<number> | undefined)[] = []

  constructor(plan: MeshedPlan, around: Around) {
    const { timeline, network, random } = around
    this.plan = plan
    this.around = around
    this.neighbours = neighboursOf(plan.full, plan.candidates, plan.light, random.stream('neighbours'))
    this.surroundings = {
      timeline,
      network,
      read: sharedReader(),
      draw: random.stream('exchanges').draw,
      part: (a, b) => this.unlink(a, b),
    }
    this.watchers = this.settle()
    if (this.watchers.length > 0) this.tick()
  }

  /** The light peers: they are there from the beginning, and trust genesis. */
  private settle(): Watcher[] {
    const { genesis, community } = this.around
    const state = new View(genesis.tree)
    const watching = {
      slotMs: community.genesis.slotMs,
      law: community,
      trust: Trust.in(standingOf(state).chain, 0, genesis.hash, activeSets(state)),
      same: (answer: Bytes) => this.same(answer),
      verify: this.around.verify,
      final: this.around.final,
      settled: () => {
        this.settled += 1
      },
      proved: () => {
        this.proved += 1
      },
      halted: this.around.halted,
    }
    return Array.from({ length: this.plan.light }, (_, i) => {
      const watcher = new Watcher(watching)
      this.open(new Station(this.plan.full + i, 'light', watcher, this.surroundings))
      watcher.station = this.stations[this.plan.full + i]!
      return watcher
    })
  }

  /** Slots begin for light peers, whose clocks are all right. */
  private tick(): void {
    const { timeline, community } = this.around
    for (const watcher of this.watchers) watcher.tick(timeline.now)
    timeline.after(community.genesis.slotMs, () => this.tick())
  }

  private same(answer: Bytes): Bytes {
    const name = nameOf32(sha256(answer))
    const known = this.answers.get(name)
    if (known) return known
    if (this.answers.size >= MOST_ANSWERS) this.answers.clear()
    this.answers.set(name, answer)
    return answer
  }

  // Links

  begin(peer: Place): void {
    this.end(peer)
    const { index } = peer
    // Its head is not known before its node runs: those of genesis are delegates to begin with.
    const active = this.activeAt(peer.head ?? this.around.genesis)
    this.knows[index] = active
    const resident = new FullResident(peer, peer.head ?? this.around.genesis, this.register)
    this.residents[index] = resident
    this.open(new Station(index, active.has(index) ? 'delegate' : 'full', resident, this.surroundings))
    if (active.has(index)) this.linkDelegates(index, active)
  }

  private open(station: Station): void {
    this.stations[station.index] = station
    for (const other of this.neighbours[station.index]!) this.link(station.index, other)
  }

  end(peer: Place): void {
    const station = this.stations[peer.index]
    if (!station) return
    for (const other of [...station.neighbours]) this.unlink(peer.index, other)
    station.close()
    this.stations[peer.index] = undefined
    this.residents[peer.index] = undefined
  }

  private link(a: number, b: number): void {
    const [one, other] = [this.stations[a], this.stations[b]]
    if (!one || !other || a === b || one.neighbours.has(b)) return
    one.link(other)
    other.link(one)
  }

  private unlink(a: number, b: number): void {
    this.stations[a]?.unlink(b)
    this.stations[b]?.unlink(a)
  }

  private linkDelegates(index: number, active: ReadonlySet<number>): void {
    for (const other of active) this.link(index, other)
  }

  /** The peers that are delegates of the sets active after a block. */
  private activeAt({ header, tree }: Executed): ReadonlySet<number> {
    const name = nameOf32(header.activeNext)
    let active = this.active.get(name)
    if (!active) {
      const keys = activeSets(new View(tree)).flatMap(set => set.map(({ key }) => key))
      const isOne = ({ delegate }: Place) =>
        delegate !== undefined && keys.some(key => equalBytes(key, delegate.signer.publicKey))
      active = new Set(this.around.peers.filter(isOne).map(({ index }) => index))
      this.active.set(name, active)
    }
    return active
  }

  onSlot(at: Place): void {
    const station = this.stations[at.index]
    if (!station || !at.head) return
    const active = this.activeAt(at.head)
    if (active !== this.knows[at.index]) this.handOver(at.index, active)
    if (station.neighbours.size < LEAST) this.link(at.index, this.around.random.draw(this.plan.full))
    station.ask({ kind: 'time' })
  }

  /** Other delegates, as this peer's head has it. */
  private handOver(index: number, active: ReadonlySet<number>): void {
    const station = this.stations[index]!
    this.knows[index] = active
    station.role = roleOf(index, active)
    station.tell({ kind: 'role', role: station.role })
    for (const other of station.neighbours) {
      const neighbour = this.stations[other]
      if (neighbour && isFull(neighbour.role))
        station.tell({ kind: 'joined', neighbour: neighbour.id, role: roleOf(other, active) })
    }
    if (active.has(index)) this.linkDelegates(index, active)
  }

  // What nodes say

  send(from: Place, message: Message): void {
    this.stations[from.index]?.tell({ kind: 'publish', said: message })
  }

  judge(at: Place, message: Message, from: string | undefined, verdict: Verdict): void {
    const station = this.stations[at.index]
    if (!station || from === undefined) return
    station.tell({ kind: 'verdict', said: message, verdict, from })
    if (verdict === 'bad' && message.kind === 'block' && this.residents[at.index]?.wasFetched(message.block))
      station.ask({ kind: 'refused', hash: message.block.hash, from })
  }

  want(at: Place, hash: Hash, from: string | undefined): void {
    this.stations[at.index]?.ask({ kind: 'want', hash, from })
  }

  recall(at: Place, recall: Recall): void {
    this.stations[at.index]?.tell({ kind: 'recall', recall })
  }

  answer(from: Place, to: string, memory: Memory): void {
    this.stations[from.index]?.tell({ kind: 'answer', to, memory })
  }

  whisper(from: Place, to: Place, message: Message): void {
    const wire = wireOf(itemOf(message))
    this.around.network.send(from.index, to.index, wire, wire.length)
  }

  flood(from: Place, to: Place, size: number): void {
    this.around.network.send(from.index, to.index, new Uint8Array(size), size)
  }
}

const roleOf = (index: number, active: ReadonlySet<number>): Role => (active.has(index) ? 'delegate' : 'full')
