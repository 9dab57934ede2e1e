// Node as a platform: it speaks WebRTC through node-datachannel.
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { WebSocket } from 'ws'
import type { Platform } from './platform.ts'

export function nodePlatform(): Platform {
  // libp2p dials with the global, which Node has from 22 on.
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket
  return {
    RTCPeerConnection: RTCPeerConnection as unknown as typeof globalThis.RTCPeerConnection,
    // No browser counts here.
    life: { read: () => 0, add() {}, most: Number.POSITIVE_INFINITY },
    watch: () => () => {},
    leaving() {},
  }
}
