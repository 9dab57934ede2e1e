import { expect, test } from 'vitest'
import { hang } from './carries/tree.ts'
import { Wrong } from './fields.ts'
import { readLimit } from './limit.ts'
import { Limits } from './limits.ts'
import { readFeeder } from './read.ts'

const line = (from: string, to: string, more: object = {}) => ({
  from,
  to,
  rOhm: 0.1,
  xOhm: 0.05,
  ratingW: 50_000,
  feeMilli: 0,
  ...more,
})
const feeder = (buses: string[], lines: object[], more: object = {}) => ({
  name: 'village',
  slack: 'b0',
  kv: 0.4,
  buses: buses.map(bus => ({ bus, zone: 'z1', loadKw: 0, loadKvar: 0 })),
  lines,
  ...more,
})
const limit = (more: object) => ({ limit: 'L1', from: 0, to: 95, seq: 1, ...more })
const words = (read: () => unknown): string => {
  try {
    read()
    return 'nothing is wrong'
  } catch (error) {
    if (error instanceof Wrong) return error.message
    throw error
  }
}

test('a feeder is read; the slack need not be listed, and lines may point either way', () => {
  const read = readFeeder(feeder(['b1', 'b2'], [line('b0', 'b1', { feeMilli: 7 }), line('b2', 'b1')]))
  expect(read.buses.map(({ bus }) => bus)).toEqual(['b0', 'b1', 'b2'])
  const tree = hang(read)
  expect(tree).toMatchObject({
    names: ['b0', 'b1', 'b2'],
    above: [0, 0, 1],
    isDown: [true, true, false],
    feeMilli: [0, 7, 7],
  })
})

test.each<[string, unknown, string]>([
  ['no object', [], 'a feeder must be an object {…}'],
  ['no slack', { buses: [], lines: [] }, 'slack is missing'],
  ['no buses', { slack: 'b0', lines: [] }, 'buses is missing'],
  ['no lines', { slack: 'b0', buses: [] }, 'lines is missing'],
  ['a list that is none', { slack: 'b0', buses: {}, lines: [] }, 'buses must be a list […]'],
  ['a bus twice', feeder(['b1', 'b1'], []), 'buses[1]: there is a bus b1 already'],
  ['a bus without a name', { slack: 'b0', buses: [{}], lines: [] }, 'buses[0]: bus is missing'],
  [
    'a bus by number',
    { slack: 'b0', buses: [{ bus: 1 }], lines: [] },
    'buses[0]: bus must be a text in quotes',
  ],
  [
    'an unknown bus',
    feeder(['b1'], [line('b0', 'b1'), line('b1', 'b7')]),
    'lines[1]: b1-b7: there is no bus b7',
  ],
  [
    'parallel lines',
    feeder(['b1'], [line('b0', 'b1'), line('b0', 'b1')]),
    'lines[1]: there is a line b0-b1 already; parallel lines make a loop',
  ],
  [
    'a rating in words',
    feeder(['b1'], [line('b0', 'b1', { ratingW: '50 kW' })]),
    'lines[0]: ratingW must be a whole number, not "50 kW"',
  ],
  ['no rating', feeder(['b1'], [line('b0', 'b1', { ratingW: undefined })]), 'lines[0]: ratingW is missing'],
  [
    'a negative rating',
    feeder(['b1'], [line('b0', 'b1', { ratingW: -1 })]),
    'lines[0]: ratingW must be 0 or more, not -1',
  ],
  [
    'too great a rating',
    feeder(['b1'], [line('b0', 'b1', { ratingW: 2 ** 60 })]),
    'lines[0]: ratingW is 1152921504606847000; more than 100000000000 is not read',
  ],
  [
    'half a fee',
    feeder(['b1'], [line('b0', 'b1', { feeMilli: 0.5 })]),
    'lines[0]: feeMilli must be a whole number, not 0.5',
  ],
  [
    'resistance in words',
    feeder(['b1'], [line('b0', 'b1', { rOhm: 'low' })]),
    'lines[0]: rOhm must be a number, not "low"',
  ],
  [
    'a load in words',
    { slack: 'b0', buses: [{ bus: 'b1', loadKw: 'x' }], lines: [] },
    'buses[0]: loadKw must be a number, not "x"',
  ],
])('%s', (_, value, said) => {
  expect(words(() => readFeeder(value))).toBe(said)
})

test.each<[string, unknown, string]>([
  [
    'a loop',
    feeder(['b1', 'b2'], [line('b0', 'b1'), line('b1', 'b2'), line('b2', 'b0')]),
    'the line b1-b2 closes a loop; a feeder is radial: one path to every bus',
  ],
  [
    'there and back',
    feeder(['b1'], [line('b0', 'b1'), line('b1', 'b0')]),
    'the line b1-b0 closes a loop; a feeder is radial: one path to every bus',
  ],
  [
    'a line to where it came from',
    feeder(['b1'], [line('b0', 'b1'), line('b1', 'b1')]),
    'the line b1-b1 closes a loop; a feeder is radial: one path to every bus',
  ],
  [
    'a part by itself',
    feeder(['b1', 'b2', 'b3'], [line('b0', 'b1'), line('b2', 'b3')]),
    'no lines lead from the slack b0 to bus b2',
  ],
])('no tree: %s', (_, value, said) => {
  expect(hang(readFeeder(value))).toBe(said)
})

test('a long feeder hangs without recursion', () => {
  const buses = Array.from({ length: 15_000 }, (_, i) => `b${i + 1}`)
  const tree = hang(
    readFeeder(
      feeder(
        buses,
        buses.map((bus, i) => line(`b${i}`, bus)),
      ),
    ),
  )
  expect(tree).toMatchObject({ depth: Array.from({ length: 15_001 }, (_, i) => i) })
})

test.each<[string, object, string]>([
  ['of nothing', {}, 'limit L1 names neither a line nor a bus'],
  ['of both', { line: 'b0-b1', bus: 'b1' }, 'limit L1 names a line and a bus; it binds one of them'],
  ['one way only', { line: 'b0-b1', forwardW: 1 }, 'reverseW is missing'],
  ['no import', { bus: 'b1', exportW: 1 }, 'importW is missing'],
  ['below zero', { line: 'b0-b1', forwardW: -1, reverseW: 1 }, 'forwardW must be 0 or more, not -1'],
  [
    'that ends before it begins',
    { line: 'b0-b1', forwardW: 1, reverseW: 1, from: 3, to: 2 },
    'limit L1 ends with interval 2 before it begins with 3',
  ],
  ['without a number', { bus: 'b1', importW: 1, exportW: 1, seq: undefined }, 'seq is missing'],
  [
    'of an unknown line',
    { line: 'b1-b0', forwardW: 1, reverseW: 1 },
    'limit L1 binds line b1-b0, which the feeder lacks',
  ],
  [
    'of an unknown bus',
    { bus: 'b7', importW: 1, exportW: 1 },
    'limit L1 binds bus b7, which the feeder lacks',
  ],
])('a limit %s', (_, more, said) => {
  const limits = new Limits(readFeeder(feeder(['b1'], [line('b0', 'b1')])))
  expect(words(() => limits.add(readLimit(limit(more))))).toBe(said)
})

test('the newest limit that covers an interval holds, and of equal ones the later', () => {
  const limits = new Limits(readFeeder(feeder(['b1'], [line('b0', 'b1')])))
  const add = (name: string, from: number, to: number, seq: number) =>
    limits.add(readLimit({ limit: name, line: 'b0-b1', from, to, forwardW: 1, reverseW: 1, seq }))
  add('noon', 40, 60, 5)
  add('day', 0, 95, 2)
  add('evening', 70, 80, 2)
  const named = [0, 39, 40, 60, 61, 70, 80, 81, 96].map(i => limits.ofLine('b0-b1', i)?.limit)
  expect(named).toEqual(['day', 'day', 'noon', 'noon', 'day', 'evening', 'evening', 'day', undefined])
})
