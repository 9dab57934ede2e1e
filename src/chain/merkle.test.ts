import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listRoot, proveItem, verifyItem } from './merkle.ts'

const items = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 40 })

test('every item is proven at its place, and at no other', () => {
  fc.assert(
    fc.property(items, fc.nat(), fc.nat(), (list, pick, other) => {
      const index = pick % list.length
      const root = listRoot(list)
      const proof = proveItem(list, index)
      expect(verifyItem(root, list[index]!, proof)).toBe(true)
      const elsewhere = other % (list.length + 2)
      // At another place only where the very same item stands there too.
      if (String(list[elsewhere]) !== String(list[index]))
        expect(verifyItem(root, list[index]!, { ...proof, index: elsewhere })).toBe(false)
      const wrong = new Uint8Array([...list[index]!, 1])
      expect(verifyItem(root, wrong, proof)).toBe(false)
    }),
  )
})

test('a proof with another count, or with hashes missing or added, does not hold', () => {
  fc.assert(
    fc.property(items, fc.nat(), fc.integer({ min: 1, max: 60 }), (list, pick, count) => {
      const index = pick % list.length
      const root = listRoot(list)
      const proof = proveItem(list, index)
      const item = list[index]!
      if (count !== list.length) expect(verifyItem(root, item, { ...proof, count })).toBe(false)
      expect(verifyItem(root, item, { ...proof, siblings: [...proof.siblings, root] })).toBe(false)
      if (proof.siblings.length > 0)
        expect(verifyItem(root, item, { ...proof, siblings: proof.siblings.slice(1) })).toBe(false)
      expect(verifyItem(root, item, { ...proof, count: 0.5 })).toBe(false)
    }),
  )
})

test('lists that differ have roots that differ', () => {
  const a = new Uint8Array([1])
  const b = new Uint8Array([2])
  const roots = [[], [a], [b], [a, b], [b, a], [a, a], [a, b, b], [a, b, b, b]].map(list =>
    listRoot(list).join(),
  )
  expect(new Set(roots).size).toBe(roots.length)
})
