// How many delegates carry a community, and how many of them may go without a word.
import type { DelegateSight } from '../../peer/api.ts'

/**
 * Hand over (rule 5): while one set hands over to the next, what becomes final needs a quorum of both, so that the smaller
 * one counts.
 */
export function carrying(delegates: readonly Pick<DelegateSight, 'sets'>[]): {
  readonly carry: number
  readonly mayGo: number
} {
  const now = delegates.filter(({ sets }) => sets !== 'next').length
  const next = delegates.filter(({ sets }) => sets !== 'now').length
  const carry = next === 0 ? now : Math.min(now, next)
  return { carry, mayGo: carry < 1 ? 0 : Math.floor((carry - 1) / 3) }
}
