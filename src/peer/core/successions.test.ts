// A full peer shows how an era ended: from what it held when it ended, and from its disk ever after.
import { expect, test } from 'vitest'
import { compareBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { recoveryBytes } from '../../chain/consensus/recovery.ts'
import { LightPeer } from '../../chain/light/peer.ts'
import { readAnswer, writeQuestion } from '../../chain/light/question.ts'
import { Trust } from '../../chain/light/trust.ts'
import { seal, Village } from '../../chain/node/village.testing.ts'
import { View } from '../../chain/store.ts'
import { key } from '../../chain/toy.testing.ts'
import { type Archive, Library } from './library.ts'

/** Blocks of nobody, proofs that are kept. */
function archive(): Archive {
  const kept = new Map<string, Uint8Array>()
  return {
    block: async () => undefined,
    putHandovers: async () => {},
    handovers: async () => [],
    putSuccession: async (ended, proof) => {
      kept.set(toHex(ended), proof)
    },
    succession: async ended => kept.get(toHex(ended)),
    putSets: async (active, sets) => {
      kept.set(toHex(active), sets)
    },
    sets: async active => kept.get(toHex(active)),
  }
}

/** Half of the delegates are lost, and the members name the others. */
function recovered(): Village {
  const village = new Village(4, {}, [undefined])
  village.until(22)
  for (let i = 1; i < 9; i++) {
    if (i === 6) for (const lost of [2, 3]) village.peers[lost]!.node = undefined
    village.submit(0, village.add(5, i, 7))
    village.until(22 + 2 * i)
  }
  const [set] = activeSets(new View(village.genesis.tree))
  const named = { block: village.peers[0]!.node!.head.hash, delegates: set!.slice(0, 2) }
  const message = recoveryBytes(village.community.chainId, named)
  const signatures = Array.from({ length: 8 }, (_, i) => ({
    account: village.add(i, 1).account,
    device: key(i, 1),
    signature: seal(key(i, 1), message),
  })).sort((a, b) => compareBytes(a.account, b.account))
  for (const peer of village.peers)
    village.tell(peer, { kind: 'recovery', recovery: { ...named, signatures } })
  village.until(60)
  return village
}

test('how an era ended is proven when the next one begins, and kept', async () => {
  const village = recovered()
  const { community, genesis } = village
  const kept = archive()
  const library = new Library(community, genesis, kept, () => 0)
  for (const effect of village.peers[4]!.effects) {
    if (effect.kind === 'executed') library.note(effect)
    if (effect.kind === 'persist' && effect.keep.kind === 'certificate')
      library.noteCertificate(effect.keep.certificate)
    if (effect.kind === 'head') library.headed(effect.executed)
    if (effect.kind === 'final') library.finalised(effect.blocks.at(-1)!.hash)
  }
  const question = writeQuestion({ kind: 'recovery', chain: community.chainId })
  const answer = library.light(question)!
  // What it holds no more it has on its disk.
  const later = new Library(community, genesis, kept, () => 0)
  expect(later.light(question)).toBeUndefined()
  await later.successions.fetch(community.chainId)
  expect(later.light(question)).toEqual(answer)
  await later.successions.fetch(community.genesisHash)
  expect(later.light(writeQuestion({ kind: 'recovery', chain: community.genesisHash }))).toBeUndefined()

  const trust = Trust.in(community.chainId, 0, genesis.hash, activeSets(new View(genesis.tree)))
  const peer = new LightPeer({ slotMs: community.genesis.slotMs, law: community }, trust)
  const inputs = [{ kind: 'time' as const, ms: 1_000_000 }, ...readAnswer(answer)!]
  for (let next = inputs.shift(); next; next = inputs.shift())
    for (const effect of peer.step(next))
      if (effect.kind === 'verify') {
        const verdicts = effect.items.map(each =>
          equalBytes(each.signature, seal(each.publicKey, each.message)),
        )
        inputs.unshift({ kind: 'verified', token: effect.token, verdicts } as never)
      }
  const { chain } = village.peers[4]!.node!.head.header
  expect(toHex(peer.trust.chain)).toBe(toHex(chain))
  expect(equalBytes(chain, community.chainId)).toBe(false)
})
