import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { decode, encode } from '../../bytes/codec.ts'
import { sha256 } from '../../bytes/hash.ts'
import { boundAfter, boundBefore, GREATEST, LEAST, MAX_KEY_BYTES } from './bounds.ts'
import { bounds, contentOf, type Entry, entriesOf, models, within } from './reference.testing.ts'
import { Assembly, CHUNK_BYTES, type Chunk, chunkCodec, chunkFrom } from './snapshot.ts'
import { Tree } from './tree.ts'

const text = (value: string) => new TextEncoder().encode(value)
const number = (value: number) => Uint8Array.of(value >> 24, value >> 16, value >> 8, value)

function treeOf(entries: readonly Entry[]): Tree {
  const draft = Tree.empty.edit()
  for (const [key, value] of entries) draft.put(key, value)
  return draft.commit()
}

function chunksOf(tree: Tree, target: number): Chunk[] {
  const chunks: Chunk[] = []
  let from: Bytes | undefined = LEAST
  while (from !== undefined) {
    const { next, ...chunk }: ReturnType<typeof chunkFrom> = chunkFrom(tree, from, target)
    chunks.push(chunk)
    from = next
  }
  return chunks
}

describe('bounds', () => {
  test('each has a next and a previous', () => {
    fc.assert(
      fc.property(fc.oneof(bounds, fc.uint8Array({ minLength: 46, maxLength: MAX_KEY_BYTES })), bound => {
        const next = boundAfter(bound)!
        expect(boundBefore(next)).toEqual(bound)
        const previous = boundBefore(bound)
        if (bound.length > 0) expect(boundAfter(previous!)).toEqual(bound)
        else expect(previous).toBeUndefined()
      }),
    )
    expect(boundAfter(GREATEST)).toBeUndefined()
    expect(boundBefore(Uint8Array.of(1))).toEqual(Uint8Array.of(0, ...new Array(47).fill(255)))
  })
})

describe('a snapshot', () => {
  const large = treeOf(
    Array.from(
      { length: 5000 },
      (_, i): Entry => [sha256(number(i)).slice(0, 29), new Uint8Array(90).fill(i)],
    ),
  )

  test('comes in chunks of about the wanted size, in any order', () => {
    const chunks = chunksOf(large, CHUNK_BYTES)
    expect(chunks.length).toBeGreaterThan(8)
    for (const { proof } of chunks.slice(0, -1)) {
      expect(proof.length).toBeGreaterThan(0.97 * CHUNK_BYTES)
      expect(proof.length).toBeLessThan(1.05 * CHUNK_BYTES)
    }
    const assembly = new Assembly(large.root())
    const order = chunks.map((_, i) => (i * 7) % chunks.length)
    expect(new Set(order).size).toBe(chunks.length)
    for (const i of order) {
      expect(assembly.tree()).toBeUndefined()
      expect(assembly.add(decode(chunkCodec, encode(chunkCodec, chunks[i]!)))).toEqual({ ok: true })
      expect(assembly.total).toBe(5000)
    }
    expect(assembly.missing()).toEqual([])
    expect(toHex(assembly.tree()!.root())).toBe(toHex(large.root()))
  })

  test('of any state is put together from chunks of any size, each gap filled as asked', () => {
    fc.assert(
      fc.property(models, fc.array(bounds), fc.integer({ min: 1, max: 400 }), (model, starts, target) => {
        const entries = entriesOf(model)
        const tree = treeOf(entries)
        const assembly = new Assembly(tree.root())
        for (const start of starts) assembly.add(chunkFrom(tree, start, target))
        for (let gap = assembly.missing()[0]; gap !== undefined; gap = assembly.missing()[0])
          expect(assembly.add(chunkFrom(tree, gap.from, target, gap.to))).toEqual({ ok: true })
        expect(contentOf(assembly.tree()!)).toEqual(entries)
        expect(assembly.count).toBe(assembly.total)
      }),
      { numRuns: 150 },
    )
  })

  test('says what is missing, and takes nothing twice', () => {
    const entries = Array.from({ length: 20 }, (_, i): Entry => [Uint8Array.of(i + 1), text('v')])
    const tree = treeOf(entries)
    const assembly = new Assembly(tree.root())
    const middle = chunkFrom(tree, Uint8Array.of(5), 1_000, Uint8Array.of(9))
    expect(middle.next).toBeUndefined()
    expect(assembly.add(middle)).toEqual({ ok: true })
    expect(assembly.missing()).toEqual([
      { from: LEAST, to: boundBefore(Uint8Array.of(5)) },
      { from: Uint8Array.of(9, 0), to: GREATEST },
    ])
    for (const [from, to] of [
      [5, 9],
      [1, 5],
      [9, 12],
      [6, 7],
      [1, 30],
    ] as const)
      expect(assembly.add(chunkFrom(tree, Uint8Array.of(from), 1_000, Uint8Array.of(to)))).toEqual({
        ok: false,
        reason: 'overlap',
      })
    expect(assembly.count).toBe(5)
  })

  test('refuses a chunk that leaves something out, adds something or is of another version', () => {
    const chunk = chunkFrom(large, LEAST, 4_000)
    const assembly = new Assembly(large.root())
    const draft = large.edit()
    draft.put(large.first()!.key, text('another'))
    const lies: [Chunk, string][] = [
      [{ ...chunk, to: large.next(chunk.to)!.key }, 'hidden'],
      [{ ...chunk, to: large.previous(chunk.to)!.key }, 'kind'],
      [{ ...chunk, from: boundAfter(large.first()!.key)! }, 'kind'],
      [{ ...chunk, from: chunk.to, to: chunk.from }, 'range'],
      [{ ...chunk, proof: new Uint8Array(1 << 19) }, 'size'],
      [{ ...chunk, proof: chunkFrom(draft.commit(), LEAST, 4_000).proof }, 'root'],
      [{ ...chunk, proof: chunkFrom(Tree.empty).proof }, 'root'],
    ]
    for (const [lie, reason] of lies) expect(assembly.add(lie)).toEqual({ ok: false, reason })
    expect(assembly.count).toBe(0)
    expect(assembly.missing()).toEqual([{ from: LEAST, to: GREATEST }])
    expect(assembly.add(chunk)).toEqual({ ok: true })
    expect(assembly.count).toBe(within(contentOf(large), chunk.from, chunk.to).length)
  })

  test('of nothing is one chunk', () => {
    const assembly = new Assembly(Tree.empty.root())
    const chunk = chunkFrom(Tree.empty)
    expect(chunk.next).toBeUndefined()
    expect(assembly.add(chunk)).toEqual({ ok: true })
    expect(assembly.tree()?.count).toBe(0)
  })
})
