// What the market screen knows: the rules, the books, what stands in the chosen one, and what is one's own.
import { fromHex } from '../../bytes/bytes.ts'
import type { Depth } from '../../market/book/depth.ts'
import type { BookParams } from '../../market/book/params.ts'
import type { Holding, PastBook } from '../../market/book/records.ts'
import type { Answer, Stop, Submitted } from '../../peer/api.ts'
import { inTurn } from '../again.ts'
import type { Session } from '../session.svelte.ts'
import { intervalAt, openIntervals } from './calendar.ts'
import type { BookSight } from './curve.ts'
import { type Held, mineOf, type OwnOrder } from './mine.ts'
import { type Lapse, lapsesOf, nameOf, type Pending, type PendingEntry, pendingOf } from './pending.ts'
import { waitedKept } from './remembered.ts'
import type { Wish } from './ticket.ts'

export const MODULE = 'book'
/** Six hours of quarters, and a day. */
const PAST_INTERVALS = 24
const AHEAD_INTERVALS = 96
const DEPTH = 5
const NOTHING: Depth = { bids: { levels: [], meets: null }, asks: { levels: [], meets: null } }
export const MOST_HELD = 400
export const MOST_PENDING = 100
const MOST_LAPSES = 4

/** Preferences, as orders have them: of the sun, of the own zone. */
export const SOURCES = ['any', 'sun', 'near', 'both'] as const
export type Source = (typeof SOURCES)[number]
export const TRAITS: { readonly [S in Source]: number } = { any: 0, sun: 1, near: 2, both: 3 }
export type Terms = 'gate' | 'ioc' | 'fok'

export class Trading {
  readonly session: Session
  /** Undefined until they are known; null where the community has no market. */
  rules = $state.raw<BookParams | null>()
  books = $state.raw<readonly BookSight[]>([])
  /** What stood in a book as this house sees it, which may be the book that was looked at before. */
  depth = $state.raw<Depth & { readonly interval: number }>({ ...NOTHING, interval: -1 })
  private held = $state.raw<{ final: readonly Held[]; head: readonly Held[] }>({ final: [], head: [] })
  past = $state.raw<readonly PastBook[]>([])
  /** Where all orders of a book meet at its gate, at one price: what that would be now, and of which book. */
  clearing = $state.raw<{ readonly interval: number; readonly price: number } | null>(null)
  /** Where takers may think it over: what waits to be confirmed, and what nobody confirmed. */
  pending = $state.raw<readonly Pending[]>([])
  lapses = $state.raw<readonly Lapse[]>([])
  /** All of it was told once. */
  ready = $state(false)
  kind = $state(0)
  /** As it was chosen; undefined: the first that is open. */
  chosen = $state<number>()
  readonly slot = $derived.by(() => this.session.status?.slot ?? 0)
  readonly now = $derived.by(() => intervalAt(this.session.community, this.slot))
  readonly open = $derived.by(() =>
    this.rules ? openIntervals(this.session.community, this.rules, this.slot) : { first: 0, last: -1 },
  )
  /** Whether orders wait for the gate and meet there, all at once. */
  readonly calls = $derived.by(() => this.rules !== undefined && this.rules?.mechanism !== 'cda')
  readonly interval = $derived.by(() =>
    Math.max(0, Math.min(Math.max(this.chosen ?? 0, this.open.first), this.open.last)),
  )
  readonly span = $derived.by(() => ({
    from: Math.max(0, this.now - PAST_INTERVALS),
    to: Math.max(this.now, Math.min(this.open.last, this.now + AHEAD_INTERVALS)),
  }))
  readonly book = $derived.by(() => this.books.find(({ interval }) => interval === this.interval))
  readonly mine = $derived.by(() => mineOf(this.held.final, this.held.head))
  private readonly stop: Stop

  constructor(session: Session) {
    this.session = session
    const waited = waitedKept.read(session)
    this.pending = waited?.pending ?? []
    this.lapses = waited?.lapses ?? []
    this.stop = session.peer.watch('state', () => void this.look())
  }

  close(): void {
    this.stop()
  }

  choose(interval: number): void {
    this.chosen = interval
    void this.look()
  }

  chooseKind(kind: number): void {
    this.kind = kind
    void this.look()
  }

  place(wish: Wish, terms: Terms, traits: number): Promise<Submitted> {
    const { kind, interval } = this
    return this.submit('place', { kind, interval, ...wish, terms, until: null, tag: 0, traits, names: [] })
  }

  cancel({ kind, interval, number }: { kind: number; interval: number; number: number }): Promise<Submitted> {
    return this.submit('cancel', { kind, interval, number })
  }

  /** The energy is what is wanted in each interval. */
  replace({ kind, interval, number }: OwnOrder, price: number, energy: number): Promise<Submitted> {
    return this.submit('replace', { kind, interval, number, price, energy })
  }

  cancelAll(most: number): Promise<Submitted> {
    return this.submit('cancelAll', { book: null, most })
  }

  confirm({ kind, interval, number }: Pending): Promise<Submitted> {
    return this.submit('confirm', { kind, interval, match: number })
  }

  private submit(command: string, params: object): Promise<Submitted> {
    return this.session.peer.submit({ module: MODULE, command, params })
  }

  private ask<T>(query: string, params: object, at: 'head' | 'final' = 'head'): Promise<Answer<T>> {
    return this.session.peer.ask<T>({ module: MODULE, query, params, at })
  }

  private wait(entries: readonly PendingEntry[], slot: number): void {
    const { pending: before, held } = this
    this.pending = pendingOf(entries, held.head, before)
    const lapsed = lapsesOf(before, this.pending, held.head, slot)
    const named = new Set(lapsed.map(nameOf))
    // Until its time of delivery has come.
    const kept = this.lapses.filter(each => each.interval >= this.now && !named.has(nameOf(each)))
    this.lapses = [...lapsed, ...kept].slice(0, MOST_LAPSES)
    waitedKept.write(this.session, { pending: this.pending, lapses: this.lapses })
  }

  private readonly look = inTurn(async () => {
    // Which intervals are open, they say.
    const rules = await this.ask<BookParams>('rules', {})
    if (rules.ok) this.rules = rules.value
    else if (rules.code.startsWith('query/')) this.rules = null
    const { kind, interval, session } = this
    const account = fromHex(session.identity.account)!
    const { from, to } = this.span
    const own = { account, after: null, most: MOST_HELD }
    const [books, depth, final, head, past, pending, clearing] = await Promise.all([
      this.ask<BookSight[]>('books', { kind, from, most: to - from + 1 }),
      this.ask<Depth>('depth', { kind, interval, most: DEPTH, account }),
      this.ask<HeldEntry[]>('holdings', own, 'final'),
      this.ask<HeldEntry[]>('holdings', own),
      this.ask<PastBook[]>('past', { account }),
      this.rules && this.rules.hesitation !== null
        ? this.ask<PendingEntry[]>('pending', { account, most: MOST_PENDING })
        : undefined,
      this.rules?.mechanism === 'clear'
        ? this.ask<{ price: number } | null>('clearing', { kind, interval })
        : undefined,
    ])
    // Best prices of orders that wait for each other say nothing.
    const plain = (book: BookSight) => (this.calls ? { ...book, bid: null, ask: null } : book)
    if (books.ok) this.books = books.value.filter(book => book.interval <= to).map(plain)
    // Another one may have been chosen meanwhile.
    if (depth.ok && interval === this.interval) this.depth = { ...depth.value, interval }
    if (final.ok && head.ok) this.held = { final: final.value.map(heldOf), head: head.value.map(heldOf) }
    if (clearing?.ok) this.clearing = clearing.value && { interval, price: clearing.value.price }
    if (past.ok) this.past = past.value
    // Of one block: what it has turned into a trade is in both.
    if (pending?.ok && head.ok && pending.at.hash === head.at.hash) this.wait(pending.value, pending.at.slot)
    if (books.ok) this.ready = true
  })
}

export interface HeldEntry {
  readonly kind: number
  readonly interval: number
  readonly holding: Holding
}

export const heldOf = ({ kind, interval, holding }: HeldEntry): Held => ({ kind, interval, ...holding })
