// Random commands that should succeed, for the simulated world.
import { type Codec, encode } from '../../bytes/codec.ts'
import { divFloor } from '../../bytes/integer.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Actor, Deed, Draw, Scene } from '../../chain/module.ts'
import { coverOf as coverOfAccount } from '../accounts/money.ts'
import { pickActor } from '../members/random/draws.ts'
import { mayWrite } from '../members/standing.ts'
import { type BookName, bookOf, gateOf, refusalOfBook } from './books.ts'
import { cancelParams } from './cancel.ts'
import { cancelAllParams } from './cancelAll.ts'
import { confirmParams } from './confirm.ts'
import { coverOf } from './cover.ts'
import { ownerOf } from './owner.ts'
import { type BookParams, bookParams } from './params.ts'
import { placeParams } from './place.ts'
import { blockOf } from './product.ts'
import { priceAt } from './rank.ts'
import { BUY, holdings, levels, matches, NAME, SELL, type Side } from './records.ts'
import { replaceParams } from './replace.ts'
import { bandAround } from './terms.ts'

const deed = <P>(actor: Actor, command: string, codec: Codec<P>, params: P): Deed => ({
  actor,
  module: NAME,
  command,
  params: encode(codec, params),
})

/** A deed is in a block some slots after it was drawn. */
const LATE = 6
/** Whoever thinks a match over does not wait for the last moment, nor much longer. */
const SOON = 3

/** An interval that takes orders for a while yet, the nearest first. */
function openInterval({ state, genesis, slot }: Scene, draw: Draw): number | undefined {
  const params = paramsOf(state, bookParams)
  const now = divFloor(slot, genesis.intervalSlots)
  const last = now + params.aheadIntervals
  let interval = now
  while (gateOf(genesis, params, interval) <= slot + LATE) interval += 1
  interval += draw(3)
  return interval <= last ? interval : undefined
}

/** The price that meets the best order of the other side. */
function bestFor(
  { state }: Scene,
  { kind, interval }: BookName,
  side: Side,
  { potFee, fundFee }: BookParams,
): number | undefined {
  const other = side === BUY ? SELL : BUY
  const best = state.first(levels, [kind, interval, other])
  const fee = side === BUY ? potFee + fundFee : -potFee - fundFee
  return best && priceAt(other, best.key[3]) + fee
}

function placing(scene: Scene, draw: Draw): Deed | undefined {
  const { state, slot } = scene
  const params = paramsOf(state, bookParams)
  const interval = openInterval(scene, draw)
  const actor = pickActor(scene, draw, 'trade', account => mayWrite(state, account))
  if (interval === undefined || !actor) return undefined
  const energyKind = draw(params.kinds.length)
  const isBlock = params.blocks.length > 0 && draw(2) === 0
  const length = isBlock ? params.blocks[draw(params.blocks.length)]! : 1
  const kind = blockOf(energyKind, length)
  if (refusalOfBook(scene, params, { kind, interval })) return undefined
  const book = bookOf(state, { kind, interval })
  if (book && book.halted > slot) return undefined
  const side = draw(2) === 0 ? BUY : SELL
  // Around where the last trade was; else bids somewhat below asks, so that some meet and some wait.
  const middle = book?.last ?? 300
  const spread = params.collar ? bandAround(middle, params.collar) : 100
  const wide = spread < 60 ? spread : 60
  const about = middle - wide + draw(2 * wide + 1)
  // Blocks are so many that by chance they seldom meet: mostly somebody takes the best there is.
  const best = isBlock && draw(4) > 0 && bestFor(scene, { kind, interval }, side, params)
  const price = typeof best === 'number' ? best : about
  if (book?.last != null && (price > book.last + spread || price < book.last - spread)) return undefined
  if (price < params.leastPrice || price > params.mostPrice) return undefined
  const most = divFloor(params.mostEnergy, length)
  const energy = 1 + draw(most < 2000 ? most : 2000)
  const held = state.get(holdings, [actor.account, kind, interval])
  if ((held?.orders.length ?? 0) + 1 >= params.openOrders) return undefined
  const needs = length * coverOf({ side, price, deposit: side === SELL ? params.deposit : 0 }, energy)
  if (coverOfAccount(state, actor.account) < 2 * needs) return undefined
  const terms = draw(8) === 0 && params.mechanism === 'cda' ? 'ioc' : 'gate'
  const until = draw(6) === 0 ? slot + LATE + draw(20) : null
  const asked = {
    kind,
    interval,
    side,
    price,
    energy,
    terms,
    until,
    tag: draw(1000),
    traits: 0,
    names: [],
  } as const
  return deed(actor, 'place', placeParams, asked)
}

/** An open order of somebody in a book whose gate is not near. */
function pickOrder(scene: Scene, draw: Draw) {
  const { state, slot } = scene
  const actor = pickActor(scene, draw, 'trade', account => state.first(holdings, [account]) !== undefined)
  if (!actor) return undefined
  const found = []
  for (const { key, value } of state.each(holdings, [actor.account])) {
    const [, kind, interval] = key
    const book = bookOf(state, { kind, interval })!
    if (book.gate <= slot + LATE || book.halted > slot) continue
    for (const order of value.orders) found.push({ kind, interval, order })
  }
  const chosen = found[draw(found.length || 1)]
  return chosen && { actor, ...chosen }
}

function cancelling(scene: Scene, draw: Draw): Deed | undefined {
  const chosen = pickOrder(scene, draw)
  if (!chosen) return undefined
  const { actor, kind, interval, order } = chosen
  const book = { kind, interval }
  if (draw(4) === 0)
    return deed(actor, 'cancelAll', cancelAllParams, { book: draw(2) === 0 ? book : null, most: 8 })
  return deed(actor, 'cancel', cancelParams, { ...book, number: order.place })
}

function replacing(scene: Scene, draw: Draw): Deed | undefined {
  const { state } = scene
  const chosen = pickOrder(scene, draw)
  if (!chosen || !mayWrite(state, chosen.actor.account)) return undefined
  const { actor, kind, interval, order } = chosen
  const { place, price, rest } = order
  const shrinks = draw(2) === 0
  if (rest < (shrinks ? 2 : 1)) return undefined
  const params = paramsOf(state, bookParams)
  const { last } = bookOf(state, { kind, interval })!
  const better = last !== null && last > price ? price + 1 : price - 1
  if (!shrinks && (better < params.leastPrice || better > params.mostPrice)) return undefined
  const off = last === null ? 0 : last > better ? last - better : better - last
  if (!shrinks && last !== null && params.collar && off > bandAround(last, params.collar)) return undefined
  const changed = shrinks ? { price, energy: rest - 1 } : { price: better, energy: rest }
  return deed(actor, 'replace', replaceParams, { kind, interval, number: place, ...changed })
}

function confirming({ state, slot, actors }: Scene, draw: Draw): Deed | undefined {
  const found: Deed[] = []
  for (const { key, value } of state.each(matches)) {
    const [kind, interval, match] = key
    const taker = value.taker === BUY ? value.buyer : value.seller
    const actor = actors.find(({ account }) => ownerOf(account) === taker)
    if (actor && value.until > slot + SOON && mayWrite(state, actor.account))
      found.push(deed(actor, 'confirm', confirmParams, { kind, interval, match }))
  }
  return found[draw(found.length || 1)]
}

const kinds = [confirming, placing, placing, placing, placing, cancelling, replacing]

export function generate(scene: Scene, draw: Draw): Deed | undefined {
  return kinds[draw(kinds.length)]!(scene, draw)
}
