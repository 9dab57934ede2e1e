// Canonical CBOR (RFC 8949, 4.2) of the small kind that the ledger uses: integers within 2^53, byte strings,
// texts, booleans, null and arrays of definite length. A codec states the shape and every bound, so a reader
// refuses what is too long, too many or too deep before it allocates anything.
import type { Bytes } from './bytes.ts'

/** Why bytes are not the canonical form of what was expected, and where. */
export type FormReason =
  | 'truncated' // the bytes end too early
  | 'trailing' // bytes follow the value
  | 'not-shortest' // an integer or a length is not in its shortest form
  | 'indefinite' // an indefinite length, a tag, a float or another form that is never used here
  | 'type' // another kind of value was expected
  | 'range' // an integer, a length or a count is out of bounds
  | 'text' // a text is not well-formed UTF-8
  | 'order' // a list that must ascend does not

export class FormError extends Error {
  readonly reason: FormReason
  readonly at: number
  constructor(reason: FormReason, at: number) {
    super(`${reason} at byte ${at}`)
    this.reason = reason
    this.at = at
  }
}

const UINT = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const SIMPLE = 7
const FALSE = 0xf4
const TRUE = 0xf5
const NULL = 0xf6
const TWO_32 = 0x1_0000_0000

const utf8 = new TextEncoder()
const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export class Writer {
  private buffer = new Uint8Array(256)
  private view = new DataView(this.buffer.buffer)
  private length = 0

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return
    const larger = new Uint8Array(2 * (this.length + more))
    larger.set(this.buffer.subarray(0, this.length))
    this.buffer = larger
    this.view = new DataView(larger.buffer)
  }

  byte(value: number): void {
    this.reserve(1)
    this.buffer[this.length++] = value
  }

  head(major: number, value: number): void {
    this.reserve(9)
    const kind = major << 5
    if (value < 24) this.buffer[this.length++] = kind | value
    else if (value < 0x100) {
      this.buffer[this.length++] = kind | 24
      this.buffer[this.length++] = value
    } else if (value < 0x1_0000) {
      this.buffer[this.length] = kind | 25
      this.view.setUint16(this.length + 1, value)
      this.length += 3
    } else if (value < TWO_32) {
      this.buffer[this.length] = kind | 26
      this.view.setUint32(this.length + 1, value)
      this.length += 5
    } else {
      const low = value % TWO_32
      this.buffer[this.length] = kind | 27
      // Exact: value - low is a multiple of 2^32, and 2^-32 is a power of two.
      this.view.setUint32(this.length + 1, (value - low) * 2 ** -32)
      this.view.setUint32(this.length + 5, low)
      this.length += 9
    }
  }

  raw(bytes: Bytes): void {
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  /** A text of characters that are one byte each. */
  plain(text: string): void {
    this.reserve(text.length)
    for (let i = 0; i < text.length; i++) this.buffer[this.length + i] = text.charCodeAt(i)
    this.length += text.length
  }

  reset(): void {
    this.length = 0
  }

  finish(): Bytes {
    return this.buffer.slice(0, this.length)
  }

  /** What was written, as it stands until more is: to be looked at and not kept. */
  glance(): Bytes {
    return this.buffer.subarray(0, this.length)
  }
}

export class Reader {
  readonly bytes: Bytes
  at = 0
  /** Byte strings are views of what is read, which nobody may change afterwards; else copies. */
  private readonly sharing: boolean

  constructor(bytes: Bytes, sharing = false) {
    this.sharing = sharing
    // A Node Buffer's slices would share its memory.
    this.bytes =
      bytes.constructor === Uint8Array
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  fail(reason: FormReason): never {
    throw new FormError(reason, this.at)
  }

  private need(count: number): void {
    if (this.at + count > this.bytes.length) this.fail('truncated')
  }

  peek(): number {
    this.need(1)
    return this.bytes[this.at]!
  }

  /** The argument of a head of the wanted major type, in its shortest form. */
  head(major: number): number {
    const first = this.peek()
    const info = first & 31
    if (first >>> 5 !== major)
      this.fail(first >>> 5 > ARRAY && first >>> 5 !== SIMPLE ? 'indefinite' : 'type')
    if (info < 24) {
      this.at += 1
      return info
    }
    if (info > 27) this.fail('indefinite')
    const size = 1 << (info - 24)
    this.need(1 + size)
    let value = 0
    for (let i = 1; i <= size; i++) value = value * 256 + this.bytes[this.at + i]!
    const least = size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x1_0000 : TWO_32
    if (value < least) this.fail('not-shortest')
    if (value > Number.MAX_SAFE_INTEGER) this.fail('range')
    this.at += 1 + size
    return value
  }

  take(count: number): Bytes {
    this.need(count)
    const end = this.at + count
    const bytes = this.sharing ? this.bytes.subarray(this.at, end) : this.bytes.slice(this.at, end)
    this.at = end
    return bytes
  }

  /** Goes past a text that is next, and of one byte a character; stays where it is not. */
  passes(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127 || this.bytes[this.at + i] !== code) return false
    }
    this.at += text.length
    return true
  }

  /** The length or count of a head, refused before anything is allocated for it. */
  bounded(major: number, least: number, most: number): number {
    const start = this.at
    const count = this.head(major)
    if (count < least || count > most) {
      this.at = start
      this.fail('range')
    }
    return count
  }
}

/** How values of one type are written and read. Writing a value that the codec would not read is a bug and throws. */
export interface Codec<T> {
  /** The shape in words, for the protocol's reference. */
  readonly form: string
  write(writer: Writer, value: T): void
  read(reader: Reader): T
}

export type Of<C> = C extends Codec<infer T> ? T : never

function bug(message: string): never {
  throw new TypeError(message)
}

/** An integer from `least` to `most`. */
export function integer(least: number, most: number): Codec<number> {
  return {
    form: integerForm(least, most),
    write(writer, value) {
      if (!Number.isSafeInteger(value) || value < least || value > most)
        bug(`${value} is not an integer from ${least} to ${most}`)
      if (value < 0) writer.head(NEGATIVE, -1 - value)
      else writer.head(UINT, value)
    },
    read(reader) {
      const start = reader.at
      const negative = reader.peek() >>> 5 === NEGATIVE
      const argument = reader.head(negative ? NEGATIVE : UINT)
      const value = negative ? -1 - argument : argument
      if (value < least || value > most) {
        reader.at = start
        reader.fail('range')
      }
      return value
    },
  }
}

function integerForm(least: number, most: number): string {
  if (most === Number.MAX_SAFE_INTEGER) return least === 0 ? 'uint' : least < 0 ? 'int' : `uint ≥ ${least}`
  const bits = [8, 16, 32].find(size => most === 2 ** size - 1)
  if (bits && least <= 1) return least === 0 ? `u${bits}` : `u${bits} ≥ 1`
  return `${least}…${most}`
}

export const uint = integer(0, Number.MAX_SAFE_INTEGER)
export const int = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
export const u8 = integer(0, 0xff)
export const u16 = integer(0, 0xffff)
export const u32 = integer(0, 0xffff_ffff)

export const bool: Codec<boolean> = {
  form: 'bool',
  write: (writer, value) => writer.byte(value ? TRUE : FALSE),
  read(reader) {
    const byte = reader.peek()
    if (byte !== TRUE && byte !== FALSE) reader.fail('type')
    reader.at += 1
    return byte === TRUE
  },
}

/** A byte string of `least` to `most` bytes; of exactly `least` where `most` is left out. */
export function bytes(least: number, most = least): Codec<Bytes> {
  return {
    form: least === most ? `${least} bytes` : least === 0 ? `bytes ≤ ${most}` : `${least}…${most} bytes`,
    write(writer, value) {
      if (value.length < least || value.length > most)
        bug(`${value.length} bytes where ${least} to ${most} belong`)
      writer.head(BYTES, value.length)
      writer.raw(value)
    },
    read: reader => reader.take(reader.bounded(BYTES, least, most)),
  }
}

/** A byte string of a certain length that is kept as a text, one character a byte (name.ts). */
export function named(length: number, name: (bytes: Bytes) => string): Codec<string> {
  return {
    form: `${length} bytes`,
    write(writer, value) {
      if (value.length !== length) bug(`${value.length} bytes where ${length} belong`)
      writer.head(BYTES, length)
      writer.plain(value)
    },
    read: reader => name(reader.take(reader.bounded(BYTES, length, length))),
  }
}

/** A text of at most `most` bytes of UTF-8. */
export function text(most: number): Codec<string> {
  // The same few names come again and again.
  let last = ''
  return {
    form: `text ≤ ${most}`,
    write(writer, value) {
      if (value.length <= most && isPlain(value)) {
        writer.head(TEXT, value.length)
        writer.plain(value)
        return
      }
      const encoded = utf8.encode(value)
      if (encoded.length > most) bug(`a text of ${encoded.length} bytes where ${most} fit`)
      if (!isWellFormed(value)) bug('a text with half a surrogate pair')
      writer.head(TEXT, encoded.length)
      writer.raw(encoded)
    },
    read(reader) {
      const length = reader.bounded(TEXT, 0, most)
      if (length === last.length && reader.passes(last)) return last
      const start = reader.at
      const encoded = reader.take(length)
      let plain = ''
      for (let i = 0; i < length; i++) {
        if (encoded[i]! > 127) {
          try {
            return utf8Strict.decode(encoded)
          } catch {
            reader.at = start
            reader.fail('text')
          }
        }
        plain += String.fromCharCode(encoded[i]!)
      }
      last = plain
      return plain
    },
  }
}

/** Whether every character is one byte of UTF-8: most texts are so, and asking the platform for bytes costs more. */
function isPlain(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return false
  return true
}

function isWellFormed(value: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value)
}

/** One of a few literal texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): Codec<T> {
  const longest = choices.reduce((most, choice) => (choice.length > most ? choice.length : most), 0)
  const inner = text(longest)
  return {
    form: choices.map(choice => `“${choice}”`).join(' or '),
    write(writer, value) {
      if (!choices.includes(value)) bug(`${value} is none of ${choices.join(', ')}`)
      inner.write(writer, value)
    },
    read(reader) {
      const start = reader.at
      const length = reader.bounded(TEXT, 0, longest)
      for (const choice of choices) if (choice.length === length && reader.passes(choice)) return choice
      // Whatever else it is, this says what is wrong with it.
      reader.at = start
      const value = inner.read(reader)
      if (!choices.includes(value as T)) {
        reader.at = start
        reader.fail('range')
      }
      return value as T
    },
  }
}

/** A list of at most `most` items. */
export function list<T>(item: Codec<T>, most: number): Codec<readonly T[]> {
  return {
    form: `up to ${most} × ${item.form}`,
    write(writer, value) {
      if (value.length > most) bug(`${value.length} items where ${most} fit`)
      writer.head(ARRAY, value.length)
      for (const element of value) item.write(writer, element)
    },
    read(reader) {
      const count = reader.bounded(ARRAY, 0, most)
      const items: T[] = []
      for (let i = 0; i < count; i++) items.push(item.read(reader))
      return items
    },
  }
}

/** A list whose items strictly ascend, so that a set has one form. */
export function ascending<T>(
  item: Codec<T>,
  most: number,
  compare: (a: T, b: T) => number,
): Codec<readonly T[]> {
  const inner = list(item, most)
  const ascends = (items: readonly T[]) =>
    items.every((element, i) => i === 0 || compare(items[i - 1]!, element) < 0)
  return {
    form: `ascending, ${inner.form}`,
    write(writer, value) {
      if (!ascends(value)) bug('a list that must ascend does not')
      inner.write(writer, value)
    },
    read(reader) {
      const start = reader.at
      const items = inner.read(reader)
      if (!ascends(items)) {
        reader.at = start
        reader.fail('order')
      }
      return items
    },
  }
}

/** A value, or null where there is none. */
export function optional<T>(item: Codec<T>): Codec<T | null> {
  return {
    form: `${item.form}, or null`,
    write(writer, value) {
      if (value === null) writer.byte(NULL)
      else item.write(writer, value)
    },
    read(reader) {
      if (reader.peek() !== NULL) return item.read(reader)
      reader.at += 1
      return null
    },
  }
}

type Fields = { readonly [name: string]: Codec<never> | Codec<any> }
export type Struct<F extends Fields> = { readonly [N in keyof F]: Of<F[N]> }

/** An object written as the array of its fields in the order given; a leading text where `tag` is named. */
export function struct<F extends Fields>(fields: F, tag?: string): Codec<Struct<F>> {
  // A struct is declared in code with names that are no integers, so this order is the written one.
  const names = Reflect.ownKeys(fields) as string[]
  const codecs: Codec<unknown>[] = names.map(name => fields[name]!)
  const count = names.length + (tag === undefined ? 0 : 1)
  const mark = tag === undefined ? undefined : oneOf(tag)
  const marked = new Writer()
  marked.head(ARRAY, count)
  mark?.write(marked, tag!)
  const begin = marked.finish()
  const fieldForms = names.map((name, i) => `${name}: ${codecs[i]!.form}`)
  // What is read is filled into a copy of this: an object that has its names is quicker than one that gets them.
  const blank: Record<string, unknown> = Object.fromEntries(names.map(name => [name, undefined]))
  return {
    form: `[${[...(tag === undefined ? [] : [`“${tag}”`]), ...fieldForms].join(', ')}]`,
    write(writer, value) {
      if (mark) writer.raw(begin)
      else writer.head(ARRAY, count)
      for (let i = 0; i < codecs.length; i++)
        codecs[i]!.write(writer, (value as Record<string, unknown>)[names[i]!])
    },
    read(reader) {
      reader.bounded(ARRAY, count, count)
      if (mark) mark.read(reader)
      const value = { ...blank }
      for (let i = 0; i < codecs.length; i++) value[names[i]!] = codecs[i]!.read(reader)
      return value as Struct<F>
    },
  }
}

// One writer serves nearly every call; a codec that encodes within its own writing gets another.
const shared = new Writer()
let sharedInUse = false

export const encode = <T>(codec: Codec<T>, value: T): Bytes => written(codec, value, finished)

/** What is made of a value's canonical form by whoever looks at it and keeps nothing of it: no copy is made. */
export function written<T, R>(codec: Codec<T>, value: T, look: (writer: Writer) => R): R {
  if (sharedInUse) {
    const own = new Writer()
    codec.write(own, value)
    return look(own)
  }
  sharedInUse = true
  try {
    shared.reset()
    codec.write(shared, value)
    return look(shared)
  } finally {
    sharedInUse = false
  }
}

const finished = (writer: Writer): Bytes => writer.finish()

/** How many bytes a value's canonical form takes. */
export const lengthOf = <T>(codec: Codec<T>, value: T): number => written(codec, value, lengthWritten)

const lengthWritten = (writer: Writer): number => writer.glance().length

/** The value whose canonical form these bytes are, whole; throws a FormError where they are not. */
export function decode<T>(codec: Codec<T>, encoded: Bytes): T {
  const reader = new Reader(encoded)
  const value = codec.read(reader)
  if (reader.at !== encoded.length) reader.fail('trailing')
  return value
}

/** As decode, with byte strings that are views of `encoded`: for what arrives, is read once and never changed. */
export function decodeSharing<T>(codec: Codec<T>, encoded: Bytes): T {
  const reader = new Reader(encoded, true)
  const value = codec.read(reader)
  if (reader.at !== encoded.length) reader.fail('trailing')
  return value
}

/** As decode, with the refusal as a value. */
export function tryDecode<T>(codec: Codec<T>, encoded: Bytes): { value: T } | { error: FormError } {
  try {
    return { value: decode(codec, encoded) }
  } catch (error) {
    if (error instanceof FormError) return { error }
    throw error
  }
}
