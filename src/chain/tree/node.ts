// The nodes of the tree and the layout under which they are hashed.
import type { Bytes } from '../../bytes/bytes.ts'
import {
  bytesOfDigest,
  type Digest,
  digestOfBytes,
  writeDigest,
  writeDigestUnits,
} from '../../bytes/digest.ts'
import { type Hash, sha256, sha256Digest } from '../../bytes/hash.ts'
import { bitAt } from './bits.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES } from './bounds.ts'

const LEAF = 0
const INNER = 1
const EMPTY = 2
const VALUE = 3

/** A record. Its key and value never change; `decoded` only remembers what the value decodes to, and `by` by what. */
export class Leaf {
  readonly key: Bytes
  readonly value: Bytes
  decoded: unknown
  by: unknown
  digest: Digest | undefined

  constructor(key: Bytes, value: Bytes, decoded?: unknown, by?: unknown) {
    this.key = key
    this.value = value
    this.decoded = decoded
    this.by = by
    this.digest = undefined
  }
}

/** A split: all keys below share `bits` bits, those of `key`, and part at the next: 0 to the left, 1 to the right. */
export class Inner {
  // What every walk reads stands together, so that a step of it takes one line of the processor's memory.
  readonly bits: number
  left: Node
  right: Node
  // Some key that begins with the shared bits; it need not be in the tree.
  readonly key: Bytes
  // The draft that may change this node in place; any other copies it.
  readonly owner: object
  count: number
  digest: Digest | undefined

  constructor(bits: number, key: Bytes, owner: object, count: number, left: Node, right: Node) {
    this.bits = bits
    this.left = left
    this.right = right
    this.key = key
    this.owner = owner
    this.count = count
    this.digest = undefined
  }
}

export type Node = Leaf | Inner

export function countOf(node: Node | undefined): number {
  return node === undefined ? 0 : node instanceof Inner ? node.count : 1
}

/** A leaf that shares as many bits with the key as any below this node. */
export function nearest(node: Node, key: Bytes): Leaf {
  let at = node
  while (at instanceof Inner) at = bitAt(key, at.bits) === 0 ? at.left : at.right
  return at
}

export const EMPTY_HASH: Hash = sha256(Uint8Array.of(EMPTY))

// One buffer a layout, and one view a length, so that hashing allocates nothing but its result. An inner node's
// hashes begin at an odd byte; the buffer begins one before it, so that they are written two bytes at a time.
const innerUnits = new Uint16Array((1 + 1 + 2 + MAX_KEY_BYTES + 4 + 32 + 32) >> 1)
const innerBytes = new Uint8Array(innerUnits.buffer, 1)
const innerView = new DataView(innerUnits.buffer, 1)
const LEFT = 55
const RIGHT = 87
const LEFT_UNIT = (1 + LEFT) >> 1
const RIGHT_UNIT = (1 + RIGHT) >> 1
innerBytes[0] = INNER

const leafBytes = new Uint8Array(2 + MAX_KEY_BYTES + 32)
const leafOfLength: Bytes[] = []
for (let length = 0; length <= MAX_KEY_BYTES; length++)
  leafOfLength.push(leafBytes.subarray(0, 2 + length + 32))
leafBytes[0] = LEAF

const SHORT_VALUE = 256
const valueBytes = new Uint8Array(1 + MAX_VALUE_BYTES)
const valueOfLength: Bytes[] = []
for (let length = 0; length <= SHORT_VALUE; length++) valueOfLength.push(valueBytes.subarray(0, 1 + length))
valueBytes[0] = VALUE

/** H(03 ‖ value) */
export const valueHash = (value: Bytes): Hash => bytesOfDigest(valueDigest(value))

function valueDigest(value: Bytes): Digest {
  valueBytes.set(value, 1)
  return sha256Digest(valueOfLength[value.length] ?? valueBytes.subarray(0, 1 + value.length))
}

/** H(00 ‖ key length ‖ key ‖ value's hash) */
export const leafHash = (key: Bytes, value: Hash): Hash =>
  bytesOfDigest(leafDigest(key, digestOfBytes(value)))

function leafDigest(key: Bytes, value: Digest): Digest {
  leafBytes[1] = key.length
  leafBytes.set(key, 2)
  writeDigest(leafBytes, 2 + key.length, value)
  return sha256Digest(leafOfLength[key.length]!)
}

/** H(01 ‖ bit length ‖ prefix, masked and padded to 48 bytes ‖ count ‖ left ‖ right) */
export function innerHash(bits: number, key: Bytes, count: number, left: Hash, right: Hash): Hash {
  writeInner(bits, key, count)
  innerBytes.set(left, LEFT)
  innerBytes.set(right, RIGHT)
  return sha256(innerBytes)
}

function writeInner(bits: number, key: Bytes, count: number): void {
  innerView.setUint16(1, bits)
  const whole = bits >> 3
  for (let i = 0; i < whole; i++) innerBytes[3 + i] = key[i]!
  innerBytes.fill(0, 3 + whole, 3 + MAX_KEY_BYTES)
  const rest = bits & 7
  if (rest !== 0) innerBytes[3 + whole] = key[whole]! & (0xff00 >> rest)
  innerView.setUint32(51, count)
}

/** The hash of a node, worked out once. */
export function digestOf(node: Node): Digest {
  if (node.digest !== undefined) return node.digest
  if (node instanceof Leaf) node.digest = leafDigest(node.key, valueDigest(node.value))
  else {
    const left = digestOf(node.left)
    const right = digestOf(node.right)
    writeInner(node.bits, node.key, node.count)
    writeDigestUnits(innerUnits, LEFT_UNIT, left)
    writeDigestUnits(innerUnits, RIGHT_UNIT, right)
    node.digest = sha256Digest(innerBytes)
  }
  return node.digest
}

export const nodeHash = (node: Node): Hash => bytesOfDigest(digestOf(node))
