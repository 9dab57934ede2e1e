// What a kWh among neighbours is expected to cost. The more supply there is for the demand, the nearer to what feeding
// in pays: by the supply and demand ratio of Liu et al. ("Energy-sharing model with price-based demand response for
// microgrids of peer-to-peer prosumers", IEEE Transactions on Power Systems 32, 2017).

/** What members who agreed to share their forecasts expect together, by interval, without their stores. */
export interface Outlook {
  readonly supplyWh: readonly number[]
  readonly demandWh: readonly number[]
  /** How many of them then have a store to steer: what is spare is shared among these. */
  readonly stores: readonly number[]
  /** What the community's own supplier takes and pays: known to all, so that all expect the same price. */
  readonly supplierMilli: readonly number[]
  readonly feedInMilli: readonly number[]
}

/** Neither side ever gets all of what trading saves. */
const LEAST_SHARE = 0.1

/** Where between feed-in (0) and supplier (1) the price lies. */
export function scarcity(
  supplyWh: number,
  demandWh: number,
  supplierMilli: number,
  feedInMilli: number,
): number {
  const base = Math.max(1, feedInMilli)
  if (supplyWh + demandWh <= 0 || supplierMilli <= base) return 0.5
  const ratio = demandWh > 0 ? supplyWh / demandWh : Number.POSITIVE_INFINITY
  const price =
    ratio >= 1 ? base : (supplierMilli * base) / ((supplierMilli - base) * Math.max(0, ratio) + base)
  return Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, (price - base) / (supplierMilli - base)))
}

/** The same, told by a price that was paid. */
export function scarcityOf(priceMilli: number, supplierMilli: number, feedInMilli: number): number {
  if (supplierMilli <= feedInMilli) return 0.5
  const share = (priceMilli - feedInMilli) / (supplierMilli - feedInMilli)
  return Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, share))
}
