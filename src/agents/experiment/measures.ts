// What a day of trading was worth, beside what it could have been worth.

import type { Day, Session } from './session.ts'
import type { Fill } from './venue.ts'

export interface DayFigures {
  /** Surplus taken, as a share of the most there is. */
  readonly efficiency: number
  /** Smith's alpha: how far prices lie from that of balance (root of the mean square), as a share of it. */
  readonly alpha: number
  readonly priceMilli: number
  readonly volume: number
  readonly quotes: number
  readonly buyersMilli: number
  readonly sellersMilli: number
}

export function figuresOf({ seats, balance }: Session, { fills, quotes }: Day): DayFigures {
  const gain = (pick: (fill: Fill) => number) => fills.reduce((sum, fill) => sum + pick(fill), 0)
  const buyersMilli = gain(({ buyer, priceMilli }) => seats[buyer]!.limitMilli - priceMilli)
  const sellersMilli = gain(({ seller, priceMilli }) => priceMilli - seats[seller]!.limitMilli)
  const scatter = gain(({ priceMilli }) => (priceMilli - balance.priceMilli) ** 2)
  return {
    efficiency: (buyersMilli + sellersMilli) / balance.surplusMilli,
    alpha: fills.length > 0 ? Math.sqrt(scatter / fills.length) / balance.priceMilli : Number.NaN,
    priceMilli: gain(({ priceMilli }) => priceMilli) / fills.length,
    volume: fills.length,
    quotes,
    buyersMilli,
    sellersMilli,
  }
}

/** Surplus by kind of trader, of one day, as a share of the most there is. */
export function sharesByKind(session: Session, { fills }: Day): Record<string, number> {
  const { seats, balance } = session
  const shares: Record<string, number> = Object.fromEntries(seats.map(({ kind }) => [kind, 0]))
  for (const { buyer, seller, priceMilli } of fills) {
    shares[seats[buyer]!.kind]! += (seats[buyer]!.limitMilli - priceMilli) / balance.surplusMilli
    shares[seats[seller]!.kind]! += (priceMilli - seats[seller]!.limitMilli) / balance.surplusMilli
  }
  return shares
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  if (sorted.length === 0) return Number.NaN
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below]!
  return low + (place - below) * ((sorted[below + 1] ?? low) - low)
}

export const median = (values: readonly number[]) => quantile(values, 0.5)
export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
