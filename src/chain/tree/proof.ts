// One form of proof: all entries of a range `[from, to]` of keys, and that there are no others. A range of one key
// proves presence or absence; `[prefix, first key of it]` proves that key the first; a snapshot is proved in ranges.
//
// A proof lists the nodes of the tree in pre-order, each in the one form that the range asks of it, so that a tree
// and a range have exactly one proof. Interval means all keys that begin with certain bits.
//
//   leaf        key, value            of the range
//   inner       bit length            its interval meets the range; the prefix is that of what it reveals below
//   hidden      hash, count           its side of the split above misses the range; reveals nothing
//   inner stub  bit length, prefix,   its side meets the range, its own interval misses it
//               count, both hashes
//   leaf stub   key, value's hash     its side meets the range, its key is not of it
//   empty       nothing               the whole tree
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, FormError, Reader, u32, Writer } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { bitAt, firstDifference, sideMisses, splitMisses } from './bits.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES } from './bounds.ts'
import { EMPTY_HASH, Inner, innerHash, Leaf, leafHash, type Node, nodeHash, valueHash } from './node.ts'
import type { Tree } from './tree.ts'

/** A longer proof is refused unread: a snapshot chunk with the longest value fits four times. */
export const MAX_PROOF_BYTES = 1 << 20

const EMPTY = 0
const LEAF = 1
const INNER = 2
const HIDDEN = 3
const INNER_STUB = 4
const LEAF_STUB = 5

const UINT = 0
const MAX_BITS = (MAX_KEY_BYTES << 3) - 1
const MAX_COUNT = 0xffff_ffff
const keyCodec = bytes(1, MAX_KEY_BYTES)
const valueCodec = bytes(0, MAX_VALUE_BYTES)

function isRange(from: Bytes, to: Bytes): boolean {
  return from.length <= MAX_KEY_BYTES && to.length <= MAX_KEY_BYTES && compareBytes(from, to) <= 0
}

function within(key: Bytes, from: Bytes, to: Bytes): boolean {
  return compareBytes(key, from) >= 0 && compareBytes(key, to) <= 0
}

/** The proof of all that a version holds in `[from, to]`. */
export function prove(tree: Tree, from: Bytes, to: Bytes): Bytes {
  if (!isRange(from, to)) throw new RangeError('a proof needs a range')
  const writer = new Writer()
  if (tree.top === undefined) writer.byte(EMPTY)
  else writeNode(writer, tree.top, 0, from, to)
  return writer.finish()
}

/** `side` is how many bits of the node's prefix the split above tells. */
function writeNode(writer: Writer, node: Node, side: number, from: Bytes, to: Bytes): void {
  if (sideMisses(node.key, side, from, to)) {
    writer.byte(HIDDEN)
    writer.raw(nodeHash(node))
    u32.write(writer, node instanceof Inner ? node.count : 1)
  } else if (node instanceof Leaf) {
    const revealed = within(node.key, from, to)
    writer.byte(revealed ? LEAF : LEAF_STUB)
    keyCodec.write(writer, node.key)
    if (revealed) valueCodec.write(writer, node.value)
    else writer.raw(valueHash(node.value))
  } else if (splitMisses(node.key, node.bits, from, to)) {
    writer.byte(INNER_STUB)
    writer.head(UINT, node.bits)
    writer.raw(maskedPrefix(node.key, node.bits))
    u32.write(writer, node.count)
    writer.raw(nodeHash(node.left))
    writer.raw(nodeHash(node.right))
  } else {
    writer.byte(INNER)
    writer.head(UINT, node.bits)
    writeNode(writer, node.left, node.bits + 1, from, to)
    writeNode(writer, node.right, node.bits + 1, from, to)
  }
}

/** The first `bits` bits of a key in as few bytes as hold them, the rest of the last byte 0. */
function maskedPrefix(key: Bytes, bits: number): Bytes {
  const prefix = key.slice(0, (bits + 7) >> 3)
  const rest = bits & 7
  if (rest !== 0) prefix[prefix.length - 1]! &= 0xff00 >> rest
  return prefix
}

export type ProofReason =
  | 'range' // what is asked is not a range
  | 'size' // the proof is longer than allowed
  | 'form' // the proof is not well-formed
  | 'depth' // a node is not deeper than the one above it
  | 'prefix' // a node is on the wrong side of a split, or under another prefix
  | 'hidden' // what is not revealed could hold a key of the range
  | 'kind' // a node is not in the one form that the range asks of it
  | 'count' // more leaves than can be
  | 'root' // the proof is of another tree

export type Verdict =
  /** `entries` is all that the range holds, ascending; `total` counts the leaves of the whole tree. */
  | { readonly ok: true; readonly entries: readonly Leaf[]; readonly total: number }
  | { readonly ok: false; readonly reason: ProofReason }

/** What a proof says of the range `[from, to]` of the tree with this root. Any bytes may be given; none throw. */
export function verify(root: Hash, from: Bytes, to: Bytes, proof: Bytes, most = MAX_PROOF_BYTES): Verdict {
  if (!isRange(from, to)) return { ok: false, reason: 'range' }
  if (proof.length > most) return { ok: false, reason: 'size' }
  try {
    const reading = new Reading(proof, from, to)
    const total = reading.whole(root)
    return { ok: true, entries: reading.entries, total }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason }
    if (error instanceof FormError) return { ok: false, reason: 'form' }
    throw error
  }
}

class Refusal extends Error {
  readonly reason: ProofReason
  constructor(reason: ProofReason) {
    super(reason)
    this.reason = reason
  }
}

function refuse(reason: ProofReason): never {
  throw new Refusal(reason)
}

/** What a node showed: `key` begins with the bits that it proves of its keys, and is undefined where it is hidden. */
interface Shown {
  readonly key: Bytes | undefined
  readonly count: number
  readonly hash: Hash
}

class Reading {
  readonly entries: Leaf[] = []
  readonly #reader: Reader
  readonly #from: Bytes
  readonly #to: Bytes
  readonly #mirror = new Uint8Array(MAX_KEY_BYTES)

  constructor(proof: Bytes, from: Bytes, to: Bytes) {
    this.#reader = new Reader(proof)
    this.#from = from
    this.#to = to
  }

  /** Reads the proof of a whole tree and gives the count of its leaves. */
  whole(root: Hash): number {
    let count = 0
    let hash = EMPTY_HASH
    if (this.#reader.peek() === EMPTY) this.#reader.at += 1
    else {
      const top = this.#node(-1)
      // A hidden root would prove any absence.
      if (top.key === undefined) refuse('hidden')
      count = top.count
      hash = top.hash
    }
    if (this.#reader.at !== this.#reader.bytes.length) this.#reader.fail('trailing')
    if (!equalBytes(hash, root)) refuse('root')
    return count
  }

  /** Reads the node under a split at `above`. Bit lengths rise as it descends, so it ends within 384 levels. */
  #node(above: number): Shown {
    const kind = this.#reader.bounded(UINT, LEAF, LEAF_STUB)
    if (kind === INNER) return this.#inner(above)
    if (kind === LEAF) return this.#leaf(above)
    if (kind === LEAF_STUB) return this.#leafStub(above)
    if (kind === INNER_STUB) return this.#innerStub(above)
    const hash = this.#reader.take(32)
    return { key: undefined, count: this.#reader.bounded(UINT, 1, MAX_COUNT), hash }
  }

  #key(above: number): Bytes {
    const key = keyCodec.read(this.#reader)
    if (key.length << 3 <= above) refuse('depth')
    return key
  }

  #bits(above: number): number {
    const bits = this.#reader.bounded(UINT, 0, MAX_BITS)
    if (bits <= above) refuse('depth')
    return bits
  }

  #leaf(above: number): Shown {
    const key = this.#key(above)
    if (!within(key, this.#from, this.#to)) refuse('kind')
    const leaf = new Leaf(key, valueCodec.read(this.#reader))
    this.entries.push(leaf)
    return { key, count: 1, hash: nodeHash(leaf) }
  }

  #leafStub(above: number): Shown {
    const key = this.#key(above)
    if (within(key, this.#from, this.#to)) refuse('hidden')
    return { key, count: 1, hash: leafHash(key, this.#reader.take(32)) }
  }

  #innerStub(above: number): Shown {
    const bits = this.#bits(above)
    const key = this.#reader.take((bits + 7) >> 3)
    const rest = bits & 7
    if (rest !== 0 && (key[key.length - 1]! & (0xff >> rest)) !== 0) refuse('form')
    if (!splitMisses(key, bits, this.#from, this.#to)) refuse('hidden')
    const count = this.#reader.bounded(UINT, 2, MAX_COUNT)
    const left = this.#reader.take(32)
    return { key, count, hash: innerHash(bits, key, count, left, this.#reader.take(32)) }
  }

  #inner(above: number): Shown {
    const bits = this.#bits(above)
    const left = this.#node(bits)
    const right = this.#node(bits)
    const key = left.key ?? right.key
    if (key === undefined) refuse('hidden')
    this.#checkSide(left, right, bits, 0)
    this.#checkSide(right, left, bits, 1)
    // Both sides share the prefix, so that all keys below do: the leaves then ascend, and no key is misplaced.
    if (left.key !== undefined && right.key !== undefined && firstDifference(left.key, right.key) !== bits)
      refuse('prefix')
    const count = left.count + right.count
    if (count > MAX_COUNT) refuse('count')
    return { key, count, hash: innerHash(bits, key, count, left.hash, right.hash) }
  }

  /** One side of a split: on its side where it shows a key, and hidden exactly where the side misses the range. */
  #checkSide(own: Shown, other: Shown, bits: number, side: 0 | 1): void {
    if (own.key !== undefined) {
      if (bitAt(own.key, bits) !== side) refuse('prefix')
      if (sideMisses(own.key, bits + 1, this.#from, this.#to)) refuse('kind')
      return
    }
    // The other side shows a key, and is itself checked to lie opposite.
    this.#mirror.set(other.key!)
    this.#mirror[bits >> 3]! ^= 0x80 >> (bits & 7)
    if (!sideMisses(this.#mirror, bits + 1, this.#from, this.#to)) refuse('hidden')
  }
}
