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

const TOPIC = 'items'

export interface Gossip {
  /** Its own name, once the relay holds a place for it. */
  join(relay: string): Promise<string>
  /** A direct connection to a peer that the relay knows. */
  dial(relay: string, peer: string): Promise<void>
  /** How many others it gives its own items to. */
  mesh(): number
  publish(length: number, perSecond: number, seconds: number): Promise<number>
  readonly got: number
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
let got = 0

const gossip: Gossip = {
  async join(relay) {
    node = await open(relay)
    const { items } = node.services
    items.addEventListener('gossipsub:message', () => {
      got += 1
    })
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
  async publish(length, perSecond, seconds) {
    const begin = performance.now()
    const all = perSecond * seconds
    let sent = 0
    while (sent < all) {
      const due = Math.min(all, Math.floor(((performance.now() - begin) * perSecond) / 1000))
      for (; sent < due; sent++) {
        const item = new Uint8Array(length)
        crypto.getRandomValues(item.subarray(0, 16))
        void node.services.items.publish(TOPIC, item).catch(() => {})
      }
      await new Promise(done => setTimeout(done, 5))
    }
    return sent
  },
  get got() {
    return got
  },
}

Object.assign(globalThis, { gossip })
