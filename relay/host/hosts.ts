// A folder of hosts: each has a directory of its own in it, and beside them stands the community that they belong to.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isGenesisOf, readInvitation } from '../../src/peer/invitation.ts'
import { type NodePeer, openNodePeer } from '../../src/peer/node/open.ts'
import { foundHosts, type HostPlan, invitationTo } from './found.ts'

const INVITATION = 'invitation.txt'
const placeOf = (folder: string, index: number) => join(folder, `host-${index + 1}`)

export interface Hosts {
  readonly peers: readonly NodePeer[]
  readonly genesis: Uint8Array
  /** For whoever wants to join. */
  readonly invitation: string
  close(): Promise<void>
}

/** Founds a community with hosts in this folder and runs them. */
export async function foundAndRun(folder: string, plan: HostPlan, relays: readonly string[]): Promise<Hosts> {
  if (existsSync(join(folder, INVITATION))) throw new Error(`${folder} holds a community already.`)
  const founded = foundHosts(plan)
  const invitation = invitationTo(founded, relays)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const peers: NodePeer[] = []
  for (const [i, given] of founded.hosts.entries())
    peers.push(await openNodePeer({ directory: placeOf(folder, i), genesis: founded.genesis, relays, given }))
  // Written last: a folder with an invitation has all of its hosts.
  await writeFile(join(folder, INVITATION), `${invitation}\n`, { mode: 0o600 })
  return hostsOf(peers, founded.genesis, invitation)
}

/** Runs the hosts that a folder has; or, with an invitation, one that joins. */
export async function runHosts(folder: string, relays: readonly string[], invited?: string): Promise<Hosts> {
  const path = join(folder, INVITATION)
  const text = existsSync(path) ? (await readFile(path, 'utf8')).trim() : invited
  if (text === undefined)
    throw new Error(`${folder} holds no community: found one, or join with an invitation.`)
  const invitation = readInvitation(text)
  if (!invitation?.genesis || !(await isGenesisOf(invitation.community, invitation.genesis)))
    throw new Error('This is not an invitation that names its community whole.')
  if (!existsSync(path)) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(path, `${text}\n`, { mode: 0o600 })
  }
  const all = [...new Set([...relays, ...invitation.relays])]
  const peers: NodePeer[] = []
  for (let i = 0; i === 0 || existsSync(placeOf(folder, i)); i++)
    peers.push(
      await openNodePeer({
        ...{ directory: placeOf(folder, i), genesis: invitation.genesis, relays: all },
        checkpoint: invitation.checkpoint,
      }),
    )
  return hostsOf(peers, invitation.genesis, text)
}

const hostsOf = (peers: readonly NodePeer[], genesis: Uint8Array, invitation: string): Hosts => ({
  peers,
  genesis,
  invitation,
  close: async () => {
    await Promise.all(peers.map(peer => peer.close()))
  },
})
