import { describe, expect, test } from 'vitest'
import { Bucket } from './inflow.ts'
import { CHANNEL_BYTES, CHUNK_BYTES, QUEUE_BYTES } from './limits.ts'
import { Outflow } from './outflow.ts'

function slowWire() {
  const sent: number[] = []
  let waiting = 0
  return {
    sent,
    leave: (bytes: number) => {
      waiting = Math.max(0, waiting - bytes)
    },
    send(chunk: Uint8Array) {
      sent.push(chunk.length)
      waiting += chunk.length
    },
    waiting: () => waiting,
    listen() {},
    close() {},
  }
}

describe('what goes out', () => {
  test('a bulk wire never holds more than its share and one chunk', () => {
    const wire = slowWire()
    const said: number[] = []
    const outflow = new Outflow(wire, CHANNEL_BYTES.bulk, unsent => said.push(unsent))
    expect(outflow.send(new Uint8Array(300_000))).toBe(true)
    expect(wire.waiting()).toBeLessThan(CHANNEL_BYTES.bulk + CHUNK_BYTES)
    expect(outflow.unsent).toBe(300_004)
    expect(said.at(-1)).toBe(300_004)
    while (outflow.unsent > 0) {
      wire.leave(20_000)
      outflow.flow()
      expect(wire.waiting()).toBeLessThan(CHANNEL_BYTES.bulk + CHUNK_BYTES)
    }
    expect(wire.sent.reduce((sum, length) => sum + length, 0)).toBe(300_004)
    expect(said.at(-1)).toBe(0)
  })

  test('a small frame on an idle wire leaves at once and is not worth a word', () => {
    const wire = slowWire()
    const said: number[] = []
    new Outflow(wire, CHANNEL_BYTES.live, unsent => said.push(unsent)).send(new Uint8Array(100))
    expect(wire.sent).toEqual([104])
    expect(said).toEqual([])
  })

  test('who does not heed is refused', () => {
    const outflow = new Outflow(slowWire(), CHANNEL_BYTES.live, () => {})
    const frame = new Uint8Array(1 << 20)
    let taken = 0
    while (outflow.send(frame)) taken += frame.length
    expect(taken).toBeLessThanOrEqual(QUEUE_BYTES + CHANNEL_BYTES.live + frame.length)
  })
})

test('a bucket gives what it has, and fills with time', () => {
  const bucket = new Bucket(100, 10, 0)
  expect(bucket.take(100, 0)).toBe(true)
  expect(bucket.take(1, 0)).toBe(false)
  expect(bucket.take(10, 1000)).toBe(true)
  expect(bucket.take(1, 500)).toBe(false)
  expect(bucket.take(101, 1_000_000)).toBe(false)
  expect(bucket.take(100, 1_000_000)).toBe(true)
})
