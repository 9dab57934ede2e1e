// Never promise what battery and forecast cannot deliver: all that is sold, walked through in order of time.
import type { Store } from './store.ts'

export interface Means {
  /** What the house is expected to have beyond its own use in each interval; its need is negative. */
  readonly spareWh: readonly number[]
  /** Bought for each interval, in agreed trades. */
  readonly boughtWh: readonly number[]
  /** Of a battery that can be steered, from the first interval on. */
  readonly store?: Store
}

/**
 * How much more can be sold in an interval on top of all this that is sold or offered. What the house needs itself comes
 * after what it promised: it can be had from the supplier. The battery fills up with whatever else is left over.
 */
export function roomToSell(
  { spareWh, boughtWh, store }: Means,
  soldWh: readonly number[],
  place: number,
): number {
  const surplus = (t: number) => Math.max(0, spareWh[t]! + boughtWh[t]!)
  const direct = surplus(place) - soldWh[place]!
  const stay = store?.stays[0]
  if (!store || !stay) return Math.max(0, direct)

  let heldWh = stay.storedWh
  let heldThen = 0
  // What the battery can give at `place` and still keep all later promises.
  let slackWh = Number.POSITIVE_INFINITY
  for (let t = 0; t < spareWh.length; t++) {
    const over = surplus(t) - soldWh[t]!
    const room = Math.max(0, store.capacityWh - heldWh)
    if (t === place) heldThen = heldWh
    if (over >= 0) {
      const taken = Math.min(over, store.chargeWh, room / store.efficiency) * store.efficiency
      // What is given at `place` leaves room that later surplus fills: such surplus gives slack back, but to be plain and
      // safe it is not counted.
      heldWh += t === place ? 0 : taken
    } else heldWh -= -over / store.efficiency
    if (t >= place) slackWh = Math.min(slackWh, heldWh)
  }
  const given = Math.max(0, -direct)
  const byPower = store.dischargeWh - given
  const byEnergy = Math.min(slackWh, heldThen) * store.efficiency
  const fromStore = Math.max(0, Math.min(byPower, byEnergy))
  return Math.max(0, direct >= 0 ? direct + fromStore : fromStore)
}
