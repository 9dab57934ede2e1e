// The process of hosts.ts.
import { join } from 'node:path'
import { fromHex } from '../../src/bytes/bytes.ts'
import { type NodePeer, openNodePeer } from '../../src/peer/node/open.ts'
import type { FromHosts, Hosting, ToHosts } from './hosts.ts'

const EVERY_MS = 20

let peers: NodePeer[] = []

const tell = (said: FromHosts | { readonly kind: 'ready' }) => process.send!(said)

async function open({ folder, genesis, relays, wallets }: Hosting): Promise<void> {
  for (const [i, { device, delegate }] of wallets.entries())
    peers.push(
      await openNodePeer({
        ...{ directory: join(folder, `host-${i}`), genesis: fromHex(genesis)!, relays },
        given: {
          device: fromHex(device.seed)!,
          ...(delegate && {
            delegate: { seed: fromHex(delegate.seed)!, secret: fromHex(delegate.reveals)!, base: 0 },
          }),
        },
      }),
    )
}

/** Every account’s transfers by the same host. */
function pour(wires: readonly string[], perSecond: number): void {
  const parts = peers.map((_, i) =>
    wires.filter((_, at) => at % peers.length === i).map(each => fromHex(each)!),
  )
  const begin = performance.now()
  const sent = peers.map(() => 0)
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) * perSecond) / 1000 / peers.length)
    for (const [i, { peer }] of peers.entries()) {
      void peer.pass(parts[i]!.slice(sent[i]!, due))
      sent[i] = due
    }
    if (due >= parts[0]!.length) clearInterval(timer)
  }, EVERY_MS)
}

async function look(): Promise<void> {
  const all = await Promise.all(peers.map(({ peer }) => peer.status()))
  if (process.env.WATTLE_BENCH_DUMP) console.error(JSON.stringify(all[0]))
  tell({
    kind: 'looked',
    heights: all.map(({ final }) => final?.height ?? 0),
    links: all.map(({ links }) => links.direct + links.socket),
  })
}

process.on('message', (said: ToHosts) => {
  if (said.kind === 'open') void open(said.hosting).then(() => tell({ kind: 'open' }))
  else if (said.kind === 'pour') pour(said.wires, said.perSecond)
  else if (said.kind === 'look') void look()
  else
    void Promise.all(peers.map(peer => peer.close())).then(() => {
      peers = []
      process.exit()
    })
})
tell({ kind: 'ready' })
