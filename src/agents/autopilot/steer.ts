// What the store does now that the interval is here: whatever costs least, given what was agreed, what the house really
// uses, and what the plan says a stored kWh is worth.
import type { Worth } from './schedule.ts'
import type { Stay, Store } from './store.ts'

export interface Moment {
  readonly store: Store
  /** The stay that it is in. */
  readonly stay: Stay
  readonly interval: number
  readonly heldWh: number
  /** Of the plan: what it takes now, and what a stored kWh is worth then. */
  readonly plannedWh: number
  readonly worth: Worth
  /** Load less sun, and bought less sold. */
  readonly netWh: number
  readonly positionWh: number
  readonly supplierMilli: number
  readonly feedInMilli: number
}

/** Wh at the meter: in is positive. */
export function steer(moment: Moment): number {
  const { store, heldWh } = moment
  const { efficiency } = store
  const must = mustTake(moment)
  const most = Math.max(must, Math.min(store.chargeWh, (store.capacityWh - heldWh) / efficiency))
  const least = Math.max(must, -Math.min(store.dischargeWh, heldWh * efficiency))
  const level = moment.positionWh - moment.netWh
  // The cost is made of straight lines: its least lies at an end or where two of them meet.
  const choices = [moment.plannedWh, level, 0, least, most].map(inWh => Math.max(least, Math.min(most, inWh)))
  let best = choices[0]!
  for (const inWh of choices) if (cost(moment, inWh) < cost(moment, best) - 1e-6) best = inWh
  return best + 0 // never -0
}

function cost(moment: Moment, inWh: number): number {
  const { store, worth, plannedWh, supplierMilli, feedInMilli } = moment
  const over = moment.netWh + inWh - moment.positionWh
  const moreWh = stored(store, inWh) - stored(store, plannedWh)
  return (
    (over > 0 ? supplierMilli : feedInMilli) * over +
    store.wearMilli * Math.max(0, -inWh) -
    (moreWh > 0 ? worth.nextMilli : worth.lastMilli) * moreWh
  )
}

const stored = ({ efficiency }: Store, inWh: number) => (inWh > 0 ? inWh * efficiency : inWh / efficiency)

/** What a car has to take now, because the rest of its stay cannot give it the need. */
function mustTake({ store, stay, interval, heldWh }: Moment): number {
  if (store.kind === 'battery') return Number.NEGATIVE_INFINITY
  const later = (stay.to - interval - 1) * store.chargeWh
  const missing = (stay.needWh - heldWh) / store.efficiency - later
  return Math.max(0, Math.min(store.chargeWh, missing))
}
