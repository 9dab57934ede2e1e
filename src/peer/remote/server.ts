// The side of a line where the peer is.
import type { Peer, Stop } from '../api.ts'
import { ALIVE_MS, CALLS, GONE_MS, type Line, type ToClient, type ToServer } from './line.ts'

/** Subscriptions of one client; a screen has a dozen. */
const MOST_OF_ONE = 256

interface Client {
  readonly stops: Map<number, Stop>
  aliveAt: number
}

/** Serves a peer over a line; the result ends that. `forgetful`: clients that say nothing for long have gone. */
export function servePeer(peer: Peer, line: Line, forgetful = false): Stop {
  const clients = new Map<string, Client>()
  const tell = (said: ToClient) => line.post(said)

  const clientOf = (name: string): Client => {
    const client = clients.get(name) ?? { stops: new Map<number, Stop>(), aliveAt: 0 }
    client.aliveAt = performance.now()
    clients.set(name, client)
    return client
  }
  const subscribe = (name: string, id: number, begin: (told: (value: unknown) => void) => Stop) => {
    const { stops } = clientOf(name)
    if (stops.has(id) || stops.size >= MOST_OF_ONE) return
    stops.set(
      id,
      begin(told => tell({ client: name, id, told })),
    )
  }

  line.hear(said => {
    const asked = said as ToServer
    const { client } = asked
    if (typeof client !== 'string') return
    clientOf(client)
    if ('call' in asked) {
      const { id, call, args } = asked
      if (!CALLS.includes(call)) return
      const called = peer[call] as (...args: unknown[]) => Promise<unknown>
      called.apply(peer, [...args]).then(
        result => tell({ client, id, result }),
        error => tell({ client, id, error: error instanceof Error ? error.message : String(error) }),
      )
    } else if ('watch' in asked) subscribe(client, asked.id, told => peer.watch(asked.watch, told))
    else if ('follow' in asked) subscribe(client, asked.id, told => peer.follow(asked.follow, told))
    else if ('stop' in asked) {
      const { stops } = clientOf(client)
      stops.get(asked.id)?.()
      stops.delete(asked.id)
    }
  })
  tell({ server: true })

  const forget = (name: string) => {
    for (const stop of clients.get(name)?.stops.values() ?? []) stop()
    clients.delete(name)
  }
  const timer = setInterval(() => {
    if (!forgetful) return
    for (const [name, { aliveAt }] of clients) if (performance.now() - aliveAt > GONE_MS) forget(name)
  }, ALIVE_MS)
  return () => {
    clearInterval(timer)
    for (const name of [...clients.keys()]) forget(name)
  }
}
