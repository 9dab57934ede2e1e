// An update of a Yjs document, decoded before anything is applied. The form is Yjs's first (V1), of which the notebook
// uses a narrow part: flat maps under known roots, values of bounded size, one writer. Everything is bounded before it
// is allocated, numbers have their shortest form, and nothing is left over, so that no second reading is possible.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Code } from './codes.ts'
import { ROOTS } from './content.ts'
import {
  MAX_CLOCK,
  MAX_DEPTH,
  MAX_KEY_BYTES,
  MAX_LOG_STRUCTS,
  MAX_NODES,
  MAX_OTHERS,
  MAX_PICTURE_BYTES,
  MAX_RANGES,
  MAX_TEXT_BYTES,
} from './limits.ts'

export interface Range {
  readonly clock: number
  readonly length: number
}

/** What an update says, without its values. */
export interface Scanned {
  /** Who wrote its structs, from which clock on, and how much; undefined where it only deletes. */
  readonly written: { readonly client: number; readonly clock: number; readonly length: number } | undefined
  readonly structs: number
  /** Whose content it refers to, besides what it wrote itself. */
  readonly refers: ReadonlySet<number>
  readonly deletes: ReadonlyMap<number, readonly Range[]>
}

/** Thrown within this file alone. */
class Unfit extends Error {
  readonly code: Code
  constructor(code: Code) {
    super(code)
    this.code = code
  }
}

const unfit = (code: Code = 'notebook/update'): never => {
  throw new Unfit(code)
}

/** What the update says, or why it is none. Never throws. */
export function scanUpdate(update: Bytes): Scanned | Code {
  try {
    return new Scan(update).whole()
  } catch (error) {
    if (error instanceof Unfit) return error.code
    throw error
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// The kinds of structs and contents that are used; all others are refused by name of none.
const GC = 0
const DELETED = 1
const BINARY = 3
const ANY = 8
const KIND = 0x1f
/** Of what lib0 writes as an integer. */
const MOST_INT = 0x7fff_ffff
const HAS_ORIGIN = 0x80
const HAS_RIGHT = 0x40
const HAS_KEY = 0x20

class Scan {
  private readonly bytes: Bytes
  private at = 0
  private nodes = 0
  private readonly refers = new Set<number>()

  constructor(bytes: Bytes) {
    this.bytes = bytes
  }

  whole(): Scanned {
    const writers = this.uint(1)
    const { structs, ...written } =
      writers === 1 ? this.structs() : { structs: 0, client: 0, clock: 0, length: 0 }
    const deletes = this.deletes()
    if (this.at !== this.bytes.length) unfit()
    return { written: writers === 1 ? written : undefined, structs, refers: this.refers, deletes }
  }

  // Numbers and texts

  private byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) return unfit()
    this.at += 1
    return byte
  }

  /** Seven bits a byte, the lowest first, in the shortest form. */
  private uint(most: number): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (value > most) unfit()
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) unfit()
        return value
      }
      scale *= 128
    }
  }

  /** A sign and six bits, then seven a byte. */
  private int(): void {
    const first = this.byte()
    if (first === 0x40) unfit()
    let value = first & 0x3f
    let scale = 64
    let more = first >= 0x80
    while (more) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (value > MOST_INT || byte === 0) unfit()
      more = byte >= 0x80
      scale *= 128
    }
  }

  /** An integer of more than 31 bits is written as a float: the short one where that is exact. No fractions. */
  private large(size: 4 | 8): void {
    if (this.at + size > this.bytes.length) unfit()
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, size)
    const value = size === 4 ? view.getFloat32(0) : view.getFloat64(0)
    if (!Number.isSafeInteger(value) || Math.abs(value) <= MOST_INT) unfit('notebook/schema')
    if (size === 8 && Math.fround(value) === value) unfit()
    this.at += size
  }

  private take(most: number): Bytes {
    const length = this.uint(most)
    if (this.at + length > this.bytes.length) unfit()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  private text(most: number): string {
    const taken = this.take(most)
    try {
      return utf8.decode(taken)
    } catch {
      return unfit()
    }
  }

  private id(): { client: number; clock: number } {
    return { client: this.uint(Number.MAX_SAFE_INTEGER), clock: this.uint(MAX_CLOCK) }
  }

  // Structs

  private structs(): { structs: number; client: number; clock: number; length: number } {
    const structs = this.uint(MAX_LOG_STRUCTS)
    const client = this.uint(Number.MAX_SAFE_INTEGER)
    const clock = this.uint(MAX_CLOCK)
    if (structs === 0) unfit()
    let next = clock
    for (let i = 0; i < structs; i++) {
      next += this.struct(client, next)
      if (next > MAX_CLOCK) unfit()
    }
    return { structs, client, clock, length: next - clock }
  }

  /** Its length. */
  private struct(client: number, clock: number): number {
    const info = this.byte()
    if (info === GC) return this.length()
    const kind = info & KIND
    if (kind !== DELETED && kind !== BINARY && kind !== ANY) unfit('notebook/schema')
    // A map's item has no neighbour to the right; a text's or list's would.
    if ((info & HAS_RIGHT) !== 0) unfit('notebook/schema')
    if ((info & HAS_ORIGIN) !== 0) this.origin(client, clock)
    else this.place(info)
    if (kind === DELETED) return this.length()
    if (kind === BINARY) this.take(MAX_PICTURE_BYTES)
    else {
      if (this.uint(1) !== 1) unfit()
      this.nodes = 0
      this.value(0)
    }
    return 1
  }

  private length(): number {
    const length = this.uint(MAX_CLOCK)
    return length === 0 ? unfit() : length
  }

  /** What it stands in the place of. Of its own content that must have been before: Yjs looks it up at once. */
  private origin(client: number, clock: number): void {
    const origin = this.id()
    if (origin.client !== client) this.refers.add(origin.client)
    else if (origin.clock >= clock) unfit()
    if (this.refers.size > MAX_OTHERS) unfit('notebook/client')
  }

  /** A root and a key. */
  private place(info: number): void {
    // Not within another item: pages are flat.
    if (this.uint(1) !== 1) unfit('notebook/schema')
    if (!ROOTS.has(this.text(MAX_KEY_BYTES))) unfit('notebook/schema')
    if ((info & HAS_KEY) === 0) unfit('notebook/schema')
    if (!/^[a-z0-9-]{1,32}$/.test(this.text(MAX_KEY_BYTES))) unfit('notebook/schema')
  }

  // Values, as lib0 writes them

  private value(depth: number): void {
    this.nodes += 1
    if (depth > MAX_DEPTH || this.nodes > MAX_NODES) unfit('notebook/schema')
    const kind = this.byte()
    switch (kind) {
      case 126: // null
      case 121: // false
      case 120: // true
        return
      case 125:
        this.int()
        return
      case 124:
        this.large(4)
        return
      case 123:
        this.large(8)
        return
      case 119:
        this.text(MAX_TEXT_BYTES)
        return
      case 118: {
        const count = this.uint(MAX_NODES)
        for (let i = 0; i < count; i++) {
          // Another one would reach beyond the value.
          if (!/^[a-zA-Z]{1,24}$/.test(this.text(MAX_KEY_BYTES))) unfit('notebook/schema')
          this.value(depth + 1)
        }
        return
      }
      case 117: {
        const count = this.uint(MAX_NODES)
        for (let i = 0; i < count; i++) this.value(depth + 1)
        return
      }
      case 116:
        this.take(MAX_PICTURE_BYTES)
        return
      default:
        unfit('notebook/schema')
    }
  }

  // Deletions

  private deletes(): ReadonlyMap<number, readonly Range[]> {
    const all = new Map<number, readonly Range[]>()
    let ranges = 0
    const clients = this.uint(MAX_OTHERS + 1)
    for (let i = 0; i < clients; i++) {
      const client = this.uint(Number.MAX_SAFE_INTEGER)
      const count = this.uint(MAX_RANGES)
      ranges += count
      if (all.has(client) || count === 0 || ranges > MAX_RANGES) unfit()
      const own: Range[] = []
      let end = 0
      for (let j = 0; j < count; j++) {
        const clock = this.uint(MAX_CLOCK)
        const length = this.length()
        // Ascending and apart, as Yjs sorts them.
        if (clock < end || clock + length > MAX_CLOCK) unfit()
        end = clock + length
        own.push({ clock, length })
      }
      all.set(client, own)
    }
    return all
  }
}
