// What we use of `ws`, which brings no types.
declare module 'ws' {
  import type { IncomingMessage } from 'node:http'
  import type { Duplex } from 'node:stream'

  export class WebSocket {
    readonly bufferedAmount: number
    binaryType: 'arraybuffer' | 'nodebuffer'
    send(data: Uint8Array, done?: (error?: Error) => void): void
    close(code?: number): void
    terminate(): void
    ping(): void
    on(event: 'message', listener: (data: ArrayBuffer, binary: boolean) => void): void
    on(event: 'close' | 'pong', listener: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
  }

  export class WebSocketServer {
    constructor(options: { noServer: true; maxPayload: number; perMessageDeflate: false })
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Uint8Array,
      done: (socket: WebSocket) => void,
    ): void
    close(): void
  }
}
