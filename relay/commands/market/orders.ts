// The orders of a replay, as people write them down: each read, or refused in words that lead to its line.
import { InputError } from '../io.ts'
import { type JsonRecord, readRecords } from '../records.ts'

export interface Placing {
  readonly place: string
  readonly id: string
  readonly account: string
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly energy: number
  readonly interval: number
  readonly bus?: string
}

export interface Cancelling {
  readonly place: string
  readonly cancel: string
}

export type Deed = Placing | Cancelling

export const isPlacing = (deed: Deed): deed is Placing => 'id' in deed

/** A billion credits a kWh: with any fee on top it is still exact. */
const MAX_PRICE = 10 ** 12
const MAX = Number.MAX_SAFE_INTEGER

/** All deeds of a text, or an InputError. Whoever cancels, cancels what stands further up. */
export function readDeeds(text: string): Deed[] {
  const lines = new Map<string, string>()
  return readRecords(text).map(record => {
    const deed = readDeed(record)
    if (isPlacing(deed)) {
      const before = lines.get(deed.id)
      if (before !== undefined)
        throw new InputError(`${deed.place}: the order ${deed.id} stands on ${before} already`)
      lines.set(deed.id, deed.place)
    } else if (!lines.has(deed.cancel))
      throw new InputError(`${deed.place}: there is no order ${deed.cancel} above to cancel`)
    return deed
  })
}

function readDeed(record: JsonRecord): Deed {
  const { place, value } = record
  if (value.cancel !== undefined) {
    if (value.id !== undefined) throw new InputError(`${place}: id and cancel: it must be one of them`)
    return { place, cancel: textOf(record, 'cancel') }
  }
  const price = wholeOf(record, 'price', 1, MAX_PRICE)
  const energy = wholeOf(record, 'energy', 1, MAX)
  if (price * energy > MAX)
    throw new InputError(
      `${place}: price × energy is ${price} × ${energy}; beyond 2^53 money would not be exact`,
    )
  return {
    place,
    id: textOf(record, 'id'),
    account: textOf(record, 'account'),
    side: sideOf(record),
    price,
    energy,
    interval: value.interval === undefined ? 0 : wholeOf(record, 'interval', 0, MAX),
    ...(value.bus !== undefined && { bus: textOf(record, 'bus') }),
  }
}

function textOf({ place, value }: JsonRecord, name: string): string {
  const text = value[name]
  if (text === undefined) throw new InputError(`${place}: ${name} is missing`)
  if (typeof text !== 'string' || text === '')
    throw new InputError(`${place}: ${name} must be a text in quotes, not ${JSON.stringify(text)}`)
  return text
}

function sideOf({ place, value: { side } }: JsonRecord): 'buy' | 'sell' {
  if (side === undefined) throw new InputError(`${place}: side is missing`)
  if (side !== 'buy' && side !== 'sell')
    throw new InputError(`${place}: side must be "buy" or "sell", not ${JSON.stringify(side)}`)
  return side
}

function wholeOf({ place, value }: JsonRecord, name: string, least: number, most: number): number {
  const number = value[name]
  if (number === undefined) throw new InputError(`${place}: ${name} is missing`)
  if (typeof number !== 'number' || !Number.isInteger(number))
    throw new InputError(`${place}: ${name} must be a whole number, not ${JSON.stringify(number)}`)
  if (number < least) throw new InputError(`${place}: ${name} must be ${least} or more, not ${number}`)
  if (number > most) throw new InputError(`${place}: ${name} is ${number}; more than ${most} is not read`)
  return number
}
