// Cores in one process, joined by links in memory and real time: what stands in for browsers and relays in tests.
import type { Bytes } from '../../bytes/bytes.ts'
import { community } from '../../chain/community.ts'
import { RevealChain } from '../../chain/consensus/reveals.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { type FoundingMember, found } from '../../market/founding.ts'
import { ROLE } from '../../market/members/roles.ts'
import { ruleBook } from '../../market/registry.ts'
import type { FromLinks, ToLinks } from '../../mesh/port.ts'
import type { Disk } from '../storage/disk.ts'
import { MemoryDisk } from '../storage/memory.ts'
import { Notes } from '../storage/notes.ts'
import { Core, type CoreConfig } from './core.ts'
import { realPlatform } from './platform.ts'
import type { Room } from './room.ts'
import { type Given, seededVault } from './vault.ts'

export const REVEAL_SLOTS = 20_000

const seedOf = (index: number, what: number): Bytes => new Uint8Array(32).fill(index + 1).fill(what, 0, 1)

/** The keys of a founder, of which the first so many are delegates. */
export function founder(index: number): Required<Given> {
  return {
    device: seedOf(index, 1),
    delegate: { seed: seedOf(index, 2), secret: seedOf(index, 3), base: 0 },
  }
}

export interface TownPlan {
  readonly founders: number
  readonly delegates: number
  readonly slotMs?: number
  readonly startMs?: number
  readonly genesis?: Partial<Genesis>
  readonly tokens?: readonly Bytes[]
  /** For how many slots the first reveals are. */
  readonly revealSlots?: number
}

/** A community whose slots have begun a moment ago. */
export function town(plan: TownPlan) {
  const { founders, delegates, slotMs = 250, startMs, genesis = {}, tokens = [] } = plan
  const { revealSlots = REVEAL_SLOTS } = plan
  const keys = Array.from({ length: founders }, (_, i) => founder(i))
  const members: FoundingMember[] = keys.map(({ device }, i) => ({
    devices: [{ key: signerFromSeed(device).publicKey, scopes: ALL_SCOPES }],
    roles: i === 0 ? ROLE.household | ROLE.operator | ROLE.treasurer : ROLE.household,
    credits: 1_000_000_000,
  }))
  const made = found({
    founders: members,
    tokens: tokens.map(seed => ({ key: signerFromSeed(seed).publicKey, uses: 10, expiry: 1_000_000 })),
    members: {
      quotas: [
        { role: ROLE.household, quota: 1000 },
        { role: ROLE.operator, quota: 1000 },
      ],
    },
    genesis: {
      ...{ slotMs, startMs: startMs ?? Date.now() - slotMs, turns: 'election' },
      ...{ delegateCount: delegates, epochBlocks: 40, waitSlots: 4, idleSlots: 20, quotaSlots: 40 },
      delegates: keys.slice(0, delegates).map(({ device, delegate }) => ({
        founder: signerFromSeed(device).publicKey,
        key: signerFromSeed(delegate.seed).publicKey,
        commitment: RevealChain.of(delegate.secret, 0, revealSlots).commitment,
      })),
      ...genesis,
    },
  })
  return community(made, ruleBook)
}

export const MEMORY_ROOM: Room = {
  kind: 'memory',
  estimate: async () => ({ usedBytes: null, quotaBytes: null }),
  persisted: async () => null,
  persist: async () => false,
}

interface End {
  readonly other: Seat
  readonly there: number
}

/** A core's place at the hub. */
export interface Seat {
  readonly peer: string
  /** Whoever hears what the links say. */
  core: Pick<Core, 'hear'> | undefined
  readonly links: Map<number, End>
}

export class Hub {
  readonly seats: Seat[] = []
  hopMs = 2
  /** Whether anybody hears of the others. */
  relay = true
  private loads = 0
  private links = 0

  /** Puts a core at the hub: as `Core.open` has it, but for what the hub provides. */
  async seat(
    config: Omit<CoreConfig, 'post' | 'verifier' | 'vault' | 'room' | 'disk'> & {
      readonly disk?: Disk
      readonly given?: Given
    },
  ): Promise<{ readonly seat: Seat; readonly core: Core }> {
    const { disk = new MemoryDisk(), given } = config
    const seat = this.newSeat()
    const core = await Core.open({
      ...{ revealSlots: REVEAL_SLOTS, ...config, disk, room: MEMORY_ROOM },
      verifier: await pickVerifier(),
      vault: await seededVault(new Notes(disk), realPlatform.random, given),
      post: message => this.post(seat, message),
    })
    if ('refused' in core) throw new Error(`refused: ${core.refused}`)
    this.take(seat, core)
    return { seat, core }
  }

  newSeat(): Seat {
    return { peer: `peer-${this.loads++}`, core: undefined, links: new Map() }
  }

  /** Somebody sits down; a core in another process, too. */
  take(seat: Seat, core: Pick<Core, 'hear'>): void {
    seat.core = core
    this.seats.push(seat)
    core.hear({ kind: 'self', peer: seat.peer })
    this.report()
  }

  /** Everybody is told who is there. */
  report(): void {
    const present = this.seats.map(({ peer }) => ({ peer, addresses: [`/memory/${peer}`] }))
    for (const seat of this.seats)
      seat.core?.hear({
        kind: 'relays',
        reachable: this.relay ? ['/memory/hub'] : [],
        addresses: this.relay ? [`/memory/${seat.peer}`] : [],
        present: this.relay ? present.filter(({ peer }) => peer !== seat.peer) : [],
      })
  }

  /** A tab is closed, or its process ends: the others notice. */
  remove(seat: Seat): void {
    this.seats.splice(this.seats.indexOf(seat), 1)
    for (const link of [...seat.links.keys()]) this.cut(seat, link)
    seat.core = undefined
    this.report()
  }

  private cut(seat: Seat, link: number): void {
    const end = seat.links.get(link)
    if (!end) return
    seat.links.delete(link)
    end.other.links.delete(end.there)
    this.tell(end.other, { kind: 'closed', link: end.there })
  }

  private tell(seat: Seat, message: FromLinks): void {
    setTimeout(() => seat.core?.hear(message), this.hopMs)
  }

  /** A core wants something of its links. */
  post(seat: Seat, message: ToLinks): void {
    switch (message.kind) {
      case 'send': {
        const end = seat.links.get(message.link)
        if (!end) return
        const { stream, bytes } = message
        this.tell(end.other, { kind: 'frame', link: end.there, stream, bytes })
        return
      }
      case 'close': {
        // What was sent before still arrives.
        setTimeout(() => this.cut(seat, message.link), 2 * this.hopMs)
        return
      }
      case 'dial': {
        const other = this.seats.find(({ peer }) => peer === message.peer)
        if (other && this.relay) this.connect(seat, other, message.dial)
        else this.tell(seat, { kind: 'failed', dial: message.dial, why: 'nobody is there' })
        return
      }
      case 'offer':
        this.tell(seat, { kind: 'signal', dial: message.dial, body: TEXT.encode(seat.peer) })
        return
      case 'answer':
        this.tell(seat, { kind: 'signal', dial: message.dial, body: TEXT.encode(seat.peer) })
        return
      case 'accept': {
        const peer = new TextDecoder().decode(message.body)
        const other = this.seats.find(each => each.peer === peer)
        if (other) this.connect(seat, other, message.dial)
        else this.tell(seat, { kind: 'failed', dial: message.dial, why: 'nobody is there' })
      }
    }
  }

  connect(a: Seat, b: Seat, dial?: number): void {
    const [here, there] = [++this.links, ++this.links]
    a.links.set(here, { other: b, there })
    b.links.set(there, { other: a, there: here })
    const way = 'direct'
    this.tell(a, {
      ...{ kind: 'opened', link: here, peer: b.peer, dialled: true, way },
      ...(dial === undefined ? {} : { dial }),
    })
    this.tell(b, { kind: 'opened', link: there, peer: a.peer, dialled: false, way })
  }
}

const TEXT = new TextEncoder()

/** Once it holds; throws with what the last look found. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
