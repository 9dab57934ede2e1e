// Neighbours and delegates that lie, and devices whose clock or disk does.
import { expect, test } from 'vitest'
import type { Ballot } from '../consensus/votes.ts'
import type { Effect } from './effect.ts'
import { type Memory, vouchBytes } from './memory.ts'
import { type Peer, Village } from './village.testing.ts'

const sent = ({ effects }: Peer, kind: 'vote' | 'block') =>
  effects.filter(effect => effect.kind === 'send' && effect.message.kind === kind).length

const restart = (village: Village, peer: Peer) => {
  peer.node = undefined
  village.start(peer)
  peer.effects.length = 0
}

/** Changes what some peers answer to a recall. */
function liars(
  village: Village,
  liars: readonly number[],
  lie: (memory: Memory, liar: number) => Memory,
): void {
  village.intercept = (peer, effect: Effect) => {
    if (effect.kind !== 'answer' || !liars.includes(peer.index)) return false
    const memory = lie(effect.memory, peer.index)
    village.at(village.now + 100, () =>
      village.tell(village.peers[Number(effect.to)]!, { kind: 'answer', from: `${peer.index}`, memory }),
    )
    return true
  }
}

test('a vote that says of a block what is not so silences nobody', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(26)
  const [peer] = village.peers
  const { chain, height } = peer!.node!.head.header
  liars(village, [3], (memory, liar) => {
    const ballot: Ballot = {
      ...{ height, view: 1_000_000, sourceView: 999_999 },
      ...{ block: peer!.node!.head.hash, source: village.genesis.hash },
    }
    const told = { ...memory, latest: [village.voteBy(liar, chain, ballot)] }
    const { key } = village.peers[liar]!.delegate!
    return { ...told, vouched: { key, signature: village.sealBy(liar, vouchBytes(told, key)) } }
  })
  restart(village, peer!)
  village.until(44)
  expect(peer!.node!.votes).toBe(true)
  village.submit(1, village.add(5, 2))
  village.until(50)
  expect(sent(peer!, 'vote')).toBeGreaterThan(0)
})

test('an answer that lost something on the way vouches for nothing', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(26)
  const [peer] = village.peers
  peer!.disk.records.clear()
  liars(village, [1, 2, 3], memory => ({ ...memory, latest: [], votes: [], blocks: [] }))
  restart(village, peer!)
  village.until(60)
  expect(peer!.node!.votes).toBe(false)
})

test('nobody is vouched for before the time', () => {
  const village = new Village(4)
  village.until(22)
  const [peer, other] = village.peers
  const recall = { chain: village.community.chainId, key: other!.delegate!.key, asked: 100_000 }
  village.tell(peer!, { kind: 'recalled', from: '1', recall })
  village.drain()
  const answer = peer!.effects.findLast(effect => effect.kind === 'answer')
  expect(answer).toMatchObject({ memory: { recall, vouched: null } })
})

test('a key that is two people’s signs nothing after a restart either', () => {
  const village = new Village(4)
  village.until(22)
  const [peer] = village.peers
  const { chain } = peer!.node!.head.header
  const ballot: Ballot = {
    ...{ height: 9, view: 20, sourceView: 0 },
    ...{ block: village.genesis.hash, source: village.genesis.hash },
  }
  const vote = village.voteBy(0, chain, { ...ballot, block: new Uint8Array(32).fill(7) })
  village.tell(peer!, { kind: 'heard', message: { kind: 'vote', chain, vote }, from: '1' })
  village.drain(village.now + 10)
  expect(peer!.halts).toEqual([{ reason: 'rekey' }])
  restart(village, peer!)
  village.until(60)
  village.submit(1, village.add(5, 1))
  village.until(70)
  expect(peer!.node!.halted).toEqual({ reason: 'rekey' })
  expect(peer!.effects.filter(({ kind }) => kind === 'sign')).toEqual([])
})

test('a clock that was a day ahead and is set right costs W slots, not a day', () => {
  const village = new Village(4)
  village.until(22)
  const [peer] = village.peers
  village.tell(peer!, { kind: 'time', ms: 86_400_000 })
  village.drain()
  for (let i = 1; i <= 6; i++) {
    village.until(23 + 6 * i)
    village.submit(1, village.add(5, i))
  }
  village.until(70)
  expect(peer!.node!.votes).toBe(true)
  expect(sent(peer!, 'block')).toBeGreaterThan(0)
})

test('whoever passes on a vote that is not for its block is not to blame', () => {
  const village = new Village(4)
  village.until(22)
  village.peers[3]!.node = undefined
  village.submit(1, village.add(5, 1))
  village.until(26)
  const [peer] = village.peers
  const { header, hash } = peer!.node!.head
  const ballot = { height: header.height, view: header.view + 1, block: hash, source: hash, sourceView: 0 }
  const vote = village.voteBy(3, header.chain, ballot)
  peer!.effects.length = 0
  village.tell(peer!, { kind: 'heard', message: { kind: 'vote', chain: header.chain, vote }, from: '2' })
  expect(peer!.effects).toMatchObject([{ kind: 'verdict', verdict: 'late' }])
})

test('the user hears of an own transaction that there was no room to verify', () => {
  const village = new Village(4)
  village.until(22)
  const [peer] = village.peers
  village.intercept = (_, effect) => effect.kind === 'verify'
  for (let i = 1; i <= 60; i++)
    for (let founder = 0; founder < 8; founder++)
      for (const value of [1, 2, 3, 4, 5]) village.submit(0, village.add(founder, i, value))
  const told = peer!.effects.filter(effect => effect.kind === 'kept-out')
  expect(told.length).toBe(2400 - 2048)
  expect(told[0]).toMatchObject({ code: 'pool/full' })
})
