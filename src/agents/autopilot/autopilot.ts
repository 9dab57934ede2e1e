// The household's autopilot: looks at its forecasts, its store, its tariff and its orders, and says what to change.
// The same situation gives the same answer; it remembers nothing.

import { type Change, Desk, matters } from './desk.ts'
import { explain } from './explain.ts'
import { makePlan } from './plan.ts'
import type { Review, Situation } from './situation.ts'
import { wishAt } from './wish.ts'

export function review(situation: Situation): Review {
  const plan = makePlan(situation)
  const desk = new Desk(situation, plan)
  const taken: Change[] = []
  const given: Change[] = []
  for (let place = 0; place < plan.net.length; place++) {
    const interval = situation.first + place
    const [order, ...others] = desk.openAt(interval)
    // One order an interval: whatever else is there came from elsewhere, or from an answer that was lost.
    for (const extra of others) taken.push({ interval, order: extra })
    const wish = wishAt(situation, plan, place)
    if (order && (!wish || wish.side !== order.side)) taken.push({ interval, order })
    if (!wish) continue
    const same = order && order.side === wish.side ? order : undefined
    if (same && same.energyWh > wish.energyWh && matters(same, wish, desk.gainMilli(interval)))
      taken.push({ interval, order: same, wish })
    else given.push({ interval, order: same, wish })
  }
  // What takes energy back comes first: it frees budget and promises.
  for (const change of [...taken, ...given]) desk.carryOut(change)
  return { actions: desk.actions, plan, why: explain(situation, plan, desk) }
}
