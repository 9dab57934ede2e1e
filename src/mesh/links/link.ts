// One link: frames in and out on two streams, within what a neighbour may send and what may wait for it.
import { MAX_FRAME_BYTES } from '../frames/limits.ts'
import type { FromLinks, StreamName, Way } from '../port.ts'
import { Frames, FramingError } from './framing.ts'
import { Bucket } from './inflow.ts'
import {
  CHANNEL_BYTES,
  INFLOW_BYTES_AT_ONCE,
  INFLOW_BYTES_PER_SECOND,
  INFLOW_CHUNKS_AT_ONCE,
  INFLOW_CHUNKS_PER_SECOND,
} from './limits.ts'
import { Outflow } from './outflow.ts'
import { now } from './platform.ts'
import type { Wire } from './wire.ts'

export type Wires = Readonly<Record<StreamName, Wire>>
const STREAMS: readonly StreamName[] = ['live', 'bulk']

export interface LinkInit {
  readonly id: number
  readonly peer: string
  readonly way: Way
  readonly wires: Wires
  /** Frees what carries the wires, once both are closed or given up. */
  release(): void
}

export class Link {
  readonly id: number
  readonly peer: string
  readonly way: Way
  private readonly wires: Wires
  private readonly release: () => void
  private readonly tell: (said: FromLinks) => void
  private readonly out: Readonly<Record<StreamName, Outflow>>
  private readonly bytes = new Bucket(INFLOW_BYTES_AT_ONCE, INFLOW_BYTES_PER_SECOND, now())
  private readonly chunks = new Bucket(INFLOW_CHUNKS_AT_ONCE, INFLOW_CHUNKS_PER_SECOND, now())
  private over = false

  constructor({ id, peer, way, wires, release }: LinkInit, tell: (said: FromLinks) => void) {
    this.id = id
    this.peer = peer
    this.way = way
    this.wires = wires
    this.release = release
    this.tell = tell
    const out = (stream: StreamName) =>
      new Outflow(wires[stream], CHANNEL_BYTES[stream], bytes => {
        if (!this.over) tell({ kind: 'unsent', link: id, stream, bytes })
      })
    this.out = { live: out('live'), bulk: out('bulk') }
  }

  get isOpen(): boolean {
    return !this.over
  }

  /** From now on frames are told. */
  begin(): void {
    for (const stream of STREAMS) {
      const frames = new Frames(MAX_FRAME_BYTES)
      this.wires[stream].listen({
        chunk: chunk => this.take(stream, frames, chunk),
        room: () => this.out[stream].flow(),
        closed: why => this.end(why),
      })
    }
  }

  send(stream: StreamName, frame: Uint8Array): void {
    if (this.over) return
    if (!this.out[stream].send(frame)) this.end(`it takes nothing on ${stream}`)
  }

  /** Nothing more is told of it; what was sent before still leaves. */
  end(why?: string): void {
    if (this.over) return
    this.over = true
    for (const stream of STREAMS) this.wires[stream].close()
    this.tell({ kind: 'closed', link: this.id, why })
    this.release()
  }

  private take(stream: StreamName, frames: Frames, chunk: Uint8Array): void {
    if (this.over) return
    const at = now()
    if (!this.bytes.take(chunk.length, at) || !this.chunks.take(1, at)) {
      this.end('it sends more than one peer may')
      return
    }
    try {
      for (const bytes of frames.take(chunk)) this.tell({ kind: 'frame', link: this.id, stream, bytes })
    } catch (error) {
      if (!(error instanceof FramingError)) throw error
      this.end(error.message)
    }
  }
}
