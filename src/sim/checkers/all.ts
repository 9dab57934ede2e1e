// All checkers together, and what they found.
import { agreement } from './agreement.ts'
import { bounds } from './bounds.ts'
import { caches } from './caches.ts'
import type { Checker, MakeChecker, Raise, Run } from './checker.ts'
import { defects } from './defects.ts'
import { finals } from './finals.ts'
import { honesty } from './honesty.ts'
import { invariants } from './invariants.ts'
import { once } from './once.ts'
import { resumes } from './resumes.ts'
import { returned } from './returned.ts'
import { stored } from './stored.ts'
import { traces } from './traces.ts'
import { undone } from './undone.ts'

export const CHECKERS = {
  ...{ agreement, bounds, caches, defects, finals, honesty },
  ...{ invariants, once, resumes, returned, stored, traces, undone },
}
export type CheckerName = keyof typeof CHECKERS

export interface Violation {
  readonly checker: CheckerName
  readonly words: string
  readonly slot: number
}

/** After so many a run has shown enough. */
const MOST_VIOLATIONS = 20

type Event = keyof Checker
type Watching<E extends Event> = readonly (readonly [NonNullable<Checker[E]>, Raise])[]

export class Checks {
  readonly violations: Violation[] = []
  /** What was broken once a third of a set was faulty: no promise covers it. */
  readonly tolerated: Violation[] = []
  /** How many single checks have been made. */
  made = 0
  private readonly watching: { readonly [E in Event]: Watching<E> }

  constructor(run: Run, slotNow: () => number, exceeded: () => boolean) {
    const names = Reflect.ownKeys(CHECKERS) as CheckerName[]
    const all = names.map(name => {
      const make: MakeChecker = CHECKERS[name]
      const raise: Raise = words => {
        const list = exceeded() ? this.tolerated : this.violations
        if (list.length < MOST_VIOLATIONS) list.push({ checker: name, words, slot: slotNow() })
      }
      return { checker: make(run), raise }
    })
    const of = <E extends Event>(event: E): Watching<E> =>
      all.flatMap(({ checker, raise }) => {
        const check = checker[event]
        return check ? [[check, raise] as const] : []
      }) as unknown as Watching<E>
    this.watching = {
      started: of('started'),
      executed: of('executed'),
      headed: of('headed'),
      finalised: of('finalised'),
      extended: of('extended'),
      persisted: of('persisted'),
      sent: of('sent'),
      judged: of('judged'),
      invalid: of('invalid'),
      keptOut: of('keptOut'),
      halted: of('halted'),
      slot: of('slot'),
      end: of('end'),
    }
  }

  get full(): boolean {
    return this.violations.length >= MOST_VIOLATIONS
  }

  /** Shows all checkers one thing that happened. */
  show<E extends Event>(event: E, ...what: Shown<E>): void {
    for (const [check, raise] of this.watching[event]) {
      this.made += 1
      ;(check as (...given: unknown[]) => void)(...what, raise)
    }
  }
}

/** What a checker of this event is given, but for the way to say what is broken. */
type Shown<E extends Event> =
  NonNullable<Checker[E]> extends (...given: [...infer Given, Raise]) => void ? Given : never
