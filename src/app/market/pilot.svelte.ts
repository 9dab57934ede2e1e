// The autopilot, where it is on: looks again whenever another interval begins, and sends what it decides. It lives as
// long as the page, whichever screen is shown.
import { review } from '../../agents/autopilot/autopilot.ts'
import { confirmed } from '../../agents/autopilot/confirm.ts'
import type { Sentence } from '../../agents/autopilot/sentence.ts'
import { fromHex } from '../../bytes/bytes.ts'
import type { BookParams } from '../../market/book/params.ts'
import type { Answer } from '../../peer/api.ts'
import { inTurn } from '../again.ts'
import type { Session } from '../session.svelte.ts'
import { openIntervals } from './calendar.ts'
import type { BookSight } from './curve.ts'
import { deedsOf, type Household, PILOT_TAG, type Seen, situationOf, USUAL } from './household.ts'
import type { Held } from './mine.ts'
import { nameOf, type PendingEntry, pendingOf } from './pending.ts'
import { pilotKept } from './remembered.ts'
import { BUY } from './ticket.ts'
import { type HeldEntry, heldOf, MODULE, MOST_HELD, MOST_PENDING } from './trading.svelte.ts'

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
  /** Whether takers may think their matches over, and those that it has thought over. */
  private hesitates = false
  private readonly thought = new Set<string>()
  private said: readonly Sentence[] = []

  constructor(session: Session) {
    this.session = session
    const kept = pilotKept.read(session)
    this.on = kept?.on ?? false
    this.household = { ...USUAL, ...kept?.household }
    session.peer.watch('state', () => {
      if (this.on && this.isDue) void this.look()
      if (this.on && this.follows && this.hesitates) void this.think()
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
    pilotKept.write(this.session, { on: this.on, household: this.household })
  }

  private get interval(): number {
    const { status, community } = this.session
    return Math.floor((status?.slot ?? 0) / community.intervalSlots)
  }

  /** Once an interval; and only where this tab follows what happens, and is the one that is the peer. */
  private get isDue(): boolean {
    return this.follows && this.interval !== this.lookedIn
  }

  private get follows(): boolean {
    const { status, identity } = this.session
    return status?.seat === 'peer' && status.stage === 'live' && identity.belongs
  }

  private readonly look = inTurn(async () => {
    const seen = await this.see()
    if (!seen || !this.on) return
    this.lookedIn = this.interval
    const { situation, orders } = situationOf(this.household, seen)
    const answer = review(situation)
    this.said = answer.why
    this.why = this.said
    this.lookedMs = Date.now()
    this.refused = ''
    for (const { command, params } of deedsOf(answer, orders, ELECTRICITY))
      if (!(await this.submit(command, params))) return
  })

  /** What its orders took, it confirms where it still has use for it, and says so. */
  private readonly think = inTurn(async () => {
    const account = fromHex(this.session.identity.account)!
    const found = await this.ask<PendingEntry[]>('pending', { account, most: MOST_PENDING })
    if (!found.ok || found.value.length === 0) return
    const seen = await this.see()
    if (!seen || !this.on) return
    const offers = pendingOf(found.value, seen.held, []).filter(
      each => each.isTaker && each.tag === PILOT_TAG && !this.thought.has(nameOf(each)),
    )
    if (offers.length === 0) return
    const { situation } = situationOf(this.household, { ...seen, offers })
    const asked = offers.map(each => ({
      ...{ each, interval: each.interval, side: each.side === BUY ? ('buy' as const) : ('sell' as const) },
      ...{ priceMilli: each.side === BUY ? each.price + each.fee : each.price, energyWh: each.energy },
    }))
    const good = new Set(confirmed(situation, asked).map(({ each }) => each))
    for (const { each, ...offer } of asked) {
      this.thought.add(nameOf(each))
      const { interval, number } = each
      const isGood = good.has(each)
      const sent = !isGood || (await this.submit('confirm', { kind: ELECTRICITY, interval, match: number }))
      if (!sent) return void this.thought.delete(nameOf(each))
      this.why = [{ key: isGood ? 'confirms' : 'lets-lapse', ...offer }, ...this.said]
    }
  })

  /** The books that are open, and what it has in them. */
  private async see(): Promise<Seen | undefined> {
    const { community, status } = this.session
    const rules = await this.ask<BookParams>('rules', {})
    if (!rules.ok) return undefined
    this.hesitates = rules.value.hesitation !== null
    const { first, last } = openIntervals(community, rules.value, status?.slot ?? 0)
    const count = Math.min(A_DAY, last - first + 1)
    if (count < 1) return undefined
    const [books, held] = await Promise.all([
      this.ask<BookSight[]>('books', { kind: ELECTRICITY, from: first, most: count }),
      this.held(),
    ])
    return books.ok && held ? { calendar: community, first, count, books: books.value, held } : undefined
  }

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
