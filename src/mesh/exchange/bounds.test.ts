import { describe, expect, test } from 'vitest'
import { chance } from '../clockwork.testing.ts'
import { frameOf, itemOf, readFrame, type Said, wireOf } from '../frames/index.ts'
import { blockOf, bytesOf, CHAIN, transactionOf, voteOf } from '../said.testing.ts'
import { ToyCommunity } from './community.testing.ts'
import { Exchange, type ExchangeEffect, type Held, LIMITS, type Limits } from './index.ts'

const place = { height: 0, hash: CHAIN }
const NOTHING: Held = { standing: () => ({ final: place, head: place }), pending: () => [] }
const transaction = (n: number): Said => ({ kind: 'transaction', transaction: transactionOf(n) })

/** An exchange with some full neighbours. */
function exchangeWith(neighbours: readonly string[], limits: Partial<Limits> = {}) {
  const exchange = new Exchange({ role: 'full', held: NOTHING, limits }, chance(1))
  for (const neighbour of neighbours) exchange.step({ kind: 'joined', neighbour, role: 'full' }, 0)
  return exchange
}

const framesTo = (effects: readonly ExchangeEffect[], to: string) =>
  effects.filter(effect => effect.kind === 'frame' && effect.to === to)
const delivered = (effects: readonly ExchangeEffect[]) => effects.filter(({ kind }) => kind === 'deliver')
const dropped = (effects: readonly ExchangeEffect[]) =>
  effects.flatMap(effect => (effect.kind === 'neighbour' && effect.is === 'bad' ? [effect.reason] : []))

describe('queues', () => {
  test('nothing waits where nothing is in the way; under load transactions wait for the tick, consensus does not', () => {
    const exchange = exchangeWith(['a'])
    expect(framesTo(exchange.step({ kind: 'publish', said: transaction(1) }, 1000), 'a')).toHaveLength(1)
    const held: ExchangeEffect[] = []
    for (let i = 0; i < 5; i++)
      held.push(...exchange.step({ kind: 'publish', said: transaction(10 + i) }, 1001))
    expect(framesTo(held, 'a')).toHaveLength(0)
    const block: Said = { kind: 'block', block: blockOf(1, CHAIN) }
    expect(framesTo(exchange.step({ kind: 'publish', said: block }, 1002), 'a')).toHaveLength(1)
    const later = framesTo(exchange.step({ kind: 'time' }, 1030), 'a')
    expect(later).toHaveLength(1)
    expect(exchange.sizes.queued).toBe(0)
  })

  test('never beyond their bound; transactions go first, consensus comes first', () => {
    const exchange = exchangeWith(['a'], { queueItems: 50, queueBytes: 20_000 })
    exchange.step({ kind: 'pressure', neighbour: 'a', blocked: true }, 1000)
    const block: Said = { kind: 'block', block: blockOf(1, CHAIN) }
    exchange.step({ kind: 'publish', said: block }, 1000)
    for (let i = 0; i < 500; i++) {
      exchange.step({ kind: 'publish', said: transaction(i) }, 1000 + i)
      expect(exchange.sizes.queued).toBeLessThanOrEqual(50)
      expect(exchange.sizes.queuedBytes).toBeLessThanOrEqual(20_000)
    }
    const effects = framesTo(exchange.step({ kind: 'pressure', neighbour: 'a', blocked: false }, 2000), 'a')
    // What was dropped is found by comparing.
    expect(effects.length).toBeGreaterThan(1)
    const kinds = effects.map(effect => {
      const read = effect.kind === 'frame' ? readFrame(effect.bytes) : 'form'
      return typeof read === 'string'
        ? []
        : read.map(told => (told.kind === 'item' ? told.item.kind : told.kind))
    })
    expect(kinds.flat()).toContain('summary')
    expect(kinds.find(each => each.length > 1)?.slice(0, 2)).toEqual(['block', 'transaction'])
  })

  test('who takes nothing is called slow, once, and nothing else happens to it', () => {
    const exchange = exchangeWith(['a'])
    const effects = [
      ...exchange.step({ kind: 'pressure', neighbour: 'a', blocked: true }, 1000),
      ...[10, 20, 30, 40].flatMap(s => exchange.step({ kind: 'time' }, 1000 * s)),
    ]
    expect(effects.filter(({ kind }) => kind === 'neighbour')).toEqual([
      { kind: 'neighbour', neighbour: 'a', is: 'slow', reason: 'blocked' },
    ])
    expect(exchange.neighbours).toHaveLength(1)
  })

  test('whatever is said, what is kept is bounded', () => {
    const limits = {
      freshItems: 100,
      freshBytes: 50_000,
      pastNames: 300,
      missingNames: 200,
      missingOfOne: 150,
    }
    const exchange = exchangeWith(['a', 'b'], limits)
    for (let i = 0; i < 3000; i++) {
      const said = transaction(i)
      exchange.step({ kind: 'frame', from: 'a', bytes: wireOf(itemOf(said)) }, 10 * i)
      exchange.step({ kind: 'verdict', said, verdict: i % 3 === 0 ? 'late' : 'good', from: 'a' }, 10 * i)
      const names = [itemOf(transaction(100_000 + i)).name]
      exchange.step(
        { kind: 'frame', from: 'b', bytes: frameOf({ kind: 'have', body: { tree: names, rest: [] } }) },
        10 * i,
      )
      const { items, bytes, names: past, missing } = exchange.sizes
      expect(items).toBeLessThanOrEqual(100)
      expect(bytes).toBeLessThanOrEqual(50_000)
      expect(past).toBeLessThanOrEqual(300)
      expect(missing).toBeLessThanOrEqual(150)
    }
  })
})

describe('neighbours that misbehave', () => {
  test('bytes that no honest peer sends end a link at once, and it stays ended for a while', () => {
    for (const [bytes, reason] of [
      [new Uint8Array(1), 'size'],
      [new Uint8Array(2 << 20).fill(1), 'size'],
      [Uint8Array.of(1, 0x81, 0x01), 'form'],
      [Uint8Array.of(9, 0x81, 0x01), 'version'],
    ] as const) {
      const exchange = exchangeWith(['a', 'b'])
      expect(dropped(exchange.step({ kind: 'frame', from: 'a', bytes }, 10))).toEqual([reason])
      expect(dropped(exchange.step({ kind: 'joined', neighbour: 'a', role: 'full' }, 1000))).toEqual([
        'banned',
      ])
      expect(exchange.neighbours.map(({ id }) => id)).toEqual(['b'])
      const later = LIMITS.banMs + 1000
      expect(dropped(exchange.step({ kind: 'joined', neighbour: 'a', role: 'full' }, later))).toEqual([])
    }
  })

  test('who passes on what is bad is dropped after a few', () => {
    const exchange = exchangeWith(['a', 'b'])
    const reasons: string[] = []
    for (let i = 0; i < 5; i++) {
      const said = transaction(i)
      exchange.step({ kind: 'frame', from: 'a', bytes: wireOf(itemOf(said)) }, 100 * i)
      reasons.push(...dropped(exchange.step({ kind: 'verdict', said, verdict: 'bad', from: 'a' }, 100 * i)))
    }
    expect(reasons).toEqual(['bad-items'])
  })

  test('a bad copy does not stand in the way of the good one', () => {
    const exchange = exchangeWith(['a', 'b', 'c'])
    const good = transactionOf(1)
    const bad = transactionOf(1, new Uint8Array(64).fill(7))
    const [goodSaid, badSaid] = [good, bad].map(each => ({ kind: 'transaction' as const, transaction: each }))
    expect(itemOf(badSaid!).name).toBe(itemOf(goodSaid!).name)
    // The bad one is first; the good one comes while nobody knows yet.
    expect(
      delivered(exchange.step({ kind: 'frame', from: 'a', bytes: wireOf(itemOf(badSaid!)) }, 10)),
    ).toHaveLength(1)
    expect(
      delivered(exchange.step({ kind: 'frame', from: 'b', bytes: wireOf(itemOf(goodSaid!)) }, 11)),
    ).toHaveLength(0)
    const next = delivered(exchange.step({ kind: 'verdict', said: badSaid!, verdict: 'bad', from: 'a' }, 12))
    expect(next).toMatchObject([{ from: 'b' }])
    const effects = [
      ...exchange.step({ kind: 'verdict', said: goodSaid!, verdict: 'good', from: 'b' }, 13),
      ...exchange.step({ kind: 'time' }, 50),
    ]
    const [frame] = framesTo(effects, 'c')
    expect(frame?.kind === 'frame' && frame.bytes).toEqual(wireOf(itemOf(goodSaid!)))
    // And when the bad one comes after its verdict, alone, the good one is still taken later.
    const other = exchangeWith(['a', 'b'])
    other.step({ kind: 'frame', from: 'a', bytes: wireOf(itemOf(badSaid!)) }, 10)
    other.step({ kind: 'verdict', said: badSaid!, verdict: 'bad', from: 'a' }, 12)
    expect(
      delivered(other.step({ kind: 'frame', from: 'b', bytes: wireOf(itemOf(goodSaid!)) }, 20)),
    ).toHaveLength(1)
  })

  test('nothing is passed on before its verdict', () => {
    const exchange = exchangeWith(['a', 'b'])
    const said = transaction(1)
    expect(
      framesTo(exchange.step({ kind: 'frame', from: 'a', bytes: wireOf(itemOf(said)) }, 10), 'b'),
    ).toEqual([])
    for (const verdict of ['held', 'late', 'bad'] as const)
      expect(framesTo(exchange.step({ kind: 'verdict', said, verdict, from: 'a' }, 11), 'b')).toEqual([])
  })

  test('a flood costs its link, and the others nothing', () => {
    const community = new ToyCommunity(1)
    community.settle(4, 20, 0)
    const flooder = community.add('x', 'full')
    for (const to of ['f1', 'f2', 'f3']) community.link('x', to)
    community.run(3000)
    community.isGood = said => said.kind !== 'transaction' || said.transaction.sequence < 50_000
    for (let i = 0; i < 2000; i++)
      for (const to of ['f1', 'f2', 'f3']) {
        const kind = i % 3
        const bytes =
          kind === 0
            ? wireOf(itemOf(transaction(60_000 + i)))
            : kind === 1
              ? frameOf({ kind: 'ask', body: { names: [itemOf(transaction(i)).name], graft: true } })
              : frameOf({ kind: 'have', body: { tree: [itemOf(transaction(70_000 + i)).name], rest: [] } })
        community.send('x', to, bytes)
      }
    const honest = transaction(1)
    community.say('f5', honest)
    community.run(1500)
    expect(community.lacking(honest).filter(id => id !== 'x')).toEqual([])
    for (const to of ['f1', 'f2', 'f3']) expect(community.peers.get(to)!.dropped.get('x')).toBe('bad-items')
    for (const peer of community.peers.values())
      if (peer !== flooder) expect([...peer.dropped.keys()].filter(id => id !== 'x')).toEqual([])
    // Nothing bad went further than to who heard it first.
    for (const id of ['f4', 'f6', 'd0'])
      for (const name of community.peers.get(id)!.delivered.keys()) expect(name).toBe(itemOf(honest).name)
  })

  test('more than anybody has to say is not listened to, and ends the link', () => {
    const exchange = exchangeWith(['a', 'b'], { partsAtOnce: 100, partsPerSecond: 10 })
    const reasons: string[] = []
    const prune = frameOf({ kind: 'prune', body: {} })
    for (let i = 0; i < 300; i++)
      reasons.push(...dropped(exchange.step({ kind: 'frame', from: 'a', bytes: prune }, 10)))
    expect(reasons).toEqual(['flood'])
  })
})

describe('sleep', () => {
  test('who slept and comes back with all that waited is not to blame, and neither is who sent it', () => {
    const community = new ToyCommunity(2)
    community.settle(4, 12, 0)
    community.run(2000)
    const sleeper = community.peers.get('f3')!
    sleeper.asleep = true
    const said: Said[] = []
    for (let s = 0; s < 600; s++) {
      const block: Said = { kind: 'block', block: blockOf(s + 1, CHAIN) }
      said.push(block)
      community.say('d1', block)
      community.run(1000)
    }
    sleeper.asleep = false
    community.input('f3', { kind: 'time' })
    community.run(10_000)
    expect(said.flatMap(each => community.lacking(each))).toEqual([])
    for (const peer of community.peers.values()) expect(peer.dropped.size).toBe(0)
  })
})

describe('recalls', () => {
  const recall = { chain: CHAIN, key: bytesOf(3), asked: 5 }

  test('every full neighbour is asked, now and later, and the silent ones again', () => {
    const exchange = exchangeWith(['a'])
    exchange.step({ kind: 'joined', neighbour: 'l', role: 'light' }, 0)
    const asks = (effects: readonly ExchangeEffect[]) =>
      effects.flatMap(effect => (effect.kind === 'frame' && effect.bytes[3] === 12 ? [effect.to] : []))
    expect(asks(exchange.step({ kind: 'recall', recall }, 1))).toEqual(['a'])
    expect(asks(exchange.step({ kind: 'joined', neighbour: 'b', role: 'delegate' }, 2))).toEqual(['b'])
    expect(asks(exchange.step({ kind: 'time' }, 5000)).sort()).toEqual(['a', 'b'])
    const memory = {
      recall,
      latest: [],
      certificate: null,
      votes: [voteOf(CHAIN, 1, 3)],
      blocks: [],
      vouched: null,
    }
    const bytes = frameOf({ kind: 'memory', body: memory })
    expect(exchange.step({ kind: 'frame', from: 'a', bytes }, 5100)).toContainEqual({
      kind: 'answered',
      from: 'a',
      memory,
    })
    // Once is enough, and only what was asked for.
    expect(
      exchange.step({ kind: 'frame', from: 'a', bytes }, 5200).some(({ kind }) => kind === 'answered'),
    ).toBe(false)
    const other = frameOf({ kind: 'memory', body: { ...memory, recall: { ...recall, asked: 6 } } })
    expect(
      exchange.step({ kind: 'frame', from: 'b', bytes: other }, 5300).some(({ kind }) => kind === 'answered'),
    ).toBe(false)
    expect(asks(exchange.step({ kind: 'time' }, 20_000))).toEqual(['b'])
    exchange.step({ kind: 'recall', recall: null }, 20_001)
    expect(asks(exchange.step({ kind: 'time' }, 60_000))).toEqual([])
  })

  test('a neighbour asks, and is answered', () => {
    const exchange = exchangeWith(['a'])
    const ask = frameOf({ kind: 'recall', body: recall })
    expect(exchange.step({ kind: 'frame', from: 'a', bytes: ask }, 10)).toContainEqual({
      kind: 'recalled',
      from: 'a',
      recall,
    })
    // Not again at once: an answer is long.
    expect(
      exchange.step({ kind: 'frame', from: 'a', bytes: ask }, 11).some(({ kind }) => kind === 'recalled'),
    ).toBe(false)
    const memory = { recall, latest: [], certificate: null, votes: [], blocks: [], vouched: null }
    expect(framesTo(exchange.step({ kind: 'answer', to: 'a', memory }, 12), 'a')).toHaveLength(1)
  })
})
