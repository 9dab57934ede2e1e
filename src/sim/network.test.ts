import { expect, test } from 'vitest'
import { GOOD, Network } from './network.ts'
import { Random } from './random.ts'
import { Timeline } from './timeline.ts'

function small(quality = {}) {
  const timeline = new Timeline()
  const network = new Network<Uint8Array>(timeline, new Random('network'), { ...GOOD(100), ...quality })
  const heard: { at: number; from: number; to: number; what: number }[] = []
  for (const to of [0, 1, 2])
    network.join(to, (from, frame) => void heard.push({ at: timeline.now, from, to, what: frame[0]! }))
  return { timeline, network, heard }
}

test('a message takes a hop and some more', () => {
  const { timeline, network, heard } = small()
  network.send(0, 1, Uint8Array.of(7), 1)
  expect(network.inFlight).toBe(1)
  timeline.run(1000)
  expect(heard).toMatchObject([{ from: 0, to: 1, what: 7 }])
  expect(heard[0]!.at).toBeGreaterThanOrEqual(100)
  expect(heard[0]!.at).toBeLessThanOrEqual(125)
  expect(network.sent[0]).toEqual({ messages: 1, bytes: 1 })
  expect(network.inFlight).toBe(0)
})

test('messages are lost, doubled and overtaken as the quality says', () => {
  const sendMany = (quality: object) => {
    const { timeline, network, heard } = small(quality)
    for (let i = 0; i < 200; i++) timeline.at(i, () => network.send(0, 1, Uint8Array.of(i), 1))
    timeline.run(10_000)
    return heard.map(({ what }) => what)
  }
  expect(sendMany({ jitterMs: 0 })).toEqual(Array.from({ length: 200 }, (_, i) => i))
  expect(sendMany({ loss: 300 }).length).toBeLessThan(170)
  expect(sendMany({ duplication: 500 }).length).toBeGreaterThan(270)
  const late = sendMany({ late: 300 })
  expect(late).toHaveLength(200)
  expect(late).not.toEqual([...late].sort((a, b) => a - b))
})

test('a cut holds in its direction, until it heals', () => {
  const { timeline, network, heard } = small()
  network.cut(0, 1)
  network.send(0, 1, Uint8Array.of(1), 1)
  network.send(1, 0, Uint8Array.of(2), 1)
  timeline.run(1000)
  expect(heard.map(({ what }) => what)).toEqual([2])
  network.part([2], [0, 1])
  network.send(2, 0, Uint8Array.of(3), 1)
  network.send(0, 2, Uint8Array.of(4), 1)
  timeline.run(2000)
  network.heal()
  network.send(2, 0, Uint8Array.of(5), 1)
  network.leave(1)
  network.send(0, 1, Uint8Array.of(6), 1)
  timeline.run(3000)
  expect(heard.map(({ what }) => what)).toEqual([2, 5])
})
