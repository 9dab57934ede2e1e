import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemOf, type Said } from '../frames/index.ts'
import { blockOf, CHAIN, certificateOf, transactionOf, voteOf } from '../said.testing.ts'
import { ToyCommunity, type ToyPeer } from './community.testing.ts'

const DELEGATES = 7
const transaction = (n: number): Said => ({ kind: 'transaction', transaction: transactionOf(n) })

/** A slot as consensus has it: a block, votes of all, and each delegate's certificate of them. */
function slot(community: ToyCommunity, height: number, delegates = DELEGATES): Said[] {
  const block = blockOf(height, CHAIN)
  const certificate = certificateOf(block.hash, height)
  const said: Said[] = [
    { kind: 'block', block },
    { kind: 'certificate', chain: CHAIN, certificate },
  ]
  community.say(`d${community.draw(delegates)}`, said[0]!)
  community.at(community.now + 200, () => {
    for (let i = 0; i < delegates; i++)
      community.say(`d${i}`, { kind: 'vote', chain: CHAIN, vote: voteOf(block.hash, height, i) })
  })
  community.at(community.now + 400, () => {
    for (let i = 0; i < delegates; i++) community.say(`d${i}`, said[1]!)
  })
  return said
}

/** What is old is final, and not compared any more. */
function finalise(community: ToyCommunity): void {
  for (const peer of community.peers.values())
    for (const name of peer.held.keys())
      if ((peer.firstAt.get(name) ?? 0) < community.now - 3000) peer.held.delete(name)
}

function copiesOf(peers: Iterable<ToyPeer>): number {
  let copies = 0
  let items = 0
  for (const peer of peers) {
    for (const count of peer.copies.values()) {
      copies += count
      items += 1
    }
    peer.copies.clear()
  }
  return copies / items
}

const lacking = (community: ToyCommunity, all: readonly Said[]) =>
  all.flatMap(said => community.missedBy(said))

describe('how things spread', () => {
  test('each peer gets each item about once when the tree has settled, and at once', () => {
    const community = new ToyCommunity(1)
    community.settle(DELEGATES, 60, 60)
    community.run(2000)
    const said: Said[] = []
    let copies = 0
    for (let s = 1; s <= 40; s++) {
      for (let i = 0; i < 5; i++) {
        const each = transaction(1000 * s + i)
        said.push(each)
        const id = [...community.peers.keys()][community.draw(community.peers.size)]!
        community.at(community.now + community.draw(1000), () => community.say(id, each))
      }
      said.push(...slot(community, s))
      community.run(1000)
      finalise(community)
      if (s === 20) copiesOf(community.peers.values())
    }
    copies = copiesOf(community.peers.values())
    expect(copies).toBeLessThan(1.02)
    const last: Said = { kind: 'block', block: blockOf(40, CHAIN) }
    const { name } = itemOf(last)
    const delays = [...community.peers.values()].map(peer => peer.firstAt.get(name)! - (community.now - 1000))
    expect(Math.max(...delays)).toBeLessThanOrEqual(700)
    community.run(5000)
    expect(lacking(community, said)).toEqual([])
  })

  test('an idle hour costs a light peer less than half a megabyte, a full one and a delegate less than three', () => {
    const community = new ToyCommunity(2)
    community.settle(21, 40, 40)
    community.run(60_000)
    for (const peer of community.peers.values()) peer.sent = { frames: 0, bytes: 0 }
    for (const peer of community.peers.values()) peer.received = { frames: 0, bytes: 0 }
    for (let s = 1; s <= 68; s++) {
      slot(community, s, 21)
      community.run(53_000)
      finalise(community)
    }
    const most = { delegate: 0, full: 0, light: 0, guest: 0 }
    for (const { role, sent, received } of community.peers.values())
      most[role] = Math.max(most[role], sent.bytes + received.bytes)
    expect(most.light).toBeLessThan(500_000)
    expect(most.full).toBeLessThan(3_000_000)
    expect(most.delegate).toBeLessThan(3_000_000)
  })

  test('messages and bytes of a peer do not grow with the community', () => {
    const cost = (full: number) => {
      const community = new ToyCommunity(3)
      community.settle(DELEGATES, full, 0)
      community.run(5000)
      for (let s = 1; s <= 15; s++) {
        for (let i = 0; i < 5; i++) community.say(`f${community.draw(full)}`, transaction(1000 * s + i))
        slot(community, s)
        community.run(1000)
        finalise(community)
        if (s === 5) for (const peer of community.peers.values()) peer.sent = { frames: 0, bytes: 0 }
      }
      let frames = 0
      let bytes = 0
      for (const { sent } of community.peers.values()) {
        frames += sent.frames
        bytes += sent.bytes
      }
      const { size } = community.peers
      return { frames: frames / size, bytes: bytes / size }
    }
    const few = cost(60)
    const many = cost(240)
    expect(many.frames).toBeLessThan(1.3 * few.frames)
    expect(many.bytes).toBeLessThan(1.3 * few.bytes)
  })

  test('whatever loss, doubling, reordering and partitions there were, after them everybody holds everything', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 20, max: 140 }),
        fc.record({ loss: fc.nat(200), duplication: fc.nat(200), late: fc.nat(200) }),
        fc.boolean(),
        (seed, size, weather, parted) => {
          const community = new ToyCommunity(seed)
          community.settle(4 + (seed % 4), size, 10)
          community.weather = { hopMs: 100, jitterMs: 100, ...weather }
          const ids = [...community.peers.keys()]
          if (parted)
            for (const a of ids)
              for (const b of ids)
                if ((a.length + seed) % 2 !== (b.length + seed) % 2) community.cuts.add(`${a}>${b}`)
          const said: Said[] = []
          for (let s = 1; s <= 10; s++) {
            const each = transaction(s)
            community.say(ids[community.draw(ids.length)]!, each)
            said.push(each, ...slot(community, s, 4))
            community.run(1000)
          }
          community.cuts.clear()
          community.weather = { hopMs: 100, jitterMs: 20, loss: 0, duplication: 0, late: 0 }
          community.run(240_000)
          expect(lacking(community, said)).toEqual([])
          for (const peer of community.peers.values()) expect([...peer.dropped.keys()]).toEqual([])
        },
      ),
      { numRuns: 12 },
    )
  })

  test('a delegate that is cut off from another hears its votes from a third', () => {
    const community = new ToyCommunity(5)
    community.settle(4, 0, 0)
    community.cuts.add('d0>d1').add('d1>d0')
    community.run(1000)
    const vote: Said = { kind: 'vote', chain: CHAIN, vote: voteOf(CHAIN, 1, 1) }
    community.say('d0', vote)
    community.run(3000)
    expect(community.lacking(vote)).toEqual([])
  })

  test('light peers hear of headlines and certificates, and of nothing else', () => {
    const community = new ToyCommunity(6)
    community.settle(4, 10, 5)
    community.run(1000)
    community.say('f1', transaction(1))
    slot(community, 1, 4)
    community.run(5000)
    for (const peer of community.peers.values()) {
      if (peer.role !== 'light') continue
      expect([...peer.held.values()].map(({ kind }) => kind).sort()).toEqual(['certificate', 'headline'])
    }
    community.say('l0', transaction(2))
    community.run(3000)
    expect(community.lacking(transaction(2))).toEqual([])
  })
})
