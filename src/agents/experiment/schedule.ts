// Who could pay and who could sell for how much: one unit of energy each. The optimum, and the price of balance.

export interface Schedule {
  readonly buyersMilli: readonly number[]
  readonly sellersMilli: readonly number[]
  /** Prices that the market takes. */
  readonly leastMilli: number
  readonly mostMilli: number
}

/** Limits from `least` to `most` in equal steps, the same for both sides: demand and supply meet in the middle. */
export function symmetric(each: number, leastMilli = 75, stepMilli = 25): Schedule {
  const limits = Array.from({ length: each }, (_, i) => leastMilli + i * stepMilli)
  return {
    buyersMilli: [...limits].reverse(),
    sellersMilli: limits,
    leastMilli: 1,
    mostMilli: 2 * leastMilli + (each - 1) * stepMilli,
  }
}

export interface Balance {
  readonly surplusMilli: number
  readonly volume: number
  /** The middle of the prices at which supply meets demand. */
  readonly priceMilli: number
}

export function balanceOf({ buyersMilli, sellersMilli }: Schedule): Balance {
  const bids = [...buyersMilli].sort((a, b) => b - a)
  const asks = [...sellersMilli].sort((a, b) => a - b)
  let volume = 0
  let surplusMilli = 0
  while (volume < bids.length && volume < asks.length && bids[volume]! >= asks[volume]!) {
    surplusMilli += bids[volume]! - asks[volume]!
    volume += 1
  }
  if (volume === 0) return { surplusMilli, volume, priceMilli: Number.NaN }
  const least = Math.max(asks[volume - 1]!, bids[volume] ?? 0)
  const most = Math.min(bids[volume - 1]!, asks[volume] ?? Number.POSITIVE_INFINITY)
  return { surplusMilli, volume, priceMilli: (least + most) / 2 }
}
