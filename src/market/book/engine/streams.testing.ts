// Random markets: a tree of lines and a stream of what people and operators do.
import fc from 'fast-check'
import type { Terms } from './ports.ts'

export type Act =
  | {
      readonly act: 'order'
      readonly owner: number
      readonly buys: boolean
      readonly price: number
      readonly energy: number
      readonly pocket: number
      readonly solar: boolean
      readonly local: boolean
      readonly names: readonly number[]
      readonly only: boolean
      readonly terms: Terms
    }
  | { readonly act: 'cancel'; readonly which: number }
  | { readonly act: 'shrink'; readonly which: number; readonly rest: number }
  | { readonly act: 'limit'; readonly line: number; readonly up: number; readonly down: number }
  | { readonly act: 'lapse'; readonly which: number }

export interface Stream {
  readonly lines: readonly {
    readonly to: number
    readonly up: number
    readonly down: number
    readonly fee: number
  }[]
  readonly zones: readonly number[]
  readonly maxTrades: number
  readonly acts: readonly Act[]
}

/** How much alike the orders of a stream are: the fewer owners and prices, the more often they meet. */
interface Variety {
  readonly owners: number
  readonly prices: number
  readonly pockets: number
}

const limit = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.constant(1000))

const linesOf = (count: number) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({ to: fc.nat(i), up: limit, down: limit, fee: fc.integer({ min: 0, max: 3 }) }),
    ),
  )

const rarely = fc.integer({ min: 0, max: 7 }).map(n => n === 7)

const orders = ({ owners, prices, pockets }: Variety) =>
  fc.record({
    act: fc.constant('order' as const),
    owner: fc.integer({ min: 1, max: owners }),
    buys: fc.boolean(),
    price: fc.integer({ min: 10, max: 9 + prices }),
    energy: fc.integer({ min: 1, max: 9 }),
    pocket: fc.nat(pockets - 1),
    solar: rarely,
    local: rarely,
    names: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: owners }), { minLength: 1, maxLength: 3 }),
      },
    ),
    only: fc.boolean(),
    terms: fc.constantFrom<Terms>('gate', 'gate', 'gate', 'gate', 'ioc', 'fok'),
  })

const acts = (variety: Variety): fc.Arbitrary<Act> =>
  fc.oneof(
    { weight: 14, arbitrary: orders(variety) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('cancel' as const), which: fc.nat(60) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('shrink' as const),
        which: fc.nat(60),
        rest: fc.integer({ min: 1, max: 8 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constant('limit' as const), line: fc.nat(3), up: limit, down: limit }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('lapse' as const), which: fc.nat(60) }) },
  )

const streamsOf = (variety: Variety): fc.Arbitrary<Stream> =>
  fc.record({
    lines: linesOf(variety.pockets - 1),
    zones: fc.array(fc.integer({ min: 0, max: 1 }), {
      minLength: variety.pockets,
      maxLength: variety.pockets,
    }),
    maxTrades: fc.constantFrom(1, 2, 3, 5, 100),
    acts: fc.array(acts(variety), { minLength: 1, maxLength: 60, size: 'max' }),
  })

export const streams: fc.Arbitrary<Stream> = fc
  .record({
    owners: fc.constantFrom(2, 3, 5),
    prices: fc.constantFrom(1, 2, 5, 11),
    pockets: fc.constantFrom(1, 2, 3, 5),
  })
  .chain(streamsOf)
