// A new order comes to a book: whether it may stand there, and what becomes of it at once.
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { CommandContext } from '../../chain/module.ts'
import { coverOf as coverOfAccount } from '../accounts/money.ts'
import { type BookName, refusalAtGate, staleSince } from './books.ts'
import { refusalOfCapacity } from './capacity.ts'
import type { Desk } from './desk.ts'
import { GATE } from './due.ts'
import { NAMED, SOLAR, type Terms } from './engine/ports.ts'
import { placed } from './events.ts'
import { lapse, lapseSubject } from './lapse.ts'
import { ELECTRICITY } from './lines.ts'
import { ownerOf } from './owner.ts'
import { pocketOf, pointOf } from './points.ts'
import { energyKindOf } from './product.ts'
import { SELL, type Side } from './records.ts'
import type { Session } from './session.ts'
import { nameOfSide } from './side.ts'
import { bookSubject } from './subject.ts'
import { refusalOfCall, refusalOfCollar, refusalOfWish } from './terms.ts'

export interface Asked extends BookName {
  readonly side: Side
  readonly price: number
  readonly energy: number
  readonly terms: Terms
  /** Its last slot, where its owner gives it one. */
  readonly until: number | null
  readonly tag: number
  readonly traits: number
  readonly names: readonly Bytes[]
}

/** Whom an order names: others, each once. */
function refusalOfNames({ traits, names }: Asked, account: Bytes): Refusal | undefined {
  const ascends = names.every((name, i) => i === 0 || compareBytes(names[i - 1]!, name) < 0)
  const needed = (traits & NAMED) !== 0 && names.length === 0
  return ascends && !needed && !names.some(name => equalBytes(name, account))
    ? undefined
    : refuse('book/names')
}

/** Why the book takes no such order now, whoever it is from. */
export function refusalOfOrder({ context, params, book }: Desk, asked: Asked): Refusal | undefined {
  const { slot } = context
  const refusal = refusalAtGate(slot, book) ?? refusalOfWish(params, asked) ?? refusalOfCall(params, asked)
  if (refusal) return refusal
  if (asked.until !== null && asked.until < slot) return refuse('book/expired', asked.until, slot)
  const since = staleSince(context)
  if (since !== undefined) return refuse('book/stale', since)
  if (slot < book.halted) return refuse('book/halted', book.halted)
  return refusalOfCollar(params, book, asked.price)
}

/** Takes the order into the session's book, where its owner can cover it. The caller writes the session down. */
export function enter(
  context: CommandContext,
  session: Session,
  asked: Asked,
  was: number | null,
): Refusal | undefined {
  const { account } = context
  const { desk } = session
  const owner = ownerOf(account)
  const stand = desk.stand(owner)
  const { openOrders, deposit } = desk.params
  if (stand.orders.length >= openOrders) return refuse('book/open-orders', stand.orders.length)
  const { kind, interval, side, price, energy, terms, tag } = asked
  const names = refusalOfNames(asked, account)
  if (names) return names
  const { traits } = asked
  const pocket = pocketOf(context, context.genesis, account, kind)
  if (pocket === undefined) return refuse('book/no-point')
  const point = energyKindOf(kind) === ELECTRICITY ? pointOf(context, account) : undefined
  if (side === SELL && (traits & SOLAR) !== 0 && !point?.solar) return refuse('book/not-solar')
  const beyond = point && refusalOfCapacity(desk, owner, point, side, energy)
  if (beyond) return beyond
  // The gate ends every order, so a later slot of its own means nothing.
  const until = asked.until !== null && asked.until + 1 < desk.book.gate ? asked.until : null
  const place = add(desk.book.newest, 1)
  const promise = side === SELL ? deposit : 0
  const order = { place, side, price, rest: energy, matched: 0, pocket, traits, deposit: promise, until, tag }
  const needs = desk.coverOf(order, energy)
  const has = coverOfAccount(context, account) + stand.free
  if (has < needs) return refuse('book/uncovered', has, needs)
  desk.book.newest = place
  context.emit(placed, { kind, interval, number: place, account, side, price, energy, tag, was })
  desk.enter(owner, order)
  if (desk.isNew) context.schedule(GATE, desk.book.gate, bookSubject(asked))
  const offered = { place, owner, side: nameOfSide(side), price, rest: energy, pocket, traits }
  session.enter(asked.names.length > 0 ? { ...offered, names: asked.names.map(ownerOf) } : offered, terms)
  if (desk.killed) return refuse('book/unfillable')
  if (until !== null && desk.open(owner, place))
    context.schedule(lapse, until + 1, lapseSubject(asked, account, place))
  return undefined
}
