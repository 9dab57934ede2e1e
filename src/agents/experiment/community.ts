// A community made up by chance: households with tariffs of their own, some with roofs, batteries and cars.
import type { Stay, Store } from '../autopilot/store.ts'
import type { Chance } from '../chance.ts'
import { type Band, certain, SHARES } from '../forecast/band.ts'
import type { Calendar } from '../forecast/calendar.ts'
import { lastingErrors, madeUpHouse, weather, yieldWh } from './houses.ts'

export interface CommunityPlan {
  readonly households: number
  readonly roofs: number
  /** So many roofs have a battery besides, and so many households without a roof a car. */
  readonly batteries: number
  readonly cars: number
  readonly days: number
  /** How far a load strays from its forecast: the deviation, as a share. Forecasts know it as their band. */
  readonly loadError: number
  /** From 0, save money, to 1, help neighbours. */
  readonly slider: number
}

export interface Household {
  /** The middle of the forecasts, and the bands around them. */
  readonly load: readonly Band[]
  readonly solar: readonly Band[]
  /** Load less sun: as forecast, and as it will come. */
  readonly expectedWh: readonly number[]
  readonly comesWh: readonly number[]
  readonly supplierMilli: number
  readonly feedInMilli: number
  readonly store: Store | undefined
}

export const DAY = 96
/** The community's own supplier; every household's own differs by up to 30 and 20 of these. */
export const COMMON = { supplierMilli: 310, feedInMilli: 80 }
/** 15 April 2026, UTC. */
const FIRST_MS = 1_776_211_200_000
const CALENDAR: Calendar = { firstMs: FIRST_MS, minutes: 15, offsetMinutes: 120 }
/** The normal distribution's values at the shares of a band. */
const NORMAL = [-1.2816, -0.6745, 0, 0.6745, 1.2816]

export function madeUpCommunity(plan: CommunityPlan, chance: Chance): Household[] {
  const count = plan.days * DAY
  const sky = weather(CALENDAR, count, chance)
  return Array.from({ length: plan.households }, (_, i) => {
    const panel =
      i < plan.roofs
        ? {
            ...{
              latitude: 48,
              longitude: 9,
              tilt: chance.between(15, 45),
              azimuth: chance.between(110, 250),
            },
            peakW: chance.between(3000, 8000),
          }
        : undefined
    const house = madeUpHouse(CALENDAR, chance, panel)
    const usual = Array.from({ length: count }, (_, t) => house.usualWh(t))
    const sun = panel ? yieldWh(panel, CALENDAR, 0, sky) : usual.map(() => 0)
    const errors = lastingErrors(plan.loadError, count, chance)
    const supplierMilli = COMMON.supplierMilli + chance.whole(-30, 30)
    const feedInMilli = COMMON.feedInMilli + chance.whole(-20, 20)
    const store =
      i < plan.batteries
        ? battery(chance)
        : i >= plan.roofs && i < plan.roofs + plan.cars
          ? car(plan.days, chance)
          : undefined
    return {
      load: usual.map(wh => SHARES.map((_, k) => Math.max(0, wh * (1 + NORMAL[k]! * plan.loadError)))),
      solar: sun.map(certain),
      expectedWh: usual.map((wh, t) => wh - sun[t]!),
      comesWh: usual.map((wh, t) => Math.max(0, wh * (1 + errors[t]!)) - sun[t]!),
      ...{ supplierMilli, feedInMilli, store },
    }
  })
}

function battery(chance: Chance): Store {
  const capacityWh = chance.whole(5, 12) * 1000
  const power = { chargeWh: capacityWh / 8, dischargeWh: capacityWh / 8 }
  const stay: Stay = { from: 0, to: Number.POSITIVE_INFINITY, storedWh: capacityWh / 5, needWh: 0 }
  return {
    ...{
      kind: 'battery',
      steerable: true,
      capacityWh,
      ...power,
      efficiency: 0.95,
      wearMilli: 20,
      stays: [stay],
    },
  }
}

/** Every other car is at home over the day, the others over the night. */
function car(days: number, chance: Chance): Store {
  const [from, hours] = chance.draw(2) === 0 ? [36, 8] : [72, 12]
  const stays = Array.from({ length: days }, (_, day): Stay => {
    const start = day * DAY + from + chance.whole(-4, 4)
    const storedWh = chance.whole(10, 25) * 1000
    return { from: start, to: start + hours * 4, storedWh, needWh: storedWh + chance.whole(5, 15) * 1000 }
  }).filter(stay => stay.to <= days * DAY)
  return {
    ...{ kind: 'car', steerable: true, capacityWh: 50_000, chargeWh: 1850, dischargeWh: 0 },
    ...{ efficiency: 0.92, wearMilli: 0, stays },
  }
}

/** What a stored Wh is worth when the experiment ends, micro-credits: as the autopilot has it. */
export const leftMilli = ({ supplierMilli, feedInMilli, store }: Household) =>
  store?.kind === 'battery' ? (store.efficiency * (supplierMilli + feedInMilli)) / 2 : 0
