// A light peer beside a full one that catches up: whoever waited for a proof is not left waiting.
import { expect, test } from 'vitest'
import { firstSet } from '../../chain/begin.ts'
import { Trust } from '../../chain/light/trust.ts'
import { Following, type FollowingAround } from './following.ts'
import { town } from './hub.testing.ts'

test('a proof that nobody is asked for any more is given up', async () => {
  const community = town({ founders: 1, delegates: 1 })
  let asked = 0
  const around = { ask: () => void asked++ } as unknown as FollowingAround
  const trust = Trust.in(community.chainId, 0, community.genesisHash, [
    firstSet(community.genesis, community.genesisHash),
  ])
  const following = new Following(community, trust, around)
  const proof = following.prove(new Uint8Array([1]), new Uint8Array([2]))
  expect(asked).toBe(1)
  following.end()
  expect(await proof).toBeUndefined()
})
