// Where many peers live in one process, the very same bytes are read once for all of them.
import type { Bytes } from '../../bytes/bytes.ts'
import { partsOf, type Read, type ReadFrame, readFrame, type Told } from './frame.ts'

export function sharedReader(): ReadFrame {
  const known = new WeakMap<Bytes, Read>()
  const read = (frame: Bytes): Read => {
    let told = known.get(frame)
    if (told === undefined) {
      const parts = partsOf(frame)
      told = parts ? together(parts.map(read)) : readFrame(frame)
      known.set(frame, told)
    }
    return told
  }
  return read
}

/** What was read before of its parts is the same in a joined frame. */
function together(parts: readonly Read[]): Read {
  const all: Told[] = []
  for (const part of parts) {
    if (typeof part === 'string') return part
    all.push(...part)
  }
  return all
}
