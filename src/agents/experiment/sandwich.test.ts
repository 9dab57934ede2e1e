import { expect, test } from 'vitest'
import { chanceOf } from '../chance.testing.ts'
import { ATTACKER, execute, type Scene, sandwich, settled, used } from './sandwich.ts'
import { Delegates, type Said, shuffled, shuffledOneByOne } from './turns.ts'

const ask = (account: number, priceMilli: number, energyWh: number): Said => ({
  account,
  side: 'sell',
  priceMilli,
  energyWh,
})
const bid = (account: number, priceMilli: number, energyWh: number): Said => ({
  account,
  side: 'buy',
  priceMilli,
  energyWh,
})

const scene: Scene = {
  resting: [ask(1, 100, 10), ask(2, 150, 10), ask(3, 300, 10)],
  said: [bid(4, 400, 25), bid(5, 120, 5)],
}

test('a sandwich buys what a bid would have bought, and offers it just below what others offer', () => {
  const attack = sandwich(scene)!
  expect(attack.victim).toBe(scene.said[0])
  expect(attack.said).toEqual([
    { account: ATTACKER, energyWh: 20, side: 'buy', priceMilli: 150, atOnce: true },
    { account: ATTACKER, energyWh: 20, side: 'sell', priceMilli: 299 },
  ])
})

test('executed first it earns what the bid loses, executed last it is left with what it bought', () => {
  const attack = sandwich(scene)!
  expect(settled(execute(scene, [...attack.said, ...scene.said]))).toBe(20 * 299 - 10 * 100 - 10 * 150)
  const late = execute(scene, [...scene.said, ...attack.said])
  // All that is below its limit is gone, so it sells nothing that it has bought.
  expect(late).toMatchObject({ moneyMicro: 0, heldWh: 0 })
  expect(used({ moneyMicro: -100, heldWh: 3, surplus: 0 }, 2, 300)).toBe(-100 + 2 * 300 + 80)
})

test('the ledger’s order gives an account one place, however often and from whatever devices it speaks', () => {
  const delegates = new Delegates(chanceOf(7), 3, 100)
  const many = [...scene.said, bid(6, 1, 1), bid(6, 2, 1), bid(6, 3, 1)]
  let together = 0
  let apart = 0
  for (let slot = 1; slot < 60; slot++) {
    const [included, executed] = [delegates.reveal(0, slot), delegates.reveal(1, slot + 1)]
    const runs = (order: readonly Said[]) => {
      const places = order.flatMap(({ account }, i) => (account === 6 ? [i] : []))
      return places.at(-1)! - places[0]! === 2
    }
    const order = shuffled(many, included, executed)
    if (runs(order)) together += 1
    expect(order.filter(({ account }) => account === 6).map(({ priceMilli }) => priceMilli)).toEqual([
      1, 2, 3,
    ])
    if (!runs(shuffledOneByOne(many, included, executed))) apart += 1
  }
  expect(together).toBe(59)
  expect(apart).toBeGreaterThan(20)
})
