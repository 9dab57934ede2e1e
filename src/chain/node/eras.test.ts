// What changes under a node's feet: a recovery, new rules, a state from elsewhere.
import { expect, test } from 'vitest'
import { compareBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { activeSets, standingOf } from '../consensus/branch.ts'
import { type Claims, firstOwner } from '../consensus/claims.ts'
import { eraHash, type Recovery, recoveryBytes, recoveryCodec, recoveryHash } from '../consensus/recovery.ts'
import { renewSeed } from '../consensus/schedule.ts'
import { Execution, isInvalid } from '../execute.ts'
import { announceRules } from '../kernel/rules.ts'
import { View } from '../store.ts'
import { counters, key, toy } from '../toy.testing.ts'
import { Node } from './node.ts'
import { seal, Village } from './village.testing.ts'

const FOUNDERS = 8

/** What the founders sign: the block, and a set of the delegates that are left. */
function recoveryAt(village: Village, block: Hash, left: readonly number[]): Recovery {
  const [set] = activeSets(new View(village.genesis.tree))
  const delegates = left.map(i => set![i]!)
  const message = recoveryBytes(village.community.chainId, { block, delegates })
  const signatures = Array.from({ length: FOUNDERS }, (_, i) => ({
    account: village.add(i, 1).account,
    device: key(i, 1),
    signature: seal(key(i, 1), message),
  }))
  return { block, delegates, signatures: signatures.sort((a, b) => compareBytes(a.account, b.account)) }
}

function withHalfLost(): Village {
  const village = new Village(4, {}, [undefined])
  village.until(22)
  village.submit(0, village.add(5, 1, 7))
  village.until(30)
  village.peers[2]!.node = undefined
  village.peers[3]!.node = undefined
  village.submit(0, village.add(5, 2, 7))
  village.until(40)
  return village
}

test('with half the delegates lost, a recovery begins an era that goes on from the block it names', () => {
  const village = withHalfLost()
  const before = village.peers[0]!.node!
  const { hash } = before.head
  expect(before.final.header.height).toBeLessThan(before.head.header.height)
  const recovery = recoveryAt(village, hash, [0, 1])
  for (const peer of village.peers) village.tell(peer, { kind: 'recovery', recovery })
  village.until(60)
  const alive = village.peers.filter(({ node }) => node)
  expect(alive.length).toBe(3)
  for (const { node } of alive) {
    expect(toHex(node!.final.hash)).toBe(toHex(hash))
    expect(new View(node!.final.tree).get(counters, [village.add(5, 1).account])).toBe(14)
  }
  const { chain } = before.head.header
  expect(equalBytes(chain, village.community.chainId)).toBe(false)
  village.submit(4, village.add(5, 3, 7, chain))
  village.until(70)
  for (const { node } of alive)
    expect(new View(node!.final.tree).get(counters, [village.add(5, 1).account])).toBe(21)
  expect(village.peers.flatMap(({ offences }) => offences)).toEqual([])
})

test('a recovery that contradicts a final block stops the peer', () => {
  const village = withHalfLost()
  const recovery = recoveryAt(village, village.genesis.hash, [0, 1])
  const [peer] = village.peers
  village.tell(peer!, { kind: 'recovery', recovery })
  village.drain()
  expect(peer!.halts.map(({ reason }) => reason)).toEqual(['recovery'])
  village.start(peer!)
  village.until(50)
  expect(peer!.halts.map(({ reason }) => reason)).toEqual(['recovery', 'recovery'])
  expect(peer!.node!.isStopped).toBe(true)
})

test('a recovery that is heard again, and another first block of its era, stop nobody', () => {
  const village = withHalfLost()
  const named = village.peers[0]!.node!.head
  const recovery = recoveryAt(village, named.hash, [0, 1])
  const [peer] = village.peers
  for (const each of village.peers) village.tell(each, { kind: 'recovery', recovery })
  village.until(60)
  const { node, delegate } = peer!
  const { chain } = node!.head.header
  village.submit(0, village.add(5, 3, 7, chain))
  village.until(70)
  expect(node!.final.header.height).toBeGreaterThan(named.header.height)
  // Signed by others of the members: it is the same recovery all the same.
  const fewer = { ...recovery, signatures: recovery.signatures.slice(1) }
  village.tell(peer!, { kind: 'recovery', recovery: fewer })
  village.drain()
  const { seed } = standingOf(new View(named.tree))
  const begun = eraHash(named.header.chain, recovery)
  let slot = named.header.slot + 1
  const isOwn = () =>
    equalBytes(
      firstOwner(village.community.genesis, renewSeed(seed, begun), recovery.delegates, slot).key,
      delegate!.key,
    )
  while (!isOwn()) slot += 1
  const { account, commitment } = recovery.delegates.find(({ key }) => equalBytes(key, delegate!.key))!
  const claims: Claims = {
    ...{
      chain,
      slot,
      view: named.header.view + 1,
      producer: account,
      reveal: delegate!.reveal(slot, commitment)!,
    },
    justify: { source: named.hash, view: named.header.view, certificate: recoveryHash(fewer) },
    certificate: encode(recoveryCodec, fewer),
  }
  const execution = Execution.open(village.community, named, claims)
  if (isInvalid(execution)) throw new Error(execution.code)
  const { header, hash } = execution.seal()
  const signature = seal(delegate!.key, hash)
  const block = { header, hash, certificate: claims.certificate, signature, transactions: [] }
  for (const each of village.peers)
    village.tell(each, { kind: 'heard', message: { kind: 'block', block }, from: '1' })
  village.drain()
  expect(peer!.effects.some(each => each.kind === 'executed' && equalBytes(each.block.hash, hash))).toBe(true)
  expect(village.peers.flatMap(({ halts }) => halts)).toEqual([])
})

test('the first block of an era is taken, though it came without its recovery before', () => {
  const village = withHalfLost()
  const { hash, header } = village.peers[0]!.node!.head
  const recovery = recoveryAt(village, hash, [0, 1])
  const observer = village.peers[4]!
  let bare = 0
  village.passes = (_, to, message) => {
    if (to !== 4 || message.kind !== 'block' || equalBytes(message.block.header.chain, header.chain))
      return true
    const stripped = { kind: 'block', block: { ...message.block, certificate: null } } as const
    village.tell(observer, { kind: 'heard', message: stripped, from: '2' })
    bare += 1
    return true
  }
  for (const peer of village.peers) village.tell(peer, { kind: 'recovery', recovery })
  village.until(60)
  expect(bare).toBeGreaterThan(0)
  expect(toHex(observer.node!.final.hash)).toBe(toHex(hash))
})

test('without the next rules a node keeps what it has, and says that it needs an update', () => {
  const village = new Village(4, {}, [], {
    hooks: {
      ...toy.hooks,
      startBlock: (context: any) => {
        if (context.height === 1) announceRules(context, 2, 3)
      },
    },
  })
  village.until(22)
  for (let i = 1; i < 8; i++) {
    village.submit(0, village.add(5, i))
    village.until(22 + 2 * i)
  }
  for (const { node, halts } of village.peers) {
    expect(node!.head.header.height).toBe(2)
    expect(halts).toEqual([{ reason: 'update', rules: 2 }])
  }
})

test('a state from elsewhere takes the place of what is older, and the chain goes on from it', () => {
  const village = new Village(4, {}, [undefined])
  const peer = village.peers[4]!
  peer.node = undefined
  village.until(22)
  for (let i = 1; i < 12; i++) {
    village.submit(0, village.add(5, i))
    village.until(22 + 2 * i)
  }
  const { community } = village
  peer.node = Node.begin({ community }, peer.disk.kept)
  const { final } = village.peers[0]!.node!
  village.tell(peer, { kind: 'snapshot', executed: final })
  expect(peer.node.final).toBe(final)
  village.submit(0, village.add(5, 12))
  village.until(60)
  expect(new View(peer.node.final.tree).get(counters, [village.add(5, 1).account])).toBe(12)
})
