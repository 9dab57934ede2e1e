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
/** With so much more supply than demand, or a price that says so, what is bought in reserve is missed by nobody. */
const PLENTY = 1.5
const PLENTY_SCARCITY = 0.15

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
function wanted(situation: Situation, plan: Plan, place: number): number {
  const net = plan.net[place]!
  const rest = plan.storeWh[place]! - situation.positionWh[place]!
  const wished = atShare(net, reserve(situation, plan, place)) + rest
  // Never more is sold than is likely there.
  return wished > 0 ? wished : Math.min(0, Math.max(wished, middle(net) + rest))
}

/**
 * Which share of the band to have. The newsvendor's: too little costs the supplier's price less ours, too much ours less
 * the feed-in. But where energy is short, what one holds in reserve others lack, so there it is the middle.
 */
function reserve({ outlook }: Situation, plan: Plan, place: number): number {
  const scarcity = plan.scarcity[place]!
  const plenty = outlook
    ? outlook.supplyWh[place]! > PLENTY * outlook.demandWh[place]!
    : scarcity <= PLENTY_SCARCITY
  return plenty ? 1 - scarcity : 0.5
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
