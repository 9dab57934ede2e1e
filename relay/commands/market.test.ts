import { describe, expect, test } from 'vitest'
import { wattle } from '../wattle.ts'
import { InputError, type Io } from './io.ts'

async function run(args: string[], files: Readonly<Record<string, string>>) {
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    out: lines => out.push(...lines.split('\n')),
    err: line => err.push(line),
    async read(file = '-') {
      const text = files[file]
      if (text === undefined) throw new InputError(`${file}: there is no such file`)
      return text
    },
  }
  return { code: await wattle(['market', ...args], io), out, err }
}

const text = (...records: readonly object[]) => records.map(record => JSON.stringify(record)).join('\n')
const replay = (records: readonly object[], ...args: string[]) =>
  run(['replay', ...args], { '-': text(...records) })

type Fields = { account?: string; interval?: number; bus?: string }
const order = (id: string, side: 'buy' | 'sell', price: number, energy: number, fields: Fields = {}) => ({
  id,
  account: id,
  side,
  price,
  energy,
  ...fields,
})
const buy = (id: string, price: number, energy: number, fields?: Fields) =>
  order(id, 'buy', price, energy, fields)
const sell = (id: string, price: number, energy: number, fields?: Fields) =>
  order(id, 'sell', price, energy, fields)

/** "u1<u10 300@360" for a trade, "u7 700" for a rest. */
function short(out: readonly string[]): string[] {
  return out.flatMap(line => {
    const { trade, buy, sell, price, energy, rest } = JSON.parse(line)
    if (trade !== undefined) return `${buy}<${sell} ${energy}@${price}`
    return rest === undefined ? [] : `${rest} ${energy}`
  })
}

describe('a published case', () => {
  const published = [
    sell('u5', 410, 240_000),
    sell('u6', 390, 280_000),
    sell('u7', 430, 700_000),
    sell('u8', 370, 230_000),
    sell('u9', 370, 150_000),
    sell('u10', 360, 300_000),
    buy('u1', 370, 600_000),
    buy('u2', 400, 360_000),
    buy('u3', 410, 240_000),
    buy('u4', 330, 350_000),
  ]

  test('to the letter', async () => {
    expect(await replay(published)).toEqual({
      code: 0,
      err: [],
      out: [
        '{"trade":1,"buy":"u1","sell":"u10","price":360,"energy":300000,"interval":0}',
        '{"trade":2,"buy":"u1","sell":"u8","price":370,"energy":230000,"interval":0}',
        '{"trade":3,"buy":"u1","sell":"u9","price":370,"energy":70000,"interval":0}',
        '{"trade":4,"buy":"u2","sell":"u9","price":370,"energy":80000,"interval":0}',
        '{"trade":5,"buy":"u2","sell":"u6","price":390,"energy":280000,"interval":0}',
        '{"trade":6,"buy":"u3","sell":"u5","price":410,"energy":240000,"interval":0}',
        '{"rest":"u7","energy":700000,"interval":0}',
        '{"rest":"u4","energy":350000,"interval":0}',
        '{"summary":{"trades":6,"energy":1200000,"value":456200000}}',
      ],
    })
  })

  test('the same orders in a call with one price', async () => {
    const { out } = await replay(published, '--mechanism', 'clear')
    expect(short(out)).toEqual([
      'u3<u10 240000@370',
      'u2<u10 60000@370',
      'u2<u8 230000@370',
      'u2<u9 70000@370',
      'u1<u9 80000@370',
      'u5 240000',
      'u6 280000',
      'u7 700000',
      'u1 520000',
      'u4 350000',
    ])
    expect(out.at(-1)).toBe('{"summary":{"trades":5,"energy":680000,"value":251600000}}')
  })

  test('the same orders in a call where everybody pays what they bid', async () => {
    const { out } = await replay(published, '--mechanism', 'bid')
    expect(short(out).slice(0, 5)).toEqual([
      'u3<u10 240000@410',
      'u2<u10 60000@400',
      'u2<u8 230000@400',
      'u2<u9 70000@400',
      'u1<u9 80000@370',
    ])
    expect(out.at(-1)).toBe('{"summary":{"trades":5,"energy":680000,"value":272000000}}')
  })
})

describe('orders', () => {
  test('none at all are a summary of nothing', async () => {
    for (const text of ['', '\n', '\r\n \r\n', '[]'])
      expect(await run(['replay'], { '-': text })).toEqual({
        code: 0,
        err: [],
        out: ['{"summary":{"trades":0,"energy":0,"value":0}}'],
      })
  })

  test('lines may end as they do elsewhere, be empty, and say more than is read', async () => {
    const input = `\n${text({ ...sell('a', 10, 5), note: 'x' })}\r\n\r\n${text(buy('b', 12, 3))}\r\n`
    expect(short((await run(['replay', 'FILE'], { FILE: input })).out)).toEqual(['b<a 3@10', 'a 2'])
  })

  test('a cancel prints nothing and takes away what still waits', async () => {
    const deeds = [sell('a', 10, 5), buy('b', 12, 3), { cancel: 'a' }, { cancel: 'b' }, { cancel: 'a' }]
    expect(short((await replay([...deeds, buy('c', 12, 3)])).out)).toEqual(['b<a 3@10', 'c 3'])
    for (const mechanism of ['clear', 'bid'])
      expect(short((await replay([...deeds, buy('c', 12, 3)], '--mechanism', mechanism)).out)).toEqual([
        'c 3',
      ])
  })

  test('each interval has a book of its own', async () => {
    const deeds = [
      sell('a', 10, 5, { interval: 7 }),
      sell('b', 11, 5),
      buy('c', 12, 5, { interval: 7 }),
      buy('d', 12, 4, { interval: 0 }),
      buy('e', 12, 4, { interval: 9 }),
    ]
    const { out } = await replay(deeds)
    expect(short(out)).toEqual(['c<a 5@10', 'd<b 4@11', 'b 1', 'e 4'])
    expect(out.map(line => JSON.parse(line).interval)).toEqual([7, 0, 0, 9, undefined])
    // Calls are made in the order of the intervals.
    expect(short((await replay(deeds, '--mechanism', 'bid')).out)).toEqual([
      'd<b 4@12',
      'c<a 5@12',
      'b 1',
      'e 4',
    ])
  })

  test('nobody trades with themselves, and own orders stop nothing', async () => {
    const deeds = [
      sell('a', 10, 5, { account: 'x' }),
      sell('b', 11, 5, { account: 'y' }),
      buy('c', 12, 8, { account: 'x' }),
    ]
    expect(short((await replay(deeds)).out)).toEqual(['c<b 5@11', 'a 5', 'c 3'])
    expect(short((await replay(deeds, '--mechanism', 'bid')).out)).toEqual(['c<b 5@12', 'a 5', 'c 3'])
    // 8 Wh would change hands at 11; 5 of them from x to x.
    expect(short((await replay(deeds, '--mechanism', 'clear')).out)).toEqual([
      'c<b 3@11',
      'a 5',
      'b 2',
      'c 5',
    ])
  })

  test.each<[string, object[], string]>([
    ['no id', [{ ...sell('a', 1, 1), id: undefined }], 'line 1: id is missing'],
    ['an id by number', [{ ...sell('a', 1, 1), id: 7 }], 'line 1: id must be a text in quotes, not 7'],
    ['nobody', [{ ...sell('a', 1, 1), account: undefined }], 'line 1: account is missing'],
    ['no side', [{ ...sell('a', 1, 1), side: undefined }], 'line 1: side is missing'],
    [
      'another side',
      [{ ...sell('a', 1, 1), side: 'ask' }],
      'line 1: side must be "buy" or "sell", not "ask"',
    ],
    ['no price', [{ ...sell('a', 1, 1), price: undefined }], 'line 1: price is missing'],
    ['price 0', [sell('a', 0, 1)], 'line 1: price must be 1 or more, not 0'],
    ['a negative price', [sell('a', -3, 1)], 'line 1: price must be 1 or more, not -3'],
    ['half a price', [sell('a', 1.5, 1)], 'line 1: price must be a whole number, not 1.5'],
    [
      'a price in words',
      [{ ...sell('a', 1, 1), price: '1' }],
      'line 1: price must be a whole number, not "1"',
    ],
    [
      'over-large price',
      [sell('a', 1e13, 1)],
      'line 1: price is 10000000000000; more than 1000000000000 is not read',
    ],
    ['no energy', [sell('b', 1, 1), sell('a', 1, 0)], 'line 2: energy must be 1 or more, not 0'],
    ['negative energy', [sell('a', 1, -1)], 'line 1: energy must be 1 or more, not -1'],
    [
      'over-large energy',
      [sell('a', 1, 2 ** 53)],
      'line 1: energy is 9007199254740992; more than 9007199254740991 is not read',
    ],
    [
      'over-large money',
      [sell('a', 2 ** 30, 2 ** 30)],
      'line 1: price × energy is 1073741824 × 1073741824; beyond 2^53 money would not be exact',
    ],
    [
      'a negative interval',
      [sell('a', 1, 1, { interval: -1 })],
      'line 1: interval must be 0 or more, not -1',
    ],
    [
      'an id twice',
      [sell('a', 1, 1), buy('b', 1, 1), buy('a', 1, 1)],
      'line 3: the order a stands on line 1 already',
    ],
    [
      'an id again',
      [sell('a', 1, 1), { cancel: 'a' }, sell('a', 1, 1)],
      'line 3: the order a stands on line 1 already',
    ],
    [
      'a cancel of nothing',
      [sell('a', 1, 1), { cancel: 'z' }],
      'line 2: there is no order z above to cancel',
    ],
    ['a cancel too early', [{ cancel: 'a' }, sell('a', 1, 1)], 'line 1: there is no order a above to cancel'],
    ['both at once', [{ ...sell('a', 1, 1), cancel: 'a' }], 'line 1: id and cancel: it must be one of them'],
    [
      'sums beyond',
      [
        sell('a', 2 ** 20, 2 ** 32),
        sell('b', 2 ** 20, 2 ** 32),
        sell('c', 2 ** 20, 1),
        buy('d', 2 ** 20, 2 ** 32, {}),
        buy('e', 2 ** 20, 2 ** 32),
      ],
      'line 5: with its trades the sums of the summary pass 2^53',
    ],
  ])('%s', async (_, deeds, said) => {
    expect(await replay(deeds)).toEqual({ code: 1, out: [], err: [said] })
  })

  test('what is no JSON is said with its line', async () => {
    const { code, out, err } = await run(['replay'], { '-': `${text(sell('a', 1, 1))}\n{"id":` })
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err[0]).toMatch(/^line 2: this is not JSON: /)
    expect((await run(['replay'], { '-': '7' })).err).toEqual(['line 1: an object {…} belongs here'])
  })

  test('more energy than can be added up has no price', async () => {
    const many = Array.from({ length: 3 }, (_, i) => [sell(`s${i}`, 1, 2 ** 52), buy(`b${i}`, 1, 2 ** 52)])
    const { code, err } = await replay(many.flat(), '--mechanism', 'clear')
    expect({ code, err }).toEqual({
      code: 1,
      err: ['the orders for interval 0 add up to more than 2^53 Wh'],
    })
  })
})

describe('with a feeder', () => {
  const line = (from: string, to: string, ratingW: number, feeMilli: number) => ({
    from,
    to,
    rOhm: 0.1,
    xOhm: 0.05,
    ratingW,
    feeMilli,
  })
  const feeder = (fee: number) =>
    JSON.stringify({
      name: 'village',
      slack: 'b0',
      kv: 0.4,
      buses: ['b1', 'b2'].map(bus => ({ bus, zone: 'z1', loadKw: 0, loadKvar: 0 })),
      lines: [line('b0', 'b1', 40_000, fee), line('b1', 'b2', 8_000, fee)],
    })
  const withLines = (records: readonly object[], files: Record<string, string>, ...args: string[]) => {
    const limits = files.limits === undefined ? [] : ['--limits', 'limits']
    return run(['replay', '--feeder', 'feeder', ...limits, ...args], { '-': text(...records), ...files })
  }
  const limit = (fields: object) => ({ limit: 'L1', from: 0, to: 95, seq: 1, ...fields })

  test('a near neighbour beats a far one at the same price; the buyer pays the path beside it', async () => {
    const deeds = [
      sell('far', 100, 500, { bus: 'b0' }),
      sell('near', 100, 500, { bus: 'b2' }),
      buy('c', 110, 600, { bus: 'b2' }),
    ]
    const { out } = await withLines(deeds, { feeder: feeder(5) })
    expect(short(out)).toEqual(['c<near 500@100', 'c<far 100@100', 'far 400'])
    // 9 are too little for two lines of 5 each.
    const poor = [...deeds.slice(0, 1), buy('c', 109, 600, { bus: 'b2' })]
    expect(short((await withLines(poor, { feeder: feeder(5) })).out)).toEqual(['far 500', 'c 600'])
  })

  test('a resting bid sets the price less the fee', async () => {
    const deeds = [buy('c', 120, 600, { bus: 'b2' }), sell('far', 100, 500, { bus: 'b0' })]
    expect(short((await withLines(deeds, { feeder: feeder(5) })).out)).toEqual(['c<far 500@110', 'c 100'])
    expect(short((await withLines(deeds, { feeder: feeder(5) }, '--mechanism', 'bid')).out)).toEqual([
      'c<far 500@110',
      'c 100',
    ])
  })

  test('a line without a limit has its rating; limits hold by interval, direction and number', async () => {
    const deeds = [0, 1, 2].flatMap(interval => [
      sell(`s${interval}`, 100, 9000, { bus: 'b0', interval }),
      buy(`b${interval}`, 110, 9000, { bus: 'b2', interval }),
    ])
    const limits = text(
      limit({ line: 'b1-b2', forwardW: 400, reverseW: 0, to: 1 }),
      limit({ limit: 'L2', line: 'b1-b2', forwardW: 7, reverseW: 0, from: 1, to: 1, seq: 2 }),
    )
    const { out } = await withLines(deeds, { feeder: feeder(0), limits })
    expect(short(out).slice(0, 3)).toEqual(['b0<s0 100@100', 'b1<s1 1@100', 'b2<s2 2000@100'])
  })

  test('an envelope binds a bus; what frees a line lets resting orders meet', async () => {
    const limits = text(limit({ bus: 'b2', importW: 400, exportW: 40 }))
    const deeds = [
      sell('a', 100, 300, { bus: 'b0' }),
      buy('b', 110, 150, { bus: 'b2' }),
      sell('c', 90, 50, { bus: 'b2' }),
      buy('d', 95, 50, { bus: 'b1' }),
    ]
    const { out } = await withLines(deeds, { feeder: feeder(0), limits })
    // b took 100 of the 100 that its bus may take; the 50 that its bus gives to d make room for as much.
    expect(short(out)).toEqual(['b<a 100@100', 'b<c 50@110', 'a 200', 'd 50'])
    const apart = [deeds[0]!, deeds[1]!, { ...deeds[2]!, price: 111 }, { ...deeds[3]!, price: 120 }]
    expect(short((await withLines(apart, { feeder: feeder(0), limits })).out)).toEqual([
      'b<a 100@100',
      'd<a 50@100',
      'a 150',
      'b 50',
      'c 50',
    ])
  })

  test('clear does without fees, and says where the lines are too small for it', async () => {
    const deeds = [sell('a', 100, 3000, { bus: 'b0' }), buy('b', 110, 3000, { bus: 'b2' })]
    expect((await withLines(deeds, { feeder: feeder(5) }, '--mechanism', 'clear')).err).toEqual([
      'clear has one price for all, and the fees of this feeder differ by path: cda and bid know them',
    ])
    const { code, out, err } = await withLines(deeds, { feeder: feeder(0) }, '--mechanism', 'clear')
    expect({ code, out, err }).toEqual({
      code: 1,
      out: [],
      err: [
        'clear has one price for all and cannot say who is cut: in interval 0 3000 Wh would flow through the line b1-b2; cda and bid can',
      ],
    })
    const few = [sell('a', 100, 2000, { bus: 'b0' }), buy('b', 110, 2000, { bus: 'b2' })]
    expect(short((await withLines(few, { feeder: feeder(0) }, '--mechanism', 'clear')).out)).toEqual([
      'b<a 2000@105',
    ])
    const limits = text(limit({ bus: 'b2', importW: 400, exportW: 40 }))
    expect((await withLines(few, { feeder: feeder(0), limits }, '--mechanism', 'clear')).err[0]).toMatch(
      /in interval 0 2000 Wh would pass the envelope of bus b2/,
    )
  })

  test.each<[string, object[], Record<string, string>, string]>([
    ['no bus', [sell('a', 1, 1)], {}, 'line 1: with a feeder the order a needs a bus'],
    ['an unknown bus', [sell('a', 1, 1, { bus: 'b9' })], {}, 'line 1: the feeder has no bus b9'],
    ['no feeder', [], { feeder: '[]' }, 'feeder: a feeder must be an object {…}'],
    [
      'a loop',
      [],
      { feeder: feeder(0).replace('"from":"b1"', '"from":"b0"').replace('"to":"b2"', '"to":"b1"') },
      'feeder: lines[1]: there is a line b0-b1 already; parallel lines make a loop',
    ],
    [
      'apart',
      [],
      {
        feeder: feeder(0)
          .replace('"from":"b1"', '"from":"b2"')
          .replace('"b1","zone"', '"b3","zone"')
          .replace('"to":"b1"', '"to":"b3"'),
      },
      'feeder: no lines lead from the slack b0 to bus b2',
    ],
    [
      'a limit of nothing',
      [],
      { limits: text(limit({ line: 'b0-b1', forwardW: 1, reverseW: 1 }), limit({})) },
      'limits: line 2: limit L1 names neither a line nor a bus',
    ],
    [
      'a limit of another line',
      [],
      { limits: text(limit({ line: 'b1-b0', forwardW: 1, reverseW: 1 })) },
      'limits: line 1: limit L1 binds line b1-b0, which the feeder lacks',
    ],
  ])('%s', async (_, deeds, files, said) => {
    const { code, out, err } = await withLines(deeds, { feeder: feeder(0), ...files })
    expect({ code, out, err }).toEqual({ code: 1, out: [], err: [said] })
  })

  test('what is no JSON is said with its file', async () => {
    expect((await withLines([], { feeder: '{' })).err[0]).toMatch(/^feeder: this is not JSON: /)
    expect((await withLines([], { feeder: feeder(0), limits: '{' })).err[0]).toMatch(
      /^limits: line 1: this is not JSON: /,
    )
  })
})

test.each<[string[], string]>([
  [[], 'market what? There is: experiment, replay'],
  [['clear'], 'market has no command clear; there is: experiment, replay'],
  [['replay', '--mechanism', 'dutch'], '--mechanism takes cda, clear, bid; there is no dutch'],
  [['replay', '--limits', 'L'], '--limits binds the lines of a feeder: it needs --feeder'],
  [['replay', 'A', 'B'], 'market replay reads one file'],
  [['replay', '--feeder', '-'], 'standard input can be read for one of them only'],
  [['replay', '--grid', 'x'], "Unknown option '--grid'; `wattle market replay --help` lists the options"],
])('bad usage: %j', async (args, said) => {
  expect(await run(args, { '-': '' })).toEqual({ code: 2, out: [], err: [said] })
})
