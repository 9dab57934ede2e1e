// A libp2p stream as a wire: between a Node peer's socket and whoever dialled it.
import type { Stream } from '@libp2p/interface'
import type { StreamName } from '../port.ts'
import type { Wire, WireListener } from './wire.ts'

export const PROTOCOLS: Readonly<Record<StreamName, string>> = {
  live: '/wattle/live/1',
  bulk: '/wattle/bulk/1',
}

export class StreamWire implements Wire {
  private readonly stream: Stream
  private full = false
  private handed = 0

  constructor(stream: Stream) {
    this.stream = stream
  }

  listen(listener: WireListener): void {
    const { stream } = this
    stream.addEventListener('message', ({ data }) => {
      for (const chunk of data instanceof Uint8Array ? [data] : data) listener.chunk(chunk)
    })
    stream.addEventListener('drain', () => {
      this.full = false
      this.handed = 0
      listener.room()
    })
    stream.addEventListener('remoteCloseWrite', () => listener.closed())
    stream.addEventListener('close', ({ error }) => listener.closed(error?.message))
    if (stream.status !== 'open') listener.closed()
  }

  send(chunk: Uint8Array): void {
    if (this.stream.writeStatus !== 'writable') return
    this.full = !this.stream.send(chunk)
    // The window of the other side is all that we learn of: until it opens, what was handed over counts as waiting.
    this.handed = this.full ? this.handed + chunk.length : 0
  }

  waiting(): number {
    return this.full ? Math.max(this.handed, this.stream.writeBufferLength) : 0
  }

  close(): void {
    this.stream.close().catch(error => this.stream.abort(error as Error))
  }
}
