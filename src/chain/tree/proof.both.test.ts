import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { GREATEST, LEAST, lastWithin } from './bounds.ts'
import { disclosures, forge, rootOf, type Shape, shapeOf, writeShape } from './forgery.testing.ts'
import { prove, verify } from './proof.ts'
import { bounds, type Entry, entriesOf, models, ranges, within } from './reference.testing.ts'
import { Tree } from './tree.ts'

const text = (value: string) => new TextEncoder().encode(value)
const number = (value: number) => Uint8Array.of(value >> 24, value >> 16, value >> 8, value)

function treeOf(entries: readonly Entry[]): Tree {
  const draft = Tree.empty.edit()
  for (const [key, value] of entries) draft.put(key, value)
  return draft.commit()
}

function answer(tree: Tree, from: Bytes, to: Bytes, proof: Bytes): Entry[] | string {
  const verdict = verify(tree.root(), from, to, proof)
  if (!verdict.ok) return verdict.reason
  expect(verdict.total).toBe(tree.count)
  return verdict.entries.map(({ key, value }): Entry => [key, value])
}

/** The whole law: a proof is accepted exactly when it is the one that an honest prover gives. */
function judge(
  tree: Tree,
  entries: readonly Entry[],
  from: Bytes,
  to: Bytes,
  proof: Bytes,
  proved = prove(tree, from, to),
): boolean {
  const said = answer(tree, from, to, proof)
  const honest = equalBytes(proof, proved)
  if (honest !== (typeof said !== 'string'))
    expect.unreachable(`${toHex(proof)} for [${toHex(from)}, ${toHex(to)}]: ${said}`)
  if (honest) expect(said).toEqual(within(entries, from, to))
  return honest
}

describe('an honest proof', () => {
  test('of any range is verified and says all that is there', () => {
    fc.assert(
      fc.property(models, ranges, (model, [from, to]) => {
        const entries = entriesOf(model)
        const tree = treeOf(entries)
        expect(answer(tree, from, to, prove(tree, from, to))).toEqual(within(entries, from, to))
      }),
      { numRuns: 500 },
    )
  })

  test('of each key, of its absence, of the first of a prefix, and of all', () => {
    fc.assert(
      fc.property(models, bounds, (model, bound) => {
        const entries = entriesOf(model)
        const tree = treeOf(entries)
        for (const [key, value] of entries) {
          expect(answer(tree, key, key, prove(tree, key, key))).toEqual([[key, value]])
          const draft = tree.edit()
          draft.delete(key)
          const without = draft.commit()
          expect(answer(without, key, key, prove(without, key, key))).toEqual([])
        }
        const first = tree.first(bound)?.key ?? lastWithin(bound)
        expect(answer(tree, bound, first, prove(tree, bound, first)).length).toBe(tree.first(bound) ? 1 : 0)
        expect(answer(tree, LEAST, GREATEST, prove(tree, LEAST, GREATEST))).toEqual(entries)
      }),
      { numRuns: 60 },
    )
  })

  test('of the deepest tree', () => {
    const entries = Array.from({ length: 385 }, (_, i): Entry => {
      const key = new Uint8Array(48)
      if (i > 0) key[48 - ((i + 7) >> 3)]! |= 1 << ((i - 1) & 7)
      return [key, number(i)]
    })
    const tree = treeOf(entries)
    for (const [key, value] of [entries[0]!, entries[1]!, entries[200]!, entries[384]!])
      expect(answer(tree, key, key, prove(tree, key, key))).toEqual([[key, value]])
    expect(answer(tree, LEAST, GREATEST, prove(tree, LEAST, GREATEST))).toEqual(entries)
  })

  test('stays small', () => {
    const tree = treeOf(
      Array.from({ length: 20_000 }, (_, i): Entry => [sha256(number(i)), new Uint8Array(40)]),
    )
    for (let i = 0; i < 20_000; i += 97) {
      const present = sha256(number(i))
      const absent = sha256(number(i + 20_000))
      expect(prove(tree, present, present).length).toBeLessThan(1000)
      expect(prove(tree, absent, absent).length).toBeLessThan(1000)
    }
  })
})

describe('of all that can be shown of a tree under its true root', () => {
  const small: Entry[][] = [
    [],
    [[text('b'), text('1')]],
    [
      [text('b'), text('1')],
      [text('c'), text('')],
    ],
    [
      [Uint8Array.of(0), text('1')],
      [Uint8Array.of(128), text('2')],
      [Uint8Array.of(255, 1), text('3')],
    ],
    [
      [text('ba'), text('1')],
      [text('bb'), text('2')],
      [text('bq'), text('3')],
      [text('c'), text('4')],
    ],
    [
      [text('aa'), text('1')],
      [text('ab'), text('2')],
      [text('b'), text('3')],
      [text('ca'), text('4')],
      [text('cbx'), text('5')],
    ],
  ] as [Bytes, Bytes][][]

  test.each(small.map(entries => [entries.length, entries] as const))(
    '%i leaves: one proof a range',
    (_, entries) => {
      const tree = treeOf(entries)
      const shown = disclosures(shapeOf(tree.top)).map(writeShape)
      const ends = [
        LEAST,
        GREATEST,
        text('a'),
        text('a\xff'),
        text('b'),
        text('bc'),
        text('bz'),
        text('d'),
        Uint8Array.of(130),
      ]
      for (const [key] of entries) ends.push(key, key.slice(0, -1), Uint8Array.of(...key, 0))
      for (const from of ends)
        for (const to of ends) {
          if (toHex(from) > toHex(to)) {
            expect(shown.map(proof => verify(tree.root(), from, to, proof).ok)).not.toContain(true)
            continue
          }
          const proved = prove(tree, from, to)
          const accepted = shown.filter(proof => judge(tree, entries, from, to, proof, proved))
          expect(accepted).toHaveLength(1)
        }
    },
  )
})

describe('a forged proof', () => {
  test('is refused, whatever of its structure was changed', () => {
    const refusals = new Map<string, number>()
    fc.assert(
      fc.property(models, ranges, ranges, fc.infiniteStream(fc.nat()), (model, asked, other, draws) => {
        const entries = entriesOf(model)
        const tree = treeOf(entries)
        const draw = (below: number) => draws.next().value % below
        for (let i = 0; i < 12; i++) {
          const [from, to] = draw(2) === 0 ? asked : other
          const proof = forge(tree, from, to, draw)
          for (const [low, high] of [asked, other]) {
            const honest = judge(tree, entries, low, high, proof)
            const reason = honest ? 'none' : (answer(tree, low, high, proof) as string)
            refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
          }
        }
      }),
      { numRuns: 500 },
    )
    // The generator must reach every check, or it proves little.
    for (const reason of ['none', 'form', 'depth', 'prefix', 'hidden', 'kind', 'root'])
      expect(refusals.get(reason) ?? 0, reason).toBeGreaterThan(20)
  })

  test('is refused when any bit is another, or an end is missing or added', () => {
    const entries = Array.from(
      { length: 40 },
      (_, i): Entry => [sha256(number(i)).slice(0, 6), number(i)],
    ).sort(([a], [b]) => (toHex(a) < toHex(b) ? -1 : 1))
    const tree = treeOf(entries)
    const [from, to] = [entries[7]![0], entries[9]![0]]
    const proof = prove(tree, from, to)
    for (let bit = 0; bit < 8 * proof.length; bit++) {
      const flipped = proof.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      expect(verify(tree.root(), from, to, flipped).ok).toBe(false)
    }
    for (let length = 0; length < proof.length; length++)
      expect(verify(tree.root(), from, to, proof.slice(0, length)).ok).toBe(false)
    expect(verify(tree.root(), from, to, Uint8Array.of(...proof, 0))).toEqual({ ok: false, reason: 'form' })
    expect(verify(tree.root(), from, to, proof, proof.length - 1)).toEqual({ ok: false, reason: 'size' })
    expect(verify(tree.root(), to, from, proof)).toEqual({ ok: false, reason: 'range' })
    expect(verify(tree.root(), from, new Uint8Array(49), proof)).toEqual({ ok: false, reason: 'range' })
    expect(verify(Tree.empty.root(), from, to, proof)).toEqual({ ok: false, reason: 'root' })
    expect(verify(tree.root(), from, to, prove(Tree.empty, from, to))).toEqual({ ok: false, reason: 'root' })
  })

  test('cannot exhaust the stack or count beyond what is', () => {
    const deep = new Uint8Array(1 << 20)
    for (let i = 0; i < deep.length; i += 2) deep.set([2, 5], i)
    expect(verify(Tree.empty.root(), LEAST, GREATEST, deep)).toEqual({ ok: false, reason: 'depth' })
    const zero: Shape = { kind: 'leaf', key: Uint8Array.of(0), value: text('') }
    const rest: Shape = { kind: 'hidden', hash: sha256(text('')), count: 0xffff_ffff }
    const top: Shape = { kind: 'inner', bits: 0, left: zero, right: rest }
    expect(verify(Tree.empty.root(), LEAST, zero.key, writeShape(top))).toEqual({
      ok: false,
      reason: 'count',
    })
  })

  // Trees that no honest builder makes. Their roots are true, so nothing but the shape can give them away.
  const leaf = (key: string): Shape => ({ kind: 'leaf', key: text(key), value: text('1') })
  const hidden: Shape = { kind: 'hidden', hash: sha256(text('below')), count: 3 }
  const inner = (bits: number, left: Shape, right: Shape): Shape => ({ kind: 'inner', bits, left, right })
  test.each([
    ['sides that share no prefix', inner(14, leaf('aa'), leaf('zb')), 'prefix'],
    ['sides that share more than the split says', inner(6, leaf('bba'), leaf('bbc')), 'prefix'],
    ['swapped sides', inner(6, leaf('b'), leaf('a')), 'prefix'],
    ['a left key beside a hidden right side', inner(6, leaf('b'), hidden), 'prefix'],
    ['a right key beside a hidden left side', inner(6, hidden, leaf('a')), 'prefix'],
    ['one key twice', inner(6, leaf('a'), leaf('a')), 'prefix'],
    ['a key that ends before the split', inner(12, leaf('a'), hidden), 'depth'],
    ['a split under itself', inner(6, inner(6, leaf('a'), leaf('b')), leaf('b')), 'depth'],
    ['a split under a longer one', inner(7, inner(6, leaf('a'), leaf('b')), leaf('c')), 'depth'],
    ['nothing beside something', inner(6, leaf('a'), { kind: 'empty' }), 'form'],
  ] as [string, Shape, string][])('cannot show %s, even under the root of it', (_, shape, reason) => {
    expect(reasons(shape)).not.toContain('none')
    expect(reasons(shape)).toContain(reason)
  })

  function reasons(shape: Shape): string[] {
    const ends = [LEAST, text('a'), text('a\0'), text('b'), text('b\0'), GREATEST]
    const all: string[] = []
    for (const from of ends)
      for (const to of ends) {
        const verdict = verify(rootOf(shape), from, to, writeShape(shape))
        all.push(verdict.ok ? 'none' : verdict.reason)
      }
    return all
  }
})
