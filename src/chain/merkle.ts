// A list under one hash: transactions of a block, and its outcomes. Leaf H(04 ‖ item), inner H(05 ‖ left ‖ right),
// root H(06 ‖ count u32 ‖ top). An odd node moves up as it is; the committed count keeps shapes apart.
import { type Bytes, equalBytes } from '../bytes/bytes.ts'
import { bytesOfDigest, type Digest, digestOfBytes, writeDigest, writeDigestUnits } from '../bytes/digest.ts'
import { type Hash, sha256, sha256Digest } from '../bytes/hash.ts'
import { divFloor } from '../bytes/integer.ts'

const LEAF = 4
const INNER = 5
const ROOT = 6

// One buffer a form; a leaf's is for items of one length, as those of a list mostly are.
const pairUnits = new Uint16Array(33)
const pair = new Uint8Array(pairUnits.buffer, 1)
pair[0] = INNER
function inner(left: Digest, right: Digest): Digest {
  writeDigestUnits(pairUnits, 1, left)
  writeDigestUnits(pairUnits, 17, right)
  return sha256Digest(pair)
}

let tagged: Bytes = Uint8Array.of(LEAF)
function leaf(item: Bytes): Digest {
  if (tagged.length !== 1 + item.length) {
    tagged = new Uint8Array(1 + item.length)
    tagged[0] = LEAF
  }
  tagged.set(item, 1)
  return sha256Digest(tagged)
}

function rootOf(count: number, top: Digest | undefined): Hash {
  const form = new Uint8Array(top === undefined ? 5 : 37)
  form[0] = ROOT
  new DataView(form.buffer).setUint32(1, count)
  if (top !== undefined) writeDigest(form, 5, top)
  return sha256(form)
}

function levelAbove(level: readonly Digest[]): Digest[] {
  const above: Digest[] = []
  for (let i = 0; i < level.length; i += 2) {
    const right = level[i + 1]
    above.push(right === undefined ? level[i]! : inner(level[i]!, right))
  }
  return above
}

export function listRoot(items: readonly Bytes[]): Hash {
  let level = items.map(leaf)
  while (level.length > 1) level = levelAbove(level)
  return rootOf(items.length, level[0])
}

/** That `item` stands at `index` of a list of `count`: the sibling hashes from the leaf upwards. */
export interface ListProof {
  readonly index: number
  readonly count: number
  readonly siblings: readonly Hash[]
}

export function proveItem(items: readonly Bytes[], index: number): ListProof {
  if (!(index >= 0 && index < items.length)) throw new RangeError(`the list has no item ${index}`)
  const siblings: Hash[] = []
  let level = items.map(leaf)
  for (let at = index; level.length > 1; at >>>= 1) {
    const sibling = level[at ^ 1]
    if (sibling !== undefined) siblings.push(bytesOfDigest(sibling))
    level = levelAbove(level)
  }
  return { index, count: items.length, siblings }
}

export function verifyItem(root: Hash, item: Bytes, proof: ListProof): boolean {
  const { index, count, siblings } = proof
  if (!Number.isSafeInteger(count) || count < 1 || count > 0xffff_ffff) return false
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) return false
  let hash = leaf(item)
  let used = 0
  let at = index
  for (let width = count; width > 1; width = divFloor(width + 1, 2)) {
    const paired = at % 2 === 1 || at + 1 < width
    if (paired) {
      const sibling = siblings[used++]
      if (sibling?.length !== 32) return false
      const beside = digestOfBytes(sibling)
      hash = at % 2 === 1 ? inner(beside, hash) : inner(hash, beside)
    }
    at = divFloor(at, 2)
  }
  return used === siblings.length && equalBytes(rootOf(count, hash), root)
}
