import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Feeder } from '../feeder.ts'
import { lineName } from '../feeder.ts'
import { Carrier, type Pair } from './carrier.ts'
import { flowsInMemory, type Perhaps } from './flow.ts'
import { Provisional } from './provisional.ts'
import { hang, type Tree } from './tree.ts'
import { energyOf, type Given, wiresOf } from './wires.ts'

const NOTHING: Given = { ofLine: () => undefined, ofBus: () => undefined }

function open(feeder: Feeder, given: Given = NOTHING) {
  const tree = hang(feeder) as Tree
  const flows = flowsInMemory()
  const carrier = new Carrier(wiresOf(feeder, tree, given, 15), flows)
  const bus = (name: string) => tree.numbers.get(name)!
  return {
    carrier,
    flows,
    bus,
    carries: (buy: string, sell: string) => carrier.carries(bus(buy), bus(sell), 10 ** 12),
    took: (buy: string, sell: string, energyWh: number) =>
      carrier
        .took(bus(buy), bus(sell), energyWh)
        .map(pair => `${tree.names[pair.sell]} to ${tree.names[pair.buy]}`),
  }
}

const feeder: Feeder = {
  name: 'two streets',
  slack: 'mill',
  buses: [
    { bus: 'mill' },
    { bus: 'a', zone: 'north' },
    { bus: 'aa', zone: 'north' },
    { bus: 'b', zone: 'south' },
  ],
  lines: [
    { from: 'mill', to: 'a', ratingW: 4000, feeMilli: 10 },
    { from: 'aa', to: 'a', ratingW: 2000, feeMilli: 3 },
    { from: 'mill', to: 'b', ratingW: 8003, feeMilli: 20 },
  ],
}

describe('two streets', () => {
  test('the smallest rating on the path holds, as energy of the interval', () => {
    const { carries } = open(feeder)
    expect(carries('aa', 'a')).toBe(500)
    expect(carries('b', 'aa')).toBe(500)
    expect(carries('b', 'a')).toBe(1000)
    expect(carries('b', 'mill')).toBe(2000) // 8003 W for a quarter of an hour, rounded down
    expect(carries('b', 'b')).toBe(10 ** 12) // two neighbours at one bus use no line
    expect(energyOf(7, 1440)).toBe(168)
  })

  test('fees add up along the path, and a near neighbour pays less', () => {
    const { carrier, bus } = open(feeder)
    expect(carrier.fee(bus('aa'), bus('b'))).toBe(33)
    expect(carrier.fee(bus('b'), bus('aa'))).toBe(33)
    expect(carrier.fee(bus('aa'), bus('a'))).toBe(3)
    expect(carrier.fee(bus('a'), bus('a'))).toBe(0)
  })

  test('what flows one way fills the line, and a sale the other way makes room', () => {
    const { carries, took } = open(feeder)
    expect(took('b', 'a', 1000)).toEqual([])
    expect(carries('b', 'a')).toBe(0)
    expect(carries('b', 'aa')).toBe(0)
    expect(carries('a', 'b')).toBe(2000)
    expect(took('aa', 'mill', 200)).toEqual(['a to mill', 'aa to mill', 'a to b', 'aa to b'])
    expect(carries('b', 'a')).toBe(200)
  })

  test('an undone sale gives back what it took', () => {
    const { carrier, bus, carries, took } = open(feeder)
    took('b', 'a', 1000)
    expect(carrier.gave(bus('b'), bus('a'), 1000).length).toBe(4)
    expect(carries('b', 'a')).toBe(1000)
    expect(carries('a', 'b')).toBe(1000)
  })

  test('a limit takes the rating’s place, by direction; forward is from the first bus to the second', () => {
    const { carries } = open(feeder, {
      ofLine: line => (line === 'aa-a' ? { forwardW: 9000, reverseW: 40 } : undefined),
      ofBus: () => undefined,
    })
    expect(carries('a', 'aa')).toBe(2250)
    expect(carries('aa', 'a')).toBe(10)
  })

  test('an envelope binds what a bus takes and gives, and nothing within it', () => {
    const { carries, took } = open(feeder, {
      ofLine: () => undefined,
      ofBus: bus => (bus === 'a' ? { importW: 400, exportW: 80 } : undefined),
    })
    expect(carries('a', 'mill')).toBe(100)
    expect(carries('mill', 'a')).toBe(20)
    expect(carries('mill', 'aa')).toBe(500) // what passes the bus is not of the bus
    expect(carries('a', 'a')).toBe(10 ** 12)
    took('mill', 'a', 20)
    expect(carries('mill', 'a')).toBe(0)
    expect(carries('a', 'mill')).toBe(120)
  })

  test('zones', () => {
    const { carrier, bus } = open(feeder)
    expect(carrier.local(bus('a'), bus('aa'))).toBe(true)
    expect(carrier.local(bus('a'), bus('b'))).toBe(false)
    expect(carrier.local(bus('a'), bus('mill'))).toBe(false)
  })
})

/** A feeder written down as sets: each line and each envelope knows the buses on its far side. */
function slow(feeder: Feeder, given: Given) {
  const names = feeder.buses.map(({ bus }) => bus)
  const behind = (without: string, start: string): Set<string> => {
    const found = new Set([start])
    for (let grows = true; grows; ) {
      grows = false
      for (const line of feeder.lines)
        if (lineName(line) !== without && found.has(line.from) !== found.has(line.to)) {
          found.add(line.from).add(line.to)
          grows = true
        }
    }
    return found
  }
  const cuts = [
    ...feeder.lines.map(line => {
      const { forwardW, reverseW } = given.ofLine(lineName(line)) ?? {
        forwardW: line.ratingW,
        reverseW: line.ratingW,
      }
      return {
        inside: behind(lineName(line), line.to),
        into: Math.floor((forwardW * 900) / 3600),
        out: Math.floor((reverseW * 900) / 3600),
        fee: line.feeMilli,
      }
    }),
    ...names.flatMap(bus => {
      const envelope = given.ofBus(bus)
      if (!envelope) return []
      const { importW, exportW } = envelope
      return { inside: new Set([bus]), into: Math.floor(importW / 4), out: Math.floor(exportW / 4), fee: 0 }
    }),
  ]
  /** What each bus took less what it gave. */
  const taken = new Map(names.map(name => [name, 0]))
  const flow = (inside: Set<string>) => [...inside].reduce((sum, bus) => sum + taken.get(bus)!, 0)
  return {
    fee: (a: string, b: string) =>
      cuts.filter(({ inside }) => inside.has(a) !== inside.has(b)).reduce((sum, { fee }) => sum + fee, 0),
    carries(buy: string, sell: string, energy: number) {
      let most = energy
      for (const { inside, into, out } of cuts) {
        if (inside.has(buy) === inside.has(sell)) continue
        most = Math.min(most, inside.has(buy) ? into - flow(inside) : out + flow(inside))
      }
      return Math.max(0, most)
    },
    took(buy: string, sell: string, energy: number) {
      taken.set(buy, taken.get(buy)! + energy)
      taken.set(sell, taken.get(sell)! - energy)
    },
  }
}

const anyFeeder = fc
  .array(
    fc.record({
      upper: fc.nat(),
      isDown: fc.boolean(),
      ratingW: fc.integer({ min: 0, max: 60 }),
      feeMilli: fc.nat(9),
      limit: fc.option(fc.record({ forwardW: fc.nat(60), reverseW: fc.nat(60) }), { nil: undefined }),
      envelope: fc.option(fc.record({ importW: fc.nat(60), exportW: fc.nat(60) }), {
        nil: undefined,
        freq: 4,
      }),
    }),
    { maxLength: 9 },
  )
  .map(rows => {
    const lines = rows.map(({ upper, isDown, ratingW, feeMilli }, i) => {
      const [from, to] = [`n${upper % (i + 1)}`, `n${i + 1}`]
      return isDown ? { from, to, ratingW, feeMilli } : { from: to, to: from, ratingW, feeMilli }
    })
    const buses = [{ bus: 'n0' }, ...rows.map((_, i) => ({ bus: `n${i + 1}` }))]
    const given: Given = {
      ofLine: name => rows[lines.findIndex(line => lineName(line) === name)]?.limit,
      ofBus: name => rows[Number(name.slice(1)) - 1]?.envelope,
    }
    return { feeder: { name: '', slack: 'n0', buses, lines } satisfies Feeder, given }
  })

const anySales = fc.array(
  fc.record({
    buy: fc.nat(),
    sell: fc.nat(),
    energy: fc.integer({ min: 1, max: 30 }),
    isUndone: fc.boolean(),
  }),
  { maxLength: 12 },
)

test('as a slow reference of sets of buses has it: what is carried, what it costs, and what is freed', () => {
  fc.assert(
    fc.property(anyFeeder, anySales, ({ feeder, given }, sales) => {
      const { carrier, bus } = open(feeder, given)
      const reference = slow(feeder, given)
      const names = feeder.buses.map(({ bus }) => bus)
      const pairs = names.flatMap(buy => names.map(sell => [buy, sell] as const))
      const room = () => pairs.map(([buy, sell]) => reference.carries(buy, sell, 1000))
      for (const { buy, sell, energy, isUndone } of sales) {
        const before = room()
        const [buyer, seller] = [names[buy % names.length]!, names[sell % names.length]!]
        expect(carrier.fee(bus(seller), bus(buyer))).toBe(reference.fee(seller, buyer))
        const carried = carrier.carries(bus(buyer), bus(seller), energy)
        expect(carried).toBe(reference.carries(buyer, seller, energy))
        // Not even what lies beyond a limit confuses it: a limit may have been tightened under a flow.
        const freed = isUndone
          ? carrier.gave(bus(buyer), bus(seller), energy)
          : carrier.took(bus(buyer), bus(seller), energy)
        reference.took(buyer, seller, isUndone ? -energy : energy)
        const after = room()
        const opened = pairs.filter((_, i) => before[i] === 0 && after[i]! > 0)
        expect(freed).toEqual(
          opened
            .map(([buy, sell]) => ({ buy: bus(buy), sell: bus(sell) }))
            .sort((a, b) => a.buy - b.buy || a.sell - b.sell),
        )
        expect(pairs.map(([buy, sell]) => carrier.carries(bus(buy), bus(sell), 1000))).toEqual(after)
      }
    }),
  )
})

function perhapsInMemory(): Perhaps {
  const kept = new Map<string, number>()
  return {
    of: (wire, isDown) => kept.get(`${wire} ${isDown}`) ?? 0,
    set: (wire, isDown, energyWh) => void kept.set(`${wire} ${isDown}`, energyWh),
  }
}

interface Sale extends Pair {
  readonly energy: number
}

test('where sales may be called off, what is carried is so whichever of them come to be', () => {
  const anyDeeds = fc.array(
    fc.record({
      what: fc.constantFrom('sell', 'sell', 'sell', 'confirm', 'call off'),
      ...{ buy: fc.nat(), sell: fc.nat(), which: fc.nat(), energy: fc.integer({ min: 1, max: 30 }) },
    }),
    { maxLength: 14 },
  )
  let opens = 0
  fc.assert(
    fc.property(anyFeeder, anyDeeds, ({ feeder, given }, deeds) => {
      const wires = wiresOf(feeder, hang(feeder) as Tree, given, 15)
      const carrier = new Provisional(wires, { ...flowsInMemory(), perhaps: perhapsInMemory() })
      const agreed: Sale[] = []
      const open: Sale[] = []
      const pairs = feeder.buses.flatMap((_, buy) => feeder.buses.map((_, sell) => ({ buy, sell })))
      const room = ({ buy, sell }: Pair) => {
        let least = 1000
        for (let some = 0; some < 2 ** open.length; some++) {
          const sure = new Carrier(wires, flowsInMemory())
          for (const sale of [...agreed, ...open.filter((_, i) => (some >> i) % 2 === 1)])
            sure.took(sale.buy, sale.sell, sale.energy)
          least = Math.min(least, sure.carries(buy, sell, 1000))
        }
        return least
      }
      for (const { what, which, ...asked } of deeds) {
        const before = pairs.map(room)
        let opened: readonly Pair[] = []
        if (what === 'sell' && open.length < 4) {
          const [buy, sell] = [asked.buy % wires.buses, asked.sell % wires.buses]
          const energy = carrier.carries(buy, sell, asked.energy)
          if (energy === 0) continue
          opened = carrier.took(buy, sell, energy)
          open.push({ buy, sell, energy })
          expect(opened).toEqual([])
        } else if (what !== 'sell' && open.length > 0) {
          const [sale] = open.splice(which % open.length, 1) as [Sale]
          const { buy, sell, energy } = sale
          opened = what === 'confirm' ? carrier.confirmed(buy, sell, energy) : carrier.gave(buy, sell, energy)
          if (what === 'confirm') agreed.push(sale)
        }
        const after = pairs.map(room)
        expect(pairs.map(({ buy, sell }) => carrier.carries(buy, sell, 1000))).toEqual(after)
        expect(opened).toEqual(pairs.filter((_, i) => before[i] === 0 && after[i]! > 0))
        opens += opened.length
      }
    }),
    { numRuns: 150 },
  )
  expect(opens).toBeGreaterThan(20)
})
