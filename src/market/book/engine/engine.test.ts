import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { playBoth } from './both.testing.ts'
import { Matching } from './engine.ts'
import { NO_GRID } from './grid.ts'
import { MemoryOrder } from './memory/level.ts'
import { MemoryShelf } from './memory/shelf.ts'
import type { Grid, Owner, Side, Terms } from './ports.ts'
import { streams } from './streams.testing.ts'

/** A book to write orders into by hand; trades are told as `buyer<seller energy@price`. */
function open(grid: Grid = NO_GRID, maxTrades = 100) {
  const shelf = new MemoryShelf<MemoryOrder>()
  const told: string[] = []
  const engine = new Matching<MemoryOrder>(
    shelf,
    grid,
    {
      traded: ({ buy, sell, energy, price }) => told.push(`${buy.owner}<${sell.owner} ${energy}@${price}`),
      ended: ({ owner }, energy, why) => told.push(`${owner} ${energy} ${why}`),
    },
    maxTrades,
  )
  let place = 0
  const enter = (
    owner: Owner,
    side: Side,
    energy: number,
    price: number,
    terms: Terms = 'gate',
    pocket = 0,
  ) => engine.enter(new MemoryOrder(++place, owner, side, price, energy, pocket), terms, maxTrades)
  const rests = () => shelf.standing().map(({ owner, rest }) => `${owner} ${rest}`)
  return { engine, shelf, told, enter, rests }
}

describe('the engine', () => {
  test('trades as the reference does, in the same order, and leaves the same rests', () => {
    fc.assert(
      fc.property(streams, stream => {
        expect(playBoth(stream)).toEqual([])
      }),
      { numRuns: 800 },
    )
  }, 60_000)

  test('plays the published case', () => {
    const { enter, told, rests } = open()
    enter('u5', 'sell', 240_000, 410)
    enter('u6', 'sell', 280_000, 390)
    enter('u7', 'sell', 700_000, 430)
    enter('u8', 'sell', 230_000, 370)
    enter('u9', 'sell', 150_000, 370)
    enter('u10', 'sell', 300_000, 360)
    enter('u1', 'buy', 600_000, 370)
    enter('u2', 'buy', 360_000, 400)
    enter('u3', 'buy', 240_000, 410)
    enter('u4', 'buy', 350_000, 330)
    expect(told).toEqual([
      'u1<u10 300000@360',
      'u1<u8 230000@370',
      'u1<u9 70000@370',
      'u2<u9 80000@370',
      'u2<u6 280000@390',
      'u3<u5 240000@410',
    ])
    expect(rests()).toEqual(['u7 700000', 'u4 350000'])
  })

  test('goes on past own orders, which then rest crossed until somebody else comes', () => {
    const { enter, told, rests } = open()
    enter('anna', 'sell', 5, 10)
    enter('ben', 'sell', 5, 12)
    enter('anna', 'buy', 8, 12)
    expect(told).toEqual(['anna<ben 5@12'])
    expect(rests()).toEqual(['anna 5', 'anna 3'])
    enter('cafe', 'buy', 2, 11)
    enter('cafe', 'sell', 9, 12)
    expect(told.slice(1)).toEqual(['cafe<anna 2@10', 'anna<cafe 3@12'])
  })

  test('a fill-or-kill trades whole, with no more than maxTrades, or leaves no trace', () => {
    const { enter, told, rests } = open(NO_GRID, 2)
    for (const price of [10, 11, 12]) enter('roof', 'sell', 4, price)
    enter('anna', 'buy', 13, 20, 'fok')
    enter('anna', 'buy', 12, 20, 'fok')
    expect(told.splice(0)).toEqual(['anna 13 killed', 'anna 12 killed'])
    enter('anna', 'buy', 8, 20, 'fok')
    expect(told).toEqual(['anna<roof 4@10', 'anna<roof 4@11'])
    expect(rests()).toEqual(['roof 4'])
  })

  test('what maxTrades cuts short goes on before all that is newer', () => {
    const { enter, told, engine, rests } = open(NO_GRID, 2)
    for (let i = 0; i < 5; i++) enter(`roof${i}`, 'sell', 1, 10)
    enter('anna', 'buy', 6, 10, 'ioc')
    enter('ben', 'buy', 6, 10)
    expect(told).toHaveLength(4)
    expect(engine.settled).toBe(false)
    enter('roof5', 'sell', 2, 10)
    while (!engine.settled) engine.settle(2)
    expect(told.slice(4)).toEqual(['anna<roof4 1@10', 'anna 1 unfilled', 'ben<roof5 2@10'])
    expect(rests()).toEqual(['ben 4'])
  })

  test('looks past any number of own orders, and of orders behind a full line, at once', () => {
    let asked = 0
    const full: Grid = {
      ...NO_GRID,
      pockets: 2,
      carries(buy, sell, energy) {
        asked += 1
        return buy === sell ? energy : 0
      },
    }
    const { enter, told } = open(full)
    for (let i = 0; i < 2000; i++) {
      enter('anna', 'sell', 1, 10)
      enter('far', 'sell', 1, 5, 'gate', 1)
    }
    enter('roof', 'sell', 9, 10)
    asked = 0
    const start = told.length
    for (let i = 0; i < 9; i++) enter('anna', 'buy', 1, 10, 'ioc')
    expect(told.slice(start)).toEqual(Array.from({ length: 9 }, () => 'anna<roof 1@10'))
    expect(asked).toBe(18)
  })
})
