// A relay: peers that know nothing but its address find each other there, and need it no more. On one port it serves
// the app, says who holds a place, and carries introductions that it can neither read nor change. It stores nothing:
// even its key is as fresh as its process.
import '../../src/mesh/links/resolvers.ts'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Server as FrontServer } from 'node:net'
import { type CircuitRelayService, circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { socketsOf } from '../../src/mesh/links/sockets.ts'
import type { Authority, Leaf } from '../trust/authority.ts'
import { isSecure, openDoors } from '../trust/front.ts'
import { CERTIFICATE_PATH, trustPage } from '../trust/page.ts'
import { RelayDoor } from './door.ts'
import { type Files, readFiles, sendFile } from './files.ts'
import {
  CIRCUIT_BYTES,
  CIRCUIT_MS,
  IDLE_MS,
  MAX_CIRCUITS_OF_ONE,
  MAX_CONNECTIONS,
  MAX_RESERVATIONS,
  MAX_RESERVATIONS_OF_ONE,
  RESERVATION_MS,
} from './limits.ts'

export interface RelayConfig {
  readonly port: number
  readonly host?: string
  /** The built app's folder; without one there is only the relay. */
  readonly app?: string
  /** More to serve beside it, by path. */
  readonly beside?: Files
  /** A proxy of ours stands in front and says who comes. */
  readonly behindProxy?: boolean
  /** Serves TLS on the same port. */
  readonly tls?: Tls
}

export interface Tls {
  readonly leaf: Leaf
  /** What devices have to be told before they believe it; none where the whole world's authorities vouch. */
  readonly authority?: Pick<Authority, 'der' | 'fingerprint' | 'names' | 'networks'>
}

export interface Relay {
  readonly port: number
  readonly peer: string
  /** With another certificate from now on. */
  renew(leaf: Leaf): void
  close(): Promise<void>
}

const SWEEP_MS = 15_000
/** Whoever opens a socket and then says nothing that libp2p understands. */
const UPGRADE_MS = 5000

export async function openRelay(config: RelayConfig): Promise<Relay> {
  const door = new RelayDoor(config.behindProxy ?? false)
  const options = { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 5000 }
  const doors = config.tls && openDoors(options, config.tls.leaf)
  const server = doors?.server ?? createServer(options)
  const front: FrontServer = doors?.front ?? server
  server.maxHeadersCount = 64
  front.maxConnections = 2 * MAX_CONNECTIONS
  const node = await openNode(server, door)
  const app = config.app === undefined ? new Map() : readFiles(config.app)
  const site = new Site(node, door, app, config.beside ?? new Map(), config.tls)
  server.on('request', (request, response) => site.answer(request, response))
  const sweep = setInterval(() => void site.sweep(), SWEEP_MS)
  const close = async () => {
    clearInterval(sweep)
    front.close()
    server.close()
    await node.stop()
    server.closeAllConnections()
    doors?.closeAll()
  }
  try {
    await listen(front, config.port, config.host)
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...{ port: (front.address() as AddressInfo).port, peer: node.peerId.toString(), close },
    renew: leaf => doors?.renew(leaf),
  }
}

type Node = Libp2p<{ relay: CircuitRelayService }>

async function openNode(server: Server, door: RelayDoor): Promise<Node> {
  const sockets = socketsOf(server, door)
  let places: Node | undefined
  const node = await createLibp2p({
    addresses: { listen: [sockets.address] },
    transports: [components => sockets.transport(components as Parameters<typeof sockets.transport>[0])],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundUpgradeTimeout: UPGRADE_MS,
      // The door counts, by address and with what a hall needs.
      inboundConnectionThreshold: MAX_CONNECTIONS,
      maxIncomingPendingConnections: MAX_CONNECTIONS,
    },
    connectionGater: {
      denyInboundRelayReservation: peer => places !== undefined && houseIsFull(places, peer),
    },
    services: {
      identify: identify({ runOnConnectionOpen: false }),
      relay: circuitRelayServer({
        maxInboundHopStreams: MAX_CIRCUITS_OF_ONE,
        reservations: {
          maxReservations: MAX_RESERVATIONS,
          reservationTtl: RESERVATION_MS,
          defaultDataLimit: BigInt(CIRCUIT_BYTES),
          defaultDurationLimit: CIRCUIT_MS,
        },
      }),
    },
  })
  places = node as Node
  // A page that is gone never comes back under the same id, so its place would only wait for its end.
  node.addEventListener(
    'peer:disconnect',
    ({ detail }) => void places!.services.relay.reservations.delete(detail),
  )
  return places
}

/** Whether those who share an address with a peer hold all places that one address may. */
function houseIsFull(node: Node, peer: PeerId): boolean {
  const { reservations } = node.services.relay
  if (reservations.has(peer)) return false
  const address = node.getConnections(peer)[0]?.remoteAddr.getComponents()[0]?.value
  let held = 0
  for (const { addr } of reservations.values()) if (addr.getComponents()[0]?.value === address) held += 1
  return held >= MAX_RESERVATIONS_OF_ONE
}

function listen(server: FrontServer, port: number, host: string | undefined): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      done()
    })
  })
}

/** What is answered to plain requests. */
class Site {
  private readonly node: Node
  private readonly door: RelayDoor
  private readonly files: Files
  private readonly beside: Files
  private readonly tls: Tls | undefined
  private readonly authority: Tls['authority']
  private readonly startedAt = performance.now()

  constructor(node: Node, door: RelayDoor, files: Files, beside: Files, tls: Tls | undefined) {
    this.node = node
    this.door = door
    this.files = files
    this.beside = beside
    this.tls = tls
    this.authority = tls?.authority
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const refused =
      this.door.request(request) || (request.method === 'GET' || request.method === 'HEAD' ? 0 : 405)
    const path = refused ? undefined : readPath(request.url ?? '/')
    if (path === undefined) {
      response.writeHead(refused || 400, { Connection: 'close' }).end()
      return
    }
    if (path === '/relay.json') this.sendJson(response, this.introduction())
    else if (path === '/health') this.sendJson(response, this.health())
    else if (path === '/trust' && this.authority) this.explain(request, response, this.authority)
    else if (path === CERTIFICATE_PATH && this.authority)
      response
        .writeHead(200, { 'Content-Type': 'application/x-x509-ca-cert', 'Cache-Control': 'no-store' })
        .end(this.authority.der)
    else
      sendFile(
        this.beside.has(path) ? this.beside : this.files,
        path === '/' ? '/index.html' : path,
        String(request.headers['accept-encoding'] ?? ''),
        response,
      )
  }

  /** How a device comes to trust this machine, where it has an authority of its own. */
  private explain(
    request: IncomingMessage,
    response: ServerResponse,
    { names, networks, fingerprint }: NonNullable<Tls['authority']>,
  ): void {
    const { host = '', 'accept-language': spoken = '' } = request.headers
    const port = request.socket.localPort
    // As it was called, where that is a name that can be; what else it says is nobody's address.
    const [, called = 'localhost'] = /^([\w.-]+)(?::\d+)?$/.exec(host) ?? []
    const at = `${called}:${port}`
    const asked = new URL(request.url ?? '/', 'http://here').searchParams.get('lang') ?? spoken
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
    const scheme = isSecure(request.socket) ? 'https' : 'http'
    response.end(
      trustPage(
        { names, networks, fingerprint, page: `${scheme}://${at}/trust`, app: `https://${at}/` },
        asked,
      ),
    )
  }

  /** Closes sockets that came for nothing. */
  async sweep(): Promise<void> {
    const { reservations } = this.node.services.relay
    for (const connection of this.node.getConnections())
      if (Date.now() - connection.timeline.open > IDLE_MS && !reservations.has(connection.remotePeer))
        await connection.close().catch(() => {})
  }

  private introduction() {
    return {
      ...{ version: 1, peer: this.node.peerId.toString(), reservations: this.present() },
      // For a page that came without encryption: whether there is a better one, and what it takes.
      ...{ secure: this.tls !== undefined, trust: this.authority !== undefined },
    }
  }

  private health() {
    return {
      ok: true,
      uptimeSeconds: Math.round((performance.now() - this.startedAt) / 1000),
      connections: this.door.connections,
      reservations: this.present().length,
      memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
    }
  }

  private present(): string[] {
    return [...this.node.services.relay.reservations.keys()].map(String)
  }

  private sendJson(response: ServerResponse, value: unknown): void {
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      // A community's other relays are asked from a page that came from this one.
      'Access-Control-Allow-Origin': '*',
    })
    response.end(JSON.stringify(value))
  }
}

function readPath(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://here').pathname)
  } catch {
    return undefined
  }
}
