// What a household confirms of what its orders took, where takers may think it over.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confirmed, type Offer } from './confirm.ts'
import { anySituation, house } from './situation.testing.ts'

const buy = (interval: number, priceMilli: number, energyWh: number): Offer => ({
  ...{ interval, side: 'buy', priceMilli, energyWh },
})
const sell = (interval: number, priceMilli: number, energyWh: number): Offer => ({
  ...{ interval, side: 'sell', priceMilli, energyWh },
})

test('it confirms what it still needs, below what its supplier takes', () => {
  expect(confirmed(house([400, -900]), [buy(1000, 299, 400), sell(1001, 81, 900)])).toHaveLength(2)
  expect(confirmed(house([400, -900]), [buy(1000, 300, 400), sell(1001, 80, 900)])).toEqual([])
})

test('what is needed no more lapses: its forecast has changed, or it has it from elsewhere', () => {
  expect(confirmed(house([-400]), [buy(1000, 200, 400)])).toEqual([])
  expect(confirmed(house([150]), [buy(1000, 200, 400)])).toEqual([])
  expect(confirmed(house([400], { positionWh: [390] }), [buy(1000, 200, 400)])).toEqual([])
  // Half of it is of use.
  expect(confirmed(house([200]), [buy(1000, 200, 400)])).toHaveLength(1)
})

test('of several for one time as many as are needed', () => {
  const [first, second] = [buy(1000, 200, 300), buy(1000, 190, 300)]
  expect(confirmed(house([300]), [first, second])).toEqual([first])
})

test('for a time that it does not look at, nothing', () => {
  expect(confirmed(house([400]), [buy(999, 200, 400), buy(1001, 200, 400)])).toEqual([])
})

test('whatever the situation, never beyond the tariff, and never what it has not been asked', () => {
  const anyOffer = fc.record({
    place: fc.nat(20),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    priceMilli: fc.integer({ min: 0, max: 500 }),
    energyWh: fc.integer({ min: 1, max: 3000 }),
  })
  fc.assert(
    fc.property(anySituation, fc.array(anyOffer, { maxLength: 4 }), (situation, drawn) => {
      const offers = drawn.map(({ place, ...each }) => ({ ...each, interval: situation.first + place }))
      for (const offer of confirmed(situation, offers)) {
        const place = offer.interval - situation.first
        expect(offers).toContain(offer)
        if (offer.side === 'buy') expect(offer.priceMilli).toBeLessThan(situation.supplierMilli[place]!)
        else expect(offer.priceMilli).toBeGreaterThan(situation.feedInMilli[place]!)
      }
    }),
  )
})
