import { expect, test } from 'vitest'
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Block } from '../block.ts'
import { ownerAt } from '../consensus/branch.ts'
import { sameAgain } from '../consensus/claims.ts'
import { type Executed, Execution } from '../execute.ts'
import { View } from '../store.ts'
import type { Transaction } from '../transaction.ts'
import type { Effect } from './effect.ts'
import { type Peer, Village } from './village.testing.ts'

/** A block by whoever owns the slot. */
function blockOn(
  village: Village,
  parent: Executed,
  slot: number,
  more: readonly Transaction[] = [],
): { block: Block; executed: Executed } {
  const owner = ownerAt(new View(parent.tree), village.community.genesis, slot)
  const producer = village.peers.find(({ delegate }) => delegate && equalBytes(delegate.key, owner.key))!
  const execution = Execution.open(village.community, parent, {
    chain: village.community.chainId,
    slot,
    view: parent.header.view + 1,
    producer: owner.account,
    reveal: producer.delegate!.reveal(slot, owner.commitment)!,
    justify: sameAgain(parent),
    certificate: null,
  }) as Execution
  for (const transaction of more) execution.include(transaction, true)
  const executed = execution.seal()
  const { header, hash } = executed
  const signature = village.sealBy(producer.index, hash)
  return { block: { header, hash, certificate: null, signature, transactions: more }, executed }
}

/** The observer, alone: it hears nobody but the test. */
function alone(slot: number): { village: Village; peer: Peer } {
  const village = new Village(4, {}, [undefined])
  const peer = village.peers[4]!
  for (const other of village.peers.slice(0, 4)) other.node = undefined
  village.until(slot)
  peer.effects.length = 0
  return { village, peer }
}

function hear(village: Village, peer: Peer, block: Block): readonly Effect[] {
  const from = peer.effects.length
  village.tell(peer, { kind: 'heard', message: { kind: 'block', block }, from: '1' })
  village.drain()
  return peer.effects.slice(from)
}

const verdicts = (effects: readonly Effect[]) =>
  effects.flatMap(effect => (effect.kind === 'verdict' ? [effect.verdict] : []))

test('a block more than half a slot ahead is held, and taken when its time comes', () => {
  const { village, peer } = alone(10)
  const { block } = blockOn(village, village.genesis, 12, [village.add(5, 1)])
  const effects = hear(village, peer, block)
  expect(verdicts(effects)).toEqual(['held'])
  expect(effects).toContainEqual({ kind: 'timer', ms: 11_500 })
  village.until(11)
  expect(peer.node!.head.header.height).toBe(0)
  village.until(12)
  expect(peer.node!.head.header.height).toBe(1)
})

test('of many blocks from the future a few are held, those of the nearest slots', () => {
  const { village, peer } = alone(10)
  for (let slot = 100; slot > 30; slot--)
    hear(village, peer, blockOn(village, village.genesis, slot, [village.add(5, 1)]).block)
  expect(peer.node!.figures.waitingBlocks).toBe(64)
})

test('a block whose parent is not here waits for it, and is relayed before it is executed', () => {
  const { village, peer } = alone(10)
  const first = blockOn(village, village.genesis, 8, [village.add(5, 1)])
  const second = blockOn(village, first.executed, 9, [village.add(5, 2)])
  const early = hear(village, peer, second.block)
  expect(verdicts(early)).toEqual(['held'])
  expect(early.find(effect => effect.kind === 'want')).toMatchObject({ hash: first.block.hash, height: 1 })
  const effects = hear(village, peer, first.block)
  expect(verdicts(effects)).toEqual(['good', 'good'])
  const order = effects.map(({ kind }) => kind).filter(kind => kind === 'verdict' || kind === 'executed')
  expect(order).toEqual(['verdict', 'executed', 'verdict', 'executed'])
  expect(peer.node!.head.header.height).toBe(2)
})

test('a block that execution finds wrong is relayed, remembered, and nothing is built on it', () => {
  const { village, peer } = alone(10)
  const { block, executed } = blockOn(village, village.genesis, 8, [village.add(5, 1)])
  const child = blockOn(village, executed, 9, [village.add(5, 2)])
  const header = { ...block.header, state: new Uint8Array(32) }
  const wrong = village.signed(block, header)
  const effects = hear(village, peer, wrong)
  expect(verdicts(effects)).toEqual(['good'])
  expect(effects.some(effect => effect.kind === 'invalid' && effect.code === 'block/state')).toBe(true)
  expect(verdicts(hear(village, peer, wrong))).toEqual(['late'])
  const orphan = village.signed(child.block, { ...child.block.header, parent: wrong.hash })
  expect(verdicts(hear(village, peer, orphan))).toEqual(['bad'])
  // The good block of the same slot is taken all the same.
  expect(verdicts(hear(village, peer, block))).toEqual(['good'])
  expect(peer.node!.head.header.height).toBe(1)
})

test('a good header with another body, or another signature, is no bad header', () => {
  const { village, peer } = alone(10)
  const { block } = blockOn(village, village.genesis, 8, [village.add(5, 1)])
  expect(verdicts(hear(village, peer, { ...block, transactions: [village.add(6, 1)] }))).toEqual(['bad'])
  expect(verdicts(hear(village, peer, { ...block, signature: new Uint8Array(64) }))).toEqual(['bad'])
  expect(verdicts(hear(village, peer, block))).toEqual(['good'])
  expect(toHex(peer.node!.head.hash)).toBe(toHex(block.hash))
})

test('a producer that makes many blocks for its slot is not looked at for ever', () => {
  const { village, peer } = alone(10)
  for (let i = 1; i <= 20; i++)
    hear(village, peer, blockOn(village, village.genesis, 8, [village.add(5, i)]).block)
  expect(peer.node!.figures.blocks).toBe(5)
  expect(peer.offences.map(({ kind }) => kind)).toEqual(['blocks'])
})

test('a night of tentative blocks costs no more for its last than for its first', () => {
  const { village, peer } = alone(3000)
  const blocks: Block[] = []
  let at = village.genesis
  for (let slot = 1; slot <= 2500; slot++) {
    const { block, executed } = blockOn(village, at, slot, [village.add(5, slot)])
    blocks.push(block)
    at = executed
  }
  const time = (from: number, to: number) => {
    const start = performance.now()
    for (const block of blocks.slice(from, to)) hear(village, peer, block)
    return performance.now() - start
  }
  time(0, 500)
  const early = time(500, 1000)
  time(1000, 2000)
  const late = time(2000, 2500)
  expect(peer.node!.head.header.height).toBe(2500)
  expect(late / early).toBeLessThan(3)
})
