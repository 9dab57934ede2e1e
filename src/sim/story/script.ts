// What happens in the demonstration and when: a round of a minute or so, over and over, with small payments between.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import { accountOf, consentBytes } from '../../chain/kernel/keys.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Deed } from '../../chain/module.ts'
import { View } from '../../chain/store.ts'
import { readTransaction } from '../../chain/transaction.ts'
import { issueParams } from '../../market/accounts/issue.ts'
import { balanceOf } from '../../market/accounts/money.ts'
import { transferParams } from '../../market/accounts/transfer.ts'
import { addDevice } from '../../market/members/addDevice.ts'
import { admit } from '../../market/members/admit.ts'
import { invite } from '../../market/members/invite.ts'
import { allCriteria, membersParams } from '../../market/members/params.ts'
import { applications } from '../../market/members/records.ts'
import { revokeDevice } from '../../market/members/revokeDevice.ts'
import { ROLE } from '../../market/members/roles.ts'
import { isMember } from '../../market/members/standing.ts'
import { rulesParams } from '../../market/rules/params.ts'
import { proposeParams } from '../../market/rules/propose.ts'
import { proposals, votes } from '../../market/rules/records.ts'
import { voteParams } from '../../market/rules/vote.ts'
import { application } from '../newcomers.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'
import { BAKERY, CAFE, type Cast, FARM, MILL, NEWCOMER, NO_2, NO_4, PLACES, SCHOOL } from './cast.ts'

const ROUND = 72
/** A vote is over before the lights go out. */
const VOTE_SLOTS = 17
const EURO = 1_000_000

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
  private away: number | undefined

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

  async onSlot(slot: number): Promise<void> {
    const round = Math.floor(slot / ROUND)
    const scene = SCENES.get(slot % ROUND)
    if (scene) await this[scene](round)
    if (slot % ROUND > 44 && this.random.permille(700)) await this.somebodyVotes()
    if (this.random.permille(620)) await this.somebodyPays()
  }

  private members(): number[] {
    const { state } = this
    return this.cast.devices.flatMap((_, place) =>
      isMember(state, this.cast.account(place)) && this.world.peers[place]!.up ? [place] : [],
    )
  }

  private async does<P>(place: number, what: string, codec: Codec<P>, params: P): Promise<void> {
    const [module, command] = what.split('/') as [string, string]
    const actor = { account: this.cast.account(place), device: this.cast.devices[place]! }
    const deed: Deed = { actor, module, command, params: encode(codec, params) }
    if (this.world.peers[place]!.up) this.world.act(deed)
  }

  private pays(from: number, to: number, amount: number, note: string): Promise<void> {
    return this.does(from, 'accounts/transfer', transferParams, { to: this.cast.account(to), amount, note })
  }

  private async somebodyPays(): Promise<void> {
    const { random } = this
    const here = this.members()
    const [to, note, cents] = random.pick(GOODS.filter(([place]) => here.includes(place))) ?? [MILL, '', 0]
    const from = random.pick(here.filter(place => place !== to))
    if (from === undefined || cents === 0) return
    const amount = Math.round((cents * random.between(80, 120)) / 100) * (EURO / 100)
    if (balanceOf(this.state, this.cast.account(from)).free >= amount) await this.pays(from, to, amount, note)
  }

  // The scenes, by the second of the round in which each begins.

  async invitation(round: number): Promise<void> {
    if (round > 0) return
    const { key } = this.world.keyring.newDevice()
    const expiry = this.world.slot + 3600
    await this.does(MILL, 'members/invite', invite.params, { key, uses: 1, expiry })
  }

  async application(round: number): Promise<void> {
    if (round > 0) return
    const { world, cast } = this
    const deed = application(cast.community, world.keyring, world.tip, world.slot)
    if (!deed) return
    cast.devices[NEWCOMER] = deed.actor.device
    cast.meet(NEWCOMER)
    this.settle(NEWCOMER)
    world.act(deed)
  }

  async admission(): Promise<void> {
    const { state } = this
    const waiting = state.first(applications, [])
    if (!waiting) return
    const [account] = waiting.key
    const confirmed = allCriteria(paramsOf(state, membersParams))
    await this.does(MILL, 'members/admit', admit.params, { account, roles: ROLE.household, confirmed })
  }

  async welcome(round: number): Promise<void> {
    const to = round === 0 ? NEWCOMER : this.random.pick(this.members())
    if (to === undefined || !this.cast.devices[to]) return
    const params = { to: this.cast.account(to), amount: 20 * EURO, reference: 'paid in at the school' }
    await this.does(SCHOOL, 'accounts/issue', issueParams, params)
  }

  /** A second device; in the next round it goes again. */
  async device(round: number): Promise<void> {
    const { world, cast } = this
    const place = round < 2 ? CAFE : this.random.pick(this.members())
    if (place === undefined) return
    const account = cast.account(place)
    const extra = accountOf(this.state, account)?.devices.find(
      ({ key }) => !equalBytes(key, cast.devices[place]!),
    )
    if (extra) return this.does(place, 'members/revokeDevice', revokeDevice.params, { key: extra.key })
    const signer = world.keyring.newKey()
    const consent = signer.sign(consentBytes(cast.community.genesisHash, account))
    const params = { key: signer.publicKey, scopes: 1, consent }
    await this.does(place, 'members/addDevice', addDevice.params, params)
  }

  async leaves(round: number): Promise<void> {
    this.away = 1 + (round % (PLACES.length - 1))
    this.world.peers[this.away]!.stop()
    this.tell(`${this.label(this.away)} is offline. The others carry on.`)
  }

  async returns(): Promise<void> {
    if (this.away === undefined) return
    const peer = this.world.peers[this.away]!
    peer.start()
    const behind = this.world.chronicle.tip.header.height - peer.finalHeight
    this.tell(`${this.label(this.away)} is back, ${behind} blocks behind, and catches up.`)
    this.away = undefined
  }

  async tooMuch(round: number): Promise<void> {
    const from = round === 0 ? NO_4 : this.random.pick(this.members())
    const to = this.random.pick(this.members().filter(place => place !== from))
    if (from !== undefined && to !== undefined) await this.pays(from, to, 5000 * EURO, 'the whole farm')
  }

  /** A payment in another's name: the bytes are right, the signature is not. */
  async stranger(): Promise<void> {
    const { world, cast } = this
    const place = this.random.pick(this.members())
    if (place === undefined) return
    const actor = { account: cast.account(place), device: cast.devices[place]! }
    const params = encode(transferParams, { to: cast.account(MILL), amount: EURO, note: 'for nothing' })
    const deed = { actor, module: 'accounts', command: 'transfer', params }
    const good = world.people.transaction(world.tip, world.slot, deed)
    if (!good) return
    const wire: Bytes = good.wire.slice()
    wire[wire.length - 1]! ^= 1
    const transaction = readTransaction(wire)
    if (typeof transaction !== 'string') world.peers[MILL]!.hear({ kind: 'transaction', transaction })
  }

  async proposal(): Promise<void> {
    const { state } = this
    const proposer = this.random.pick(this.members())
    if (proposer === undefined) return
    const now = paramsOf(state, rulesParams)
    const passPercent = now.passPercent === 50 ? 60 : 50
    const params = encode(rulesParams.params, { ...now, passPercent })
    const change = { kind: 'parameters' as const, module: rulesParams.name, params }
    await this.does(proposer, 'rules/propose', proposeParams, { change, until: this.world.slot + VOTE_SLOTS })
  }

  private async somebodyVotes(): Promise<void> {
    const { state, cast } = this
    for (const { key, value } of state.each(proposals)) {
      if (value.closed || this.world.slot >= value.until) continue
      const silent = this.members().filter(place => !state.get(votes, [key[0], cast.account(place)]))
      const voter = this.random.pick(silent)
      if (voter === undefined) continue
      await this.does(voter, 'rules/vote', voteParams, { number: key[0], yes: this.random.draw(5) > 0 })
    }
  }

  async blackout(): Promise<void> {
    this.world.peers[MILL]!.crash()
    this.tell('Mill has lost power in the middle of things. Three of the four who take turns carry on.')
  }

  async light(): Promise<void> {
    this.world.peers[MILL]!.start()
    this.tell('Mill is back and found everything on its disk. What waited goes on.')
  }

  private label(place: number): string {
    return PLACES[place]!.label
  }
}

type Scene =
  | 'invitation'
  | 'application'
  | 'admission'
  | 'welcome'
  | 'device'
  | 'leaves'
  | 'returns'
  | 'tooMuch'
  | 'stranger'
  | 'proposal'
  | 'blackout'
  | 'light'

const SCENES = new Map<number, Scene>([
  [3, 'invitation'],
  [6, 'application'],
  [9, 'admission'],
  [12, 'welcome'],
  [16, 'device'],
  [20, 'leaves'],
  [26, 'tooMuch'],
  [34, 'returns'],
  [38, 'stranger'],
  [43, 'proposal'],
  [62, 'blackout'],
  [67, 'light'],
])
