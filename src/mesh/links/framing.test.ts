import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../bytes/bytes.ts'
import { chunksOf, Frames, FramingError } from './framing.ts'
import { CHUNK_BYTES } from './limits.ts'

const MOST = 1 << 20
const frame = fc.uint8Array({ minLength: 1, maxLength: 3 * CHUNK_BYTES })

describe('frames', () => {
  test('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 9000 })),
        (sent, cuts) => {
          const wire = concatBytes(...sent.flatMap(one => [...chunksOf(one)]))
          const frames = new Frames(MOST)
          const got: Uint8Array[] = []
          let at = 0
          for (const cut of [...cuts, wire.length]) {
            got.push(...frames.take(wire.subarray(at, at + cut)))
            at = Math.min(wire.length, at + cut)
          }
          expect(got).toEqual(sent)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('leave in chunks that fit between two of the other stream', () => {
    const chunks = [...chunksOf(new Uint8Array(100_000))]
    expect(Math.max(...chunks.map(chunk => chunk.length))).toBe(CHUNK_BYTES)
    expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(100_004)
  })

  test('nobody else writes to a frame that was given out', () => {
    const memory = new Uint8Array(100)
    memory.set([0, 0, 0, 2, 7, 8, 0, 0, 0, 3, 1])
    const frames = new Frames(MOST)
    const [first] = frames.take(memory.subarray(0, 11))
    memory.fill(9)
    expect(first).toEqual(Uint8Array.of(7, 8))
    expect(frames.take(Uint8Array.of(2, 3))).toEqual([Uint8Array.of(1, 2, 3)])
  })

  test('a length beyond the bound is refused before anything is kept for it', () => {
    expect(() => new Frames(10).take(Uint8Array.of(0, 0, 0, 11))).toThrow(FramingError)
    expect(() => new Frames(MOST).take(Uint8Array.of(255, 255, 255, 255, 1))).toThrow(FramingError)
    expect(() => new Frames(MOST).take(Uint8Array.of(0, 0, 0, 0))).toThrow(FramingError)
  })

  test('any bytes at all give frames within the bound, or a refusal', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), chunks => {
        const frames = new Frames(64)
        try {
          for (const chunk of chunks)
            for (const one of frames.take(chunk)) expect(one.length).toBeLessThanOrEqual(64)
        } catch (error) {
          expect(error).toBeInstanceOf(FramingError)
        }
      }),
    )
  })
})
