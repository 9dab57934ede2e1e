// A community whose delegates stand on a bench: their reveals are the single delegate's, so the bench makes their blocks.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Header, headerHash } from '../../chain/block.ts'
import { revealed, sets } from '../../chain/consensus/records.ts'
import { type Ballot, voteBytes } from '../../chain/consensus/votes.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { solo } from '../../chain/solo.ts'
import { Store } from '../../chain/store.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import type { Founding } from '../founding.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'
import { elect } from './elect.ts'
import type { Evidence } from './evidence.ts'
import type { DelegatesParams } from './params.ts'
import { candidacies } from './records.ts'

export const MEMBERS = 9
/** The first of the members are delegates from the beginning. */
export const FIRST = 4
export const EPOCH = 40
export const EVIDENCE = 100

export const member = (i: number): Bytes => deviceKey(i)
const COMMITMENT = solo(deviceKey(0)).delegates[0]!.commitment

const signer = (i: number) => signerFromSeed(new Uint8Array(32).fill(0x40 + i))
/** The delegate key of a member. */
export const delegateKey = (i: number): Bytes => signer(i).publicKey

export const street = (params: Partial<DelegatesParams> = {}, genesis: Partial<Genesis> = {}): Founding => ({
  founders: neighbours(MEMBERS),
  delegates: { stake: 1000, unbondingSlots: 10, rewardPart: 1_000_000, ...params },
  rules: { leastSlots: 10, mostSlots: 60 },
  genesis: {
    delegates: Array.from({ length: FIRST }, (_, i) => ({
      founder: deviceKey(i),
      key: delegateKey(i),
      commitment: COMMITMENT,
    })),
    delegateCount: FIRST,
    epochBlocks: EPOCH,
    evidenceSlots: EVIDENCE,
    quotaSlots: 1,
    turns: 'election',
    ...genesis,
  },
})

export const village = (params: Partial<DelegatesParams> = {}, genesis: Partial<Genesis> = {}) =>
  new Bench(street(params, genesis))

export const standing = (bench: Bench, i: number, change: object = {}) => ({
  key: delegateKey(i),
  consent: SIGNATURE,
  commitment: COMMITMENT,
  base: bench.slot + 1,
  stake: 1000,
  ...change,
})

export const stand = (bench: Bench, i: number, change: object = {}): string =>
  bench.do(member(i), 'delegates/stand', standing(bench, i, change))

export const rekey = (bench: Bench, i: number, to: number, change: object = {}): string => {
  const { stake: _, ...fields } = standing(bench, to, change)
  return bench.do(member(i), 'delegates/rekey', fields)
}

export const present = (bench: Bench, i: number): string => bench.do(member(i), 'delegates/present', {})

export const vote = (bench: Bench, i: number, candidates: readonly number[], stake = 0): string =>
  bench.do(member(i), 'delegates/vote', {
    candidates: candidates.map(each => bench.account(member(each))).sort(compare),
    stake,
  })

const compare = (a: Bytes, b: Bytes) => Buffer.compare(a, b)

/** Which members would be elected now, in order. */
export function elected(bench: Bench, epochStart = 0): number[] {
  const accounts = Array.from({ length: MEMBERS }, (_, i) => bench.account(member(i)))
  return elect(bench.state, bench.community.genesis, epochStart).map(({ account }) =>
    accounts.findIndex(each => compare(each, account) === 0),
  )
}

/** Members in the order of their accounts. */
export const inOrder = (bench: Bench, members: readonly number[]): number[] =>
  [...members].sort((a, b) => compare(bench.account(member(a)), bench.account(member(b))))

export const candidacyOf = (bench: Bench, i: number) =>
  bench.state.get(candidacies, [bench.account(member(i))])

/** Changes the state behind the rules' back. */
export function tamper(bench: Bench, change: (state: Store) => void): void {
  const store = new Store(bench.head.tree.edit())
  change(store)
  bench.head = { ...bench.head, tree: store.commit() }
}

/** As if a hand-over had closed now that leaves this key out. */
export function leaveSet(bench: Bench, key: Bytes): void {
  const { slot } = bench
  tamper(bench, state => {
    const set = state.get(sets, [0])!
    state.put(
      sets,
      [0],
      set.filter(each => compare(each.key, key) !== 0),
    )
    state.put(revealed, [key], { slot, value: COMMITMENT, base: 0, left: slot })
  })
}

const hash = (fill: number): Hash => new Uint8Array(32).fill(fill)

export const ballot = (change: Partial<Ballot> = {}): Ballot => ({
  height: 5,
  view: 7,
  block: hash(1),
  sourceView: 6,
  source: hash(2),
  ...change,
})

const chainOf = (bench: Bench) => bench.head.header.chain

/** Two votes, signed by a member's delegate key. */
export function twoVotes(
  bench: Bench,
  i: number,
  a: Ballot,
  b: Ballot,
  chain: Hash = chainOf(bench),
): Evidence {
  const sign = (each: Ballot) => ({ ...each, chain, signature: signer(i).signNow(voteBytes(chain, each)) })
  return { kind: 'votes', first: sign(a), second: sign(b) }
}

export const doubleVote = (bench: Bench, i: number): Evidence =>
  twoVotes(bench, i, ballot(), ballot({ block: hash(3) }))

/** Two headers, signed by a member's delegate key. */
export function twoBlocks(
  bench: Bench,
  i: number,
  first: Partial<Header>,
  second: Partial<Header>,
): Evidence {
  const sign = (change: Partial<Header>) => {
    const header = { ...bench.head.header, ...change }
    return { header, signature: signer(i).signNow(headerHash(header)) }
  }
  return { kind: 'blocks', first: sign(first), second: sign(second) }
}

export const accuse = (bench: Bench, by: number, key: Bytes, evidence: Evidence): string =>
  bench.do(member(by), 'delegates/accuse', { key, evidence })
