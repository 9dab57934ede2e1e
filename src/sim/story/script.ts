// What happens in the demonstration and when: a round of two minutes, over and over, with small payments between.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Deed } from '../../chain/module.ts'
import { View } from '../../chain/store.ts'
import { readTransaction } from '../../chain/transaction.ts'
import { issueParams } from '../../market/accounts/issue.ts'
import { balanceOf } from '../../market/accounts/money.ts'
import { transferParams } from '../../market/accounts/transfer.ts'
import { candidacies } from '../../market/delegates/records.ts'
import { voteParams } from '../../market/delegates/vote.ts'
import { admit } from '../../market/members/admit.ts'
import { invite } from '../../market/members/invite.ts'
import { allCriteria, membersParams } from '../../market/members/params.ts'
import { applications } from '../../market/members/records.ts'
import { ROLE } from '../../market/members/roles.ts'
import { isMember } from '../../market/members/standing.ts'
import { application } from '../newcomers.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'
import { BAKERY, CAFE, type Cast, FARM, MILL, NEWCOMER, NO_2, NO_4, PLACES, SCHOOL, SEATS } from './cast.ts'
import { twoFaced } from './twoFaced.ts'

export const ROUND = 120
const EURO = 1_000_000
/** Of a thousand seconds so many see a payment. */
const BUSY = 700
/** They take turns in the seats that the others leave. */
const ROTATION = [NO_2, BAKERY, FARM]
const ASIDE = [SCHOOL, NO_4, NEWCOMER]
/** Who works at night. */
const NIGHT_OWLS = [BAKERY, MILL, FARM]

/** What each place has to give, and about how much it costs, in cents. */
const GOODS: readonly (readonly [place: number, what: string, cents: number])[] = [
  [MILL, 'flour', 240],
  [MILL, 'a sack of oats', 780],
  [SCHOOL, 'the hall on Friday', 1500],
  [SCHOOL, 'a book returned late', 50],
  [CAFE, 'coffee and cake', 580],
  [CAFE, 'soup for two', 960],
  [NO_2, 'a bicycle tyre mended', 900],
  [NO_4, 'an hour in the garden', 1100],
  [BAKERY, 'two loaves', 640],
  [BAKERY, 'six rolls', 270],
  [FARM, 'a dozen eggs', 420],
  [FARM, 'firewood', 1250],
  [FARM, 'apples', 310],
  [NEWCOMER, 'jam', 350],
]

/** What the story says beside what the ledger says. */
export type Tell = (words: string) => void

export class Script {
  private readonly world: World
  private readonly cast: Cast
  private readonly random: Random
  private readonly tell: Tell
  private payments = BUSY
  private cheating = false

  constructor(world: World, cast: Cast, random: Random, tell: Tell) {
    this.world = world
    this.cast = cast
    this.random = random
    this.tell = tell
    cast.devices.forEach((_, place) => {
      this.settle(place)
    })
  }

  private settle(place: number): void {
    this.world.settle(this.cast.account(place), place)
  }

  private get state(): View {
    return new View(this.world.tip.tree)
  }

  onSlot(slot: number): void {
    const scene = SCENES.get(slot % ROUND)
    const round = Math.floor(slot / ROUND)
    if (scene) this[scene](round)
    if (this.cheating && !this.stands(CAFE)) this.successor(round)
    if (this.random.permille(this.payments)) this.somebodyPays()
  }

  /** Members who are awake. */
  private members(): number[] {
    const { state } = this
    return this.cast.devices.flatMap((_, place) =>
      isMember(state, this.cast.account(place)) && this.world.peers[place]!.awake ? [place] : [],
    )
  }

  private does<P>(place: number, what: string, codec: Codec<P>, params: P): void {
    const [module, command] = what.split('/') as [string, string]
    const actor = { account: this.cast.account(place), device: this.cast.devices[place]! }
    const deed: Deed = { actor, module, command, params: encode(codec, params) }
    this.world.act(deed)
  }

  private pays(from: number, to: number, amount: number, note: string): void {
    this.does(from, 'accounts/transfer', transferParams, { to: this.cast.account(to), amount, note })
  }

  private somebodyPays(): void {
    const { random, world } = this
    const here = this.members()
    const [to, note, cents] = random.pick(GOODS.filter(([place]) => here.includes(place))) ?? [MILL, '', 0]
    const from = random.pick(here.filter(place => place !== to && !world.network.isCut(place, to)))
    if (from === undefined || cents === 0) return
    const amount = Math.round((cents * random.between(80, 120)) / 100) * (EURO / 100)
    if (balanceOf(this.state, this.cast.account(from)).free >= amount) this.pays(from, to, amount, note)
  }

  // Elections

  /** Who holds a seat, or will once the hand-over is done. */
  private seated(): number[] {
    const set = activeSets(this.state).at(-1)!
    return set.flatMap(({ account }) => this.cast.placeOf(account) ?? [])
  }

  private stands(place: number): boolean {
    return this.state.get(candidacies, [this.cast.account(place)])?.status === 'standing'
  }

  private vote(wanted: readonly number[]): void {
    const candidates = wanted.map(place => this.cast.account(place)).sort(compareBytes)
    for (const place of this.members())
      this.does(place, 'delegates/vote', voteParams, { candidates, stake: 0 })
  }

  /** Everybody votes: somebody else is to have this seat. */
  private replace(leaver: number, round: number): number | undefined {
    const seated = this.seated()
    const comer = rotated(round + 1).find(place => !seated.includes(place) && this.stands(place))
    if (comer !== undefined) this.vote([...seated.filter(place => place !== leaver), comer])
    return comer
  }

  private get nextElection(): number {
    const { epochBlocks } = this.cast.community.genesis
    return (Math.floor(this.world.tip.header.height / epochBlocks) + 1) * epochBlocks
  }

  // The scenes, by the second of the round in which each begins.

  day(round: number): void {
    this.payments = BUSY
    this.tell('A usual day: four delegates take turns to make a block, and all eight check it.')
    if (round === 0) this.vote(this.seated())
  }

  invitation(round: number): void {
    if (round > 0) return
    const { key } = this.world.keyring.newDevice()
    const expiry = this.world.slot + 3600
    this.does(MILL, 'members/invite', invite.params, { key, uses: 1, expiry })
    this.tell('Somebody new is to join: Mill writes an invitation, No. 7 scans it.')
  }

  application(round: number): void {
    if (round > 0) return
    const { world, cast } = this
    const deed = application(cast.community, world.keyring, world.tip, world.slot)
    if (!deed) return
    cast.devices[NEWCOMER] = deed.actor.device
    cast.meet(NEWCOMER)
    this.settle(NEWCOMER)
    world.act(deed)
  }

  admission(): void {
    const { state } = this
    const waiting = state.first(applications, [])
    if (!waiting) return
    const [account] = waiting.key
    const confirmed = allCriteria(paramsOf(state, membersParams))
    this.does(MILL, 'members/admit', admit.params, { account, roles: ROLE.household, confirmed })
  }

  welcome(round: number): void {
    const credits = (place: number) => balanceOf(this.state, this.cast.account(place)).free
    const to = round === 0 ? NEWCOMER : this.members().sort((a, b) => credits(a) - credits(b))[0]
    if (to === undefined || !this.cast.devices[to]) return
    const params = { to: this.cast.account(to), amount: 20 * EURO, reference: 'paid in at the school' }
    this.does(SCHOOL, 'accounts/issue', issueParams, params)
  }

  election(round: number): void {
    const seated = this.seated()
    const leaver = rotated(round).find(place => seated.includes(place))
    const comer = leaver === undefined ? undefined : this.replace(leaver, round)
    if (comer !== undefined)
      this.tell(`An election: from block ${this.nextElection} on the four with the most votes are delegates.`)
  }

  tooMuch(): void {
    const [to] = this.members()
    if (to !== undefined) this.pays(NO_4, to, 5000 * EURO, 'the whole farm')
  }

  /** A payment in another's name: the bytes are right, the signature is not. */
  stranger(): void {
    const { world, cast } = this
    const actor = { account: cast.account(FARM), device: cast.devices[FARM]! }
    const params = encode(transferParams, { to: cast.account(MILL), amount: EURO, note: 'for nothing' })
    const deed = { actor, module: 'accounts', command: 'transfer', params }
    const good = world.people.transaction(world.tip, world.slot, deed)
    if (!good) return
    const wire: Bytes = good.wire.slice()
    wire[wire.length - 1]! ^= 1
    const transaction = readTransaction(wire)
    if (typeof transaction !== 'string') world.peers[MILL]!.hear({ kind: 'transaction', transaction })
  }

  storm(): void {
    this.world.network.part(
      ASIDE,
      PLACES.flatMap((_, place) => (ASIDE.includes(place) ? [] : [place])),
    )
    this.tell('A storm cuts the lane in two. The side with three of four delegates goes on.')
  }

  calm(): void {
    this.world.network.heal()
    this.tell('The storm is over: each side hears what the other did, and all agree again.')
  }

  /** Two of the four delegates sleep, and of the others who has no work. */
  night(): void {
    const seated = this.seated()
    const late = [...NIGHT_OWLS, ...PLACES.keys()].filter(place => seated.includes(place))
    const awake = [...new Set(late)].slice(0, SEATS / 2)
    for (const peer of this.world.peers) {
      const { index } = peer
      const works = seated.includes(index) ? awake.includes(index) : NIGHT_OWLS.includes(index)
      if (!works) peer.sleep()
    }
    this.tell('Night: two of four delegates sleep. Three must sign before anything is final.')
  }

  morning(): void {
    for (const peer of this.world.peers) peer.wake(false)
    this.tell('Morning: who slept asks what it missed, checks it, and signs.')
  }

  /** Once: nobody has two keys to lose. */
  cheat(round: number): void {
    const { world } = this
    const peer = world.peers[CAFE]!
    if (round > 0 || !this.seated().includes(CAFE) || !world.third.take(peer)) return
    peer.behaviour = twoFaced(world)
    this.cheating = true
    this.tell('Café cheats: it makes two blocks for one second, and shows each to some.')
  }

  private successor(round: number): void {
    this.cheating = false
    const comer = this.replace(CAFE, round)
    if (comer !== undefined)
      this.tell(`Café was caught and is barred. From block ${this.nextElection} on another has its seat.`)
  }

  quiet(): void {
    this.payments = 0
    this.tell('Nobody does anything now: no payments, so no blocks, and nothing to send.')
  }
}

const rotated = (round: number): number[] => {
  const at = round % ROTATION.length
  return [...ROTATION.slice(at), ...ROTATION.slice(0, at)]
}

type Scene =
  | 'day'
  | 'invitation'
  | 'application'
  | 'admission'
  | 'welcome'
  | 'tooMuch'
  | 'stranger'
  | 'election'
  | 'storm'
  | 'calm'
  | 'night'
  | 'morning'
  | 'cheat'
  | 'quiet'

const SCENES = new Map<number, Scene>([
  [1, 'day'],
  [5, 'invitation'],
  [8, 'application'],
  [11, 'admission'],
  [14, 'welcome'],
  [17, 'tooMuch'],
  [19, 'election'],
  [26, 'stranger'],
  [38, 'storm'],
  [52, 'calm'],
  [60, 'night'],
  [80, 'morning'],
  [90, 'cheat'],
  [110, 'quiet'],
])
