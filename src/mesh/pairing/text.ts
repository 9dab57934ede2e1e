// The text of a code: what it is and of which version, then letters that survive being sent around. Its length and a
// checksum are inside, so that a slip is told apart from a lie.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { fromLetters, toLetters } from '../letters.ts'
import { sha256 } from '../links/lean/sha256.ts'
import { MAX_PASTED_CHARS } from './limits.ts'

const MARK = 'WP'
export const CODE_VERSION = 1
const CODE = new RegExp(`^${MARK}(\\d)([A-Za-z0-9_-]*)$`)
/** In the address of a page. */
export const IN_ADDRESS = '#pair='

const LENGTH = 2
const CHECK = 4

export type TextTrouble = 'none' | 'truncated' | 'damaged' | 'version'

export function writeText(wire: Bytes): string {
  const head = Uint8Array.of(wire.length >> 8, wire.length & 255)
  const whole = concatBytes(head, wire)
  return `${MARK}${CODE_VERSION}${toLetters(concatBytes(whole, sha256(whole).subarray(0, CHECK)))}`
}

/** What is in a text that was scanned or pasted, with an address before it and broken lines in it. */
export function readText(pasted: string): Bytes | TextTrouble {
  if (pasted.length > MAX_PASTED_CHARS) return 'none'
  const whole = pasted.replace(/\s+/g, '')
  const begin = whole.indexOf(IN_ADDRESS)
  const [, version, said = ''] = CODE.exec(begin < 0 ? whole : whole.slice(begin + IN_ADDRESS.length)) ?? []
  if (version === undefined) return 'none'
  if (Number(version) !== CODE_VERSION) return 'version'
  // Of a text that was cut short the letters that make whole bytes.
  const bytes = fromLetters(said) ?? fromLetters(said.slice(0, said.length & ~3))
  if (!bytes) return 'damaged'
  if (bytes.length < LENGTH) return 'truncated'
  const end = LENGTH + ((bytes[0]! << 8) | bytes[1]!)
  if (bytes.length < end + CHECK) return 'truncated'
  const body = bytes.subarray(0, end)
  if (bytes.length > end + CHECK || !equalBytes(sha256(body).subarray(0, CHECK), bytes.subarray(end)))
    return 'damaged'
  return body.slice(LENGTH)
}
