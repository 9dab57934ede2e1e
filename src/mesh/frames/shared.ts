// Where many peers live in one process, the very same bytes are read once for all of them.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Read, type ReadFrame, readFrame } from './frame.ts'

export function sharedReader(): ReadFrame {
  const known = new WeakMap<Bytes, Read>()
  return frame => {
    let read = known.get(frame)
    if (read === undefined) {
      read = readFrame(frame)
      known.set(frame, read)
    }
    return read
  }
}
