// The state: an ordered map under one hash. A Tree is a version and never changes; a Draft is its successor in
// the making. Both are read alike. Content alone decides the shape, so equal content has an equal root.
//
// A key is copied where it is new. Values are kept as they are: who passes one in never writes to it again.
import { type Bytes, compareBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { bitAt, firstDifference } from './bits.ts'
import { LEAST, lastWithin, MAX_KEY_BYTES, MAX_VALUE_BYTES } from './bounds.ts'
import { countOf, EMPTY_HASH, Inner, Leaf, type Node, nearest, nodeHash } from './node.ts'
import { beyond, type Direction, endOf, type Walkable, walk } from './walk.ts'

export type { Leaf } from './node.ts'

/** How versions and drafts are read. Bounds and prefixes are any byte strings of at most 48 bytes. */
export abstract class View implements Walkable {
  /** For this folder alone. */
  abstract readonly top: Node | undefined
  abstract readonly writes: number

  get count(): number {
    return countOf(this.top)
  }

  leaf(key: Bytes): Leaf | undefined {
    if (this.top === undefined) return undefined
    const near = nearest(this.top, key)
    return equalBytes(near.key, key) ? near : undefined
  }

  get(key: Bytes): Bytes | undefined {
    return this.leaf(key)?.value
  }

  has(key: Bytes): boolean {
    return this.leaf(key) !== undefined
  }

  /** The leaf of the least key that begins with the prefix. */
  first(prefix: Bytes = LEAST): Leaf | undefined {
    return this.#end(prefix, 0)
  }

  /** The leaf of the greatest key that begins with the prefix. */
  last(prefix: Bytes = LEAST): Leaf | undefined {
    return this.#end(prefix, 1)
  }

  /** The leaf of the least key after this one, which need not exist itself. */
  next(key: Bytes): Leaf | undefined {
    return beyond(this.top, key, 0)
  }

  /** The leaf of the greatest key before this one, which need not exist itself. */
  previous(key: Bytes): Leaf | undefined {
    return beyond(this.top, key, 1)
  }

  /** The leaves whose keys are in `[from, to]`, ascending. The draft walked may be written meanwhile: the walk sees what is ahead as it then is. */
  range(from: Bytes, to: Bytes): Generator<Leaf, void> {
    return walk(this, from, to, 0)
  }

  /** As range, descending from `to`. */
  rangeDown(from: Bytes, to: Bytes): Generator<Leaf, void> {
    return walk(this, to, from, 1)
  }

  /** The leaves whose keys begin with the prefix, ascending. */
  prefix(prefix: Bytes = LEAST): Generator<Leaf, void> {
    return walk(this, prefix, lastWithin(prefix), 0)
  }

  /** As prefix, descending. */
  prefixDown(prefix: Bytes = LEAST): Generator<Leaf, void> {
    return walk(this, lastWithin(prefix), prefix, 1)
  }

  #end(prefix: Bytes, way: Direction): Leaf | undefined {
    if (this.top === undefined) return undefined
    const bits = prefix.length << 3
    let node = this.top
    while (node instanceof Inner && node.bits < bits)
      node = bitAt(prefix, node.bits) === 0 ? node.left : node.right
    // All below share these bits or none does, so one leaf tells.
    const leaf = endOf(node, way)
    return leaf.key.length >= prefix.length && firstDifference(leaf.key, prefix) === bits ? leaf : undefined
  }
}

/** A version of the state. Only references keep it alive; it shares all that it has in common with others. */
export class Tree extends View {
  static readonly empty: Tree = new Tree(undefined)

  readonly top: Node | undefined
  readonly writes = 0

  constructor(top: Node | undefined) {
    super()
    this.top = top
  }

  /** The hash of the whole content; what was not hashed before is hashed at the first call. */
  root(): Hash {
    return this.top === undefined ? EMPTY_HASH : nodeHash(this.top)
  }

  edit(): Draft {
    return new Draft(this)
  }
}

/** A successor of a version, which reads its own writes. Any number may start from one version. */
export class Draft extends View {
  top: Node | undefined
  writes = 0
  // Nodes with this mark were made by this draft since its last commit, so nobody else can see them.
  #owner: object = {}

  constructor(from: Tree) {
    super()
    this.top = from.top
  }

  /** Sets a value and gives the leaf that the key had. The same value again changes nothing. */
  put(key: Bytes, value: Bytes, decoded?: unknown, by?: unknown): Leaf | undefined {
    if (key.length < 1 || key.length > MAX_KEY_BYTES) throw new RangeError(`a key of ${key.length} bytes`)
    if (value.length > MAX_VALUE_BYTES) throw new RangeError(`a value of ${value.length} bytes`)
    return this.#place(key, value, decoded, by)
  }

  /** Removes a key and gives the leaf that it had. */
  delete(key: Bytes): Leaf | undefined {
    const gone = this.leaf(key)
    if (gone === undefined) return undefined
    this.writes += 1
    let above: Inner | undefined
    let side: 0 | 1 = 0
    let node = this.top
    while (node instanceof Inner) {
      const bit = bitAt(key, node.bits)
      const child = bit === 0 ? node.left : node.right
      if (child === gone) {
        // The split is no more; the other side takes its place.
        this.#hang(above, side, bit === 0 ? node.right : node.left)
        return gone
      }
      const own = this.#own(node)
      own.count -= 1
      this.#hang(above, side, own)
      above = own
      side = bit
      node = child
    }
    this.top = undefined
    return gone
  }

  /** Undoes a put or a delete: gives the key back the leaf that it returned. */
  restore(key: Bytes, leaf: Leaf | undefined): void {
    if (leaf === undefined) this.delete(key)
    else this.#place(leaf.key, leaf.value, leaf.decoded, leaf.by, leaf)
  }

  /** The version as it now is. The draft may go on and will not change it. */
  commit(): Tree {
    this.#owner = {}
    return new Tree(this.top)
  }

  #place(key: Bytes, value: Bytes, decoded: unknown, by: unknown, given?: Leaf): Leaf | undefined {
    if (this.top === undefined) {
      this.writes += 1
      this.top = given ?? new Leaf(key.slice(), value, decoded, by)
      return undefined
    }
    const near = nearest(this.top, key)
    const parts = firstDifference(near.key, key)
    const found = compareBytes(near.key, key) === 0
    if (found) {
      if (near === given) return near
      if (equalBytes(near.value, value)) {
        if (near.by === undefined) {
          near.decoded = decoded
          near.by = by
        }
        return near
      }
    } else if (parts === key.length << 3 || parts === near.key.length << 3)
      throw new Error(`one key begins another: ${toHex(near.key)} and ${toHex(key)}`)
    this.writes += 1
    // The key that is here already serves on: most writes change a record.
    const leaf = given ?? new Leaf(found ? near.key : key.slice(), value, decoded, by)

    let above: Inner | undefined
    let side: 0 | 1 = 0
    let node = this.top
    while (node instanceof Inner && node.bits < parts) {
      const own = this.#own(node)
      if (!found) own.count += 1
      this.#hang(above, side, own)
      above = own
      side = bitAt(key, own.bits)
      node = side === 0 ? own.left : own.right
    }
    if (found) {
      this.#hang(above, side, leaf)
      return near
    }
    const left = bitAt(key, parts) === 0
    const count = countOf(node) + 1
    this.#hang(
      above,
      side,
      new Inner(parts, leaf.key, this.#owner, count, left ? leaf : node, left ? node : leaf),
    )
    return undefined
  }

  #own(node: Inner): Inner {
    if (node.owner !== this.#owner)
      return new Inner(node.bits, node.key, this.#owner, node.count, node.left, node.right)
    node.digest = undefined
    return node
  }

  #hang(above: Inner | undefined, side: 0 | 1, node: Node): void {
    if (above === undefined) this.top = node
    else if (side === 0) above.left = node
    else above.right = node
  }
}
