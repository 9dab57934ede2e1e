import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, equalBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { decode, encode, tryDecode } from '../../bytes/codec.ts'
import { applyDiff, type Change, diff, writesCodec } from './diff.ts'
import { contentOf, type Entry, entriesOf, keys, type Model, models, values } from './reference.testing.ts'
import { Tree } from './tree.ts'

const text = (value: string) => new TextEncoder().encode(value)

function treeOf(entries: readonly Entry[]): Tree {
  const draft = Tree.empty.edit()
  for (const [key, value] of entries) draft.put(key, value)
  return draft.commit()
}

function expected(a: Model, b: Model): Change[] {
  const changes: Change[] = []
  for (const [key] of entriesOf(new Map([...a, ...b]))) {
    const before = a.get(toHex(key)) ?? null
    const value = b.get(toHex(key)) ?? null
    if (before === null || value === null || !equalBytes(before, value)) changes.push({ key, before, value })
  }
  return changes
}

describe('a diff', () => {
  test('of unrelated versions', () => {
    fc.assert(
      fc.property(models, models, fc.boolean(), (a, b, hashedBefore) => {
        const from = treeOf(entriesOf(a))
        const to = treeOf(entriesOf(b))
        if (hashedBefore) for (const tree of [from, to]) tree.root()
        expect(diff(from, to)).toEqual(expected(a, b))
        expect(applyDiff(from, diff(from, to)).root()).toEqual(to.root())
      }),
      { numRuns: 300 },
    )
  })

  test('of a version and its successor, through its canonical form', () => {
    fc.assert(
      fc.property(models, fc.array(fc.tuple(keys, fc.option(values))), (a, writes) => {
        const from = treeOf(entriesOf(a))
        const draft = from.edit()
        const b = new Map<string, Bytes>(a)
        for (const [key, value] of writes) {
          if (value === null) {
            draft.delete(key)
            b.delete(toHex(key))
          } else {
            draft.put(key, value)
            b.set(toHex(key), value)
          }
        }
        const to = draft.commit()
        expect(diff(from, to)).toEqual(expected(a, b))
        const written = encode(writesCodec, diff(from, to))
        const applied = applyDiff(from, decode(writesCodec, written))
        expect(toHex(applied.root())).toBe(toHex(to.root()))
        expect(contentOf(applyDiff(to, diff(to, from)))).toEqual(contentOf(from))
      }),
      { numRuns: 300 },
    )
  })

  test('where a key of one version begins keys of the other', () => {
    const contents = [
      ['ab'],
      ['abc', 'abd'],
      ['abcd', 'abce', 'b'],
      ['a', 'b'],
      ['aa', 'ab', 'ac'],
      ['abc'],
      [],
    ]
    for (const a of contents)
      for (const b of contents) {
        const [from, to] = [a, b].map(list => treeOf(list.map(key => [text(key), text(key)]))) as [Tree, Tree]
        const changes = diff(from, to)
        expect(changes).toEqual(
          expected(
            new Map(a.map(key => [toHex(text(key)), text(key)])),
            new Map(b.map(key => [toHex(text(key)), text(key)])),
          ),
        )
        expect(applyDiff(from, changes).root()).toEqual(to.root())
      }
  })

  test('has one form', () => {
    const a = { key: text('a'), value: text('1') }
    const b = { key: text('b'), value: null }
    expect(toHex(encode(writesCodec, [a, b]))).toBe('828241614131824162f6')
    expect(() => encode(writesCodec, [b, a])).toThrow('ascend')
    expect(tryDecode(writesCodec, fromHex('82824162f68241614131')!)).toHaveProperty('error.reason', 'order')
  })
})
