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
import { type Held, mineOf } from './mine.ts'
import type { Wish } from './ticket.ts'

export const MODULE = 'book'
/** Six hours of quarters, and a day. */
const PAST_INTERVALS = 24
const AHEAD_INTERVALS = 96
const DEPTH = 5
const NOTHING: Depth = { bids: { levels: [], meets: null }, asks: { levels: [], meets: null } }
export const MOST_HELD = 400

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

  cancelAll(most: number): Promise<Submitted> {
    return this.submit('cancelAll', { book: null, most })
  }

  private submit(command: string, params: object): Promise<Submitted> {
    return this.session.peer.submit({ module: MODULE, command, params })
  }

  private ask<T>(query: string, params: object, at: 'head' | 'final' = 'head'): Promise<Answer<T>> {
    return this.session.peer.ask<T>({ module: MODULE, query, params, at })
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
    const [books, depth, final, head, past] = await Promise.all([
      this.ask<BookSight[]>('books', { kind, from, most: to - from + 1 }),
      this.ask<Depth>('depth', { kind, interval, most: DEPTH, account }),
      this.ask<HeldEntry[]>('holdings', own, 'final'),
      this.ask<HeldEntry[]>('holdings', own),
      this.ask<PastBook[]>('past', { account }),
    ])
    if (books.ok) this.books = books.value.filter(book => book.interval <= to)
    // Another one may have been chosen meanwhile.
    if (depth.ok && interval === this.interval) this.depth = { ...depth.value, interval }
    if (final.ok && head.ok) this.held = { final: final.value.map(heldOf), head: head.value.map(heldOf) }
    if (past.ok) this.past = past.value
    if (books.ok) this.ready = true
  })
}

export interface HeldEntry {
  readonly kind: number
  readonly interval: number
  readonly holding: Holding
}

export const heldOf = ({ kind, interval, holding }: HeldEntry): Held => ({ kind, interval, ...holding })
