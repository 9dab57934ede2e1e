// For tests: proofs that lie. A shape is a proof taken apart; it can be shown in every way that keeps the root, and
// changed in every way that an attacker might think of.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import { Writer } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { EMPTY_HASH, Inner, innerHash, leafHash, type Node, nodeHash, valueHash } from './node.ts'
import { prove } from './proof.ts'
import type { Tree } from './tree.ts'

export type Shape =
  | { kind: 'empty' }
  | { kind: 'leaf'; key: Bytes; value: Bytes; node?: Node }
  | { kind: 'inner'; bits: number; left: Shape; right: Shape; node?: Node }
  | { kind: 'hidden'; hash: Hash; count: number; node?: Node }
  | { kind: 'inner stub'; bits: number; prefix: Bytes; count: number; left: Hash; right: Hash; node?: Node }
  | { kind: 'leaf stub'; key: Bytes; hash: Hash; node?: Node }

/** A whole tree, fully shown. */
export function shapeOf(node: Node | undefined): Shape {
  if (node === undefined) return { kind: 'empty' }
  if (node instanceof Inner)
    return { kind: 'inner', bits: node.bits, left: shapeOf(node.left), right: shapeOf(node.right), node }
  return { kind: 'leaf', key: node.key, value: node.value, node }
}

function hide(node: Node): Shape {
  return { kind: 'hidden', hash: nodeHash(node), count: node instanceof Inner ? node.count : 1, node }
}

function stub(node: Node): Shape {
  if (!(node instanceof Inner)) return { kind: 'leaf stub', key: node.key, hash: valueHash(node.value), node }
  const prefix = node.key.slice(0, (node.bits + 7) >> 3)
  if ((node.bits & 7) !== 0) prefix[prefix.length - 1]! &= 0xff00 >> (node.bits & 7)
  const { bits, count } = node
  return {
    kind: 'inner stub',
    bits,
    prefix,
    count,
    left: nodeHash(node.left),
    right: nodeHash(node.right),
    node,
  }
}

/** Every way to show a tree under its true root. */
export function disclosures(shape: Shape): Shape[] {
  if (shape.kind === 'empty') return [shape]
  const node = shape.node!
  const ways: Shape[] = [hide(node), stub(node)]
  if (shape.kind !== 'inner') return [...ways, shape]
  for (const left of disclosures(shape.left))
    for (const right of disclosures(shape.right)) ways.push({ ...shape, left, right })
  return ways
}

export function writeShape(shape: Shape): Bytes {
  const writer = new Writer()
  write(writer, shape)
  return writer.finish()
}

function write(writer: Writer, shape: Shape): void {
  if (shape.kind === 'empty') writer.byte(0)
  else if (shape.kind === 'leaf') {
    writer.byte(1)
    writer.head(2, shape.key.length)
    writer.raw(shape.key)
    writer.head(2, shape.value.length)
    writer.raw(shape.value)
  } else if (shape.kind === 'inner') {
    writer.byte(2)
    writer.head(0, shape.bits)
    write(writer, shape.left)
    write(writer, shape.right)
  } else if (shape.kind === 'hidden') {
    writer.byte(3)
    writer.raw(shape.hash)
    writer.head(0, shape.count)
  } else if (shape.kind === 'inner stub') {
    writer.byte(4)
    writer.head(0, shape.bits)
    writer.raw(shape.prefix)
    writer.head(0, shape.count)
    writer.raw(shape.left)
    writer.raw(shape.right)
  } else {
    writer.byte(5)
    writer.head(2, shape.key.length)
    writer.raw(shape.key)
    writer.raw(shape.hash)
  }
}

/** The root that a shape would have, were it allowed: what a dishonest builder could make others agree on. */
export function rootOf(shape: Shape): Hash {
  return hashOf(shape).hash
}

function hashOf(shape: Shape): { hash: Hash; count: number; key: Bytes } {
  switch (shape.kind) {
    case 'empty':
      return { hash: EMPTY_HASH, count: 0, key: new Uint8Array(48) }
    case 'leaf':
      return { hash: leafHash(shape.key, valueHash(shape.value)), count: 1, key: shape.key }
    case 'leaf stub':
      return { hash: leafHash(shape.key, shape.hash), count: 1, key: shape.key }
    case 'hidden':
      return { hash: shape.hash, count: shape.count, key: new Uint8Array(48) }
    case 'inner stub': {
      const { bits, prefix, count, left, right } = shape
      return { hash: innerHash(bits, prefix, count, left, right), count, key: prefix }
    }
    case 'inner': {
      const left = hashOf(shape.left)
      const right = hashOf(shape.right)
      const { key } = shape.left.kind === 'hidden' ? right : left
      const count = left.count + right.count
      return { hash: innerHash(shape.bits, key, count, left.hash, right.hash), count, key }
    }
  }
}

/** Draws a number from 0 to below - 1. */
export type Draw = (below: number) => number

/** The tree as shown for a range, taken apart. */
function honest(node: Node | undefined, proof: Bytes): Shape {
  let at = 1
  const skipHead = (offset: number) =>
    offset + (proof[offset]! % 32 < 24 ? 1 : 1 + (1 << ((proof[offset]! % 32) % 24)))
  const read = (node: Node): Shape => {
    const kind = proof[at - 1]!
    if (kind === 2 && node instanceof Inner) {
      at = skipHead(at) + 1
      const left = read(node.left)
      at += 1
      return { kind: 'inner', bits: node.bits, left, right: read(node.right), node }
    }
    const shape = kind === 3 ? hide(node) : kind === 1 ? shapeOf(node) : stub(node)
    at += writeShape(shape).length - 1
    return shape
  }
  return node === undefined ? { kind: 'empty' } : read(node)
}

function shapesIn(shape: Shape): Shape[] {
  return shape.kind === 'inner' ? [shape, ...shapesIn(shape.left), ...shapesIn(shape.right)] : [shape]
}

function replace(shape: Shape, old: Shape, by: Shape): Shape {
  if (shape === old) return by
  if (shape.kind !== 'inner') return shape
  return { ...shape, left: replace(shape.left, old, by), right: replace(shape.right, old, by) }
}

/** A proof that may be a lie: the honest one for the range with up to three changes, most of them of its structure. */
export function forge(tree: Tree, from: Bytes, to: Bytes, draw: Draw): Bytes {
  let shape = honest(tree.top, prove(tree, from, to))
  for (let changes = draw(4); changes > 0; changes--) {
    const all = shapesIn(shape)
    const target = all[draw(all.length)]!
    shape = replace(shape, target, change(target, all, draw))
  }
  const bytes = writeShape(shape)
  const ending = draw(24)
  if (ending === 0) return bytes.slice(0, draw(bytes.length))
  if (ending === 1) return concatBytes(bytes, bytes.slice(0, 1 + draw(bytes.length)))
  if (ending === 2) bytes[draw(bytes.length)]! ^= 1 << draw(8)
  return bytes
}

function change(target: Shape, all: readonly Shape[], draw: Draw): Shape {
  const way = draw(16)
  const node = target.kind === 'empty' ? undefined : target.node
  // The first three keep the root: they only show more or less of it than they should.
  if (node !== undefined && way < 3) return hide(node)
  if (node !== undefined && way < 6) return stub(node)
  if (node instanceof Inner && way < 9)
    return {
      kind: 'inner',
      bits: node.bits,
      left: draw(2) === 0 ? hide(node.left) : shapeOf(node.left),
      right: draw(2) === 0 ? stub(node.right) : shapeOf(node.right),
      node,
    }
  if (node !== undefined && way < 9) return shapeOf(node)
  if (way === 9) return { kind: 'empty' }
  // Something else of the same proof: a twin, a child for its parent, a parent under itself.
  if (way === 10) return all[draw(all.length)]!
  if (way === 11) {
    const other = all[draw(all.length)]!
    const [left, right] = draw(2) === 0 ? [target, other] : [other, target]
    return { kind: 'inner', bits: draw(400), left, right }
  }
  return edit(target, draw)
}

/** Other fields in the same kind of node. */
function edit(target: Shape, draw: Draw): Shape {
  const near = (count: number) => [count + 1, count - 1, count + 2 ** 32, 0, 2 ** 32 - 1][draw(5)]!
  const bent = (bytes: Bytes) => {
    const other = bytes.slice()
    if (other.length > 0) other[draw(other.length)]! ^= 1 << draw(8)
    return other
  }
  switch (target.kind) {
    case 'empty':
      return { kind: 'hidden', hash: new Uint8Array(32), count: 1 }
    case 'leaf':
      if (draw(3) === 0) return { ...target, value: concatBytes(target.value, Uint8Array.of(draw(256))) }
      return draw(4) === 0
        ? {
            ...target,
            key: draw(2) === 0 ? target.key.slice(0, -1) : concatBytes(target.key, new Uint8Array(1)),
          }
        : { ...target, key: bent(target.key) }
    case 'inner':
      if (draw(2) === 0) return { ...target, left: target.right, right: target.left }
      return { ...target, bits: Math.max(0, target.bits + [1, -1, 8, -8][draw(4)]!) }
    case 'hidden':
      if (draw(3) === 0) return { ...target, hash: bent(target.hash) }
      return { ...target, count: Math.max(0, near(target.count)) }
    case 'inner stub':
      if (draw(3) === 0) return { ...target, count: Math.max(0, near(target.count)) }
      if (draw(3) === 0) return { ...target, left: target.right, right: target.left }
      if (draw(2) === 0) return { ...target, bits: Math.max(0, target.bits + [1, -1, 8][draw(3)]!) }
      return { ...target, prefix: bent(target.prefix) }
    case 'leaf stub':
      if (draw(2) === 0) return { ...target, hash: bent(target.hash) }
      return { ...target, key: bent(target.key) }
  }
}
