// A session: the same traders over some days. Each day everybody has one unit to trade, quotes come from whoever's turn
// it is by chance, and the day ends with its quotes used up.
import type { Chance } from '../chance.ts'
import { TRADERS, type TraderKind } from '../traders/kinds.ts'
import type { Side, Trader } from '../traders/trader.ts'
import { type Balance, balanceOf, type Schedule } from './schedule.ts'
import type { Fill, Venue } from './venue.ts'

export interface Plan {
  readonly schedule: Schedule
  /** Dealt out in turn over each side, in an order by chance. */
  readonly kinds: readonly TraderKind[]
  readonly days: number
  readonly quotesADay: number
}

/** Turns for one quote, before a day ends because nobody has anything to say. */
const PATIENCE = 20

export interface Seat {
  readonly kind: TraderKind
  readonly side: Side
  readonly limitMilli: number
}

export interface Day {
  readonly fills: readonly Fill[]
  readonly quotes: number
}

export interface Session {
  readonly seats: readonly Seat[]
  readonly balance: Balance
  readonly days: readonly Day[]
}

export function runSession(plan: Plan, chance: Chance, open: () => Venue): Session {
  const { schedule } = plan
  const seats = [
    ...seat('buy', schedule.buyersMilli, plan.kinds, chance),
    ...seat('sell', schedule.sellersMilli, plan.kinds, chance),
  ]
  const { leastMilli, mostMilli } = schedule
  const traders = seats.map(({ kind, side, limitMilli }) =>
    TRADERS[kind]({ side, limitMilli, leastMilli, mostMilli, chance }),
  )
  const days = Array.from({ length: plan.days }, () =>
    runDay(seats, traders, plan.quotesADay, chance, open()),
  )
  return { seats, balance: balanceOf(schedule), days }
}

function seat(side: Side, limits: readonly number[], kinds: readonly TraderKind[], chance: Chance): Seat[] {
  const dealt = chance.shuffled(limits.map((_, i) => kinds[i % kinds.length]!))
  return limits.map((limitMilli, i) => ({ kind: dealt[i]!, side, limitMilli }))
}

function runDay(
  seats: readonly Seat[],
  traders: readonly Trader[],
  budget: number,
  chance: Chance,
  venue: Venue,
): Day {
  const waiting = seats.map((_, i) => i)
  const active = new Set(waiting)
  const fills: Fill[] = []
  let quotes = 0
  for (let turn = 0; quotes < budget && waiting.length > 0 && turn < budget * PATIENCE; turn++) {
    const who = waiting[chance.draw(waiting.length)]!
    const said = traders[who]!.say(venue.look())
    if (said === undefined) continue
    quotes += 1
    const fill = venue.quote(who, seats[who]!.side, said)
    const shout = {
      side: seats[who]!.side,
      priceMilli: fill?.priceMilli ?? said,
      accepted: fill !== undefined,
    }
    for (const [i, trader] of traders.entries()) trader.hear(shout, active.has(i))
    if (!fill) continue
    fills.push(fill)
    for (const done of [fill.buyer, fill.seller]) {
      active.delete(done)
      waiting.splice(waiting.indexOf(done), 1)
    }
  }
  return { fills, quotes }
}
