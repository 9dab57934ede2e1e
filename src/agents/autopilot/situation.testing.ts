// Situations by chance, and a plain one to start from.
import fc from 'fast-check'
import { type Band, certain } from '../forecast/band.ts'
import type { OpenOrder, Quotes, Situation } from './situation.ts'
import type { Store } from './store.ts'

export const NO_QUOTES: Quotes = { bids: [], asks: [] }
const FIRST = 1000

/** A house with this net load, in Wh, in each interval; the tariff is 0.30 and 0.08. */
export function house(netWh: readonly number[], more: Partial<Situation> = {}): Situation {
  return {
    first: FIRST,
    load: netWh.map(wh => certain(Math.max(0, wh))),
    solar: netWh.map(wh => certain(Math.max(0, -wh))),
    supplierMilli: netWh.map(() => 300),
    feedInMilli: netWh.map(() => 80),
    positionWh: netWh.map(() => 0),
    open: [],
    quotes: netWh.map(() => NO_QUOTES),
    ...{ slider: 0, budgetMicro: 1e12, spentMicro: 0, looksAgain: 4, quota: 1000 },
    ...more,
  }
}

export const battery = (storedWh: number, more: Partial<Store> = {}): Store => ({
  ...{ kind: 'battery', steerable: true, capacityWh: 8000, chargeWh: 1000, dischargeWh: 1000 },
  ...{ efficiency: 0.95, wearMilli: 20 },
  stays: [{ from: 0, to: Number.POSITIVE_INFINITY, storedWh, needWh: 0 }],
  ...more,
})

const band = (most: number): fc.Arbitrary<Band> =>
  fc
    .array(fc.integer({ min: 0, max: most }), { minLength: 5, maxLength: 5 })
    .map(all => all.sort((a, b) => a - b))

const LENGTH = 16
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: LENGTH, maxLength: LENGTH })
const milli = fc.integer({ min: 1, max: 500 })
const levels = fc.array(fc.record({ priceMilli: milli, energyWh: fc.integer({ min: 1, max: 3000 }) }), {
  maxLength: 3,
})

const anyStore: fc.Arbitrary<Store> = fc
  .record({
    steerable: fc.boolean(),
    car: fc.boolean(),
    capacityWh: fc.integer({ min: 2000, max: 12_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    power: fc.integer({ min: 100, max: 2500 }),
  })
  .map(({ steerable, car, capacityWh, share, power }) => ({
    ...{ kind: car ? 'car' : 'battery', steerable, capacityWh, chargeWh: power },
    ...{ dischargeWh: car ? 0 : power, efficiency: 0.95, wearMilli: 20 },
    stays: [
      car
        ? { from: FIRST + 2, to: FIRST + 12, storedWh: share * capacityWh, needWh: capacityWh / 2 }
        : { from: 0, to: Number.POSITIVE_INFINITY, storedWh: share * capacityWh, needWh: 0 },
    ],
  }))

const orders = fc
  .array(
    fc.record({
      interval: fc.integer({ min: FIRST, max: FIRST + LENGTH - 1 }),
      side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
      priceMilli: milli,
      energyWh: fc.integer({ min: 1, max: 2000 }),
    }),
    { maxLength: 12 },
  )
  .map(all => all.map((order, id): OpenOrder => ({ ...order, id })))

export const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    ...{ load: list(band(2000)), solar: list(band(4000)) },
    ...{ supplierMilli: list(milli), feedInMilli: list(fc.integer({ min: 0, max: 300 })) },
    positionWh: list(fc.integer({ min: -1500, max: 1500 })),
    open: orders,
    quotes: list(fc.record({ bids: levels, asks: levels, lastMilli: fc.option(milli, { nil: undefined }) })),
    outlook: fc.option(
      fc.record({
        ...{
          supplyWh: list(fc.integer({ min: 0, max: 20_000 })),
          demandWh: list(fc.integer({ min: 0, max: 20_000 })),
        },
        ...{ supplierMilli: list(milli), feedInMilli: list(fc.integer({ min: 0, max: 300 })) },
        stores: list(fc.integer({ min: 0, max: 8 })),
      }),
      { nil: undefined },
    ),
    store: fc.option(anyStore, { nil: undefined }),
    slider: fc.double({ min: 0, max: 1, noNaN: true }),
    budgetMicro: fc.integer({ min: 0, max: 3_000_000 }),
    spentMicro: fc.integer({ min: 0, max: 1_000_000 }),
    quota: fc.integer({ min: 0, max: 40 }),
  })
  .map(one => ({ first: FIRST, looksAgain: 4, ...one }))

/** The orders that are open once the actions are carried out and nothing has traded. */
export function afterwards(
  { open }: Situation,
  actions: ReturnType<typeof import('./autopilot.ts').review>['actions'],
) {
  const left = new Map(open.map(order => [order.id, order]))
  const fresh: OpenOrder[] = []
  // Ids that none before has.
  const newest = Math.min(0, ...left.keys())
  for (const action of actions) {
    if (action.kind === 'place') fresh.push({ id: newest - 1 - fresh.length, ...action })
    else if (action.kind === 'cancel') left.delete(action.id)
    else
      left.set(action.id, {
        ...left.get(action.id)!,
        priceMilli: action.priceMilli,
        energyWh: action.energyWh,
      })
  }
  return [...left.values(), ...fresh]
}
