// The autopilot, where it is on: looks again whenever another interval begins, and sends what it decides. It lives as
// long as the page, whichever screen is shown.
import { review } from '../../agents/autopilot/autopilot.ts'
import type { Sentence } from '../../agents/autopilot/sentence.ts'
import { fromHex } from '../../bytes/bytes.ts'
import type { BookParams } from '../../market/book/params.ts'
import type { Answer } from '../../peer/api.ts'
import { inTurn } from '../again.ts'
import type { Session } from '../session.svelte.ts'
import { openIntervals } from './calendar.ts'
import type { BookSight } from './curve.ts'
import { deedsOf, type Household, PILOT_TAG, situationOf, USUAL } from './household.ts'
import type { Held } from './mine.ts'
import { readKept, writeKept } from './remembered.ts'
import { type HeldEntry, heldOf, MODULE, MOST_HELD } from './trading.svelte.ts'

/** The kind of energy that it trades. */
const ELECTRICITY = 0
const A_DAY = 96

export class Pilot {
  private readonly session: Session
  on = $state(false)
  household = $state.raw<Household>(USUAL)
  /** What it said when it looked last, most important first, and when. */
  why = $state.raw<readonly Sentence[]>([])
  lookedMs = $state<number>()
  /** What the ledger would not even take. */
  refused = $state('')
  private lookedIn = -1

  constructor(session: Session) {
    this.session = session
    const kept = readKept(session)
    this.on = kept?.on ?? false
    this.household = { ...USUAL, ...kept?.household }
    session.peer.watch('state', () => {
      if (this.on && this.isDue) void this.look()
    })
  }

  /** Off, it takes its orders back: nobody would look after them. */
  async turn(on: boolean): Promise<void> {
    this.on = on
    this.keep()
    if (on) await this.look()
    else await this.takeBack()
  }

  async change(household: Household): Promise<void> {
    this.household = household
    this.keep()
    if (this.on) await this.look()
  }

  private keep(): void {
    writeKept(this.session, { on: this.on, household: this.household })
  }

  private get interval(): number {
    const { status, community } = this.session
    return Math.floor((status?.slot ?? 0) / community.intervalSlots)
  }

  /** Once an interval; and only where this tab follows what happens, and is the one that is the peer. */
  private get isDue(): boolean {
    const { status, identity } = this.session
    const follows = status?.seat === 'peer' && status.stage === 'live' && identity.belongs
    return follows && this.interval !== this.lookedIn
  }

  private readonly look = inTurn(async () => {
    const { session } = this
    const rules = await this.ask<BookParams>('rules', {})
    if (!rules.ok || !this.on) return
    const { community, status } = session
    const { first, last } = openIntervals(community, rules.value, status?.slot ?? 0)
    const count = Math.min(A_DAY, last - first + 1)
    if (count < 1) return
    const [books, held] = await Promise.all([
      this.ask<BookSight[]>('books', { kind: ELECTRICITY, from: first, most: count }),
      this.held(),
    ])
    if (!books.ok || !held) return
    this.lookedIn = this.interval
    const seen = { calendar: community, first, count, books: books.value, held }
    const { situation, orders } = situationOf(this.household, seen)
    const answer = review(situation)
    this.why = answer.why
    this.lookedMs = Date.now()
    this.refused = ''
    for (const { command, params } of deedsOf(answer, orders, ELECTRICITY))
      if (!(await this.submit(command, params))) return
  })

  private async takeBack(): Promise<void> {
    this.why = []
    for (const { interval, orders } of (await this.held()) ?? [])
      for (const { place, tag } of orders)
        if (tag === PILOT_TAG) {
          const sent = await this.submit('cancel', { kind: ELECTRICITY, interval, number: place })
          if (!sent) return
        }
  }

  private async submit(command: string, params: object): Promise<boolean> {
    const sent = await this.session.peer.submit({ module: MODULE, command, params })
    if (!sent.ok) this.refused = sent.code
    return sent.ok
  }

  private async held(): Promise<Held[] | undefined> {
    const account = fromHex(this.session.identity.account)!
    const found = await this.ask<HeldEntry[]>('holdings', { account, after: null, most: MOST_HELD })
    return found.ok ? found.value.filter(({ kind }) => kind === ELECTRICITY).map(heldOf) : undefined
  }

  private ask<T>(query: string, params: object): Promise<Answer<T>> {
    return this.session.peer.ask<T>({ module: MODULE, query, params, at: 'head' })
  }
}

let running: { readonly session: Session; readonly pilot: Pilot } | undefined

/** One a page. */
export function pilotOf(session: Session): Pilot {
  if (running?.session !== session) running = { session, pilot: new Pilot(session) }
  return running.pilot
}
