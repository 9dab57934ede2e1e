// Bytes as letters that a link, a code and a message carry unharmed.
import type { Bytes } from '../bytes/bytes.ts'

export function toLetters(wire: Bytes): string {
  let plain = ''
  for (const byte of wire) plain += String.fromCharCode(byte)
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined where they are none. */
export function fromLetters(said: string): Bytes | undefined {
  try {
    const plain = atob(said.replaceAll('-', '+').replaceAll('_', '/'))
    const wire = Uint8Array.from(plain, letter => letter.charCodeAt(0))
    // The last letter has bits that say nothing: the same bytes are always the same text.
    return toLetters(wire) === said ? wire : undefined
  } catch {
    return undefined
  }
}
