import { expect, test } from 'vitest'
import { sha256 } from '../../bytes/hash.ts'
import { SYNC_LIMITS } from './limits.ts'
import { Requests } from './requests.ts'
import { NOTHING } from './source.ts'
import { Wants } from './wants.ts'

test('a neighbour that speaks of blocks without end pushes out what it spoke of alone', () => {
  const requests = new Requests(SYNC_LIMITS, () => 0)
  const wants = new Wants(requests, NOTHING, SYNC_LIMITS, () => 0)
  const hash = (i: number) => sha256(Uint8Array.of(i >>> 8, i))
  wants.add(hash(9999), 'friend')
  for (let i = 0; i < 1000; i++) wants.add(hash(i), 'liar')
  expect(wants.size).toBe(1 + SYNC_LIMITS.wantsOfOne)
  requests.join('friend', true)
  wants.run()
  expect(requests.effects).toMatchObject([
    { kind: 'frame', to: 'friend' },
    { kind: 'frame', to: 'friend' },
  ])
})
