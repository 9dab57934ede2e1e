// What can be seen of the world at a glance: who is there, who may make blocks, how far everybody has come.
import { nameOf32 } from '../../bytes/name.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { isDueAfter } from '../../chain/consensus/quiet.ts'
import { positionOf, quorumOf } from '../../chain/consensus/sets.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Step } from '../../chain/node/keep.ts'
import { View } from '../../chain/store.ts'
import { balanceOf } from '../../market/accounts/money.ts'
import { candidacies } from '../../market/delegates/records.ts'
import { isMember } from '../../market/members/standing.ts'
import type { Peer } from '../peer.ts'
import type { World } from '../world.ts'
import { type Cast, PLACES } from './cast.ts'
import { capital, inWords, listed, many, money } from './words.ts'

export interface Row {
  readonly label: string
  readonly duty: string
  readonly state: string
  readonly credits: string
  /** What is not final yet, where there is such. */
  readonly open: string
  readonly asleep: boolean
  /** Something that a person may want to look at. */
  readonly attention: boolean
  /** It made the newest block. */
  readonly newest: boolean
}

/** One second: a block that is final, one that is not yet, a turn that was missed, or nothing to do. */
export type Stitch = 'final' | 'open' | 'missed' | 'quiet'

/** What a delegate's peer sends, and nobody waits for. */
const BY_ITSELF = ['present', 'accuse']
/** A final block is everybody's after so many more: what is on its way is not behind. */
const ON_ITS_WAY = 2

/** The turns between a block and its parent that somebody let pass though there was something to do. */
export function missed(world: World, parent: Executed, before: number): number[] {
  const { genesis } = world.community
  const state = new View(parent.tree)
  const at = { slot: parent.header.slot, batch: parent.batch.length > 0 }
  const slots: number[] = []
  for (let slot = at.slot + 1; slot < before; slot++)
    if (isDueAfter(state, genesis, at, slot)) slots.push(slot)
  return slots
}

/** The blocks above the last final height on the branch that a peer follows, the lowest first. */
export function openOf({ chronicle }: World, { awake, honest, head }: Peer): Step[] {
  const open: Step[] = []
  if (!awake || !honest || !head) return open
  for (
    let step = chronicle.stepOf(nameOf32(head.hash));
    step && step.block.header.height > chronicle.chain.length;
    step = chronicle.stepOf(nameOf32(step.parent.hash))
  )
    open.unshift(step)
  return open
}

/** The highest branch that anybody follows. */
export function branchOf(world: World): { readonly head: Executed; readonly open: readonly Step[] } {
  let open: readonly Step[] = []
  for (const peer of world.peers) {
    const each = openOf(world, peer)
    if (each.length > open.length) open = each
  }
  return { head: open.at(-1)?.executed ?? world.chronicle.tip, open }
}

export class Sight {
  readonly head: Executed
  readonly open: readonly Step[]
  private readonly world: World
  private readonly cast: Cast
  private readonly asleepSince: ReadonlyMap<number, number>

  constructor(world: World, cast: Cast, asleepSince: ReadonlyMap<number, number>) {
    this.world = world
    this.cast = cast
    this.asleepSince = asleepSince
    const { head, open } = branchOf(world)
    this.head = head
    this.open = open
  }

  private get final(): Executed {
    return this.world.chronicle.tip
  }

  /** How many places out of each active set are awake and reached from here. */
  private delegatesAround(
    place: number,
  ): { readonly here: number; readonly quorum: number; readonly all: number }[] {
    const { peers, network } = this.world
    return activeSets(new View(this.head.tree)).map(set => {
      const here = peers.filter(
        ({ index, awake, delegate }) =>
          awake &&
          delegate &&
          positionOf(set, delegate.signer.publicKey) !== -1 &&
          !network.isCut(place, index),
      )
      return { here: here.length, quorum: quorumOf(set), all: set.length }
    })
  }

  /** Whether what is done here can become final now. */
  private goesOn(place: number): boolean {
    return this.delegatesAround(place).every(({ here, quorum }) => here >= quorum)
  }

  private behind(place: number): number {
    return this.final.header.height - this.world.peers[place]!.finalHeight
  }

  /** What waits to become final, in a block or for one: payments and the like, not what peers do by themselves. */
  private get waiting(): number {
    let count = 0
    for (const { node, awake } of this.world.peers) if (node && awake) count = Math.max(count, node.pool.size)
    for (const { block } of this.open)
      for (const { command } of block.transactions) if (!BY_ITSELF.includes(command)) count += 1
    return count
  }

  /** The answer to what a person looks for first. */
  answer(): string {
    const { world } = this
    const [broken] = world.checks.violations
    if (broken) return `A check failed, and that is a fault of this software: ${broken.words}.`
    const places = [...PLACES.keys()]
    const going = places.filter(place => this.goesOn(place))
    const wait = many(this.waiting, 'payment')
    if (world.network.parted) {
      const stuck = places.filter(place => !going.includes(place)).map(place => PLACES[place]!)
      if (going.length === 0) return 'Neither side has enough delegates: payments wait, agreed ones stand.'
      return `${capital(inWords(going.length))} agree and go on; ${listed(stuck)} must wait.`
    }
    const [awake] = this.delegatesAround(0)
    if (going.length === 0)
      return this.waiting === 0
        ? `Only ${inWords(awake!.here)} of ${inWords(awake!.all)} delegates are awake: agreed payments stand.`
        : `Only ${inWords(awake!.here)} of ${inWords(awake!.all)} delegates are awake: ${wait} wait, agreed ones stand.`
    const late = places.filter(place => this.behind(place) > ON_ITS_WAY).map(place => PLACES[place]!)
    if (late.length > 0) return `${listed(late)} ${late.length === 1 ? 'reads' : 'read'} what was missed.`
    if (this.open.length > 2 * ON_ITS_WAY)
      return `Enough delegates are awake again: ${wait} will be final soon.`
    return this.waiting > 0
      ? `All eight agree; ${many(this.waiting, 'thing')} ${this.waiting === 1 ? 'is' : 'are'} being confirmed.`
      : 'All eight agree, and nothing waits.'
  }

  rows(): Row[] {
    const final = new View(this.final.tree)
    const head = new View(this.head.tree)
    const { peers, network } = this.world
    const { producer } = this.head.header
    return PLACES.map((label, place) => {
      const known = this.cast.devices[place] !== undefined
      const account = known ? this.cast.account(place) : undefined
      const member = account !== undefined && isMember(final, account)
      const credits = member ? balanceOf(final, account).free : 0
      // In a storm each side sees what is its own.
      const seen = network.parted ? new View(peers[place]!.head!.tree) : head
      const change = member ? balanceOf(seen, account).free - credits : 0
      const [state, attention] = this.stateOf(place, member)
      return {
        label,
        duty: this.dutyOf(place, head),
        state,
        attention,
        asleep: !peers[place]!.awake,
        credits: member ? money(credits) : '–',
        open: change === 0 ? '' : `${change > 0 ? '+' : ''}${money(change)}`,
        newest: this.cast.placeOf(producer) === place && this.head.header.height > 0,
      }
    })
  }

  private dutyOf(place: number, state: View): string {
    const key = this.world.peers[place]!.delegate?.signer.publicKey
    if (!key) return ''
    const sets = activeSets(state).map(set => positionOf(set, key) !== -1)
    const status = state.get(candidacies, [this.cast.account(place)])?.status
    if (status === 'barred') return sets.at(-1) ? 'barred, to go' : 'barred'
    if (sets.every(is => is)) return 'delegate'
    if (sets.at(-1)) return 'delegate, new'
    if (sets[0]) return 'delegate, goes'
    return status === 'standing' ? 'candidate' : ''
  }

  private stateOf(place: number, member: boolean): [string, boolean] {
    const { world } = this
    const peer = world.peers[place]!
    const since = this.asleepSince.get(place)
    if (since !== undefined) return [`asleep for ${world.slot - since} s`, false]
    const goesOn = this.goesOn(place)
    if (world.network.parted) return goesOn ? ['goes on', false] : ['cut off, what it does waits', true]
    if (this.behind(place) > ON_ITS_WAY) return [`${many(this.behind(place), 'block')} to catch up`, true]
    if (peer.delegate && !peer.node!.votes) return ['awake, asks what it missed', false]
    if (!member) return [this.cast.devices[place] ? 'asks to join' : 'a guest, may read', false]
    return [goesOn ? 'has everything' : 'awake', false]
  }
}
