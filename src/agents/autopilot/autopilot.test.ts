import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { middle } from '../forecast/band.ts'
import { review } from './autopilot.ts'
import { inEnglish } from './sentence.ts'
import { afterwards, anySituation, battery, house, NO_QUOTES } from './situation.testing.ts'
import type { Review, Situation } from './situation.ts'
import { steer } from './steer.ts'

const ample = anySituation.map((one): Situation => ({ ...one, quota: 1000 }))
const keys = ({ why }: Review) => why.map(({ key }) => key)
const placed = (situation: Situation) => review(situation).actions.filter(action => action.kind === 'place')

describe('whatever the situation, the autopilot', () => {
  test('never buys at its supplier’s price or above, nor sells at the feed-in or below', () => {
    fc.assert(
      fc.property(ample, situation => {
        const { actions } = review(situation)
        for (const { interval, side, priceMilli, energyWh } of afterwards(situation, actions)) {
          const place = interval - situation.first
          expect(Number.isSafeInteger(priceMilli) && Number.isSafeInteger(energyWh)).toBe(true)
          expect(energyWh).toBeGreaterThan(0)
          if (side === 'buy') expect(priceMilli).toBeLessThan(situation.supplierMilli[place]!)
          else expect(priceMilli).toBeGreaterThan(situation.feedInMilli[place]!)
        }
      }),
    )
  })

  test('keeps its budget', () => {
    fc.assert(
      fc.property(ample, situation => {
        const buys = afterwards(situation, review(situation).actions).filter(({ side }) => side === 'buy')
        const locked = buys.reduce((sum, { priceMilli, energyWh }) => sum + priceMilli * energyWh, 0)
        expect(locked).toBeLessThanOrEqual(Math.max(0, situation.budgetMicro - situation.spentMicro))
      }),
    )
  })

  test('keeps its quota', () => {
    fc.assert(
      fc.property(anySituation, situation => {
        expect(review(situation).actions.length).toBeLessThanOrEqual(situation.quota)
      }),
    )
  })

  test('has one order an interval', () => {
    fc.assert(
      fc.property(ample, situation => {
        const intervals = afterwards(situation, review(situation).actions).map(({ interval }) => interval)
        expect(new Set(intervals).size).toBe(intervals.length)
      }),
    )
  })

  test('never promises what battery and forecast cannot deliver', () => {
    const unbound = ample.map(
      (one): Situation => ({
        ...one,
        open: [],
        positionWh: one.positionWh.map(wh => Math.max(0, wh)),
      }),
    )
    fc.assert(
      fc.property(unbound, situation => {
        const sells = afterwards(situation, review(situation).actions).filter(({ side }) => side === 'sell')
        expect(shortfall(situation, sells)).toBeLessThanOrEqual(1e-6)
      }),
      { numRuns: 300 },
    )
  })

  /** A day of them. */
  const LOOKS = 24
  test('comes to rest where nothing changes', () => {
    fc.assert(
      fc.property(ample, situation => {
        let now: Situation = { ...situation, budgetMicro: 1e12, spentMicro: 0 }
        const sent: number[] = []
        for (let look = 0; look < LOOKS; look++) {
          const { actions } = review(now)
          now = { ...now, open: afterwards(now, actions) }
          sent.push(actions.length)
        }
        // What one order frees of the battery another may take at the next look, as much as it gives in an interval, and
        // so on: a dozen looks were seen. It ends.
        expect(sent.at(-1)).toBe(0)
        expect(sent.slice(1).reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(
          3 * Math.max(4, sent[0]!),
        )
      }),
    )
  })

  test('says why, in a sentence that can be read', () => {
    fc.assert(
      fc.property(anySituation, situation => {
        const { why } = review(situation)
        expect(why.length).toBeGreaterThan(0)
        for (const sentence of why)
          expect(inEnglish(sentence, interval => `#${interval}`)).toMatch(/^[A-Z0-9].*\.$/)
      }),
    )
  })
})

/** Walks through the day by itself: surplus and what was bought first, then the battery, as far as its power goes. */
function shortfall(
  { load, solar, positionWh, store, first }: Situation,
  sells: ReturnType<typeof afterwards>,
) {
  const steered = store?.steerable && store.kind === 'battery' ? store : undefined
  let heldWh = steered?.stays[0]?.storedWh ?? 0
  let short = 0
  for (const [i, band] of load.entries()) {
    const sold = sells
      .filter(({ interval }) => interval === first + i)
      .reduce((sum, one) => sum + one.energyWh, 0)
    const over = Math.max(0, middle(solar[i]!) - middle(band) + positionWh[i]!) - sold
    if (!steered) short += Math.max(0, -over)
    else if (over >= 0)
      heldWh +=
        steered.efficiency *
        Math.min(over, steered.chargeWh, (steered.capacityWh - heldWh) / steered.efficiency)
    else {
      const given = Math.min(-over, steered.dischargeWh, heldWh * steered.efficiency)
      heldWh -= given / steered.efficiency
      short += -over - given
    }
  }
  return short
}

describe('a house', () => {
  test('buys what it needs and sells what it has over', () => {
    const orders = placed(house([400, -900]))
    expect(orders).toMatchObject([
      { interval: 1000, side: 'buy', energyWh: 400 },
      { interval: 1001, side: 'sell', energyWh: 900 },
    ])
  })

  test('takes off what is agreed already', () => {
    expect(placed(house([400], { positionWh: [150] }))).toMatchObject([{ side: 'buy', energyWh: 250 }])
    expect(placed(house([400], { positionWh: [500] }))).toMatchObject([{ side: 'sell', energyWh: 100 }])
    expect(placed(house([400], { positionWh: [400] }))).toEqual([])
  })

  test('gives way as the gate comes near, and sooner to help neighbours', () => {
    const net = new Array<number>(96).fill(300)
    const prices = placed(house(net)).map(({ priceMilli }) => priceMilli)
    expect(prices[0]).toBe(299)
    for (const [i, price] of prices.entries()) if (i > 0) expect(price).toBeLessThanOrEqual(prices[i - 1]!)
    const helping = placed(house(net, { slider: 1 })).map(({ priceMilli }) => priceMilli)
    expect(helping[90]).toBeGreaterThan(prices[90]!)
  })

  test('does not move an order for next to nothing', () => {
    const order = { id: 1, interval: 1000, side: 'buy' as const, priceMilli: 299, energyWh: 400 }
    expect(review(house([410], { open: [order] })).actions).toEqual([])
    expect(keys(review(house([410], { open: [order] })))).toEqual(['stays'])
    expect(review(house([600], { open: [order] })).actions).toMatchObject([
      { kind: 'replace', energyWh: 600 },
    ])
    expect(review(house([-200], { open: [order] })).actions).toMatchObject([
      { kind: 'cancel' },
      { kind: 'place' },
    ])
  })

  test('spends what the budget allows, nearest first, and says so', () => {
    const { actions, why } = review(house([400, 400, 400], { budgetMicro: 299 * 500 }))
    expect(actions).toMatchObject([{ energyWh: 400 }, { interval: 1001, energyWh: 100 }])
    expect(why.map(({ key }) => key)).toContain('budget')
  })

  test('with too small a quota does the nearest first, and says so', () => {
    const found = review(house([400, 400, 400], { quota: 2 }))
    expect(found.actions).toMatchObject([{ interval: 1000 }, { interval: 1001 }])
    expect(keys(found)).toContain('quota')
  })

  test('with little sun in the neighbourhood asks for more than with plenty', () => {
    const asked = (supplyWh: number) => {
      const outlook = {
        supplyWh: [supplyWh],
        demandWh: [1000],
        stores: [0],
        supplierMilli: [300],
        feedInMilli: [80],
      }
      const far = new Array<number>(40).fill(-500)
      const wide = Object.fromEntries(
        Object.entries(outlook).map(([key, [value]]) => [key, far.map(() => value!)]),
      ) as unknown as Situation['outlook']
      return placed(house(far, { outlook: wide })).at(-1)!.priceMilli
    }
    expect(asked(200)).toBeGreaterThan(asked(900))
    expect(asked(900)).toBeGreaterThanOrEqual(asked(3000))
  })
})

describe('a battery', () => {
  // Sun and cheap energy first, then an evening in which all are short.
  const net = [...new Array<number>(8).fill(-600), ...new Array<number>(8).fill(500)]
  const outlook = {
    supplyWh: net.map((_, i) => (i < 8 ? 9000 : 0)),
    demandWh: net.map((_, i) => (i < 8 ? 2000 : 8000)),
    stores: net.map(() => 2),
    supplierMilli: net.map(() => 300),
    feedInMilli: net.map(() => 80),
  }

  test('takes when there is plenty, gives when there is little, and says so', () => {
    const found = review(house(net, { outlook, store: battery(0) }))
    const sum = (from: number, to: number) => found.plan.storeWh.slice(from, to).reduce((a, b) => a + b, 0)
    expect(sum(0, 8)).toBeGreaterThan(6000)
    expect(sum(8, 16)).toBeLessThan(-5000)
    expect(keys(found)[0]).toBe('stores')
  })

  test('that nothing can steer is left out, and it says so', () => {
    const alone = review(house(net, { outlook }))
    const found = review(house(net, { outlook, store: battery(4000, { steerable: false }) }))
    expect(found.actions).toEqual(alone.actions)
    expect(found.plan.storeWh.every(wh => wh === 0)).toBe(true)
    expect(keys(found)).toContain('no-output')
  })

  test('takes offers that stand in the book below what its energy will be worth', () => {
    const quotes = net.map((_, i) =>
      i === 2 ? { bids: [], asks: [{ priceMilli: 60, energyWh: 800 }] } : NO_QUOTES,
    )
    const scarce = { ...outlook, supplyWh: net.map(() => 0), demandWh: net.map(() => 8000) }
    const found = review(
      house(
        net.map(() => 400),
        { outlook: scarce, quotes, store: battery(0) },
      ),
    )
    expect(found.plan.storeWh[2]!).toBeGreaterThan(300)
  })
})

test('a car is charged by the time it leaves, when that is cheap', () => {
  const net = new Array<number>(24).fill(200)
  const outlook = {
    supplyWh: net.map((_, i) => (i >= 8 && i < 16 ? 9000 : 0)),
    demandWh: net.map(() => 4000),
    stores: net.map(() => 1),
    supplierMilli: net.map(() => 300),
    feedInMilli: net.map(() => 80),
  }
  const stays = [{ from: 1002, to: 1022, storedWh: 5000, needWh: 11_000 }]
  const store = battery(0, {
    kind: 'car',
    capacityWh: 40_000,
    chargeWh: 1800,
    dischargeWh: 0,
    wearMilli: 0,
    stays,
  })
  const found = review(house(net, { outlook, store }))
  const { storeWh } = found.plan
  expect(storeWh.slice(8, 16).reduce((a, b) => a + b, 0) * 0.95).toBeGreaterThan(5800)
  expect(storeWh.slice(0, 8).every(wh => wh === 0)).toBe(true)
  expect(keys(found)[0]).toBe('charges-car')
})

describe('steering', () => {
  const moment = {
    store: battery(4000),
    stay: { from: 0, to: Number.POSITIVE_INFINITY, storedWh: 4000, needWh: 0 },
    ...{ interval: 5, heldWh: 4000, plannedWh: 0, worth: { nextMilli: 150, lastMilli: 150 } },
    ...{ netWh: 300, positionWh: 300, supplierMilli: 300, feedInMilli: 80 },
  }
  test('does as planned where all comes as agreed', () => {
    expect(steer(moment)).toBe(0)
    expect(steer({ ...moment, plannedWh: -200, positionWh: 100 })).toBe(-200)
  })
  test('makes up for what comes otherwise, as far as it can', () => {
    expect(steer({ ...moment, netWh: 700 })).toBe(-400)
    expect(steer({ ...moment, netWh: 100 })).toBe(200)
    expect(steer({ ...moment, netWh: 5000 })).toBe(-1000)
    expect(steer({ ...moment, netWh: 700, heldWh: 0 })).toBe(0)
  })
  test('keeps what is worth more later', () => {
    expect(steer({ ...moment, netWh: 700, worth: { nextMilli: 150, lastMilli: 400 } })).toBe(0)
  })
  test('a car takes what it must', () => {
    const car = battery(0, { kind: 'car', dischargeWh: 0, capacityWh: 40_000 })
    const stay = { from: 0, to: 7, storedWh: 0, needWh: 1500 }
    const late = { ...moment, store: car, stay, heldWh: 0, worth: { nextMilli: 0, lastMilli: 0 } }
    expect(steer(late)).toBeCloseTo(1500 / 0.95 - 1000)
  })
})
