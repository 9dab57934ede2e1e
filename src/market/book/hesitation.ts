// Hesitation, where genesis opens it: a match is provisional, both locks held and its flow on the lines, until the owner of
// the newer order confirms it. Unconfirmed it lapses, and the older order waits again at the place that it had; at the gate
// all lapse for good.
import type { HookContext } from '../../chain/module.ts'
import { lengthOf } from './product.ts'
import { matches } from './records.ts'
import type { Session } from './session.ts'
import { pay } from './work.ts'

/** What a lapse costs of a block's share for every interval: it writes as much as some transfers. */
export const LAPSE_WORK = 4

/** Whether all have lapsed; as far as the share of work goes. */
export function lapseAll(context: HookContext, session: Session): boolean {
  const { kind, interval } = session.desk.name
  for (;;) {
    const next = context.first(matches, [kind, interval])
    if (!next) return true
    session.lapseForGood(next.key[2])
    if (!pay(context, LAPSE_WORK * lengthOf(kind)))
      return context.first(matches, [kind, interval]) === undefined
  }
}
