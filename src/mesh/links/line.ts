// The libp2p node: how a peer reaches relays and sockets. Everything on it is encrypted and authenticated by Noise
// from end to end, so a relay that carries an offer can neither read nor change it.
import './resolvers.ts'
import { type CircuitRelayTransportComponents, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, PeerId, Stream, Transport } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { lpStream } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { StreamName } from '../port.ts'
import type { TransportKey } from './key.ts'
import { ANSWER_MS, CHANNEL_BYTES, DIAL_MS, MAX_RELAYS, MAX_SIGNAL_BYTES } from './limits.ts'
import type { Wires } from './link.ts'
import { PROTOCOLS, StreamWire } from './streams.ts'

const SIGNAL_PROTOCOL = '/wattle/signal/1'

/** What others want of us. */
export interface LineListener {
  /** Somebody brings an offer over a relay: the answer, or nothing. */
  asked(peer: string, offer: Uint8Array): Promise<Uint8Array | undefined>
  /** Somebody has opened both streams on a socket. */
  reached(peer: string, wires: Wires, connection: Connection): void
}

/** The circuit transport's own part, which makes reservations and renews them. */
interface Reserving {
  readonly reservationStore: {
    addRelay(peer: PeerId, type: 'configured'): Promise<unknown>
    hasReservation(peer: PeerId): boolean
  }
}

export interface Listening {
  /** Takes the place of a listener of libp2p's own: sockets of a server that does other things as well. */
  readonly transport: (components: CircuitRelayTransportComponents) => Transport
  readonly address: string
}

export class Line {
  private readonly node: Libp2p
  private readonly circuit: () => Reserving

  private constructor(node: Libp2p, circuit: () => Reserving) {
    this.node = node
    this.circuit = circuit
  }

  static async open(key: TransportKey, listener: LineListener, listening?: Listening): Promise<Line> {
    let circuit: Reserving | undefined
    const node = await createLibp2p({
      privateKey: key.secret,
      addresses: { listen: listening ? [listening.address] : [] },
      transports: [
        webSockets({ maxBufferedAmount: CHANNEL_BYTES.live }),
        components => {
          const transport = circuitRelayTransport({
            reservationCompletionTimeout: DIAL_MS,
            // One at a time, and its queue forgets whoever waits.
            reservationConcurrency: MAX_RELAYS,
          })(components)
          circuit = transport as unknown as Reserving
          return transport
        },
        ...(listening ? [listening.transport] : []),
      ],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      // Asked for by the circuit transport; what it would tell, nobody here needs.
      services: { identify: identify({ runOnConnectionOpen: false }) },
      // The default of browsers refuses ws:// and private addresses, which is all that a village hall has.
      connectionGater: { denyDialMultiaddr: () => false },
      // It gives a connection up whose ping is late, and under load pings are late.
      connectionMonitor: { enabled: false },
      connectionManager: { reconnectRetries: 0, inboundConnectionThreshold: 100, dialTimeout: DIAL_MS },
    })
    const pairs = new Pairs(listener)
    await node.handle(
      SIGNAL_PROTOCOL,
      (stream, connection) => void hear(stream, connection, listener).catch(stop(stream)),
      { runOnLimitedConnection: true, maxInboundStreams: 4 },
    )
    for (const name of Object.keys(PROTOCOLS) as StreamName[])
      await node.handle(PROTOCOLS[name], (stream, connection) => pairs.add(name, stream, connection), {
        maxInboundStreams: 1,
      })
    return new Line(node, () => circuit!)
  }

  /** Brings an offer to a peer, made while the way there is made, and promises its answer. */
  async ask(peer: string, addresses: readonly Multiaddr[], offer: Promise<Uint8Array>): Promise<Uint8Array> {
    // It may fail before anybody waits for it.
    offer.catch(() => {})
    // A wire of our own: one that the other side has made ends when it has asked what it wanted.
    const connection = await this.node.dial(this.known(addresses), {
      signal: AbortSignal.timeout(DIAL_MS),
      force: true,
    })
    try {
      if (connection.remotePeer.toString() !== peer) throw new Error('another peer is at this address')
      const signal = AbortSignal.timeout(ANSWER_MS)
      const stream = await connection.newStream(SIGNAL_PROTOCOL, { signal, runOnLimitedConnection: true })
      const told = lpStream(stream, { maxDataLength: MAX_SIGNAL_BYTES })
      await told.write(await offer, { signal })
      const answer = (await told.read({ signal })).slice()
      stream.close().catch(stop(stream))
      if (answer.length === 0) throw new Error('it takes no more links for now')
      return answer
    } finally {
      // Relayed wires are for signals alone.
      if (connection.limits) void connection.close().catch(() => {})
    }
  }

  /** Opens both streams on a socket of a Node peer. */
  async reach(
    peer: string,
    addresses: readonly Multiaddr[],
  ): Promise<{ wires: Wires; connection: Connection }> {
    const signal = AbortSignal.timeout(DIAL_MS)
    const connection = await this.node.dial([...addresses], { signal })
    try {
      if (connection.remotePeer.toString() !== peer) throw new Error('another peer is at this address')
      const open = async (name: StreamName) =>
        new StreamWire(await connection.newStream(PROTOCOLS[name], { signal }))
      return { wires: { live: await open('live'), bulk: await open('bulk') }, connection }
    } catch (error) {
      void connection.close().catch(() => {})
      throw error
    }
  }

  /** Makes a relay hold a place for us, and promises when it does. */
  async reserve(address: Multiaddr, relay: string): Promise<void> {
    const connection = await this.node.dial(address, { signal: AbortSignal.timeout(DIAL_MS) })
    if (connection.remotePeer.toString() !== relay) throw new Error('another relay is at this address')
    await this.circuit().reservationStore.addRelay(connection.remotePeer, 'configured')
  }

  /** Whether a relay holds a place for us on a connection that is open. */
  holds(relay: string): boolean {
    const peer = peerIdFromString(relay)
    return this.node.getConnections(peer).length > 0 && this.circuit().reservationStore.hasReservation(peer)
  }

  /** Lets a relay go, to begin anew. */
  async leave(relay: string): Promise<void> {
    await this.node.hangUp(peerIdFromString(relay))
  }

  onDisconnect(listener: (peer: string) => void): void {
    this.node.addEventListener('peer:disconnect', ({ detail }) => listener(detail.toString()))
  }

  addresses(): string[] {
    return this.node.getMultiaddrs().map(String)
  }

  async close(): Promise<void> {
    await this.node.stop()
  }

  /** Addresses over relays that we are linked to come alone: they cost no dial. */
  private known(addresses: readonly Multiaddr[]): Multiaddr[] {
    const open = new Set(this.node.getConnections().map(({ remotePeer }) => remotePeer.toString()))
    const near = addresses.filter(address =>
      address.getComponents().some(({ name, value }) => name === 'p2p' && value && open.has(value)),
    )
    return near.length > 0 ? near : [...addresses]
  }
}

const stop = (stream: Stream) => (error: Error) => stream.abort(error)

async function hear(stream: Stream, connection: Connection, listener: LineListener): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const told = lpStream(stream, { maxDataLength: MAX_SIGNAL_BYTES })
  const offer = (await told.read({ signal })).slice()
  const answer = await listener.asked(connection.remotePeer.toString(), offer)
  await told.write(answer ?? new Uint8Array(0), { signal })
  await stream.close({ signal })
}

/** Puts the two streams of one socket together. */
class Pairs {
  private readonly listener: LineListener
  private readonly halves = new WeakMap<Connection, { name: StreamName; stream: Stream }>()

  constructor(listener: LineListener) {
    this.listener = listener
  }

  add(name: StreamName, stream: Stream, connection: Connection): void {
    // A relay's wire is for signals alone.
    if (connection.limits) {
      stream.abort(new Error('not over a relay'))
      return
    }
    const other = this.halves.get(connection)
    if (!other || other.name === name || other.stream.status !== 'open') {
      this.halves.set(connection, { name, stream })
      return
    }
    this.halves.delete(connection)
    const wire = (wanted: StreamName) => new StreamWire(wanted === name ? stream : other.stream)
    this.listener.reached(
      connection.remotePeer.toString(),
      { live: wire('live'), bulk: wire('bulk') },
      connection,
    )
  }
}

/** An address, or undefined where it is none. */
export function readAddress(text: string): Multiaddr | undefined {
  try {
    return multiaddr(text)
  } catch {
    return undefined
  }
}
