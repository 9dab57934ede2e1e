import fc from 'fast-check'
import { expect, test } from 'vitest'
import { certain } from '../forecast/band.ts'
import { aloneCost, bestCost } from './best.ts'
import type { Household } from './community.ts'
import { solve } from './optimum.ts'

const household = (supplierMilli: number, feedInMilli: number): Household => ({
  ...{ load: [certain(0)], solar: [certain(0)], expectedWh: [], comesWh: [] },
  ...{ supplierMilli, feedInMilli, store: undefined },
})

test('a small programme whose answer is known', () => {
  // The cheaper source first, up to what it has.
  const columns = [
    { cost: 2, most: 4, rows: [0], entries: [1] },
    { cost: 5, most: 10, rows: [0], entries: [1] },
    { cost: 3, most: Number.POSITIVE_INFINITY, rows: [0], entries: [1] },
  ]
  const { cost, bound, x } = solve(columns, [7])
  expect(cost).toBeCloseTo(17, 4)
  expect(bound).toBeCloseTo(17, 4)
  expect(x[0]).toBeCloseTo(4, 4)
})

test('without stores it is what sorting finds: dearest suppliers and lowest feed-ins first', () => {
  const home = fc.record({
    supplier: fc.integer({ min: 200, max: 400 }),
    feedIn: fc.integer({ min: 10, max: 150 }),
    netWh: fc.integer({ min: -3000, max: 3000 }),
  })
  fc.assert(
    fc.property(fc.array(home, { minLength: 1, maxLength: 8 }), homes => {
      const households = homes.map(({ supplier, feedIn }) => household(supplier, feedIn))
      const net = homes.map(({ netWh }) => [netWh])
      const buyers = homes.filter(({ netWh }) => netWh > 0).sort((a, b) => b.supplier - a.supplier)
      const sellers = homes.filter(({ netWh }) => netWh < 0).sort((a, b) => a.feedIn - b.feedIn)
      const total = (some: typeof homes) => some.reduce((sum, { netWh }) => sum + Math.abs(netWh), 0)
      const rest = (some: typeof homes, price: (one: (typeof homes)[number]) => number) => {
        let traded = Math.min(total(buyers), total(sellers))
        return some.reduce((sum, one) => {
          const wh = Math.abs(one.netWh)
          const met = Math.min(traded, wh)
          traded -= met
          return sum + (wh - met) * price(one)
        }, 0)
      }
      const sorted = rest(buyers, one => one.supplier) - rest(sellers, one => one.feedIn)
      expect(Math.abs(bestCost(households, net) - sorted)).toBeLessThan(2 + 1e-5 * Math.abs(sorted))
      const alone = homes.reduce(
        (sum, one) => sum + one.netWh * (one.netWh > 0 ? one.supplier : one.feedIn),
        0,
      )
      expect(Math.abs(aloneCost(households, net) - alone)).toBeLessThan(5 + 1e-5 * Math.abs(alone))
    }),
  )
})
