// Neighbours and delegates that lie, and devices whose clock or disk does.
import { expect, test } from 'vitest'
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { type Block, type Header, headerHash } from '../block.ts'
import { ownerAt } from '../consensus/branch.ts'
import { sameAgain } from '../consensus/claims.ts'
import type { Ballot } from '../consensus/votes.ts'
import { Execution } from '../execute.ts'
import { listRoot } from '../merkle.ts'
import { View } from '../store.ts'
import type { Effect } from './effect.ts'
import { type Memory, vouchBytes } from './memory.ts'
import type { Message } from './message.ts'
import { type Peer, seal, Village } from './village.testing.ts'

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

/** A vote by a delegate for a block that nobody made. */
const inventedVote = (village: Village, by: number, i: number): Message => {
  const block = sha256(Uint8Array.of(by, i >>> 8, i))
  const ballot = {
    height: 1 + (i % 20),
    view: 1 + (i % 20),
    block,
    source: village.genesis.hash,
    sourceView: 0,
  }
  const chain = village.community.chainId
  return { kind: 'vote', chain, vote: village.voteBy(by, chain, ballot) }
}

test('a delegate that votes for what nobody made pushes out no other’s votes, and fills no memory', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  // Blocks reach the observer late, after all their votes; certificates never.
  village.passes = (_, to, message) => to !== 4 || message.kind === 'vote'
  village.until(22)
  village.submit(0, village.add(5, 1))
  village.until(24)
  for (let i = 0; i < 300; i++)
    village.tell(observer, { kind: 'heard', message: inventedVote(village, 3, i), from: '3' })
  village.drain()
  const { votes, votesAhead, waitingVotes } = observer.node!.figures
  expect(votes + votesAhead + waitingVotes).toBeLessThan(60)
  let at = village.peers[0]!.node!.head
  const blocks = []
  for (; at.header.height > 0; at = village.peers[0]!.node!.executed(at.header.parent)!)
    blocks.unshift(village.peers[0]!.node!.block(at.hash)!)
  for (const block of blocks)
    village.tell(observer, { kind: 'heard', message: { kind: 'block', block }, from: '0' })
  village.drain()
  expect(blocks.length).toBeGreaterThan(0)
  expect(observer.node!.justified(blocks[0]!.hash)).toBe(true)
})

test('a certificate that lies does not keep the true one out', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  village.passes = (_, to) => to !== 4
  village.until(22)
  village.submit(0, village.add(5, 1))
  village.until(26)
  const made = village.peers[0]!.effects.flatMap(effect =>
    effect.kind === 'send' && effect.message.kind === 'certificate' ? [effect.message] : [],
  )
  const [message] = made
  const { certificate } = message!
  const votes = certificate.votes.map(vote => ({ ...vote, signature: new Uint8Array(64) }))
  const lie: Message = { ...message!, certificate: { ...certificate, votes } }
  village.intercept = (_, effect) => effect.kind === 'want'
  village.tell(observer, { kind: 'heard', message: lie, from: '3' })
  village.tell(observer, { kind: 'heard', message: message!, from: '1' })
  const block = village.peers[0]!.node!.block(certificate.block)!
  village.tell(observer, { kind: 'heard', message: { kind: 'block', block }, from: '1' })
  village.drain()
  expect(observer.node!.justified(certificate.block)).toBe(true)
})

test('blocks without parents from one neighbour leave room for another’s, and what they lack is asked for in turn', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  for (const peer of village.peers.slice(0, 4)) peer.node = undefined
  village.until(30)
  const { header } = village.genesis
  const orphan = (i: number, height: number, from: string) => {
    const made = { ...header, height, slot: 20, parent: sha256(Uint8Array.of(height, i >>> 8, i)) }
    const hash = headerHash(made)
    const signature = new Uint8Array(64)
    const block: Block = { header: made, hash, certificate: null, signature, transactions: [] }
    village.tell(observer, { kind: 'heard', message: { kind: 'block', block }, from })
    return block
  }
  for (let i = 0; i < 600; i++) orphan(i, 2 + (i % 3), 'liar')
  observer.effects.length = 0
  const honest = orphan(0, 9, 'friend')
  expect(observer.effects).toMatchObject([
    { kind: 'verdict', verdict: 'held' },
    { kind: 'want', height: 8, from: 'friend' },
  ])
  for (let i = 600; i < 1200; i++) orphan(i, 2 + (i % 3), 'liar')
  expect(observer.node!.figures.waitingBlocks).toBe(512)
  observer.effects.length = 0
  village.until(30 + 512 / 4)
  const asked = observer.effects.flatMap(effect => (effect.kind === 'want' ? [toHex(effect.hash)] : []))
  expect(asked).toContain(toHex(honest.header.parent))
  expect(asked.length).toBeLessThanOrEqual(4 * (512 / 4))
})

test('what builds below all that is held is not waited for', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  village.until(22)
  const { header } = village.genesis
  const first = { ...header, height: 1, slot: 5, parent: new Uint8Array(32).fill(9) }
  const second = { ...header, height: 2, slot: 6, parent: headerHash(first) }
  for (const made of [second, first, second]) {
    const block = { header: made, hash: headerHash(made), certificate: null, signature: new Uint8Array(64) }
    const message = { kind: 'block', block: { ...block, transactions: [] } } as const
    village.tell(observer, { kind: 'heard', message, from: '1' })
  }
  expect(observer.node!.figures.waitingBlocks).toBe(0)
})

test('a delegate that signs wrong blocks without end has few of them executed, wanted or not', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  for (const peer of village.peers.slice(0, 4)) peer.node = undefined
  village.until(30)
  const { genesis } = village.community
  const slot = 20
  const owner = ownerAt(new View(village.genesis.tree), genesis, slot)
  const producer = village.peers.find(({ delegate }) => delegate && equalBytes(delegate.key, owner.key))!
  const execution = Execution.open(village.community, village.genesis, {
    ...{ chain: village.community.chainId, slot, view: 1, producer: owner.account, certificate: null },
    ...{ reveal: producer.delegate!.reveal(slot, owner.commitment)!, justify: sameAgain(village.genesis) },
  }) as Execution
  const transaction = village.add(5, 1)
  execution.include(transaction, true)
  const { header } = execution.seal()
  const hear = (header: Header) => {
    const hash = headerHash(header)
    const signature = village.sealBy(producer.index, hash)
    const block: Block = { header, hash, certificate: null, signature, transactions: [transaction] }
    village.tell(observer, { kind: 'heard', message: { kind: 'block', block }, from: '1' })
    village.drain()
  }
  for (let i = 0; i < 100; i++) {
    const wrong = { ...header, state: sha256(Uint8Array.of(i)) }
    // Somebody makes up a child of it.
    hear({ ...wrong, height: 2, slot: 25, parent: headerHash(wrong) })
    hear(wrong)
  }
  const executed = observer.effects.filter(({ kind }) => kind === 'invalid').length
  expect(executed).toBeGreaterThan(0)
  expect(executed).toBeLessThan(10)
  hear(header)
  village.until(31)
  hear(header)
  expect(observer.node!.head.header.height).toBe(1)
})

test('a reveal is hashed only where the producer has signed, and few of one that is wrong', () => {
  const village = new Village(4, {}, [undefined])
  const observer = village.peers[4]!
  village.until(22)
  village.submit(0, village.add(5, 1))
  village.until(26)
  village.passes = () => false
  const { head } = observer.node!
  village.until(40)
  const owner = ownerAt(new View(head.tree), village.community.genesis, 36)
  const wrong = (i: number): Block => {
    const header: Header = {
      ...{ ...head.header, height: head.header.height + 1, parent: head.hash, slot: 36 },
      ...{ view: head.header.view + 1, producer: owner.account, reveal: sha256(Uint8Array.of(1, i)) },
      transactions: listRoot([]),
    }
    const hash = headerHash(header)
    return { header, hash, certificate: null, transactions: [], signature: seal(owner.key, hash) }
  }
  const codes = (block: Block) => {
    observer.effects.length = 0
    village.tell(observer, { kind: 'heard', message: { kind: 'block', block }, from: '1' })
    village.drain()
    return observer.effects.flatMap(each => (each.kind === 'verdict' ? [each.code ?? each.verdict] : []))
  }
  expect(codes({ ...wrong(0), signature: new Uint8Array(64) })).toEqual(['kernel/signature'])
  const told = [1, 2, 3, 4, 5, 6, 7].flatMap(i => codes(wrong(i)))
  expect(told).toEqual([...Array(5).fill('block/reveal'), 'late', 'late'])
  // What it signed is held against it all the same.
  expect(observer.offences.length).toBeGreaterThan(0)
})

test('a stall as long as memory is no end: room is left for what brings finality back', () => {
  const bounds = { blocks: 80, past: 4 }
  const village = new Village(4, { idleSlots: 20 }, [], {}, bounds)
  village.until(12)
  const [, , ...away] = village.peers
  for (const peer of away) peer.node = undefined
  for (let slot = 13, i = 1; slot < 420; slot++, i++) {
    village.until(slot)
    village.submit(0, village.add(5, i))
    village.submit(1, village.add(5, i))
  }
  for (const { node } of village.peers.slice(0, 2)) expect(node!.figures.blocks).toBeLessThan(bounds.blocks)
  for (const peer of away) village.start(peer)
  const stalled = village.peers[0]!.node!.head.header.height
  village.until(500)
  expect(Math.min(...village.peers.map(({ node }) => node!.final.header.height))).toBeGreaterThan(stalled)
  expect(village.agrees).toBe(true)
})
