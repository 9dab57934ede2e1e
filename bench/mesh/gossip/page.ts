// The page of the links, and gossipsub beside it: over WebRTC, with the settings that carry most.
import './race.ts'
import '../../../tools/pages/page.ts'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { Witness } from '../../../tools/pages/witness.ts'
import { Count, pace, stamped } from './count.ts'

const TOPIC = 'items'

export interface Offer {
  /** Of an item. */
  readonly length: number
  readonly perSecond: number
  readonly seconds: number
}

export interface Race {
  /** Begins to count, on either way; what takes longer than so long is late. */
  count(lateMs: number): void
  counted(): { readonly got: number; readonly late: number }
  /** Over the links that are open: what is new since the last tick goes together, so many items in a frame at the most. */
  tell(offer: Offer, together: number, tickMs: number): Promise<{ sent: number; perSecond: number }>
  /** Gossipsub’s own name, once the relay holds a place for it. */
  join(relay: string): Promise<string>
  /** A direct connection to a peer that the relay knows. */
  dial(relay: string, peer: string): Promise<void>
  /** How many others it gives its own items to. */
  mesh(): number
  publish(offer: Offer): Promise<{ sent: number; perSecond: number }>
}

async function open(relay: string) {
  const node = await createLibp2p({
    addresses: { listen: ['/p2p-circuit', '/webrtc'] },
    transports: [webSockets(), circuitRelayTransport(), webRTC({ rtcConfiguration: { iceServers: [] } })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    connectionMonitor: { abortConnectionOnPingFailure: false },
    services: {
      identify: identify(),
      items: gossipsub({
        ...{ D: 3, Dlo: 2, Dhi: 4, Dscore: 1, Dout: 1, Dlazy: 2 },
        ...{ floodPublish: false, batchPublish: true, emitSelf: false, fallbackToFloodsub: false },
        ...{ allowPublishToZeroTopicPeers: true, globalSignaturePolicy: 'StrictNoSign' },
      }),
    },
  })
  await node.dial(multiaddr(relay))
  const begin = performance.now()
  while (!node.getMultiaddrs().some(address => `${address}`.includes('/webrtc'))) {
    if (performance.now() - begin > 20_000) throw new Error('the relay holds no place')
    await new Promise(done => setTimeout(done, 50))
  }
  return node
}

let node: Awaited<ReturnType<typeof open>>
let counting = new Count(0)
const witness = () => (globalThis as unknown as { peer: Witness }).peer

/** A link that has so much to send is given nothing more, or it would be given up: what it is not given does not arrive. */
const MOST_UNSENT = 1 << 22
/** Between two looks at what is due: gossipsub sends each item as it comes. */
const PUBLISH_TICK_MS = 5

const race: Race = {
  count(lateMs) {
    counting = new Count(lateMs)
  },
  counted: () => ({ got: counting.got, late: counting.late }),
  tell({ length, perSecond, seconds }, together, tickMs) {
    const peer = witness()
    const links = Object.values(peer.open)
    return pace(perSecond, seconds, tickMs, count => {
      for (let left = count; left > 0; left -= together) {
        const bytes = stamped(length * Math.min(left, together))
        for (const link of links)
          if ((peer.unsent.get(link) ?? 0) < MOST_UNSENT)
            peer.tell({ kind: 'send', link, stream: 'live', bytes })
      }
    })
  },
  async join(relay) {
    node = await open(relay)
    const { items } = node.services
    items.addEventListener('gossipsub:message', ({ detail }) => counting.take(detail.msg.data, 1))
    items.subscribe(TOPIC)
    return `${node.peerId}`
  },
  async dial(relay, peer) {
    await node.dial(multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${peer}`))
  },
  mesh() {
    const { mesh } = node.services.items as unknown as { mesh: ReadonlyMap<string, ReadonlySet<string>> }
    return mesh.get(TOPIC)?.size ?? 0
  },
  publish: ({ length, perSecond, seconds }) =>
    pace(perSecond, seconds, PUBLISH_TICK_MS, count => {
      for (let i = 0; i < count; i++) void node.services.items.publish(TOPIC, stamped(length)).catch(() => {})
    }),
}

/** From here on the links' frames are counted and not kept. */
const hear = (length: number) => {
  witness().heard = bytes => counting.take(bytes, bytes.length / length)
}

Object.assign(globalThis, { race, hear })
