// A published day of a local market, on a real chain of four delegates, one order a block: the trades, to the Wh and
// the micro-credit, that were published.
import { expect, test } from 'vitest'
import { decode, encode } from '../../src/bytes/codec.ts'
import { community } from '../../src/chain/community.ts'
import { ALL_SCOPES } from '../../src/chain/module.ts'
import { View } from '../../src/chain/store.ts'
import { bookOf } from '../../src/market/book/books.ts'
import { traded } from '../../src/market/book/events.ts'
import { placeParams } from '../../src/market/book/place.ts'
import { BUY, orders, SELL } from '../../src/market/book/records.ts'
import { found } from '../../src/market/founding.ts'
import { ROLE } from '../../src/market/members/roles.ts'
import { ruleBook } from '../../src/market/registry.ts'
import type { Town } from '../../src/sim/village.ts'
import { World } from '../../src/sim/world.ts'
import { CALM } from './plans.ts'

/** Who, how many kWh, at how many milli-credits. */
const DAY = [
  ['u5', SELL, 240, 410],
  ['u6', SELL, 280, 390],
  ['u7', SELL, 700, 430],
  ['u8', SELL, 230, 370],
  ['u9', SELL, 150, 370],
  ['u10', SELL, 300, 360],
  ['u1', BUY, 600, 370],
  ['u2', BUY, 360, 400],
  ['u3', BUY, 240, 410],
  ['u4', BUY, 350, 330],
] as const

/** Ten people, the first an operator, without fees or deposits. */
const town: Town = ({ members, newKey, delegate, seats, candidates, epochBlocks }) => {
  const founders = Array.from({ length: members }, (_, i) => ({
    devices: [{ key: newKey(), scopes: ALL_SCOPES }],
    roles: i === 0 ? ROLE.household | ROLE.operator : ROLE.household,
    credits: 400_000_000,
  }))
  const delegates = founders.slice(0, candidates).map(({ devices }) => delegate(devices[0]!.key))
  const book = { potFee: 0, fundFee: 0, deposit: 0, gateSlots: 10, collar: null, halt: null }
  const genesis = { delegates, delegateCount: seats, turns: 'election' as const, epochBlocks }
  return community(found({ founders, book, genesis }), ruleBook)
}

test('six trades, two orders that rest, and nothing else', () => {
  const plan = { ...CALM, delegates: 4, candidates: 4, peers: 4, members: 10, deeds: 0, town }
  const world = World.begin(plan)
  const { slotMs } = world.community.genesis
  const actors = world.people.actors(world.tip)
  const actorOf = (name: string) => actors[Number(name.slice(1)) - 1]!
  const run = (slots: number) => world.timeline.run(world.timeline.now + slots * slotMs)
  // Delegates that have just started wait before they propose.
  run(20)
  for (const [name, side, kWh, price] of DAY) {
    const wanted = {
      kind: 0,
      interval: 1,
      side,
      price,
      energy: kWh * 1000,
      terms: 'gate',
      until: null,
    } as const
    const params = encode(placeParams, { ...wanted, tag: 0, traits: 0, names: [] })
    expect(world.act({ actor: actorOf(name), module: 'book', command: 'place', params })).toBeDefined()
    run(3)
  }
  run(12)
  expect(world.checks.violations).toEqual([])

  const { chain } = world.chronicle
  const held = chain.map(({ block }) => block.transactions.filter(({ module }) => module === 'book').length)
  expect(Math.max(...held)).toBe(1)
  const nameOf = (account: Uint8Array) =>
    `u${1 + actors.findIndex(each => Buffer.compare(each.account, account) === 0)}`
  const trades = chain
    .flatMap(({ executed }) => executed.events)
    .filter(({ module, event }) => module === 'book' && event === 'traded')
    .map(({ data }) => decode(traded.data, data))
    .map(({ buyer, seller, energy, price }) => `${nameOf(buyer)}–${nameOf(seller)} ${energy} at ${price}`)
  expect(trades).toEqual([
    'u1–u10 300000 at 360',
    'u1–u8 230000 at 370',
    'u1–u9 70000 at 370',
    'u2–u9 80000 at 370',
    'u2–u6 280000 at 390',
    'u3–u5 240000 at 410',
  ])
  const state = new View(world.tip.tree)
  expect(bookOf(state, { kind: 0, interval: 1 })).toMatchObject({
    trades: 6,
    energy: 1_200_000,
    value: 456_200_000,
  })
  expect([...state.each(orders)].map(({ value }) => value.rest).sort()).toEqual([350_000, 700_000])
})
