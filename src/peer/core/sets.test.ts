// The sets of long ago, of a peer that was not there: they follow from each other by the hand-overs.
import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { activeHash } from '../../chain/consensus/sets.ts'
import { setOf, TestChain } from '../../chain/light/chain.testing.ts'
import { writeHandover } from '../../chain/light/handover.ts'
import { proveHandover } from '../../chain/light/prove.ts'
import { Sets } from './sets.ts'

test('sets are found by the hash that headers name them by', async () => {
  const [A, B, C] = [setOf(1, 2, 3, 4), setOf(3, 4, 5, 6), setOf(7, 8, 9, 10)]
  const chain = new TestChain([A, B, C])
  while (chain.height < 30) chain.grow()
  const proofs = chain.boundaries.map(boundary => ({
    ...{ boundary, proof: writeHandover(proveHandover(chain, boundary)!) },
  }))
  expect(proofs.length).toBe(2)
  const kept = new Map<string, Uint8Array>()
  const archive = {
    handovers: async (above: number) => proofs.filter(({ boundary }) => boundary > above),
    putSets: async (active: Uint8Array, sets: Uint8Array) => {
      kept.set(toHex(active), sets)
    },
    sets: async (active: Uint8Array) => kept.get(toHex(active)),
  }
  const sets = new Sets(archive, A)
  for (let height = 1; height <= 30; height++) {
    const { activeNext } = chain.header(height)!
    await sets.fetch(activeNext)
    const found = sets.of(activeNext)
    expect(found && toHex(activeHash(found))).toBe(toHex(activeNext))
  }
  await sets.fetch(new Uint8Array(32))
  expect(sets.of(new Uint8Array(32))).toBeUndefined()
})
