// What the first line of the network page says, from how the peer is.
import type { Status } from '../../peer/api.ts'
import type { Words } from '../words/en.ts'
import { quorumOf } from './weave.ts'

interface Figures {
  number(value: number): string
  time(ms: number): string
  day(ms: number): string
}

export interface Headline {
  readonly title: string
  readonly line: string
}

/** What is older than this is said with its day. */
const LATELY_MS = 12 * 3_600_000
const isLately = (ms: number, nowMs: number): boolean => nowMs - ms < LATELY_MS

/** Slots without finality after which the delegates are said to be too few. */
const PATIENCE_SLOTS = 12

export function headlineOf(
  status: Status,
  delegates: number,
  words: Words,
  { number, time, day }: Figures,
  timeOf: (slot: number) => number,
): Headline {
  const { head } = words
  const { final } = status
  const ahead = (status.head?.height ?? 0) - (final?.height ?? 0)
  const when = final && (isLately(timeOf(final.slot), timeOf(status.slot)) ? time : day)(timeOf(final.slot))
  const upTo = when ? head.upTo(when) : head.nothing
  if (status.life === 'offline') return { title: upTo, line: head.offline }
  if (status.stage === 'alone')
    return { title: when ? head.aloneSince(when) : head.alone, line: words.links.none }
  if (status.stage === 'joining') {
    const { snapshot } = status
    const line = snapshot?.total
      ? head.joiningShare(number(snapshot.here), number(snapshot.total))
      : head.joining
    return { title: upTo, line }
  }
  if (status.stage === 'behind') return { title: upTo, line: head.behind(number(status.lag)) }
  if (ahead <= 0) return { title: upTo, line: head.settled }
  if (status.finalityLag > PATIENCE_SLOTS) return { title: upTo, line: head.tooFew }
  const rule = delegates > 0 ? ` ${head.rule(number(quorumOf(delegates)), number(delegates))}` : ''
  return { title: upTo, line: `${head.waiting(ahead, number(ahead))}${rule}` }
}
