// Sessions of traders against each other, and what became of them: medians over all sessions.
import { Chance } from '../../../src/agents/chance.ts'
import { figuresOf, mean, median, quantile, sharesByKind } from '../../../src/agents/experiment/measures.ts'
import { balanceOf, symmetric } from '../../../src/agents/experiment/schedule.ts'
import { runSession } from '../../../src/agents/experiment/session.ts'
import { openVenue } from '../../../src/agents/experiment/venue.ts'
import type { TraderKind } from '../../../src/agents/traders/kinds.ts'
import { Random } from '../../../src/sim/random.ts'

export interface TraderOptions {
  readonly traders: readonly TraderKind[]
  readonly each: number
  readonly days: number
  readonly quotes: number
  readonly sessions: number
  readonly seed: number
}

export function tradersReport({ traders, each, days, quotes, sessions, seed }: TraderOptions) {
  const schedule = symmetric(each)
  const balance = balanceOf(schedule)
  const all = Array.from({ length: sessions }, (_, session) => {
    const chance = new Chance(new Random(`${seed}/session ${session}`).draw)
    const ran = runSession({ schedule, kinds: traders, days, quotesADay: quotes }, chance, openVenue)
    const figures = ran.days.map(day => figuresOf(ran, day))
    const last = figures.at(-1)!
    return {
      ...{ first: figures[0]!, last },
      mean: mean(figures.map(({ efficiency }) => efficiency)),
      quotes: figures.reduce((sum, day) => sum + day.quotes, 0),
      shares: ran.days.map(day => sharesByKind(ran, day)),
    }
  })
  type One = (typeof all)[number]
  const middle = (pick: (one: One) => number) => rounded(median(all.map(pick)))
  const spread = (pick: (one: One) => number) => ({
    median: middle(pick),
    low: rounded(quantile(all.map(pick), 0.05)),
    high: rounded(quantile(all.map(pick), 0.95)),
  })
  return {
    experiment: 'traders',
    ...{ traders, sessions, days, seed },
    schedule: { buyersMilli: schedule.buyersMilli, sellersMilli: schedule.sellersMilli, unitWh: 1000 },
    prices: { leastMilli: schedule.leastMilli, mostMilli: schedule.mostMilli },
    balance: { priceMilli: balance.priceMilli, volume: balance.volume, surplusMilli: balance.surplusMilli },
    quotes: { budgetADay: quotes, perSession: middle(one => one.quotes) },
    efficiency: {
      overAllDays: spread(one => one.mean),
      firstDay: spread(one => one.first.efficiency),
      lastDay: spread(one => one.last.efficiency),
    },
    alpha: { firstDay: spread(one => one.first.alpha), lastDay: spread(one => one.last.alpha) },
    lastDay: {
      priceMilli: spread(one => one.last.priceMilli),
      volume: spread(one => one.last.volume),
      buyersMilli: spread(one => one.last.buyersMilli),
      sellersMilli: spread(one => one.last.sellersMilli),
    },
    /** Of all surplus there is, by kind, over all days. */
    surplusShare: Object.fromEntries(
      traders.map(kind => [
        kind,
        rounded(mean(all.flatMap(({ shares }) => shares.map(day => day[kind] ?? 0)))),
      ]),
    ),
  }
}

export const rounded = (value: number) => Math.round(value * 10_000) / 10_000
