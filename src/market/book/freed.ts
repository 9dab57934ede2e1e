// Room that is freed on the lines of an interval is shared by the book of that interval and by all blocks that cover it.
// The book whose trade freed it looks after itself. That there is something for the others is noted here by the interval
// alone, so that it costs a deed the same however many books there are; `stir` goes through them.
import type { Context } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { type BookName, lastOf } from './books.ts'
import { STIR } from './due.ts'
import { ELECTRICITY } from './lines.ts'
import type { BookParams } from './params.ts'
import { blockOf } from './product.ts'
import { books, type Freed, freed } from './records.ts'

const NO_SUBJECT = new Uint8Array()

/** Room was freed in these intervals; whatever was looked at already is looked at again. */
export function noteFreed(context: Context, intervals: ReadonlySet<number>): void {
  if (intervals.size === 0) return
  const before = context.get(freed, [])
  const all = new Set([...(before?.intervals ?? []), ...intervals])
  context.put(freed, [], { intervals: [...all].sort((a, b) => a - b), kind: ELECTRICITY, interval: 0 })
  if (!before) context.schedule(STIR, context.slot + 1, NO_SUBJECT)
}

/** Whether room was freed that this book may share, and not everybody who may was looked at yet. */
export const sharesFreed = (state: Reading, name: BookName): boolean =>
  state.get(freed, [])?.intervals.some(each => name.interval <= each && each <= lastOf(name)) ?? false

/** The next book to look at: single intervals first, then blocks, the shortest first, and of these the earliest first. */
export function nextFreed(context: Context, { blocks }: BookParams): BookName | undefined {
  const left = context.get(freed, [])
  if (!left) return undefined
  for (const length of [1, ...blocks]) {
    const found = nextOfLength(context, left, length)
    if (found) return found
  }
  context.delete(freed, [])
  return undefined
}

/** This book was looked at. */
export function lookedAt(context: Context, { kind, interval }: BookName): void {
  const { intervals } = context.get(freed, [])!
  context.put(freed, [], { intervals, kind, interval: interval + 1 })
}

function nextOfLength(context: Context, left: Freed, length: number): BookName | undefined {
  const kind = blockOf(ELECTRICITY, length)
  if (kind < left.kind) return undefined
  let from = kind === left.kind ? left.interval : 0
  for (const each of left.intervals)
    while (from <= each) {
      const first = Math.max(from, each - length + 1)
      const found = bookFrom(context, kind, first)
      if (found === undefined || found > each) {
        from = each + 1
        break
      }
      // Behind a gate nothing waits any more.
      if (context.get(books, [kind, found])!.gate > context.slot) return { kind, interval: found }
      from = found + 1
    }
  return undefined
}

function bookFrom(state: Reading, kind: number, interval: number): number | undefined {
  if (state.get(books, [kind, interval])) return interval
  return state.after(books, [kind, interval], [kind])?.key[1]
}
