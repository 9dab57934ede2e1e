// What one version changes in another: found by walking both past all that they share, written down, applied.
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { ascending, bytes, type Codec, optional, struct } from '../../bytes/codec.ts'
import { bitAt, firstDifference } from './bits.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES } from './bounds.ts'
import { Inner, Leaf, type Node } from './node.ts'
import type { Tree } from './tree.ts'

/** A key's new value, or null where it goes. */
export interface Write {
  readonly key: Bytes
  readonly value: Bytes | null
}

/** A write and the value before it, null where there was none. */
export interface Change extends Write {
  readonly before: Bytes | null
}

/** A diff holds no more writes than this; a whole state travels as snapshot chunks. */
export const MAX_WRITES = 1 << 20

/** The canonical form of a diff: writes in the order of their keys. */
export const writesCodec: Codec<readonly Write[]> = ascending(
  struct({ key: bytes(1, MAX_KEY_BYTES), value: optional(bytes(0, MAX_VALUE_BYTES)) }),
  MAX_WRITES,
  (a, b) => compareBytes(a.key, b.key),
)

/** All changes from one version to another, in the order of their keys. */
export function diff(from: Tree, to: Tree): Change[] {
  const changes: Change[] = []
  compare(changes, from.top, to.top)
  return changes
}

/** The version with these writes made. Keys that go make room first, so any order of writes will do. */
export function applyDiff(tree: Tree, writes: readonly Write[]): Tree {
  const draft = tree.edit()
  for (const { key, value } of writes) if (value === null) draft.delete(key)
  for (const { key, value } of writes) if (value !== null) draft.put(key, value)
  return draft.commit()
}

function compare(changes: Change[], a: Node | undefined, b: Node | undefined): void {
  if (a === b) return
  if (a === undefined || b === undefined) {
    gone(changes, a)
    come(changes, b)
    return
  }
  // Most often the same place in both: a draft copies nodes, and a record written anew keeps its key. Hardly ever are
  // the two alike, so nobody looks at what they hash to.
  if (a.key === b.key) {
    if (a instanceof Inner) {
      if (b instanceof Inner && a.bits === b.bits) {
        compare(changes, a.left, b.left)
        compare(changes, a.right, b.right)
        return
      }
    } else if (b instanceof Leaf) {
      if (!equalBytes(a.value, b.value)) changes.push({ key: a.key, before: a.value, value: b.value })
      return
    }
  }

  if (a.digest !== undefined && a.digest === b.digest) return
  const aBits = a instanceof Inner ? a.bits : a.key.length << 3
  const bBits = b instanceof Inner ? b.bits : b.key.length << 3
  const parts = firstDifference(a.key, b.key)
  if (parts < aBits && parts < bBits) apart(changes, a, b, bitAt(a.key, parts) === 0)
  else if (a instanceof Inner && b instanceof Inner && aBits === bBits) {
    compare(changes, a.left, b.left)
    compare(changes, a.right, b.right)
  } else if (a instanceof Inner && aBits < bBits) {
    const left = bitAt(b.key, aBits) === 0
    compare(changes, a.left, left ? b : undefined)
    compare(changes, a.right, left ? undefined : b)
  } else if (b instanceof Inner && bBits < aBits) {
    const left = bitAt(a.key, bBits) === 0
    compare(changes, left ? a : undefined, b.left)
    compare(changes, left ? undefined : a, b.right)
  } else if (a instanceof Leaf && b instanceof Leaf && aBits === bBits) {
    if (!equalBytes(a.value, b.value)) changes.push({ key: a.key, before: a.value, value: b.value })
  }
  // One version's key begins the other's keys, and so comes before them.
  else apart(changes, a, b, aBits < bBits || (aBits === bBits && a instanceof Leaf))
}

function apart(changes: Change[], a: Node, b: Node, aFirst: boolean): void {
  if (aFirst) gone(changes, a)
  come(changes, b)
  if (!aFirst) gone(changes, a)
}

function gone(changes: Change[], node: Node | undefined): void {
  if (node instanceof Inner) {
    gone(changes, node.left)
    gone(changes, node.right)
  } else if (node !== undefined) changes.push({ key: node.key, before: node.value, value: null })
}

function come(changes: Change[], node: Node | undefined): void {
  if (node instanceof Inner) {
    come(changes, node.left)
    come(changes, node.right)
  } else if (node !== undefined) changes.push({ key: node.key, before: null, value: node.value })
}
