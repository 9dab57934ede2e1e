// What wallets write as text: a mark that says what it is, the number of its form, what it says, and a check. All
// forms, later ones too, are framed like this, so that what is wrong with a text can be said.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { type Codec, encode, tryDecode } from '../../bytes/codec.ts'
import { fromLetters, toLetters } from '../../mesh/letters.ts'

export type FrameFault =
  /** It is something else. */
  | 'other'
  /** Something in it has changed or is missing. */
  | 'damaged'
  /** A newer app has written it. */
  | 'future'

export interface Form<T> {
  readonly mark: string
  readonly version: number
  readonly codec: Codec<T>
}

const CHECK_BYTES = 8

export async function frame<T>({ mark, version, codec }: Form<T>, value: T): Promise<string> {
  const wire = concatBytes(new Uint8Array([version >> 8, version & 0xff]), encode(codec, value))
  return `${mark}:${toLetters(concatBytes(wire, await checkOf(wire)))}`
}

const checkOf = async (wire: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', wire as BufferSource)).subarray(0, CHECK_BYTES)

/** Whatever a messenger made of its lines, and whatever stands before the mark, as the beginning of a link. */
export async function unframe<T>(
  { mark, version, codec }: Form<T>,
  said: string,
): Promise<{ readonly value: T } | FrameFault> {
  const letters = said.replaceAll(/\s/g, '')
  const begin = letters.lastIndexOf(`${mark}:`)
  if (begin < 0) return 'other'
  const whole = fromLetters(letters.slice(begin + mark.length + 1))
  if (!whole || whole.length < CHECK_BYTES + 2) return 'damaged'
  const wire = whole.subarray(0, -CHECK_BYTES)
  if (!equalBytes(await checkOf(wire), whole.subarray(-CHECK_BYTES))) return 'damaged'
  if (((wire[0]! << 8) | wire[1]!) !== version) return 'future'
  const read = tryDecode(codec, wire.subarray(2))
  return 'error' in read ? 'damaged' : read
}
