import { expect, test } from 'vitest'
import { bytes, decode, encode, optional, struct, uint } from '../bytes/codec.ts'
import { ask } from './ask.ts'
import { kernelQueries } from './kernel/queries.ts'
import { View } from './store.ts'
import { key, ToyChain, toy } from './toy.testing.ts'

const device = key(1)
const chain = new ToyChain([{ devices: [device] }])
chain.block([chain.send(device, 1, 'add', 5)])
chain.block([], 950)
const asked = (module: string, query: string, params: Uint8Array) =>
  ask(chain.community.rules.get(1)!, new View(chain.head.tree), chain.community.genesis, {
    module,
    query,
    params,
  })
const account = encode(struct({ account: bytes(20) }), { account: chain.account(device) })

test('a question is answered in the canonical form of its answer', () => {
  const answer = asked('toy', 'counter', account)
  expect(typeof answer !== 'string' && decode(optional(uint), answer)).toBe(5)
  const due = asked('kernel', 'due', encode(struct({}), {}))
  expect(typeof due !== 'string' && decode(uint, due)).toBe(1800)
  const record = asked('kernel', 'account', account)
  expect(typeof record !== 'string' && decode(kernelQueries.account!.answer, record)).toMatchObject({
    used: 1,
  })
})

test('pages go through a table in its order', () => {
  const page = (after: number | null, most: number) =>
    toy.queries.log!.ask(new View(chain.head.tree), { after, most }, chain.community.genesis)
  expect(page(null, 9)).toHaveLength(1)
  expect(page(null, 9)[0].key).toBe(1)
  expect(page(1, 9)).toEqual([])
})

test('what is no question says so', () => {
  expect(asked('toy', 'constructor', account)).toBe('query/unknown')
  expect(asked('toys', 'counter', account)).toBe('query/unknown')
  expect(asked('toy', 'counter', new Uint8Array([0x81]))).toBe('query/form')
  expect(asked('kernel', 'due', new Uint8Array([1]))).toBe('query/form')
})
