import { expect, test } from 'vitest'
import type { Vote } from '../consensus/votes.ts'
import { Outbox } from './outbox.ts'
import { Witness } from './witness.ts'

const chain = new Uint8Array(32)
const keyOf = (n: number) => Uint8Array.of(...new Uint8Array(30), n >> 8, n & 255)
const voteOf = (n: number, view: number): Vote => ({
  ...{ height: view, view, block: keyOf(view), sourceView: 0, source: chain },
  ...{ key: keyOf(n), signature: new Uint8Array(64) },
})

test('of too many keys that which was silent longest is forgotten, and the latest come last', () => {
  const witness = new Witness(new Outbox())
  for (let n = 0; n < 512; n++) witness.sawVote(chain, voteOf(n, 1))
  witness.sawVote(chain, voteOf(0, 2))
  witness.sawVote(chain, voteOf(600, 1))
  const keys = witness.latest(chain).map(({ key }) => key[30]! * 256 + key[31]!)
  expect(keys.length).toBe(512)
  expect(keys.slice(0, 2)).toEqual([2, 3])
  expect(keys.slice(-2)).toEqual([0, 600])
})

test('what is told again and again is kept once, and pushes out nothing', () => {
  const witness = new Witness(new Outbox())
  for (let view = 1; view <= 40; view++) witness.sawVote(chain, voteOf(0, view))
  for (let answer = 0; answer < 3; answer++)
    for (let view = 1; view <= 40; view++) witness.sawVote(chain, { ...voteOf(0, view) })
  expect(witness.of(chain, keyOf(0)).votes.map(({ view }) => view)).toEqual(
    Array.from({ length: 40 }, (_, i) => i + 1),
  )
  expect(witness.holds(chain, voteOf(0, 7))).toBe(true)
  expect(witness.holds(keyOf(1), voteOf(0, 7))).toBe(false)
  expect(witness.holds(chain, { ...voteOf(0, 7), signature: keyOf(1) })).toBe(false)
})
