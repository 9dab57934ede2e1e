import { describe, expect, test } from 'vitest'
import { Hall, type Page } from './hall.testing.ts'

const MINUTE = 60_000

/** Pages, some of them delegates', that find each other through the relay. */
function settle(seed: number, count: number, delegates: number): Hall {
  const hall = new Hall(seed)
  for (let i = 0; i < count; i++)
    hall.at(hall.now + hall.draw(20_000), () => hall.enter(i, i < delegates ? 'delegate' : 'full'))
  hall.run(4 * MINUTE)
  return hall
}

/** A page comes in without a relay: somebody holds up a code to it. */
function bringIn(hall: Hall, number: number, delegate = false): Page {
  const hosts = hall.awake()
  const page = hall.enter(number, delegate ? 'delegate' : 'full')
  hall.connect(page, hosts[hall.draw(hosts.length)]!)
  return page
}

const degrees = (hall: Hall) => hall.awake().map(page => hall.degree(page))

/** Delegates that have no link. */
function apart(hall: Hall): string[] {
  const delegates = hall.awake().filter(({ claims }) => claims === 'delegate')
  return delegates.flatMap(a =>
    delegates.filter(b => a !== b && !a.neighbours.has(b.id)).map(b => `${a.peer} ${b.peer}`),
  )
}

/** What ended links, and how often. */
function ends(hall: Hall): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const page of hall.pages) for (const { why } of page.left) counts.set(why, (counts.get(why) ?? 0) + 1)
  return counts
}

function expectWhole(hall: Hall): void {
  expect(hall.components()).toHaveLength(1)
  expect(Math.min(...degrees(hall))).toBeGreaterThanOrEqual(6)
  expect(Math.max(...degrees(hall))).toBeLessThanOrEqual(8)
  expect(apart(hall)).toEqual([])
}

/** Frames that a page sends in a minute, in the mean, and the most that one does. */
function traffic(hall: Hall, minutes: number): { mean: number; most: number; bytesAnHour: number } {
  const pages = hall.awake()
  const before = pages.map(({ sent }) => ({ ...sent }))
  hall.run(minutes * MINUTE)
  const frames = pages.map(({ sent }, i) => (sent.frames - before[i]!.frames) / minutes)
  const bytes = pages.map(({ sent }, i) => ((sent.bytes - before[i]!.bytes) * 60) / minutes)
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  return { mean: mean(frames), most: Math.max(...frames), bytesAnHour: mean(bytes) }
}

describe('a mesh of sixty', () => {
  test('comes together over a relay; when it is dead, holds through churn, and every delegate finds every other', () => {
    const hall = settle(2, 60, 7)
    expectWhole(hall)
    // Coming in cost each a handful of dials.
    expect(Math.max(...hall.pages.map(({ dials }) => dials))).toBeLessThanOrEqual(60)
    hall.killRelay()
    let next = 60
    for (let round = 0; round < 30; round++) {
      // Every 20 s two pages die, one of somebody else is reloaded, a newcomer comes in; every second minute a delegate
      // reloads too, and finds all the others again.
      const full = hall.awake().filter(({ claims }) => claims === 'full')
      for (let i = 0; i < 2; i++) {
        const one = full[hall.draw(full.length)]!
        if (one.open) hall.leave(one)
      }
      const again = full[hall.draw(full.length)]!
      if (again.open) hall.leave(again)
      bringIn(hall, again.number)
      bringIn(hall, next++)
      if (round % 6 === 5) {
        const delegate = hall.awake().find(({ claims }) => claims === 'delegate')!
        hall.leave(delegate)
        bringIn(hall, delegate.number, true)
      }
      hall.run(20_000)
      expect(
        Math.max(...hall.awake().map(({ neighbourhood }) => neighbourhood.sizes.connections)),
      ).toBeLessThan(200)
    }
    hall.run(6 * MINUTE)
    const alone = hall.awake().filter(({ neighbours }) => neighbours.size === 0)
    // Whoever held up the code may have gone before it told of anybody else; such a one has to be shown another.
    expect(alone.length).toBeLessThanOrEqual(1)
    for (const page of alone) {
      expect(page.standing).toBe('cut-off')
      hall.leave(page)
    }
    expectWhole(hall)
    // Nobody was blamed for anything.
    expect([...ends(hall).keys()].filter(why => ['lied', 'flood', 'form', 'banned'].includes(why))).toEqual(
      [],
    )

    // At rest it stays as it is, at little cost.
    const { mean, most, bytesAnHour } = traffic(hall, 20)
    expect(mean).toBeLessThan(30)
    expect(most).toBeLessThan(60)
    expect(bytesAnHour).toBeLessThan(300_000)
    expectWhole(hall)
    for (const page of hall.awake()) {
      const { people, dials, signals, checking, links, half } = page.neighbourhood.sizes
      expect(people).toBeLessThan(130)
      expect(dials + signals + checking + half).toBeLessThan(10)
      expect(links).toBe(page.neighbours.size)
    }
  })

  test('what a page sends does not grow with the community', () => {
    const small = traffic(settle(3, 20, 4), 20)
    const large = traffic(settle(3, 120, 4), 20)
    expect(large.mean).toBeLessThan(small.mean * 1.3)
    expect(large.bytesAnHour).toBeLessThan(small.bytesAnHour * 2)
  })

  test('sleep is not punished: half of the hall for half an hour, with its links standing', () => {
    const hall = settle(4, 30, 4)
    hall.killRelay()
    const sleepers = hall.awake().filter(({ number }) => number % 2 === 1)
    for (const page of sleepers) page.asleep = true
    hall.run(15 * MINUTE)
    // Who is awake has found others who are.
    expect(hall.components()).toHaveLength(1)
    for (const page of sleepers) {
      page.asleep = false
      hall.tell(page, { kind: 'life', state: 'woken' })
    }
    hall.run(10 * MINUTE)
    expect(hall.components()).toHaveLength(1)
    expect(Math.min(...degrees(hall))).toBeGreaterThanOrEqual(6)
    expect(apart(hall)).toEqual([])
    expect([...ends(hall).keys()].filter(why => !['surplus', 'replaced', 'crowded'].includes(why))).toEqual(
      [],
    )
  })

  test('from one network to another: all links are gone, and new ones stand in a minute', () => {
    const hall = settle(6, 30, 4)
    const page = hall.pages[5]!
    expect(hall.degree(page)).toBeGreaterThanOrEqual(6)
    hall.moves(page)
    expect(hall.degree(page)).toBe(0)
    hall.run(MINUTE)
    expect(hall.degree(page)).toBeGreaterThanOrEqual(6)
    expect(apart(hall)).toEqual([])
  })

  test('a reload takes the place of the page before it, at the neighbours and in what they know', () => {
    const hall = settle(5, 12, 0)
    const page = hall.pages[3]!
    // The tab is gone, and nobody has noticed: its links still stand.
    page.open = false
    const again = hall.enter(page.number)
    hall.run(2 * MINUTE)
    for (const each of hall.awake()) {
      if (each === again) continue
      const links = [...each.links.values()].filter(({ other }) => other === page)
      expect(links.length).toBe(0)
    }
    expect(again.neighbours.size).toBeGreaterThanOrEqual(6)
    // Now it can be found through others under its new transport id alone.
    hall.killRelay()
    const newcomer = hall.enter(50)
    hall.connect(newcomer, hall.pages[0]!)
    hall.run(MINUTE)
    expect(newcomer.neighbours.size).toBeGreaterThanOrEqual(6)
  })
})
