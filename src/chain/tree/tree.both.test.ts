import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, compareBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { Inner, type Node } from './node.ts'
import {
  bounds,
  contentOf,
  entriesOf,
  keys,
  type Model,
  models,
  ranges,
  referenceRoot,
  values,
  within,
} from './reference.testing.ts'
import { type Draft, type Leaf, Tree } from './tree.ts'

const text = (value: string) => new TextEncoder().encode(value)
const number = (value: number) => Uint8Array.of(value >> 24, value >> 16, value >> 8, value)
const hashed = (value: number) => sha256(number(value)).slice(0, 20)

function treeOf(entries: Iterable<readonly [Bytes, Bytes]>): Tree {
  const draft = Tree.empty.edit()
  for (const [key, value] of entries) draft.put(key, value)
  return draft.commit()
}

describe('the layout', () => {
  // From the definition, by referenceRoot; never to change.
  test.each([
    ['nothing', [], 'dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986'],
    ['one empty value', [['61', '']], 'a3c629e5bea585d33ab2b1ea20d9e2114782fed0b7c5d9bc00cde6561ad2389a'],
    [
      'two keys that part at the first bit',
      [
        ['00', '01'],
        ['80', '02'],
      ],
      '53092bd325b126a1aa55097a18af0bfb32d2d60273095730ca15ec4d5e5a1a9c',
    ],
    [
      'three keys of several lengths',
      [
        ['0001', 'aa'],
        ['00020304', 'bb'],
        [`01${'ff'.repeat(47)}`, 'cc'],
      ],
      '83af39fd1644f671af98583c650cbd0d361c0e26cb703d23feea368b66c0d763',
    ],
  ] as [string, [string, string][], string][])('%s', (_, listed, root) => {
    const entries = listed.map(([key, value]) => [fromHex(key)!, fromHex(value)!] as const)
    expect(toHex(referenceRoot(entries))).toBe(root)
    expect(toHex(treeOf(entries).root())).toBe(root)
  })

  test('a thousand keys', () => {
    const entries = Array.from({ length: 1000 }, (_, i) => [hashed(i), number(i)] as const)
    const root = '86300cb8f67a2233928763ed3d9adb143f7b89a7ff54d8baef584954bc777649'
    expect(toHex(treeOf(entries).root())).toBe(root)
    expect(toHex(referenceRoot(entries))).toBe(root)
  })
})

describe('content decides the root', () => {
  test('in whatever order it was written', () => {
    fc.assert(
      fc.property(models, fc.array(keys), fc.infiniteStream(fc.nat()), (model, others, draws) => {
        const draft = Tree.empty.edit()
        const shuffled = entriesOf(model)
          .map(entry => ({ entry, at: draws.next().value }))
          .sort((a, b) => a.at - b.at)
        for (const key of others) draft.put(key, text('gone'))
        for (const { entry } of shuffled) draft.put(entry[0], entry[1])
        for (const key of others) if (!model.has(toHex(key))) draft.delete(key)
        expect(toHex(draft.commit().root())).toBe(toHex(referenceRoot(entriesOf(model))))
      }),
      { numRuns: 150 },
    )
  })
})

describe('versions and drafts', () => {
  interface Journal {
    readonly key: Bytes
    readonly leaf: Leaf | undefined
  }

  const steps = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ does: fc.constant('put' as const), key: keys, value: values }) },
      { weight: 3, arbitrary: fc.record({ does: fc.constant('delete' as const), pick: fc.nat() }) },
      {
        weight: 1,
        arbitrary: fc.record({ does: fc.constant('delete' as const), key: keys, pick: fc.nat() }),
      },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('mark' as const) }) },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('undo' as const) }) },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('commit' as const), on: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('branch' as const), pick: fc.nat() }) },
    ),
    { minLength: 5, maxLength: 80 },
  )

  test('agree with sorted maps through writes, undone writes and branches', () => {
    fc.assert(
      fc.property(steps, script => {
        const versions: { tree: Tree; model: Model }[] = [{ tree: Tree.empty, model: new Map() }]
        let draft: Draft = Tree.empty.edit()
        let model = new Map<string, Bytes>()
        let journal: Journal[] = []
        let marked = new Map<string, Bytes>()
        const start = (from: { tree: Tree; model: Model }) => {
          draft = from.tree.edit()
          model = new Map(from.model)
          journal = []
          marked = new Map(model)
        }
        for (const step of script) {
          if (step.does === 'put') {
            const before = draft.put(step.key, step.value)
            expect(before?.value).toEqual(model.get(toHex(step.key)))
            journal.push({ key: step.key, leaf: before })
            model.set(toHex(step.key), step.value)
          } else if (step.does === 'delete') {
            const present = [...model.keys()]
            const key =
              'key' in step ? step.key : fromHex(present[step.pick % (present.length || 1)] ?? '00')!
            const before = draft.delete(key)
            expect(before?.value).toEqual(model.get(toHex(key)))
            journal.push({ key, leaf: before })
            model.delete(toHex(key))
          } else if (step.does === 'mark') {
            journal = []
            marked = new Map(model)
          } else if (step.does === 'undo') {
            for (const { key, leaf } of journal.reverse()) draft.restore(key, leaf)
            journal = []
            model = new Map(marked)
          } else if (step.does === 'commit') {
            const version = { tree: draft.commit(), model: new Map(model) }
            versions.push(version)
            if (!step.on) start(version)
          } else start(versions[step.pick % versions.length]!)
          expect(draft.count).toBe(model.size)
          for (const [key, value] of model) expect(draft.get(fromHex(key)!)).toEqual(value)
        }
        versions.push({ tree: draft.commit(), model })
        for (const version of versions) {
          const entries = entriesOf(version.model)
          expect(contentOf(version.tree)).toEqual(entries)
          expect(version.tree.count).toBe(entries.length)
          expect(toHex(version.tree.root())).toBe(toHex(referenceRoot(entries)))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('a version keeps its root while its draft goes on', () => {
    const draft = treeOf([
      [text('a'), text('1')],
      [text('b'), text('2')],
    ]).edit()
    draft.put(text('c'), text('3'))
    const version = draft.commit()
    draft.put(text('c'), text('4'))
    draft.delete(text('a'))
    expect(contentOf(version).map(([key]) => key)).toEqual(['a', 'b', 'c'].map(text))
    expect(toHex(version.root())).toBe(toHex(referenceRoot(contentOf(version))))
    expect(version.get(text('c'))).toEqual(text('3'))
    expect(draft.get(text('c'))).toEqual(text('4'))
  })

  test('the same value again is no write', () => {
    const version = treeOf([
      [text('a'), text('1')],
      [text('b'), text('2')],
    ])
    const draft = version.edit()
    expect(draft.put(text('a'), text('1'))?.value).toEqual(text('1'))
    draft.restore(text('b'), version.leaf(text('b')))
    expect(draft.commit().top).toBe(version.top)
  })

  test('a leaf remembers what its value decodes to, and the root does not know', () => {
    const plain = treeOf([[text('a'), text('1')]])
    const draft = Tree.empty.edit()
    draft.put(text('a'), text('1'), { one: 1 }, 'reader')
    const remembering = draft.commit()
    expect(remembering.leaf(text('a'))?.decoded).toEqual({ one: 1 })
    expect(remembering.root()).toEqual(plain.root())
    draft.put(text('a'), text('2'))
    expect(draft.leaf(text('a'))?.decoded).toBeUndefined()
  })

  test('a version makes no more nodes than lie on the paths that it writes', () => {
    const nodes = (node: Node | undefined, into: Set<Node>) => {
      if (node === undefined) return into
      into.add(node)
      if (node instanceof Inner) {
        nodes(node.left, into)
        nodes(node.right, into)
      }
      return into
    }
    const depth = (tree: Tree, key: Bytes) => {
      let levels = 0
      for (let node = tree.top; node instanceof Inner; levels++)
        node = (key[node.bits >> 3]! >> (7 - (node.bits & 7))) & 1 ? node.right : node.left
      return levels
    }
    let tree = treeOf(Array.from({ length: 500 }, (_, i) => [hashed(i), number(i)] as const))
    for (let i = 0; i < 60; i++) {
      const draft = tree.edit()
      const key = hashed(i * 20)
      const gone = i % 3 === 2
      if (gone) draft.delete(key)
      else draft.put(key, text('new'))
      const next = draft.commit()
      const old = nodes(tree.top, new Set())
      const made = [...nodes(next.top, new Set())].filter(node => !old.has(node))
      expect(made.length).toBeLessThanOrEqual(gone ? depth(tree, key) - 1 : depth(next, key) + 1)
      tree = next
    }
  })
})

describe('reading in order', () => {
  test('ranges, prefixes and neighbours, either way', () => {
    fc.assert(
      fc.property(models, ranges, bounds, (model, [from, to], bound) => {
        const entries = entriesOf(model)
        const tree = treeOf(entries)
        const inside = within(entries, from, to).map(([key]) => key)
        expect([...tree.range(from, to)].map(leaf => leaf.key)).toEqual(inside)
        expect([...tree.rangeDown(from, to)].map(leaf => leaf.key)).toEqual([...inside].reverse())
        const under = entries.map(([key]) => key).filter(key => toHex(key).startsWith(toHex(bound)))
        expect([...tree.prefix(bound)].map(leaf => leaf.key)).toEqual(under)
        expect([...tree.prefixDown(bound)].map(leaf => leaf.key)).toEqual([...under].reverse())
        expect(tree.first(bound)?.key).toEqual(under[0])
        expect(tree.last(bound)?.key).toEqual(under.at(-1))
        const after = entries.find(([key]) => compareBytes(key, bound) > 0)
        const before = entries.findLast(([key]) => compareBytes(key, bound) < 0)
        expect(tree.next(bound)?.key).toEqual(after?.[0])
        expect(tree.previous(bound)?.key).toEqual(before?.[0])
        expect(tree.has(bound)).toBe(model.has(toHex(bound)))
      }),
      { numRuns: 300 },
    )
  })

  test('a walk of a draft goes on over what is written meanwhile', () => {
    const draft = treeOf(Array.from({ length: 200 }, (_, i) => [number(i), text('old')] as const)).edit()
    const seen: number[] = []
    for (const leaf of draft.prefix()) {
      const at = leaf.key[3]!
      seen.push(at)
      draft.delete(leaf.key)
      if (at === 50) draft.delete(number(51))
      if (at === 60) draft.put(number(220), text('ahead'))
      if (at === 70) draft.put(number(10), text('behind'))
    }
    expect(seen).toEqual([...Array.from({ length: 200 }, (_, i) => i).filter(i => i !== 51), 220])
    expect(contentOf(draft)).toEqual([[number(10), text('behind')]])
  })

  test('a descending walk too', () => {
    const draft = treeOf(Array.from({ length: 100 }, (_, i) => [number(i), text('old')] as const)).edit()
    const seen: number[] = []
    for (const leaf of draft.rangeDown(number(10), number(89))) {
      seen.push(leaf.key[3]!)
      draft.delete(leaf.key)
      draft.delete(number(leaf.key[3]! - 1))
      draft.put(number(200), text('behind'))
    }
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => 89 - 2 * i))
  })
})

describe('what a tree refuses', () => {
  test('a key that begins another', () => {
    const draft = treeOf([
      [text('abc'), text('1')],
      [text('b'), text('2')],
    ]).edit()
    for (const key of ['a', 'ab', 'abcd', 'b\0', 'bb'])
      expect(() => draft.put(text(key), text('3')), key).toThrow('one key begins another')
    draft.delete(text('abc'))
    draft.put(text('ab'), text('4'))
    expect(contentOf(draft)).toEqual([
      [text('ab'), text('4')],
      [text('b'), text('2')],
    ])
  })

  test('keys and values that are too long, and the empty key', () => {
    const draft = Tree.empty.edit()
    expect(() => draft.put(new Uint8Array(0), text('1'))).toThrow('a key of 0 bytes')
    expect(() => draft.put(new Uint8Array(49), text('1'))).toThrow('a key of 49 bytes')
    expect(() => draft.put(text('a'), new Uint8Array(65_537))).toThrow('a value of 65537 bytes')
    draft.put(new Uint8Array(48), new Uint8Array(65_536))
    expect(toHex(draft.commit().root())).toBe(toHex(referenceRoot(contentOf(draft))))
  })

  test('no depth that keys can reach', () => {
    // Every key shares one more bit with the zero key than the key before it: 384 levels.
    const entries = Array.from({ length: 384 }, (_, i) => {
      const key = new Uint8Array(48)
      key[i >> 3]! |= 0x80 >> (i & 7)
      return [key, number(i)] as const
    })
    const tree = treeOf([...entries, [new Uint8Array(48), text('0')]])
    expect(tree.count).toBe(385)
    expect(tree.root()).toHaveLength(32)
    expect(tree.first()?.key).toEqual(new Uint8Array(48))
  })
})
