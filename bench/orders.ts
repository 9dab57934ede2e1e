// A market for benchmarks: blocks of orders, half of which cross, a fifth of all that is sent cancels.
import { toHex } from '../src/bytes/bytes.ts'
import { decode, encode } from '../src/bytes/codec.ts'
import type { Executed } from '../src/chain/execute.ts'
import { View } from '../src/chain/store.ts'
import { cancelParams } from '../src/market/book/cancel.ts'
import { placed } from '../src/market/book/events.ts'
import { placeParams } from '../src/market/book/place.ts'
import { BUY, holdings, NAME, SELL } from '../src/market/book/records.ts'
import type { Founding } from '../src/market/founding.ts'
import { drawing } from '../src/market/testing.ts'
import { foundTown, type Made, Maker, type Town, type Wish } from './town.ts'

export const INTERVALS = 96

/** A town whose market has nothing that would keep a stream of chance orders out. */
export const foundMarket = (size: number, signing: number, more: Founding['book'] = {}): Promise<Town> =>
  foundTown(size, signing, {
    book: { collar: null, halt: null, gateSlots: 0, openOrders: 32, ...more },
    genesis: { workBudget: 1_000_000, staleSlots: 100_000 },
  })

interface Placed {
  readonly from: number
  readonly interval: number
  readonly number: number
}

/** Makes signed blocks of `perBlock` deeds each, over all intervals of a day. */
export async function makeOrders(
  town: Town,
  count: number,
  perBlock: number,
  sign = true,
): Promise<{ readonly blocks: Made[]; readonly note: string }> {
  const draw = drawing(5)
  const maker = new Maker(town, sign)
  const numbers = new Map(town.accounts.map((account, i) => [toHex(account), i]))
  const open: Placed[] = []
  const blocks: Made[] = []
  let [done, trades] = [0, 0]
  let step = 0
  for (let b = 0; b < count; b++) {
    const wishes: Wish[] = []
    const busy = new Set<number>()
    while (wishes.length < perBlock) {
      const cancel = open.length > 0 && draw(5) === 0 ? cancelling(maker.head, town, open, draw) : undefined
      const from = (step++ * 7919) % town.signers.length
      const wish = cancel ?? placing(from, draw)
      // One a block of each account, so that no order of sequences is asked for.
      if (busy.has(wish.from)) continue
      busy.add(wish.from)
      wishes.push(wish)
    }
    blocks.push(await maker.block(wishes))
    for (const { event, data } of maker.head.events)
      if (event === 'traded') trades += 1
      else if (event === 'placed') {
        const { account, interval, number } = decode(placed.data, data)
        open.push({ from: numbers.get(toHex(account))!, interval, number })
      }
    done += maker.head.outcomes.filter(({ status }) => status === 'done').length
  }
  // A block executes what its parent took in, so one more follows, and all of them are executed.
  blocks.push(await maker.block([]))
  for (const { event } of maker.head.events) if (event === 'traded') trades += 1
  done += maker.head.outcomes.filter(({ status }) => status === 'done').length
  const executed = perBlock * count
  const note = `, all executed: ${trades} trades, ${executed - done} cancels of what had traded by then`
  return { blocks, note }
}

function placing(from: number, draw: (below: number) => number): Wish {
  const side = draw(2) === 0 ? BUY : SELL
  const better = side === BUY ? 1 : -1
  // Half of them cross whatever stands; the others stand.
  const price = draw(2) === 0 ? 300 + 60 * better : 300 - better * (1 + draw(50))
  const energy = 100 + draw(2000)
  const asked = { kind: 0, interval: 1 + draw(INTERVALS), side, price, energy, terms: 'gate' } as const
  const params = encode(placeParams, { ...asked, until: null, tag: 0, traits: 0, names: [] })
  return { from, module: NAME, command: 'place', params }
}

function cancelling(
  head: Executed,
  town: Town,
  open: Placed[],
  draw: (below: number) => number,
): Wish | undefined {
  const state = new View(head.tree)
  while (open.length > 0) {
    const [{ from, interval, number }] = open.splice(draw(open.length), 1) as [Placed]
    const held = state.get(holdings, [town.accounts[from]!, 0, interval])
    if (!held?.orders.some(({ place }) => place === number)) continue
    return {
      from,
      module: NAME,
      command: 'cancel',
      params: encode(cancelParams, { kind: 0, interval, number }),
    }
  }
  return undefined
}
