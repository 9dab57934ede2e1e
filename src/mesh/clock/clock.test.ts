import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clockwork, chance } from '../clockwork.testing.ts'
import { Clock, type ClockState, MOST_OFF_MS, mayProduce, medianOf } from './index.ts'

const SLOT = 1000

/** Clocks that ask each other over a network with uneven ways. */
class Hall extends Clockwork {
  readonly clocks: Clock[] = []
  readonly offs: number[] = []
  readonly near: number[][] = []
  readonly states: (ClockState | undefined)[] = []
  /** What a liar answers instead. */
  readonly lies = new Map<number, (at: number) => number>()
  readonly asleep = new Set<number>()
  messages = 0
  draw = chance(7)
  hopMs = 20
  /** How much longer the way to a higher number is. */
  unevenMs = 0

  constructor(offs: readonly number[], degree = offs.length - 1) {
    super()
    this.now = 1_000_000
    offs.forEach((off, i) => {
      this.offs.push(off)
      this.clocks.push(new Clock(SLOT, this.draw))
      this.near.push([])
      this.lasts.push(0)
      this.states.push(undefined)
      for (const j of degree >= i ? Array.from({ length: i }, (_, j) => j) : this.some(i, degree >> 1))
        this.meet(i, j)
    })
  }

  readonly lasts: number[] = []

  private some(below: number, count: number): number[] {
    const some = new Set<number>()
    while (some.size < count) some.add(this.draw(below))
    return [...some]
  }

  private meet(i: number, j: number): void {
    this.near[i]!.push(j)
    this.near[j]!.push(i)
    this.at(this.now + this.draw(2000), () => {
      this.tell(i, { kind: 'joined', neighbour: `${j}`, counts: true })
      this.tell(j, { kind: 'joined', neighbour: `${i}`, counts: true })
    })
  }

  own(i: number): number {
    return this.now + this.offs[i]!
  }

  /** The corrected time, checked never to go back. */
  time(i: number): number {
    const time = this.clocks[i]!.time(this.own(i))
    expect(time).toBeGreaterThanOrEqual(this.lasts[i]!)
    this.lasts[i] = time
    return time
  }

  tell(i: number, input: Parameters<Clock['step']>[0]): void {
    if (this.asleep.has(i)) return
    for (const effect of this.clocks[i]!.step(input, this.own(i))) {
      if (effect.kind === 'clock') this.states[i] = effect.state
      else if (effect.kind === 'wake')
        this.at(effect.ms - this.offs[i]!, () => this.tell(i, { kind: 'time' }))
      else {
        this.messages += 1
        const to = Number(effect.to)
        const hop = this.hopMs + this.draw(5) + (to > i ? this.unevenMs : 0)
        const lie = this.lies.get(i)
        this.at(this.now + hop, () =>
          this.tell(
            to,
            effect.kind === 'ask'
              ? { kind: 'asked', from: `${i}`, id: effect.id }
              : { kind: 'told', from: `${i}`, id: effect.id, at: lie ? lie(effect.at) : effect.at },
          ),
        )
      }
    }
    this.time(i)
  }

  /** By how much honest peers differ. */
  spread(): number {
    const times = this.clocks.flatMap((_, i) => (this.lies.has(i) ? [] : [this.time(i) - this.now]))
    return Math.max(...times) - Math.min(...times)
  }
}

describe('clock', () => {
  test('the median of answers of which fewer than half are lies lies between honest ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 3, maxLength: 9 }),
        fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), { maxLength: 8 }),
        (honest, liars) => {
          const lies = liars.slice(0, honest.length - 1)
          const median = medianOf([...lies, ...honest])
          expect(median).toBeGreaterThanOrEqual(Math.min(...honest))
          expect(median).toBeLessThanOrEqual(Math.max(...honest))
        },
      ),
    )
  })

  test('one whose clock is wrong follows the others, slowly, and produces only once it is near', () => {
    for (const off of [-12_000, 12_000, 29_000]) {
      const hall = new Hall([0, 0, 0, 0, 0, off])
      hall.run(7000)
      expect(hall.states[5]).toBe('settling')
      expect(mayProduce('settling')).toBe(false)
      for (let i = 0; i < 100; i++) {
        hall.run(700)
        hall.time(5)
      }
      expect(hall.states).toEqual(['good', 'good', 'good', 'good', 'good', 'good'])
      expect(hall.spread()).toBeLessThan(40)
    }
  })

  test('further off than half a minute: it says so, and stays so; the others do not move', () => {
    const hall = new Hall([0, 5, 0, -5, 0, 45_000])
    hall.run(200_000)
    expect(hall.states[5]).toBe('beyond')
    expect(mayProduce('beyond')).toBe(false)
    expect(Math.abs(hall.time(5) - hall.now - 45_000)).toBeLessThanOrEqual(MOST_OFF_MS)
    expect(hall.states[0]).toBe('good')
    expect(Math.abs(hall.time(0) - hall.now)).toBeLessThan(40)
  })

  test('fewer than four neighbours: its own time', () => {
    const hall = new Hall([0, 0, 0, 9000])
    hall.run(120_000)
    expect(hall.states).toEqual(['alone', 'alone', 'alone', 'alone'])
    expect(hall.time(3) - hall.now).toBe(9000)
  })

  test('liars, fewer than half of those asked, move nobody beyond the honest ones', () => {
    const honest = [-400, -100, 0, 150, 300]
    for (const lie of [
      (at: number) => at + 20_000,
      () => 0,
      (at: number) => at - 400_000,
      () => 2 ** 53 - 1,
    ]) {
      const hall = new Hall([...honest, 0, 0])
      hall.lies.set(5, lie)
      hall.lies.set(6, lie)
      for (let i = 0; i < 300; i++) {
        hall.run(1000)
        for (let j = 0; j < honest.length; j++) {
          const off = hall.time(j) - hall.now
          expect(off).toBeGreaterThanOrEqual(-430)
          expect(off).toBeLessThanOrEqual(330)
        }
      }
      expect(hall.spread()).toBeLessThan(SLOT >> 1)
    }
  })

  test('a hall without any other clock agrees with itself, and does not drift along uneven ways', () => {
    const draw = chance(3)
    const hall = new Hall(
      Array.from({ length: 60 }, () => draw(20_000) - 10_000),
      8,
    )
    hall.unevenMs = 30
    hall.run(300_000)
    const spread = hall.spread()
    expect(spread).toBeLessThan(SLOT >> 1)
    const before = hall.time(0) - hall.now
    hall.run(1_200_000)
    expect(Math.abs(hall.time(0) - hall.now - before)).toBeLessThan(200)
    expect(hall.spread()).toBeLessThan(SLOT >> 1)
    expect(hall.states.every(state => state === 'good')).toBe(true)
    // Questions and answers: 8 neighbours, once a minute, both ways.
    expect(hall.messages / 60 / 25).toBeLessThan(2 * 8 * 2)
  })

  test('who slept measures anew, and an answer that slept on its way does not count', () => {
    const hall = new Hall([0, 0, 0, 0, 0, 0])
    hall.run(100_000)
    hall.asleep.add(5)
    hall.run(600_000)
    hall.asleep.delete(5)
    // Its clock stood still meanwhile by ten seconds.
    hall.offs[5] = -10_000
    hall.tell(5, { kind: 'woken' })
    hall.run(60_000)
    expect(hall.states[5]).toBe('good')
    expect(hall.spread()).toBeLessThan(40)
  })

  test('time that is handed on never goes back, however often it is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3000), fc.integer({ min: -30_000, max: 30_000 })), { maxLength: 60 }),
        fc.nat(3),
        (moves, fine) => {
          const clock = new Clock(SLOT, chance(1))
          let now = 1_000_000
          let last = clock.time(now)
          for (const n of [1, 2, 3, 4]) clock.step({ kind: 'joined', neighbour: `${n}`, counts: true }, now)
          for (const [wait, off] of moves) {
            for (let i = 0; i < fine; i++) {
              now += 1
              const time = clock.time(now)
              expect(time).toBeGreaterThanOrEqual(last)
              last = time
            }
            now += wait
            for (const effect of clock.step({ kind: 'time' }, now))
              if (effect.kind === 'ask')
                clock.step({ kind: 'told', from: effect.to, id: effect.id, at: now + off }, now)
            const time = clock.time(now)
            expect(time).toBeGreaterThanOrEqual(last)
            last = time
          }
        },
      ),
    )
  })

  test('questions are answered, but not without end; answers to nothing asked count for nothing', () => {
    const clock = new Clock(SLOT, chance(1))
    clock.step({ kind: 'joined', neighbour: 'a', counts: true }, 1000)
    let answers = 0
    for (let i = 0; i < 1000; i++)
      answers += clock
        .step({ kind: 'asked', from: 'a', id: i }, 1000 + i)
        .filter(({ kind }) => kind === 'tell').length
    expect(answers).toBe(16)
    const toNobody = clock.step({ kind: 'asked', from: 'nobody', id: 1 }, 3000)
    expect(toNobody.filter(({ kind }) => kind === 'tell')).toEqual([])
    for (const n of [1, 2, 3, 4, 5]) clock.step({ kind: 'joined', neighbour: `${n}`, counts: true }, 3000)
    for (let id = 0; id < 100; id++) clock.step({ kind: 'told', from: `${id % 6}`, id, at: 0 }, 3000)
    expect(clock.state).toBe('alone')
  })
})
