// Where peers can be reached: addresses as libp2p writes them.
import type { Multiaddr } from '@multiformats/multiaddr'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES } from './limits.ts'
import { readAddress } from './line.ts'

export interface Reach {
  /** Over a relay. */
  readonly relayed: Multiaddr[]
  /** Straight to a socket. */
  readonly sockets: Multiaddr[]
}

/** The addresses that lead to a peer, of those that somebody says do. */
export function sortAddresses(peer: string, texts: readonly string[], secure: boolean): Reach {
  const reach: Reach = { relayed: [], sockets: [] }
  for (const text of texts.slice(0, MAX_ADDRESSES)) {
    if (text.length > MAX_ADDRESS_BYTES) continue
    const address = readAddress(text)
    const parts = address?.getComponents() ?? []
    const last = parts.at(-1)
    if (!address || last?.name !== 'p2p' || last.value !== peer) continue
    const names = parts.map(({ name }) => name)
    // A page that came over TLS may not open a socket without.
    const open = names.includes('ws') && (!secure || names.includes('tls'))
    if (names.includes('p2p-circuit')) reach.relayed.push(address)
    else if (open) reach.sockets.push(address)
  }
  return reach
}

/** The socket behind a web address. */
export function socketOf(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const kind = host.includes(':') ? 'ip6' : /^[\d.]+$/.test(host) ? 'ip4' : 'dns4'
  const tls = url.protocol === 'https:'
  return `/${kind}/${host}/tcp/${url.port || (tls ? 443 : 80)}${tls ? '/tls' : ''}/ws`
}

/** How `peer` is reached over a relay. */
export const overRelay = (socket: string, relay: string, peer: string): string =>
  `${socket}/p2p/${relay}/p2p-circuit/p2p/${peer}`
