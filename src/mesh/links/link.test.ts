import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MAX_FRAME_BYTES } from '../frames/limits.ts'
import type { FromLinks } from '../port.ts'
import { chunksOf } from './framing.ts'
import { CHUNK_BYTES, INFLOW_BYTES_AT_ONCE, INFLOW_CHUNKS_AT_ONCE, QUEUE_BYTES } from './limits.ts'
import { Link } from './link.ts'
import type { Wire, WireListener } from './wire.ts'

class FakeWire implements Wire {
  readonly sent: Uint8Array[] = []
  open = true
  stuck = false
  listener!: WireListener
  listen(listener: WireListener) {
    this.listener = listener
  }
  send(chunk: Uint8Array) {
    this.sent.push(chunk)
  }
  waiting = () => (this.stuck ? this.sent.reduce((sum, chunk) => sum + chunk.length, 0) : 0)
  close() {
    this.open = false
  }
}

let live: FakeWire
let bulk: FakeWire
let said: FromLinks[]
let released: number
let link: Link

beforeEach(() => {
  live = new FakeWire()
  bulk = new FakeWire()
  said = []
  released = 0
  const release = () => {
    released += 1
  }
  link = new Link({ id: 3, peer: 'p', way: 'direct', wires: { live, bulk }, release }, one => said.push(one))
  link.begin()
})

afterEach(() => vi.restoreAllMocks())

const last = () => said.at(-1)

describe('a link', () => {
  test('carries frames of each stream by themselves', () => {
    const [half, rest] = chunksOf(new Uint8Array(CHUNK_BYTES).fill(1))
    bulk.listener.chunk(half!)
    for (const chunk of chunksOf(Uint8Array.of(5))) live.listener.chunk(chunk)
    expect(said).toEqual([{ kind: 'frame', link: 3, stream: 'live', bytes: Uint8Array.of(5) }])
    bulk.listener.chunk(rest!)
    expect(last()).toMatchObject({ kind: 'frame', stream: 'bulk' })
  })

  test('ends once, whatever ends it, and lets nothing through after', () => {
    live.listener.closed('the connection failed')
    bulk.listener.closed()
    link.end('later')
    live.listener.chunk(Uint8Array.of(0, 0, 0, 1, 1))
    link.send('live', Uint8Array.of(1))
    expect(said).toEqual([{ kind: 'closed', link: 3, why: 'the connection failed' }])
    expect([released, live.open, bulk.open, live.sent.length]).toEqual([1, false, false, 0])
  })

  test('ends where a frame is announced that is longer than any', () => {
    const head = new Uint8Array(4)
    new DataView(head.buffer).setUint32(0, MAX_FRAME_BYTES + 1)
    live.listener.chunk(head)
    expect(last()).toMatchObject({ kind: 'closed', why: expect.stringContaining('are allowed') })
  })

  test('ends where a neighbour floods it, with bytes or with crumbs', () => {
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    const chunk = new Uint8Array(CHUNK_BYTES)
    new DataView(chunk.buffer).setUint32(0, CHUNK_BYTES - 4)
    let came = 0
    for (; link.isOpen && came < 2 * INFLOW_BYTES_AT_ONCE; came += chunk.length)
      live.listener.chunk(chunk.slice())
    expect(last()).toMatchObject({ kind: 'closed', why: 'it sends more than one peer may' })
    expect(came).toBeLessThanOrEqual(INFLOW_BYTES_AT_ONCE + 2 * CHUNK_BYTES)
  })

  test('takes no more crumbs than a peer may send', () => {
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    let crumbs = 0
    while (link.isOpen && crumbs < 2 * INFLOW_CHUNKS_AT_ONCE) {
      live.listener.chunk(Uint8Array.of(0, 0, 0, 1, 9))
      crumbs += 1
    }
    expect(crumbs).toBeLessThanOrEqual(INFLOW_CHUNKS_AT_ONCE + 1)
  })

  test('ends where the core goes on sending to one who takes nothing', () => {
    live.stuck = true
    for (let sent = 0; sent <= 2 * QUEUE_BYTES; sent += MAX_FRAME_BYTES)
      link.send('live', new Uint8Array(MAX_FRAME_BYTES))
    expect(said.filter(({ kind }) => kind === 'unsent').length).toBeGreaterThan(0)
    expect(last()).toMatchObject({ kind: 'closed', why: 'it takes nothing on live' })
  })
})
