// What the autopilot is told of a household, and what it makes of that and of the books: one situation.
import type { Review, Situation } from '../../agents/autopilot/situation.ts'
import type { Store } from '../../agents/autopilot/store.ts'
import type { Calendar as ForecastCalendar } from '../../agents/forecast/calendar.ts'
import { LoadForecast } from '../../agents/forecast/load.ts'
import { SolarForecast } from '../../agents/forecast/solar.ts'
import { type Calendar, nameMs } from './calendar.ts'
import type { BookSight } from './curve.ts'
import type { Held } from './mine.ts'
import type { Pending } from './pending.ts'
import { BUY } from './ticket.ts'

/** As it is typed in, and kept on this device. */
export interface Household {
  /** Of the roof, in W; 0 where there is none. */
  readonly peakW: number
  readonly latitude: number
  readonly longitude: number
  /** All-in, milli-credits a kWh. */
  readonly supplierMilli: number
  readonly feedInMilli: number
  /** Micro-credits, for what stands and is bought a day ahead. */
  readonly budgetMicro: number
  /** From 0, save money, to 100, help neighbours. */
  readonly slider: number
  readonly store: 'none' | 'battery' | 'car'
}

export const USUAL: Household = {
  ...{ peakW: 0, latitude: 50, longitude: 10 },
  ...{ supplierMilli: 350, feedInMilli: 80, budgetMicro: 5_000_000, slider: 30, store: 'none' },
}

/** How the autopilot knows its orders from those that somebody placed by hand. */
export const PILOT_TAG = 0x61_75_74_6f
const TILT = 30
const SOUTH = 180
/** A look sends no more: an account may send some dozens in a while. */
const QUOTA = 24

export interface Seen {
  readonly calendar: Calendar
  /** Intervals whose gates are open. */
  readonly first: number
  readonly count: number
  readonly books: readonly BookSight[]
  readonly held: readonly Held[]
  /** Matches that it decides on now, and has not agreed to. */
  readonly offers?: readonly Pick<Pending, 'interval' | 'side' | 'energy'>[]
}

/** Its orders, by the ids that it knows them by. */
interface Own {
  readonly interval: number
  readonly number: number
}

/** What there is to decide on, and which orders its answer names. */
export function situationOf(
  household: Household,
  { calendar, first, count, books, held, offers = [] }: Seen,
): { readonly situation: Situation; readonly orders: readonly Own[] } {
  const own: (Own & Situation['open'][number])[] = []
  const position = new Map<number, number>()
  let spentMicro = 0
  for (const { interval, orders, bought, sold, paid } of held) {
    if (interval < first) continue
    position.set(interval, bought - sold)
    spentMicro += paid
    for (const { place, side, price, rest, matched, tag } of orders) {
      // What waits to be confirmed is as good as agreed.
      move(position, { interval, side, energy: matched }, 1)
      if (side === BUY) spentMicro += price * matched
      if (tag === PILOT_TAG && rest > 0)
        own.push({
          ...{ id: own.length, number: place, interval, priceMilli: price, energyWh: rest },
          side: side === BUY ? 'buy' : 'sell',
        })
    }
  }
  for (const offer of offers) move(position, offer, -1)
  const all = Array.from({ length: count }, (_, i) => first + i)
  const { load, solar } = forecasts(household, calendar)
  const byInterval = new Map(books.map(book => [book.interval, book]))
  const situation: Situation = {
    first,
    load: all.map(interval => load.at(interval)),
    solar: all.map(interval => solar.at(interval)),
    supplierMilli: all.map(() => household.supplierMilli),
    feedInMilli: all.map(() => household.feedInMilli),
    positionWh: all.map(interval => position.get(interval) ?? 0),
    open: own.map(({ id, interval, side, priceMilli, energyWh }) => ({
      ...{ id, interval, side, priceMilli, energyWh },
    })),
    quotes: all.map(interval => quotesOf(byInterval.get(interval), own, interval)),
    ...(household.store !== 'none' && { store: unsteered(household.store) }),
    slider: household.slider / 100,
    budgetMicro: household.budgetMicro,
    spentMicro,
    looksAgain: 1,
    quota: QUOTA,
  }
  return { situation, orders: own }
}

function move(
  position: Map<number, number>,
  { interval, side, energy }: Pick<Pending, 'interval' | 'side' | 'energy'>,
  sign: 1 | -1,
): void {
  const bought = side === BUY ? energy : -energy
  position.set(interval, (position.get(interval) ?? 0) + sign * bought)
}

function quotesOf(
  book: BookSight | undefined,
  own: readonly Situation['open'][number][],
  interval: number,
): Situation['quotes'][number] {
  // What stands alone at its price and is one's own says nothing of others.
  const others = (side: 'buy' | 'sell', level: BookSight['bid'] | undefined) => {
    const isOwn = own.some(
      each => each.interval === interval && each.side === side && each.priceMilli === level?.price,
    )
    return level && !(isOwn && level.orders === 1)
      ? [{ priceMilli: level.price, energyWh: level.energy }]
      : []
  }
  const lastMilli = book?.last ?? undefined
  return {
    bids: others('buy', book?.bid),
    asks: others('sell', book?.ask),
    ...(lastMilli !== undefined && { lastMilli }),
  }
}

/** Nothing here can steer a store yet, and the autopilot says so. */
const unsteered = (kind: Store['kind']): Store => ({
  ...{ kind, steerable: false, capacityWh: 0, chargeWh: 0, dischargeWh: 0 },
  ...{ efficiency: 1, wearMilli: 0, stays: [] },
})

function forecasts({ peakW, latitude, longitude }: Household, calendar: Calendar) {
  const times: ForecastCalendar = {
    firstMs: nameMs(calendar, 0),
    minutes: calendar.intervalMinutes,
    offsetMinutes: -new Date().getTimezoneOffset(),
  }
  const panel = { latitude, longitude, tilt: TILT, azimuth: latitude < 0 ? SOUTH - 180 : SOUTH, peakW }
  return { load: new LoadForecast(times), solar: new SolarForecast(panel, times) }
}

export interface Deed {
  readonly command: 'place' | 'replace' | 'cancel'
  readonly params: object
}

/** What it decided as deeds of the ledger's. */
export function deedsOf({ actions }: Review, orders: readonly Own[], kind: number): Deed[] {
  return actions.map(action => {
    if (action.kind === 'place') {
      const { interval, side, priceMilli, energyWh } = action
      const order = { interval, side: side === 'buy' ? 0 : 1, price: priceMilli, energy: energyWh }
      const plain = { terms: 'gate', until: null, tag: PILOT_TAG, traits: 0, names: [] }
      return { command: 'place', params: { kind, ...order, ...plain } }
    }
    const { interval, number } = orders[action.id]!
    if (action.kind === 'cancel') return { command: 'cancel', params: { kind, interval, number } }
    const { priceMilli, energyWh } = action
    return {
      command: 'replace',
      params: { kind, interval, number, price: priceMilli, energy: energyWh },
    }
  })
}
