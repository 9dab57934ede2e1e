// A version of the state in chunks. A chunk is the proof of a range, so each is verified on its own against the
// root; chunks come in any order and from anyone, and together they cover every possible key.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, struct } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { boundAfter, boundBefore, GREATEST, LEAST, MAX_KEY_BYTES } from './bounds.ts'
import { type ProofReason, prove, verify } from './proof.ts'
import { Tree } from './tree.ts'

export interface Range {
  readonly from: Bytes
  readonly to: Bytes
}

/** All of a version within `[from, to]`, with its proof. */
export interface Chunk extends Range {
  readonly proof: Bytes
}

/** Small enough for one message, large enough that the nodes proved along both edges weigh little. */
export const CHUNK_BYTES = 1 << 16

/** A chunk is never longer: one target, the longest value that overshoots it, and two edges of greatest depth. */
export const MAX_CHUNK_BYTES = 1 << 18

// What a leaf and the inner node that it adds weigh beyond key and value.
const ENTRY_BYTES = 10

export const chunkCodec: Codec<Chunk> = struct({
  from: bytes(0, MAX_KEY_BYTES),
  to: bytes(0, MAX_KEY_BYTES),
  proof: bytes(1, MAX_CHUNK_BYTES),
})

/**
 * The chunk that begins at a bound, of about `target` bytes but at least one entry, going no further than `until`;
 * `next` is where the chunk after it begins, undefined when this one reached `until`.
 */
export function chunkFrom(
  tree: Tree,
  from: Bytes = LEAST,
  target: number = CHUNK_BYTES,
  until: Bytes = GREATEST,
): Chunk & { readonly next: Bytes | undefined } {
  let size = 0
  let to = until
  let next: Bytes | undefined
  let last: Bytes | undefined
  for (const leaf of tree.range(from, until)) {
    if (last !== undefined && size >= target) {
      to = last
      next = boundAfter(last)
      break
    }
    size += leaf.key.length + leaf.value.length + ENTRY_BYTES
    last = leaf.key
  }
  return { from, to, proof: prove(tree, from, to), next }
}

export type ChunkReason = ProofReason | 'overlap' // some of its range is here already

export type Taken = { readonly ok: true } | { readonly ok: false; readonly reason: ChunkReason }

/** Puts chunks together to the version with a root. */
export class Assembly {
  readonly root: Hash
  readonly #draft = Tree.empty.edit()
  // Ascending, with a gap between any two.
  #covered: Range[] = []
  #total: number | undefined

  constructor(root: Hash) {
    this.root = root
  }

  /** How many entries are here. */
  get count(): number {
    return this.#draft.count
  }

  /** How many entries the version has, known from the first chunk on. */
  get total(): number | undefined {
    return this.#total
  }

  /** Takes a chunk in, or refuses it and is as before. */
  add(chunk: Chunk): Taken {
    const { from, to, proof } = chunk
    for (const range of this.#covered)
      if (compareBytes(from, range.to) <= 0 && compareBytes(to, range.from) >= 0)
        return { ok: false, reason: 'overlap' }
    const verdict = verify(this.root, from, to, proof, MAX_CHUNK_BYTES)
    if (!verdict.ok) return verdict
    this.#total = verdict.total
    for (const leaf of verdict.entries) this.#draft.restore(leaf.key, leaf)
    this.#cover(from, to)
    return { ok: true }
  }

  /** The ranges that are still to come, ascending; none when all is here. */
  missing(): Range[] {
    const gaps: Range[] = []
    let from: Bytes | undefined = LEAST
    for (const range of this.#covered) {
      const to = boundBefore(range.from)
      if (to !== undefined && from !== undefined && compareBytes(from, to) <= 0) gaps.push({ from, to })
      from = boundAfter(range.to)
    }
    if (from !== undefined) gaps.push({ from, to: GREATEST })
    return gaps
  }

  /** The version, once nothing is missing. */
  tree(): Tree | undefined {
    if (this.missing().length > 0) return undefined
    const tree = this.#draft.commit()
    // Chunks that each hold against the root and together cover all keys are its content: anything else is a bug.
    if (compareBytes(tree.root(), this.root) !== 0) throw new Error('a snapshot does not have its root')
    return tree
  }

  #cover(from: Bytes, to: Bytes): void {
    const before = this.#covered.filter(range => compareBytes(range.to, from) < 0)
    const after = this.#covered.slice(before.length)
    let start = from
    let end = to
    // What touches becomes one range, so the list stays as short as the gaps are few.
    const left = before.at(-1)
    const toLeft = boundBefore(from)
    if (left !== undefined && toLeft !== undefined && compareBytes(left.to, toLeft) === 0) {
      start = left.from
      before.pop()
    }
    const right = after[0]
    const toRight = boundAfter(to)
    if (right !== undefined && toRight !== undefined && compareBytes(right.from, toRight) === 0) {
      end = right.to
      after.shift()
    }
    this.#covered = [...before, { from: start, to: end }, ...after]
  }
}
