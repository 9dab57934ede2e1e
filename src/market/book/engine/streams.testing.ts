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

const OWNERS = 5

const limit = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.constant(1000))

const lines = fc.integer({ min: 0, max: 4 }).chain(count =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({
        to: fc.integer({ min: 0, max: i }),
        up: limit,
        down: limit,
        fee: fc.integer({ min: 0, max: 3 }),
      }),
    ),
  ),
)

const rarely = fc.integer({ min: 0, max: 7 }).map(n => n === 7)

const order = fc.record({
  act: fc.constant('order' as const),
  owner: fc.integer({ min: 1, max: OWNERS }),
  buys: fc.boolean(),
  price: fc.integer({ min: 10, max: 20 }),
  energy: fc.integer({ min: 1, max: 9 }),
  pocket: fc.nat(4),
  solar: rarely,
  local: rarely,
  names: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: OWNERS }), { minLength: 1, maxLength: 3 }),
    },
  ),
  only: fc.boolean(),
  terms: fc.constantFrom<Terms>('gate', 'gate', 'gate', 'gate', 'ioc', 'fok'),
})

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 14, arbitrary: order },
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

export const streams: fc.Arbitrary<Stream> = fc.record({
  lines,
  zones: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 }),
  maxTrades: fc.constantFrom(1, 2, 3, 5, 100),
  acts: fc.array(act, { minLength: 1, maxLength: 60 }),
})
