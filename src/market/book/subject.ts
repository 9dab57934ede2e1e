// A book as the subject of a hook: its kind in a byte, its interval in six.
import type { Bytes } from '../../bytes/bytes.ts'
import { keyU8, keyU48 } from '../../chain/table.ts'
import type { BookName } from './books.ts'

export const SUBJECT_BYTES = 7

export function writeBook(subject: Bytes, { kind, interval }: BookName): Bytes {
  keyU8.put(subject, 0, kind)
  keyU48.put(subject, 1, interval)
  return subject
}

export const bookSubject = (name: BookName): Bytes => writeBook(new Uint8Array(SUBJECT_BYTES), name)

export const bookIn = (subject: Bytes): BookName => ({
  kind: keyU8.take(subject, 0),
  interval: keyU48.take(subject, 1),
})
