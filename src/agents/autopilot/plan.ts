// What the house is to exchange in each interval: its forecast, and what its store adds so that the day costs least.
import { lessIndependent, middle } from '../forecast/band.ts'
import { scarcity, scarcityOf } from './outlook.ts'
import { type Cost, planStore, type Worth } from './schedule.ts'
import type { Level, Plan, Situation } from './situation.ts'
import type { Stay, Store } from './store.ts'

/** Half of what lies between buying and selling, as a share of the gain: changing what is agreed costs it. */
const SPREAD = 0.03
/** Without an outlook, prices beyond these say that there is plenty, or little. */
const PLENTY = 0.35
const LITTLE = 0.65

export function makePlan(situation: Situation): Plan {
  const net = situation.load.map((load, i) => lessIndependent(load, situation.solar[i]!))
  const scarce = net.map((_, i) => scarcityAt(situation, i))
  const priceMilli = scarce.map((share, i) => {
    const { supplierMilli, feedInMilli } = commonTariff(situation, i)
    return feedInMilli + share * Math.max(0, supplierMilli - feedInMilli)
  })
  const storeWh = net.map(() => 0)
  const worth: (Worth | undefined)[] = net.map(() => undefined)
  const store = situation.store?.steerable ? situation.store : undefined
  const plan: Plan = { net, scarcity: scarce, priceMilli, storeWh, worth, store }
  for (const stay of store?.stays ?? []) {
    const from = Math.max(0, stay.from - situation.first)
    const to = Math.min(net.length, stay.to - situation.first)
    if (from >= to) continue
    const course = planStore({
      ...{ capacityWh: store!.capacityWh, chargeWh: store!.chargeWh, dischargeWh: store!.dischargeWh },
      ...{ efficiency: store!.efficiency, wearMilli: store!.wearMilli, storedWh: stay.storedWh },
      needWh: needBy(stay, to, situation, store!),
      leftMilli: store!.kind === 'car' ? 0 : leftMilli(situation, store!),
      costs: Array.from({ length: to - from }, (_, i) => costAt(situation, plan, from + i)),
    })
    for (let i = from; i < to; i++) {
      storeWh[i] = course.inWh[i - from]!
      worth[i] = course.worth[i - from]!
    }
  }
  return plan
}

/** What all measure prices by: the community's own supplier, or one's own where nobody shares an outlook. */
export function commonTariff({ outlook, supplierMilli, feedInMilli }: Situation, place: number) {
  const from = outlook ?? { supplierMilli, feedInMilli }
  return { supplierMilli: from.supplierMilli[place]!, feedInMilli: from.feedInMilli[place]! }
}

function scarcityAt(situation: Situation, place: number): number {
  const { outlook, quotes } = situation
  const { supplierMilli, feedInMilli } = commonTariff(situation, place)
  if (outlook) return scarcity(outlook.supplyWh[place]!, outlook.demandWh[place]!, supplierMilli, feedInMilli)
  const { lastMilli, bids, asks } = quotes[place]!
  // Without a trade, one side alone says little.
  const between = bids[0] && asks[0] && (bids[0].priceMilli + asks[0].priceMilli) / 2
  const known = lastMilli ?? between
  return known === undefined ? 0.5 : scarcityOf(known, supplierMilli, feedInMilli)
}

/** A car that leaves after these hours must by their end hold what the rest of its stay cannot give it. */
function needBy(stay: Stay, to: number, { first }: Situation, { chargeWh, efficiency }: Store): number {
  const later = Math.max(0, stay.to - (first + to))
  return Number.isFinite(later) ? Math.max(0, stay.needWh - later * chargeWh * efficiency) : 0
}

/** What is stored at the end is worth what it saves some other day: half way between feed-in and supplier. */
function leftMilli({ supplierMilli, feedInMilli }: Situation, { efficiency }: Store): number {
  const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length
  return (efficiency * (mean(supplierMilli) + mean(feedInMilli))) / 2
}

/**
 * What the house's exchange costs, on top of what is agreed. Among neighbours there is so much to be had, or wanted, as
 * the outlook has to spare, shared among those with a store; what goes beyond is the supplier's.
 */
function costAt(situation: Situation, plan: Plan, place: number): Cost {
  const supplier = situation.supplierMilli[place]!
  const feedIn = Math.min(supplier, situation.feedInMilli[place]!)
  const half = SPREAD * (supplier - feedIn)
  const buying = Math.max(feedIn, Math.min(supplier, plan.priceMilli[place]! + half))
  const selling = Math.max(feedIn, Math.min(supplier, plan.priceMilli[place]! - half))
  const agreed = situation.positionWh[place]!
  const own = middle(plan.net[place]!)
  const { toBuyWh, toSellWh } = among(situation, plan, place)
  // What stands in the book already comes first, where it is better than that.
  const { bids, asks } = situation.quotes[place]!
  const offers = [...asks.filter(ask => ask.priceMilli < buying), { priceMilli: buying, energyWh: toBuyWh }]
  const wants = [...bids.filter(bid => bid.priceMilli > selling), { priceMilli: selling, energyWh: toSellWh }]
  return inWh => {
    const over = own + inWh - agreed
    return over >= 0 ? along(offers, over, supplier) : -along(wants, -over, feedIn)
  }
}

/** The price of so much energy, level after level, and beyond them at `rest`. */
function along(levels: readonly Level[], energyWh: number, rest: number): number {
  let sum = 0
  let left = energyWh
  for (const level of levels) {
    const taken = Math.min(left, level.energyWh)
    sum += taken * level.priceMilli
    left -= taken
    if (left <= 0) return sum
  }
  return sum + left * rest
}

function among({ outlook, positionWh }: Situation, plan: Plan, place: number) {
  const own = middle(plan.net[place]!)
  const agreed = positionWh[place]!
  // What was agreed beyond the house's own need or surplus was for the store, and is taken off its share.
  const bought = Math.max(0, agreed - Math.max(0, own))
  const sold = Math.max(0, -agreed - Math.max(0, -own))
  const { chargeWh, dischargeWh } = plan.store!
  if (outlook) {
    const spare = (outlook.supplyWh[place]! - outlook.demandWh[place]!) / Math.max(1, outlook.stores[place]!)
    return { toBuyWh: Math.max(0, spare - bought), toSellWh: Math.max(0, -spare - sold) }
  }
  const share = plan.scarcity[place]!
  return {
    toBuyWh: share <= PLENTY ? Math.max(0, chargeWh - bought) : 0,
    toSellWh: share >= LITTLE ? Math.max(0, dischargeWh - sold) : 0,
  }
}
