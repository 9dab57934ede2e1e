// Frames in a stream of bytes: the length in four bytes, the highest first, then as many bytes. A frame leaves in
// chunks; where chunks begin and end means nothing to who reads.
import { CHUNK_BYTES } from './limits.ts'

const HEAD = 4

/** The chunks of one frame, in order. */
export function* chunksOf(frame: Uint8Array): Generator<Uint8Array> {
  const first = Math.min(frame.length, CHUNK_BYTES - HEAD)
  const chunk = new Uint8Array(HEAD + first)
  new DataView(chunk.buffer).setUint32(0, frame.length)
  chunk.set(frame.subarray(0, first), HEAD)
  yield chunk
  for (let at = first; at < frame.length; at += CHUNK_BYTES) yield frame.subarray(at, at + CHUNK_BYTES)
}

/** A neighbour does not keep to the framing. */
export class FramingError extends Error {}

/** Puts frames together. Memory is taken for bytes that came, never for bytes that are only announced. */
export class Frames {
  private readonly most: number
  private readonly head = new Uint8Array(HEAD)
  private headLength = 0
  private length = 0
  private parts: Uint8Array[] = []
  private missing = 0

  constructor(most: number) {
    this.most = most
  }

  /** The frames that this chunk completes, each in memory of its own. Throws a FramingError. */
  take(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = []
    let at = 0
    while (at < chunk.length) {
      if (this.headLength < HEAD) {
        this.head[this.headLength++] = chunk[at++]!
        if (this.headLength === HEAD) this.begin()
        continue
      }
      const part = chunk.subarray(at, at + this.missing)
      at += part.length
      this.missing -= part.length
      this.parts.push(part)
      if (this.missing > 0) continue
      frames.push(this.parts.length === 1 ? own(part) : join(this.parts, this.length))
      this.parts = []
      this.headLength = 0
    }
    // What is kept must not be a view of memory that others write to.
    const last = this.parts.length - 1
    if (last >= 0) this.parts[last] = own(this.parts[last]!)
    return frames
  }

  private begin(): void {
    this.length = new DataView(this.head.buffer).getUint32(0)
    if (this.length === 0 || this.length > this.most)
      throw new FramingError(`a frame of ${this.length} bytes, where 1 to ${this.most} are allowed`)
    this.missing = this.length
  }
}

/** A frame that fills its chunk but for the head keeps the chunk's memory, which nobody else uses. */
const own = (part: Uint8Array): Uint8Array =>
  part.buffer.byteLength <= part.length + HEAD ? part : part.slice()

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const frame = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    frame.set(part, at)
    at += part.length
  }
  return frame
}
