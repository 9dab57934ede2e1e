// The order that each interval should have now.
import { atShare, middle } from '../forecast/band.ts'
import type { Side } from '../traders/trader.ts'
import { commonTariff } from './plan.ts'
import { patience, priceOf } from './price.ts'
import type { Plan, Situation } from './situation.ts'

export interface Wish {
  readonly side: Side
  readonly priceMilli: number
  readonly energyWh: number
}

/** Less is not worth an order. */
const LEAST_WH = 5
/** How far towards its edges the band is trusted. */
const BOLDEST = 0.3

export function wishAt(situation: Situation, plan: Plan, place: number): Wish | undefined {
  const [supplierMilli, feedInMilli] = [situation.supplierMilli[place]!, situation.feedInMilli[place]!]
  const wantedWh = wanted(situation, plan, place)
  const side: Side = wantedWh > 0 ? 'buy' : 'sell'
  const energyWh = side === 'buy' ? Math.ceil(wantedWh) : Math.floor(-wantedWh)
  if (energyWh < LEAST_WH) return undefined
  const common = commonTariff(situation, place)
  const priceMilli = priceOf({
    ...{ side, supplierMilli, feedInMilli },
    gainMilli: Math.max(0, common.supplierMilli - common.feedInMilli),
    scarcity: plan.scarcity[place]!,
    patience: patience(place + 1 - situation.looksAgain, situation.slider),
    worthMilli: worthAt(plan, place, side),
  })
  return priceMilli === undefined ? undefined : { side, priceMilli, energyWh }
}

/** What is missing from the agreed position: positive is to be bought. */
function wanted({ positionWh }: Situation, plan: Plan, place: number): number {
  const net = plan.net[place]!
  // The newsvendor's share: too little costs the supplier's price less ours, too much ours less the feed-in. Where
  // neighbours have plenty it pays to buy more than is likely needed.
  const share = Math.max(BOLDEST, Math.min(1 - BOLDEST, 1 - plan.scarcity[place]!))
  const rest = plan.storeWh[place]! - positionWh[place]!
  const wished = atShare(net, share) + rest
  if (wished > 0) return wished
  // Never more is sold than is likely there.
  return Math.min(0, (share > 0.5 ? atShare(net, share) : middle(net)) + rest)
}

/** What storing, or taking out of the store, allows for a price, where the order is for that. */
function worthAt(plan: Plan, place: number, side: Side): number | undefined {
  const worth = plan.worth[place]
  const storeWh = plan.storeWh[place]!
  if (worth === undefined || plan.store === undefined) return undefined
  const { efficiency, wearMilli } = plan.store
  if (side === 'buy' && storeWh > 0 && plan.store.kind === 'battery') return worth.lastMilli * efficiency
  if (side === 'sell' && storeWh < 0) return worth.nextMilli / efficiency + wearMilli
  return undefined
}
