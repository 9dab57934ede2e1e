// Links between peers: a dumb and fast pipe for bytes. What is said on them, and with whom to link, is the core's.
import { pagePlatform } from './browser.ts'
import { makeTransportKey } from './key.ts'
import { Line, type Listening } from './line.ts'
import { Links } from './links.ts'
import type { Platform } from './platform.ts'
import { Relays } from './relays.ts'

export type { Links } from './links.ts'
export type { Platform } from './platform.ts'

export interface LinksConfig {
  /** Web addresses of relays, `https://relay.example` or `http://192.0.2.1:8080`. */
  readonly relays: readonly string[]
  /** STUN and TURN servers of the operator's own; none where left out. */
  readonly iceServers?: readonly RTCIceServer[]
  /** This page where left out; `nodePlatform()` under Node. */
  readonly platform?: Platform
  /** Under Node: sockets to be reached by. */
  readonly listening?: Listening
}

export async function openLinks(config: LinksConfig): Promise<Links> {
  const key = await makeTransportKey()
  const links = new Links(key, config.platform ?? pagePlatform(), config.iceServers ?? [])
  const line = await Line.open(
    key,
    {
      asked: (peer, offer) => links.asked(peer, offer),
      reached: (peer, wires, connection) =>
        links.open(
          { peer, way: 'socket', wires, release: () => void connection.close().catch(() => {}) },
          false,
        ),
    },
    config.listening,
  )
  links.begin(line, new Relays(line, key.peer, config.relays, told => links.say(told)))
  return links
}
