// Walking the leaves in order, either way.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { bitAt, firstDifference } from './bits.ts'
import { Inner, type Leaf, type Node, nearest } from './node.ts'

/** 0 walks towards greater keys, 1 towards lesser ones. */
export type Direction = 0 | 1

/** What can be walked; `writes` rises whenever a node below may have changed. */
export interface Walkable {
  readonly top: Node | undefined
  readonly writes: number
}

/** Fills the stack with what lies ahead of a bound, and at it unless `past`; the nearest comes last. */
function seek(stack: Node[], top: Node | undefined, bound: Bytes, past: boolean, way: Direction): void {
  stack.length = 0
  if (top === undefined) return
  const near = nearest(top, bound)
  const parts = firstDifference(near.key, bound)
  let node = top
  while (node instanceof Inner && node.bits < parts) {
    const bit = bitAt(bound, node.bits)
    if (bit === way) stack.push(way === 0 ? node.right : node.left)
    node = bit === 0 ? node.left : node.right
  }
  // All below parts from the bound at one and the same bit, so one comparison tells for all.
  const order = compareBytes(near.key, bound)
  if (order === 0 ? !past : order > 0 === (way === 0)) stack.push(node)
}

/** Takes the nearest leaf off the stack. */
function step(stack: Node[], way: Direction): Leaf | undefined {
  let node = stack.pop()
  while (node instanceof Inner) {
    stack.push(way === 0 ? node.right : node.left)
    node = way === 0 ? node.left : node.right
  }
  return node
}

/** The leaf at an end of what lies below a node. */
export function endOf(node: Node, way: Direction): Leaf {
  let at = node
  while (at instanceof Inner) at = way === 0 ? at.left : at.right
  return at
}

/** The first leaf strictly ahead of a bound. */
export function beyond(top: Node | undefined, bound: Bytes, way: Direction): Leaf | undefined {
  const stack: Node[] = []
  seek(stack, top, bound, true, way)
  return step(stack, way)
}

/** The leaves from `start` to `end`, both included. After a write it goes on from the last key it gave. */
export function* walk(over: Walkable, start: Bytes, end: Bytes, way: Direction): Generator<Leaf, void> {
  const stack: Node[] = []
  seek(stack, over.top, start, false, way)
  let writes = over.writes
  for (;;) {
    const leaf = step(stack, way)
    if (leaf === undefined) return
    const order = compareBytes(leaf.key, end)
    if (way === 0 ? order > 0 : order < 0) return
    yield leaf
    if (writes !== over.writes) {
      seek(stack, over.top, leaf.key, true, way)
      writes = over.writes
    }
  }
}
