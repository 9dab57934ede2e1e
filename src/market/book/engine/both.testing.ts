// Plays a stream to the engine and to the reference, and says where they part.
import { Matching } from './engine.ts'
import { Lines } from './lines.testing.ts'
import { MemoryOrder } from './memory/level.ts'
import { MemoryShelf } from './memory/shelf.ts'
import { LOCAL, NAMED, type Pair, SOLAR } from './ports.ts'
import { type Ended, type Plain, Reference, type Told } from './reference.testing.ts'
import type { Act, Stream } from './streams.testing.ts'

type Placed = Extract<Act, { act: 'order' }>

export function playBoth(stream: Stream): string[] {
  const lines = new Lines(stream.lines, stream.zones)
  const shelf = new MemoryShelf<MemoryOrder>()
  const trades: Told[] = []
  const pairs: Pair[] = []
  const endings: Ended[] = []
  const wrong: string[] = []
  const engine = new Matching<MemoryOrder>(
    shelf,
    lines,
    {
      traded({ buy, sell, energy, price, fee, older, buyRest, sellRest }) {
        trades.push({ buy: buy.place, sell: sell.place, energy, price, fee })
        pairs.push({ buy: buy.pocket, sell: sell.pocket })
        if (price < sell.price || price + fee > buy.price) wrong.push(`a trade at ${price} beyond a limit`)
        if (older === 'buy' ? buy.place > sell.place : sell.place > buy.place)
          wrong.push('the newer set the price')
        if (buyRest < 0 || sellRest < 0 || energy < 1) wrong.push('energy that nobody has')
      },
      ended: (order, energy, why) => endings.push({ place: order.place, energy, why }),
    },
    stream.maxTrades,
  )
  const plain = new Lines(stream.lines, stream.zones)
  const reference = new Reference(plain, stream.maxTrades)
  const orders = new Map<number, { ours: MemoryOrder; theirs: Plain }>()
  const cancelled = new Set<number>()
  const lapsed = new Set<number>()
  let place = 0

  /** Work with all steps that one command has: each trade takes one. */
  const step = (work: (steps: number) => number) => {
    const before = trades.length
    const left = work(stream.maxTrades)
    const made = trades.length - before
    if (made > stream.maxTrades - left)
      wrong.push(`${made} trades, and ${left} of ${stream.maxTrades} steps left`)
    if (left > 0 && !engine.settled) wrong.push('stopped with steps left')
  }
  const settle = () => {
    for (let i = 0; !engine.settled && i < 1000; i++) step(steps => engine.settle(steps))
  }
  const compare = () => {
    if (JSON.stringify(trades) !== JSON.stringify(reference.trades))
      wrong.push(`trades ${JSON.stringify(trades)}, not ${JSON.stringify(reference.trades)}`)
    if (JSON.stringify(endings) !== JSON.stringify(reference.endings))
      wrong.push(`endings ${JSON.stringify(endings)}, not ${JSON.stringify(reference.endings)}`)
    const ours = shelf.standing().map(({ place, rest }) => `${place}:${rest}`)
    const theirs = reference.book
      .toSorted((a, b) => a.place - b.place)
      .map(({ place, rest }) => `${place}:${rest}`)
    if (ours.join() !== theirs.join()) wrong.push(`${ours.join()} rest, not ${theirs.join()}`)
    if (lines.flows.join() !== plain.flows.join()) wrong.push('other flows')
    wrong.push(...reference.missed().map(pair => `${pair} should have traded`))
  }

  for (const [index, act] of stream.acts.entries()) {
    if (act.act === 'order') {
      place += 1
      const { ours, theirs } = orderOf(act, place, lines.pockets)
      orders.set(place, { ours, theirs })
      step(steps => engine.enter(ours, act.terms, steps))
      reference.enter(theirs, act.terms)
    } else if (act.act === 'cancel' || act.act === 'shrink') {
      const which = 1 + (act.which % (place + 1))
      if (act.act === 'cancel') {
        cancelled.add(which)
        step(steps => engine.cancel(which, steps))
        reference.shrink(which, 0)
      } else {
        step(steps => engine.shrink(which, act.rest, steps))
        reference.shrink(which, act.rest)
      }
    } else {
      settle()
      if (act.act === 'limit' && stream.lines.length > 0) {
        const line = act.line % stream.lines.length
        const change = (of: Lines) => Object.assign(of.lines[line]!, { up: act.up, down: act.down })
        engine.stir(lines.gaining(() => change(lines)))
        change(plain)
        reference.settle()
      } else if (act.act === 'lapse' && trades.length > 0) {
        const which = act.which % trades.length
        const { buy, sell, energy } = trades[which]!
        const older = Math.min(buy, sell)
        if (!lapsed.has(which) && !cancelled.has(older)) {
          lapsed.add(which)
          engine.giveBack(orders.get(older)!.ours, energy, pairs[which]!)
          reference.giveBack(orders.get(older)!.theirs, energy, pairs[which]!.buy, pairs[which]!.sell)
        }
      }
    }
    if (engine.settled) compare()
    if (wrong.length > 0) return [`after act ${index}`, ...wrong]
  }
  settle()
  compare()
  return wrong
}

function orderOf(act: Placed, place: number, pockets: number): { ours: MemoryOrder; theirs: Plain } {
  const { owner, price, energy, solar, local, names, only } = act
  const side = act.buys ? 'buy' : 'sell'
  const pocket = act.pocket % pockets
  const named = names.length > 0 && only
  const traits = (solar ? SOLAR : 0) | (local ? LOCAL : 0) | (named ? NAMED : 0)
  return {
    ours: new MemoryOrder(
      place,
      owner,
      side,
      price,
      energy,
      pocket,
      traits,
      names.length > 0 ? names : undefined,
    ),
    theirs: { place, owner, side, price, rest: energy, pocket, solar, local, names, only: named },
  }
}
