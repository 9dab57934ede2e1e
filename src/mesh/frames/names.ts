// Names: the first eight bytes of an item's hash, as a text of one character a byte. Neighbours tell each other by
// names what they hold.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, FormError } from '../../bytes/codec.ts'
import { MAX_NAMES, NAME_BYTES } from './limits.ts'

export type Name = string

// biome-ignore format: eight of a kind
export const nameAt = (b: Bytes, at: number): Name =>
  String.fromCharCode(b[at]!, b[at + 1]!, b[at + 2]!, b[at + 3]!, b[at + 4]!, b[at + 5]!, b[at + 6]!, b[at + 7]!)

export const nameOf = (hash: Bytes): Name => nameAt(hash, 0)

const joined = bytes(0, MAX_NAMES * NAME_BYTES)

/** Names one after the other in one byte string. */
export const namesCodec: Codec<readonly Name[]> = {
  form: `up to ${MAX_NAMES} × ${NAME_BYTES} bytes, joined`,
  write(writer, names) {
    const all = new Uint8Array(names.length * NAME_BYTES)
    names.forEach((name, i) => {
      for (let j = 0; j < NAME_BYTES; j++) all[i * NAME_BYTES + j] = name.charCodeAt(j)
    })
    joined.write(writer, all)
  },
  read(reader) {
    const start = reader.at
    const all = joined.read(reader)
    if (all.length % NAME_BYTES !== 0) throw new FormError('range', start)
    const names: Name[] = []
    for (let at = 0; at < all.length; at += NAME_BYTES) names.push(nameAt(all, at))
    return names
  },
}

/** What many names add up to, in whatever order; never a proof of anything, only a reason to compare. */
export class Digest {
  private high = 0
  private low = 0
  private count = 0

  add(name: Name): void {
    const at = (i: number) => name.charCodeAt(i)
    this.high = (this.high + ((at(0) << 24) | (at(1) << 16) | (at(2) << 8) | at(3))) | 0
    this.low = (this.low + ((at(4) << 24) | (at(5) << 16) | (at(6) << 8) | at(7))) | 0
    this.count = (this.count + 1) | 0
  }

  /** Twelve characters, one a byte. */
  value(): string {
    let text = ''
    for (const part of [this.high, this.low, this.count])
      for (let shift = 24; shift >= 0; shift -= 8) text += String.fromCharCode((part >>> shift) & 0xff)
    return text
  }
}

export const DIGEST_BYTES = 12
export const digestCodec: Codec<string> = {
  form: `${DIGEST_BYTES} bytes`,
  write(writer, digest) {
    const all = new Uint8Array(DIGEST_BYTES)
    for (let i = 0; i < DIGEST_BYTES; i++) all[i] = digest.charCodeAt(i)
    bytes(DIGEST_BYTES).write(writer, all)
  },
  read(reader) {
    const all = bytes(DIGEST_BYTES).read(reader)
    let text = ''
    for (let i = 0; i < DIGEST_BYTES; i++) text += String.fromCharCode(all[i]!)
    return text
  },
}
