import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import type { Block } from '../block.ts'
import { claimsOf } from '../consensus/claims.ts'
import { Execution } from '../execute.ts'
import { View } from '../store.ts'
import { counters } from '../toy.testing.ts'
import type { Transaction } from '../transaction.ts'
import { Village } from './village.testing.ts'

const countOf = (village: Village, peer: number, founder: number) =>
  new View(village.peers[peer]!.node!.final.tree).get(counters, [village.add(founder, 1).account])

const heights = (village: Village) => village.peers.map(({ node }) => node?.final.header.height)

/** A second block for the same slot, with one more transaction. */
function twinOf(village: Village, peer: number, block: Block, more: Transaction): Block {
  const { node } = village.peers[peer]!
  const execution = Execution.open(
    village.community,
    node!.executed(block.header.parent)!,
    claimsOf(block),
  ) as Execution
  execution.include(more, true)
  const { header, hash } = execution.seal()
  return {
    header,
    hash,
    certificate: block.certificate,
    signature: village.sealBy(peer, hash),
    transactions: [more],
  }
}

test('a transaction is final at every node within two slots of its block', () => {
  const village = new Village(4, {}, [undefined, undefined])
  village.until(22)
  village.submit(5, village.add(5, 1, 7))
  village.until(25)
  for (const { index, node } of village.peers) {
    expect(countOf(village, index, 5)).toBe(7)
    expect(node!.pool.size).toBe(0)
  }
  expect(village.agrees).toBe(true)
})

test('exactly two empty blocks follow a burst', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(0, village.add(5, 1))
  village.until(50)
  expect(village.peers.map(({ node }) => node!.head.header.height)).toEqual([3, 3, 3, 3])
  expect(heights(village)).toEqual([2, 2, 2, 2])
})

test('nothing is signed before its record is on the disk, and nothing sent before it is signed', () => {
  const village = new Village(4)
  village.until(22)
  const [spied] = village.peers
  const log: string[] = []
  village.spy = (peer, what) => {
    if (peer === spied) log.push(what)
  }
  for (let i = 1; i <= 4; i++) village.submit(1, village.add(5, i))
  village.until(40)
  const blockOrder = ['persist strict', 'persisted', 'sign', 'signed', 'send block']
  const voteOrder = ['persist strict', 'persisted', 'sign', 'signed', 'send vote']
  expect(log.length).toBeGreaterThan(10)
  let votes = 0
  let blocks = 0
  for (let at = 0; at < log.length; at += 5) {
    const steps = log.slice(at, at + 5)
    if (steps[4] === 'send block') blocks += 1
    else votes += 1
    expect(steps).toEqual(steps[4] === 'send block' ? blockOrder : voteOrder)
  }
  expect(votes).toBeGreaterThan(2)
  expect(blocks).toBeGreaterThan(0)
})

test('while the disk is silent nothing is signed', () => {
  const village = new Village(4)
  const [stuck] = village.peers
  village.intercept = (peer, effect) =>
    peer === stuck && effect.kind === 'persist' && effect.durability === 'strict'
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(40)
  const signing = stuck!.effects.filter(effect => effect.kind === 'sign')
  // Its answers to others' questions carry a signature; they say nothing that a record has to know of.
  expect(
    signing.every(({ message }) => toHex(message).includes(toHex(new TextEncoder().encode('recall')))),
  ).toBe(true)
  expect(stuck!.effects.some(effect => effect.kind === 'persist' && effect.durability === 'strict')).toBe(
    true,
  )
  expect(countOf(village, 1, 5)).toBe(1)
})

test('a producer of two blocks in a slot is accused, and finality goes on', () => {
  const village = new Village(4)
  village.until(22)
  const [bad] = village.peers
  let twins = 0
  village.intercept = (peer, effect) => {
    if (peer !== bad || effect.kind !== 'send' || effect.message.kind !== 'block') return false
    const twin = twinOf(village, 0, effect.message.block, village.add(6, ++twins))
    village.send(peer, effect.message, village.peers.slice(1, 3))
    village.send(peer, { kind: 'block', block: twin }, village.peers.slice(3))
    // Later everybody hears of both.
    village.at(village.now + 400, () => {
      village.send(peer, effect.message)
      village.send(peer, { kind: 'block', block: twin })
    })
    return true
  }
  for (let i = 1; i <= 12; i++) {
    village.submit(1, village.add(5, i))
    village.until(22 + 2 * i)
  }
  village.until(60)
  expect(twins).toBeGreaterThan(0)
  expect(village.agrees).toBe(true)
  expect(countOf(village, 1, 5)).toBe(12)
  for (const { offences } of village.peers.slice(1)) {
    expect(offences.map(({ kind }) => kind)).toEqual(['blocks'])
  }
})

test('a peer that was away asks the others, waits, and votes on from its record', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(26)
  const [peer] = village.peers
  const before = peer!.disk.kept.records[0]!
  peer!.node = undefined
  village.submit(1, village.add(5, 2))
  village.until(30)
  village.start(peer!)
  peer!.effects.length = 0
  village.submit(1, village.add(5, 3))
  village.until(34)
  expect(peer!.effects.some(({ kind }) => kind === 'recall')).toBe(true)
  expect(peer!.effects.some(effect => effect.kind === 'send' && effect.message.kind === 'vote')).toBe(false)
  village.until(44)
  village.submit(1, village.add(5, 4))
  village.until(50)
  expect(peer!.effects.some(effect => effect.kind === 'send' && effect.message.kind === 'vote')).toBe(true)
  expect(peer!.disk.kept.records[0]!.view).toBeGreaterThan(before.view)
  expect(countOf(village, 0, 5)).toBe(4)
  expect(village.peers.flatMap(({ offences }) => offences)).toEqual([])
})

test('a record that was lost is told by the others', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(30)
  const [peer] = village.peers
  const before = peer!.disk.kept.records[0]!
  peer!.disk.records.clear()
  peer!.node = undefined
  village.start(peer!)
  village.until(45)
  expect(peer!.node!.votes).toBe(true)
  const [record] = peer!.node!.ownRecords
  expect(record!.view).toBeGreaterThanOrEqual(before.view)
  expect(record!.lock).toBeGreaterThanOrEqual(before.lock)
})

test('without a quorum of answers it does not vote, and blocks go on without finality', () => {
  const village = new Village(4)
  village.passes = (from, to) => Math.floor(from / 2) === Math.floor(to / 2)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(40)
  expect(village.peers[0]!.node!.head.header.height).toBeGreaterThan(0)
  expect(heights(village)).toEqual([0, 0, 0, 0])
  village.passes = () => true
  village.until(80)
  expect(new Set(village.peers.map(({ node }) => toHex(node!.final.hash))).size).toBe(1)
  expect(countOf(village, 3, 5)).toBe(1)
})

test('a vote of its own key ahead of its record stops the signing', () => {
  const village = new Village(4)
  village.until(22)
  village.submit(1, village.add(5, 1))
  village.until(30)
  const [peer] = village.peers
  const seen = peer!.effects.find(effect => effect.kind === 'send' && effect.message.kind === 'vote')
  const { message } = seen as { message: { kind: 'vote'; chain: Uint8Array; vote: any } }
  const { vote, chain } = message
  const forged = village.voteBy(0, chain, { ...vote, view: 29, block: new Uint8Array(32).fill(7), height: 9 })
  village.tell(peer!, { kind: 'heard', message: { kind: 'vote', chain, vote: forged }, from: '1' })
  village.until(31)
  expect(peer!.halts).toEqual([{ reason: 'rekey' }])
  peer!.effects.length = 0
  village.submit(1, village.add(5, 2))
  village.until(40)
  expect(peer!.effects.filter(({ kind }) => kind === 'sign')).toEqual([])
  expect(countOf(village, 0, 5)).toBe(2)
})

test('a reorganisation brings the transactions of the branch that was left back', () => {
  const village = new Village(4)
  village.until(22)
  village.passes = (from, to) => Math.floor(from / 2) === Math.floor(to / 2)
  village.submit(0, village.add(5, 1, 3))
  village.submit(2, village.add(6, 1, 4))
  village.until(40)
  village.passes = () => true
  village.until(120)
  const { head } = village.peers[0]!.node!
  expect(village.peers.every(({ node }) => toHex(node!.head.hash) === toHex(head.hash))).toBe(true)
  for (const { index } of village.peers) {
    expect(countOf(village, index, 5)).toBe(3)
    expect(countOf(village, index, 6)).toBe(4)
  }
  expect(village.peers.some(({ node }) => node!.figures.reorganisations > 0)).toBe(true)
})
