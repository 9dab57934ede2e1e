// Bad weather: messages lost, groups apart, power cut, in schedules drawn from a seed; then calm.
import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { Village } from './village.testing.ts'

function chance(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}

test('whatever the weather, finals agree, no honest key is accused, and calm brings finality back', () => {
  let restarts = 0
  let reorganisations = 0
  for (let seed = 1; seed <= 9; seed++) {
    const draw = chance(seed)
    const count = seed % 3 === 0 ? 7 : 4
    const village = new Village(count, { idleSlots: 6, waitSlots: 4, turns: 'election', epochBlocks: 20 }, [
      undefined,
    ])
    let groups = village.peers.map(() => 0)
    village.passes = (from, to) => groups[from] === groups[to] && draw(6) > 0
    let sequence = 0
    for (let slot = 8; slot < 120; slot += 2) {
      village.until(slot)
      if (draw(12) === 0) groups = village.peers.map(() => draw(2))
      if (draw(3) === 0) groups = village.peers.map(() => 0)
      if (draw(2) === 0) village.submit(draw(count), village.add(count, ++sequence))
      const peer = village.peers[draw(count + 1)]!
      if (draw(10) === 0) {
        reorganisations += peer.node?.figures.reorganisations ?? 0
        peer.node = undefined
      } else if (!peer.node) {
        village.start(peer)
        restarts += 1
      }
    }
    village.passes = () => true
    for (const peer of village.peers) if (!peer.node) village.start(peer)
    const before = Math.max(...village.peers.map(({ node }) => node!.final.header.height))
    village.submit(0, village.add(count + 1, 1))
    village.until(220)
    expect({ seed, agrees: village.agrees }).toEqual({ seed, agrees: true })
    expect({ seed, offences: village.peers.flatMap(({ offences }) => offences) }).toEqual({
      seed,
      offences: [],
    })
    expect({ seed, halts: village.peers.flatMap(({ halts }) => halts) }).toEqual({ seed, halts: [] })
    const finals = new Set(village.peers.map(({ node }) => toHex(node!.final.hash)))
    expect({ seed, finals: finals.size }).toEqual({ seed, finals: 1 })
    expect(village.peers[0]!.node!.final.header.height).toBeGreaterThan(before)
    for (const { node } of village.peers) reorganisations += node!.figures.reorganisations
  }
  expect(restarts).toBeGreaterThan(5)
  expect(reorganisations).toBeGreaterThan(0)
})
