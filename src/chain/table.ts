// Tables: typed records in the state tree. A key is the module's byte, the table's byte, and parts of fixed
// length, so keys are prefix-free, ordered, and as short as their meaning.
import type { Bytes } from '../bytes/bytes.ts'
import type { Codec } from '../bytes/codec.ts'

/** A part of a key: of fixed size, ordered as its values are. */
export interface KeyPart<T> {
  readonly form: string
  readonly size: number
  put(key: Bytes, at: number, value: T): void
  take(key: Bytes, at: number): T
}

export function fixed(size: number): KeyPart<Bytes> {
  return {
    form: `${size} bytes`,
    size,
    put(key, at, value) {
      if (value.length !== size)
        throw new TypeError(`a key part of ${value.length} bytes where ${size} belong`)
      key.set(value, at)
    },
    take: (key, at) => key.slice(at, at + size),
  }
}

const TWO_32 = 0x1_0000_0000

function unsigned(size: number): KeyPart<number> {
  const limit = 256 ** size
  return {
    form: `u${size * 8}`,
    size,
    put(key, at, value) {
      if (!Number.isSafeInteger(value) || value < 0 || value >= limit)
        throw new TypeError(`${value} does not fit a key part of ${size} bytes`)
      const low = value % TWO_32
      // Exact: value - low is a multiple of 2^32, and 2^-32 is a power of two.
      const high = (value - low) * 2 ** -32
      for (let i = 0; i < size; i++) {
        const shift = (size - 1 - i) << 3
        key[at + i] = shift < 32 ? low >>> shift : high >>> (shift - 32)
      }
    },
    take(key, at) {
      let value = 0
      for (let i = at; i < at + size; i++) value = value * 256 + key[i]!
      return value
    },
  }
}

export const keyU8 = unsigned(1)
export const keyU16 = unsigned(2)
export const keyU32 = unsigned(4)
/** Slots, intervals, heights and running numbers. */
export const keyU48 = unsigned(6)
export const MAX_U48 = 2 ** 48 - 1
export const keyAccount = fixed(20)
export const keyHash = fixed(32)

type Parts = readonly KeyPart<any>[]
export type KeyOf<P extends Parts> = {
  readonly [I in keyof P]: P[I] extends KeyPart<infer T> ? T : never
}

export interface Table<K extends readonly unknown[], V> {
  readonly module: number
  readonly id: number
  readonly name: string
  readonly value: Codec<V>
  /** The shapes of the parts of its keys. */
  readonly keyForm: readonly string[]
  /** When its records end: every record has an end of life. */
  readonly life: string
  /** The key of these parts; with fewer parts, the prefix that all keys beginning so share. */
  key(parts: readonly unknown[]): Bytes
  /** As `key`, in bytes that the next call of as many parts writes over: to look up by. */
  lookup(parts: readonly unknown[]): Bytes
  parts(key: Bytes): K
}

export function table<const P extends Parts, V>(spec: {
  module: number
  id: number
  name: string
  key: P
  value: Codec<V>
  life: string
}): Table<KeyOf<P>, V> {
  const { module, id, name, value, life, key: keyParts } = spec
  let full = 2
  for (const part of keyParts) full += part.size
  if (full > 48) throw new TypeError(`the keys of ${name} are ${full} bytes long, and 48 is the most`)
  const write = (key: Bytes, parts: readonly unknown[]): Bytes => {
    key[0] = module
    key[1] = id
    let at = 2
    for (let i = 0; i < parts.length; i++) {
      keyParts[i]!.put(key, at, parts[i])
      at += keyParts[i]!.size
    }
    return key
  }
  let size = 2
  const scratch = [new Uint8Array(size)]
  for (const part of keyParts) {
    size += part.size
    scratch.push(new Uint8Array(size))
  }
  return {
    module,
    id,
    name,
    value,
    keyForm: keyParts.map(part => part.form),
    life,
    key: parts => write(new Uint8Array(scratch[parts.length]!.length), parts),
    lookup: parts => write(scratch[parts.length]!, parts),
    parts(key) {
      let at = 2
      const parts: unknown[] = []
      for (const part of keyParts) {
        parts.push(part.take(key, at))
        at += part.size
      }
      return parts as unknown as KeyOf<P>
    },
  }
}
