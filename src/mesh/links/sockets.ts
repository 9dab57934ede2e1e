// Sockets of a web server that serves other things as well: libp2p's own listener wants a port for itself. Node only.
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  type ComponentLogger,
  type CreateListenerOptions,
  type Listener,
  type ListenerEvents,
  type Transport,
  transportSymbol,
} from '@libp2p/interface'
import { AbstractMultiaddrConnection, getThinWaistAddresses, ipPortToMultiaddr } from '@libp2p/utils'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { TypedEventEmitter } from 'main-event'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Listening } from './line.ts'

/** Who is let in, and for how much. */
export interface Door {
  /** A visitor, or why it has to stay outside as a status of HTTP. */
  admit(request: IncomingMessage): Visitor | number
}

export interface Visitor {
  /** Where it comes from. */
  readonly address: string
  /** False where it has said too much. */
  said(bytes: number): boolean
  left(): void
}

/** Larger than a message of Noise, which is what stands in one. */
const MAX_MESSAGE_BYTES = 1 << 17
/** What waits for a visitor before who sends has to wait as well. */
const MAX_WAITING_BYTES = 1 << 18
/** A visitor that answers neither of two is gone. */
const PING_MS = 30_000

// Any address that no other transport listens to: the real one is the server's.
const HERE = '/memory/web-server'

/** The sockets of a server that listens already, or soon will. */
export function socketsOf(server: Server, door: Door): Listening {
  return {
    address: HERE,
    transport: components => new Sockets(server, door, components.logger),
  }
}

class Sockets implements Transport {
  readonly [transportSymbol] = true as const
  readonly [Symbol.toStringTag] = 'wattle/sockets'
  private readonly server: Server
  private readonly door: Door
  private readonly logger: ComponentLogger

  constructor(server: Server, door: Door, logger: ComponentLogger) {
    this.server = server
    this.door = door
    this.logger = logger
  }

  createListener({ upgrader }: CreateListenerOptions): Listener {
    const take = (socket: WebSocket, visitor: Visitor, port: number) => {
      const connection = new SocketConnection(socket, visitor, port, this.logger)
      upgrader
        .upgradeInbound(connection, { signal: AbortSignal.timeout(PING_MS) })
        .catch(error => connection.abort(error as Error))
    }
    return new SocketListener(this.server, this.door, take)
  }

  listenFilter(addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter(address => address.toString() === HERE)
  }

  dialFilter(): Multiaddr[] {
    return []
  }

  async dial(): Promise<never> {
    throw new Error('these sockets only listen')
  }
}

class SocketListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  private readonly server: Server
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  private readonly open = new Set<WebSocket>()
  private readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void

  constructor(server: Server, door: Door, take: (socket: WebSocket, visitor: Visitor, port: number) => void) {
    super()
    this.server = server
    this.upgrade = (request, socket, head) => {
      const visitor = door.admit(request)
      if (typeof visitor === 'number') {
        socket.end(`HTTP/1.1 ${visitor} \r\nConnection: close\r\n\r\n`)
        return
      }
      let left = false
      const leave = () => {
        if (left) return
        left = true
        visitor.left()
      }
      socket.once('close', leave)
      socket.on('error', () => socket.destroy())
      this.sockets.handleUpgrade(request, socket, head, opened => {
        this.open.add(opened)
        opened.on('close', () => {
          this.open.delete(opened)
          leave()
        })
        take(opened, visitor, request.socket.remotePort ?? 0)
      })
    }
  }

  async listen(): Promise<void> {
    this.server.on('upgrade', this.upgrade)
    this.safeDispatchEvent('listening')
  }

  getAddrs(): Multiaddr[] {
    const address = this.server.address() as AddressInfo | null
    if (!address) return []
    const { family, address: host, port } = address
    const kind = family === 'IPv6' ? 'ip6' : 'ip4'
    return getThinWaistAddresses(multiaddr(`/${kind}/${host}/tcp/${port}`), port).map(one =>
      one.encapsulate('/ws'),
    )
  }

  updateAnnounceAddrs(): void {}

  async close(): Promise<void> {
    this.server.off('upgrade', this.upgrade)
    for (const socket of this.open) socket.terminate()
    this.sockets.close()
    this.safeDispatchEvent('close')
  }
}

class SocketConnection extends AbstractMultiaddrConnection {
  private readonly socket: WebSocket
  private answered = true

  constructor(socket: WebSocket, visitor: Visitor, port: number, logger: ComponentLogger) {
    super({
      remoteAddr: ipPortToMultiaddr(visitor.address, port).encapsulate('/ws'),
      direction: 'inbound',
      log: logger.forComponent('wattle:sockets'),
    })
    this.socket = socket
    socket.binaryType = 'arraybuffer'
    const timer = setInterval(() => {
      if (!this.answered) return socket.terminate()
      this.answered = false
      socket.ping()
    }, PING_MS)
    socket.on('pong', () => {
      this.answered = true
    })
    socket.on('message', (data, binary) => {
      if (!binary || !visitor.said(data.byteLength)) socket.terminate()
      else this.onData(new Uint8Array(data))
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearInterval(timer)
      this.onTransportClosed()
    })
  }

  sendData(data: Parameters<AbstractMultiaddrConnection['send']>[0]): {
    sentBytes: number
    canSendMore: boolean
  } {
    const sentBytes = data.byteLength
    const chunks = data instanceof Uint8Array ? [data] : [...data]
    for (const chunk of chunks)
      this.socket.send(chunk, () => {
        if (this.writableNeedsDrain && this.socket.bufferedAmount === 0) this.safeDispatchEvent('drain')
      })
    return { sentBytes, canSendMore: this.socket.bufferedAmount < MAX_WAITING_BYTES }
  }

  async sendClose(): Promise<void> {
    this.socket.close()
  }

  sendReset(): void {
    this.socket.terminate()
  }

  // A web socket of Node's has no way to hold back the other side that libp2p could use.
  sendPause(): void {}
  sendResume(): void {}
}
