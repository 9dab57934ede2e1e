import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBytes } from '../../bytes/bytes.ts'
import { headlineOf } from '../../chain/light/headline.ts'
import { frameOf, MAX_FRAME_BYTES, PIECE_BYTES, readFrame } from '../frames/index.ts'
import { bytesOf } from '../said.testing.ts'
import { ROOT, ToySyncs } from './community.testing.ts'
import { NOTHING } from './source.ts'
import { Sync } from './sync.ts'

const OTHERS = ['a', 'b', 'c', 'd']

/** Four that hold so many blocks, and one that holds none. */
function behind(seed: number, blocks: number, records = 0, limits = {}) {
  const syncs = new ToySyncs(seed, limits)
  for (const id of OTHERS) syncs.add(id)
  syncs.grow(OTHERS, blocks, records)
  const late = syncs.add('late')
  return { syncs, late }
}

function settle(syncs: ToySyncs, seconds: number): void {
  for (let i = 0; i < seconds; i++) {
    syncs.tell()
    syncs.run(1000)
  }
}

const isLevel = (syncs: ToySyncs, a: string, b: string) =>
  equalBytes(syncs.peers.get(a)!.head.hash, syncs.peers.get(b)!.head.hash)

describe('catching up', () => {
  test('ten minutes of sleep are fetched as blocks, from several neighbours', () => {
    const { syncs, late } = behind(1, 600)
    settle(syncs, 20)
    expect(isLevel(syncs, 'late', 'a')).toBe(true)
    expect(late.snapshotAt).toBeUndefined()
    expect(late.mostBlocks).toBeLessThanOrEqual(128 + 4 * 32)
  })

  test('ten days are fetched as a snapshot and the blocks after it', () => {
    const { syncs, late } = behind(2, 950, 3000, { snapshotLag: 400 })
    settle(syncs, 20)
    expect(late.snapshotAt).toBe(900)
    expect(isLevel(syncs, 'late', 'a')).toBe(true)
    expect(late.chunks.length).toBeGreaterThan(3)
    // It can now serve the same to others.
    syncs.add('later')
    settle(syncs, 20)
    expect(isLevel(syncs, 'later', 'late')).toBe(true)
  })

  test('a newcomer prefers a snapshot to a few hundred blocks, and takes these where there is none', () => {
    const { syncs, late } = behind(12, 600, 200)
    syncs.input('late', { kind: 'newcomer' })
    settle(syncs, 10)
    expect(late.snapshotAt).toBe(600)
    expect(late.mostBlocks).toBeLessThanOrEqual(1)
    const young = behind(13, 80)
    young.syncs.input('late', { kind: 'newcomer' })
    settle(young.syncs, 30)
    expect(young.late.snapshotAt).toBeUndefined()
    expect(isLevel(young.syncs, 'late', 'a')).toBe(true)
  })

  test('blocks that everybody has let go are got around by a snapshot', () => {
    const { syncs, late } = behind(3, 250, 50)
    for (const id of OTHERS) syncs.peers.get(id)!.lowest = 120
    settle(syncs, 30)
    expect(late.snapshotAt).toBe(200)
    expect(isLevel(syncs, 'late', 'a')).toBe(true)
  })

  test('a peer on a branch of its own finds the way of the others', () => {
    const syncs = new ToySyncs(4)
    for (const id of [...OTHERS, 'e']) syncs.add(id)
    syncs.grow([...OTHERS, 'e'], 50)
    syncs.grow(['e'], 30)
    syncs.grow(OTHERS, 60, 0, 1)
    settle(syncs, 30)
    expect(isLevel(syncs, 'e', 'a')).toBe(true)
  })

  test('loss, doubling and reordering cost time and nothing else', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.record({ loss: fc.nat(150), duplication: fc.nat(200), late: fc.nat(200) }),
        (seed, weather) => {
          const { syncs, late } = behind(seed, 300, 400, { snapshotLag: seed % 2 === 0 ? 100 : 1000 })
          syncs.weather = { hopMs: 50, jitterMs: 100, ...weather }
          settle(syncs, 60)
          syncs.weather = { hopMs: 50, jitterMs: 0, loss: 0, duplication: 0, late: 0 }
          settle(syncs, 60)
          expect(isLevel(syncs, 'late', 'a')).toBe(true)
          expect([...late.bad.keys()]).toEqual([])
        },
      ),
      { numRuns: 12 },
    )
  })

  test('a snapshot that was begun goes on after a restart', () => {
    const { syncs, late } = behind(5, 950, 3000, { snapshotLag: 400 })
    syncs.tell()
    syncs.run(500)
    const kept = late.chunks.slice(0, 3)
    expect(kept.length).toBe(3)
    const anchor = headlineOf(syncs.peers.get('a')!.branch[900]!)
    const again = syncs.add('again')
    syncs.input('again', { kind: 'resume', headline: anchor, chunks: kept })
    settle(syncs, 20)
    expect(again.snapshotAt).toBe(900)
    expect(again.chunks.some(({ from }) => kept.some(chunk => equalBytes(chunk.from, from)))).toBe(false)
    expect(isLevel(syncs, 'again', 'a')).toBe(true)
  })
})

describe('whoever lies loses its link and no more', () => {
  test('a neighbour whose answers are not what was asked for', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const { syncs, late } = behind(seed, 400, 200, { snapshotLag: seed % 2 === 0 ? 100 : 1000 })
        const liar = syncs.peers.get('a')!
        liar.tamper = bytes => {
          const read = readFrame(bytes)
          if (typeof read === 'string' || read[0]!.kind !== 'piece' || read[0]!.body.total === 0) return bytes
          const body = { ...read[0]!.body, bytes: read[0]!.body.bytes.slice() }
          body.bytes[syncs.draw(body.bytes.length)]! ^= 1 << syncs.draw(8)
          return frameOf({ kind: 'piece', body })
        }
        settle(syncs, 60)
        expect(isLevel(syncs, 'late', 'b')).toBe(true)
        expect([...late.bad.keys()].every(id => id === 'a')).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test('a neighbour whose blocks have the right hash and a wrong body', () => {
    const { syncs, late } = behind(12, 300)
    const liar = syncs.peers.get('a')!
    const forged = new Uint8Array(64).fill(1)
    for (const [name, block] of liar.blocks) liar.blocks.set(name, { ...block, signature: forged })
    liar.branch.forEach((block, height) => {
      liar.branch[height] = { ...block, signature: forged }
    })
    syncs.isGood = ({ signature }) => !equalBytes(signature, forged)
    syncs.tell()
    settle(syncs, 8)
    expect([...late.bad.keys()]).toEqual(['a'])
    expect(isLevel(syncs, 'late', 'b')).toBe(true)
  })

  test('a neighbour that offers a block as final which is none', () => {
    const { syncs, late } = behind(7, 350, 50, { snapshotLag: 100 })
    const liar = syncs.peers.get('a')!
    liar.states.set('x', liar.states.values().next().value!)
    const good = new Set([100, 200, 300])
    syncs.verdict = ({ header }) => (good.has(header.height) ? 'final' : 'false')
    // It offers a block that it made up, further on than any.
    syncs.grow(['a'], 60, 50, 1)
    settle(syncs, 30)
    expect(late.bad.get('a')).toBe('lied')
    expect(late.snapshotAt).toBe(300)
    expect(isLevel(syncs, 'late', 'b')).toBe(true)
  })

  test('a neighbour that says to be far ahead and has nothing holds nobody up', () => {
    const { syncs } = behind(8, 300)
    syncs.peers.get('a')!.says = () => ({
      final: { height: 1000, hash: bytesOf(1) },
      head: { height: 1_000_000, hash: bytesOf(2) },
    })
    settle(syncs, 40)
    expect(isLevel(syncs, 'late', 'b')).toBe(true)
  })

  test('silence is not held against anybody', () => {
    const { syncs, late } = behind(9, 400)
    for (const id of ['a', 'b', 'c']) syncs.peers.get(id)!.tamper = () => undefined
    settle(syncs, 60)
    expect(isLevel(syncs, 'late', 'd')).toBe(true)
    expect(late.bad.size).toBe(0)
  })
})

describe('bounds', () => {
  test('no more is on its way than may be unsent, and the rest follows', () => {
    const { syncs } = behind(10, 100, 20_000)
    const a = syncs.peers.get('a')!
    const paced = new Sync(
      {
        follows: false,
        own: () => a.standing,
        source: {
          ...NOTHING,
          state: root => [...a.states.values()].find(state => equalBytes(state.root(), root)),
        },
      },
      () => 0,
    )
    paced.step({ kind: 'joined', neighbour: 'x', serves: true }, 0)
    const state = [...a.states.values()][0]!.root()
    let sent = 0
    let unsent = 0
    let most = 0
    const take = (effects: ReturnType<Sync['step']>) => {
      for (const effect of effects)
        if (effect.kind === 'frame') {
          sent += 1
          unsent += effect.bytes.length
        }
      most = Math.max(most, unsent)
    }
    for (let id = 1; id <= 20; id++) {
      const body = {
        id,
        question: {
          kind: 'chunk' as const,
          body: { state, from: new Uint8Array(0), to: new Uint8Array(48).fill(255) },
        },
      }
      take(paced.step({ kind: 'frame', from: 'x', bytes: frameOf({ kind: 'request', body }) }, id))
    }
    expect(paced.sizes.waiting).toBeLessThanOrEqual(8)
    for (let i = 0; i < 100; i++) {
      unsent = Math.max(0, unsent - 10_000)
      take(paced.step({ kind: 'drained', neighbour: 'x', unsent }, 100 + i))
    }
    expect(most).toBeLessThanOrEqual(65_536)
    expect(sent).toBeGreaterThan(4 * 9)
  })

  test('wants are bounded, and given up', () => {
    const sync = new Sync(
      { follows: true, own: () => ({ final: place, head: place }), source: NOTHING },
      () => 0,
    )
    for (let i = 0; i < 1000; i++) sync.step({ kind: 'want', hash: bytesOf(i) }, i)
    expect(sync.sizes.wants).toBeLessThanOrEqual(256)
    sync.step({ kind: 'time' }, 100_000)
    expect(sync.sizes.wants).toBe(0)
  })

  test('any bytes on the bulk stream are an answer, or cost the link', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const sync = new Sync(
          { follows: true, own: () => ({ final: place, head: place }), source: NOTHING },
          () => 0,
        )
        sync.step({ kind: 'joined', neighbour: 'x', serves: true }, 0)
        sync.step({ kind: 'frame', from: 'x', bytes }, 0)
      }),
    )
    expect(PIECE_BYTES).toBeLessThan(MAX_FRAME_BYTES)
  })
})

const place = { height: 0, hash: ROOT.hash }

describe('questions of light peers', () => {
  test('are answered, or said to be unanswered', () => {
    const { syncs, late } = behind(11, 1)
    syncs.input('late', { kind: 'ask', token: 5, question: bytesOf(5) })
    syncs.run(1000)
    expect(late.answers.get(5)).toEqual(bytesOf(5))
    for (const id of OTHERS) syncs.peers.get(id)!.asleep = true
    syncs.input('late', { kind: 'ask', token: 6, question: bytesOf(6) })
    syncs.run(60_000)
    expect(late.answers.get(6)).toBe(null)
  })
})
