// All checkers together, and what they found.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Community } from '../../chain/community.ts'
import type { Executed, Invalid } from '../../chain/execute.ts'
import { agreement } from './agreement.ts'
import { bounds } from './bounds.ts'
import { caches } from './caches.ts'
import type { Checker, Ending, Holding, MakeChecker, Sight } from './checker.ts'
import { defects } from './defects.ts'
import { invariants } from './invariants.ts'
import { once } from './once.ts'
import { stored } from './stored.ts'
import { traces } from './traces.ts'

export const CHECKERS = { agreement, bounds, caches, defects, invariants, once, stored, traces }
export type CheckerName = keyof typeof CHECKERS

export interface Violation {
  readonly checker: CheckerName
  readonly words: string
  readonly slot: number
}

/** After so many a run has shown enough. */
const MOST_VIOLATIONS = 20

export class Checks {
  readonly violations: Violation[] = []
  /** How many single checks have been made. */
  made = 0
  private readonly checkers: readonly (readonly [CheckerName, Checker])[]

  private readonly slotNow: () => number

  constructor(
    community: Community,
    genesis: Executed,
    forbidden: (wire: Bytes) => boolean,
    slotNow: () => number,
  ) {
    this.slotNow = slotNow
    const names = Reflect.ownKeys(CHECKERS) as CheckerName[]
    this.checkers = names.map(name => {
      const make: MakeChecker = CHECKERS[name]
      return [name, make(community, genesis, forbidden)] as const
    })
  }

  get full(): boolean {
    return this.violations.length >= MOST_VIOLATIONS
  }

  block(sight: Sight): void {
    this.each(
      checker => checker.block,
      (check, raise) => check(sight, raise),
    )
  }

  invalid(peer: number, invalid: Invalid): void {
    this.each(
      checker => checker.invalid,
      (check, raise) => check(peer, invalid, raise),
    )
  }

  slot(holdings: readonly Holding[], inFlight: number): void {
    this.each(
      checker => checker.slot,
      (check, raise) => check(holdings, inFlight, raise),
    )
  }

  async end(ending: Ending): Promise<void> {
    for (const [name, checker] of this.checkers) {
      if (!checker.end) continue
      this.made += 1
      await checker.end(ending, words => this.raise(name, words))
    }
  }

  private each<C extends (...given: any[]) => unknown>(
    of: (checker: Checker) => C | undefined,
    run: (check: C, raise: (words: string) => void) => void,
  ): void {
    for (const [name, checker] of this.checkers) {
      const check = of(checker)
      if (!check) continue
      this.made += 1
      run(check, words => this.raise(name, words))
    }
  }

  private raise(checker: CheckerName, words: string): void {
    if (!this.full) this.violations.push({ checker, words, slot: this.slotNow() })
  }
}
