// The nodes of the tree and the layout under which they are hashed.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Hash, sha256, sha256Name } from '../../bytes/hash.ts'
import { bytesOf32 } from '../../bytes/name.ts'
import { bitAt } from './bits.ts'
import { MAX_KEY_BYTES, MAX_VALUE_BYTES } from './bounds.ts'

const LEAF = 0
const INNER = 1
const EMPTY = 2
const VALUE = 3

/** A hash as a text of 32 characters, one a byte: as a node keeps it, it takes a quarter of a byte array's memory. */
export type Digest = string

/** A record. Its key and value never change; `decoded` only remembers what the value decodes to. */
export class Leaf {
  readonly key: Bytes
  readonly value: Bytes
  decoded: unknown
  digest: Digest | undefined = undefined

  constructor(key: Bytes, value: Bytes, decoded?: unknown) {
    this.key = key
    this.value = value
    this.decoded = decoded
  }
}

/** A split: all keys below share `bits` bits, those of `key`, and part at the next: 0 to the left, 1 to the right. */
export class Inner {
  readonly bits: number
  // Some key that begins with the shared bits; it need not be in the tree.
  readonly key: Bytes
  // The draft that may change this node in place; any other copies it.
  readonly owner: object
  count: number
  left: Node
  right: Node
  digest: Digest | undefined = undefined

  constructor(bits: number, key: Bytes, owner: object, count: number, left: Node, right: Node) {
    this.bits = bits
    this.key = key
    this.owner = owner
    this.count = count
    this.left = left
    this.right = right
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

// One buffer a layout, and one view a length, so that hashing allocates nothing but its result.
const innerBytes = new Uint8Array(1 + 2 + MAX_KEY_BYTES + 4 + 32 + 32)
const innerView = new DataView(innerBytes.buffer)
const leafBytes = new Uint8Array(2 + MAX_KEY_BYTES + 32)
const leafOfLength: Bytes[] = []
for (let length = 0; length <= MAX_KEY_BYTES; length++)
  leafOfLength.push(leafBytes.subarray(0, 2 + length + 32))
const valueBytes = new Uint8Array(1 + MAX_VALUE_BYTES)
const LEFT = 55
const RIGHT = 87
innerBytes[0] = INNER
leafBytes[0] = LEAF
valueBytes[0] = VALUE

/** H(03 ‖ value) */
export function valueHash(value: Bytes): Hash {
  valueBytes.set(value, 1)
  return sha256(valueBytes.subarray(0, 1 + value.length))
}

/** H(00 ‖ key length ‖ key ‖ value's hash) */
export const leafHash = (key: Bytes, value: Hash): Hash => sha256(leafForm(key, value))

function leafForm(key: Bytes, value: Hash): Bytes {
  leafBytes[1] = key.length
  leafBytes.set(key, 2)
  leafBytes.set(value, 2 + key.length)
  return leafOfLength[key.length]!
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

function writeDigest(digest: Digest, at: number): void {
  for (let i = 0; i < 32; i++) innerBytes[at + i] = digest.charCodeAt(i)
}

/** The hash of a node, worked out once. */
export function digestOf(node: Node): Digest {
  if (node.digest !== undefined) return node.digest
  if (node instanceof Leaf) node.digest = sha256Name(leafForm(node.key, valueHash(node.value)))
  else {
    const left = digestOf(node.left)
    const right = digestOf(node.right)
    writeInner(node.bits, node.key, node.count)
    writeDigest(left, LEFT)
    writeDigest(right, RIGHT)
    node.digest = sha256Name(innerBytes)
  }
  return node.digest
}

export const nodeHash = (node: Node): Hash => bytesOf32(digestOf(node))
