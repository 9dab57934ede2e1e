// What the screens know of the running peer: everything it tells, as state that a screen can hang on.
import { fromHex, toHex } from '../bytes/bytes.ts'
import type {
  BlockSight,
  CommunitySight,
  DelegateSight,
  Identity,
  NeighbourSight,
  OwnTransaction,
  Peer,
  Status,
  Stop,
  Submitted,
} from '../peer/api.ts'
import { inTurn } from './again.ts'

export interface Balance {
  readonly free: number
  readonly line: number
}

export interface Candidate {
  readonly account: string
  readonly votes: number
}

/** Longest pages that a module answers with. */
const PAGE = 100

export class Session {
  readonly peer: Peer
  readonly community: CommunitySight
  identity = $state.raw<Identity>()!
  status = $state.raw<Status>()
  blocks = $state.raw<readonly BlockSight[]>([])
  delegates = $state.raw<readonly DelegateSight[]>([])
  neighbours = $state.raw<readonly NeighbourSight[]>([])
  transactions = $state.raw<readonly OwnTransaction[]>([])
  /** Confirmed, and as the newest block has it. */
  balance = $state.raw<{ final?: Balance; head?: Balance }>({})
  /** What accounts call themselves. */
  names = $state.raw<ReadonlyMap<string, string>>(new Map())
  members = $state.raw<readonly string[]>([])
  candidates = $state.raw<readonly Candidate[]>([])
  /** Whom this account votes for. */
  vote = $state.raw<readonly string[]>([])
  private readonly stops: Stop[]

  private constructor(peer: Peer, community: CommunitySight, identity: Identity) {
    this.peer = peer
    this.community = community
    this.identity = identity
    this.stops = [
      peer.watch('status', now => (this.status = now)),
      peer.watch('blocks', now => (this.blocks = now)),
      peer.watch('delegates', now => (this.delegates = now)),
      peer.watch('neighbours', now => (this.neighbours = now)),
      peer.watch('transactions', now => (this.transactions = now)),
      peer.watch('names', now => (this.names = new Map(now.map(({ account, name }) => [account, name])))),
      peer.watch('state', () => void this.look()),
    ]
  }

  static async open(peer: Peer): Promise<Session> {
    const [community, identity] = await Promise.all([peer.community(), peer.identity()])
    return new Session(peer, community, identity)
  }

  close(): void {
    for (const stop of this.stops) stop()
  }

  timeOf(slot: number): number {
    return this.community.startMs + slot * this.community.slotMs
  }

  send(to: string, amount: number, note: string): Promise<Submitted> {
    const params = { to: fromHex(to)!, amount, note }
    return this.peer.submit({ module: 'accounts', command: 'transfer', params })
  }

  cast(candidates: readonly string[]): Promise<Submitted> {
    const params = { candidates: [...candidates].sort().map(each => fromHex(each)!), stake: 0 }
    return this.peer.submit({ module: 'delegates', command: 'vote', params })
  }

  withdraw(): Promise<Submitted> {
    return this.peer.submit({ module: 'delegates', command: 'withdraw', params: {} })
  }

  /** Asks again what hangs on the state. */
  private readonly look = inTurn(async () => {
    const { peer } = this
    this.identity = await peer.identity()
    const account = fromHex(this.identity.account)!
    const page = { after: null, most: PAGE }
    const own = { module: 'accounts', query: 'balance', params: { account } }
    const [final, head, members, candidacies, vote] = await Promise.all([
      peer.ask<Balance>(own),
      peer.ask<Balance>({ ...own, at: 'head' }),
      peer.ask<Entry<unknown>[]>({ module: 'members', query: 'members', params: page }),
      peer.ask<Entry<Candidacy>[]>({ module: 'delegates', query: 'candidacies', params: page }),
      peer.ask<{ for: { account: Uint8Array }[] } | null>({
        module: 'delegates',
        query: 'vote',
        params: { account },
        at: 'head',
      }),
    ])
    this.balance = { final: final.ok ? final.value : undefined, head: head.ok ? head.value : undefined }
    if (members.ok) this.members = members.value.map(({ key }) => toHex(key))
    if (vote.ok) this.vote = vote.value?.for.map(each => toHex(each.account)) ?? []
    if (candidacies.ok) this.candidates = await this.tallied(candidacies.value)
  })

  private async tallied(candidacies: readonly Entry<Candidacy>[]): Promise<Candidate[]> {
    const standing = candidacies.filter(({ record }) => record.status === 'standing')
    const counted = await Promise.all(
      standing.map(async ({ key }) => {
        const found = await this.peer.ask<{ tally: { members: number } | null }>({
          module: 'delegates',
          query: 'candidate',
          params: { account: key },
        })
        return { account: toHex(key), votes: found.ok ? (found.value.tally?.members ?? 0) : 0 }
      }),
    )
    // Things keep their place: nobody shall tick one who has just moved here.
    const places = new Map(this.candidates.map(({ account }, place) => [account, place]))
    const placeOf = ({ account }: Candidate) => places.get(account) ?? places.size
    return counted.sort(
      (a, b) => placeOf(a) - placeOf(b) || b.votes - a.votes || (a.account < b.account ? -1 : 1),
    )
  }
}

interface Entry<R> {
  readonly key: Uint8Array
  readonly record: R
}

interface Candidacy {
  readonly status: 'standing' | 'withdrawn' | 'barred'
}
