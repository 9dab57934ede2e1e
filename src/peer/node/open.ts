// A peer under Node: the same core in this thread, its data in a directory, its links by WebRTC and WebSocket.
import { statfs } from 'node:fs/promises'
import { community } from '../../chain/community.ts'
import { readGenesis } from '../../chain/genesis.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { ruleBook } from '../../market/registry.ts'
import { type Links, type LinksConfig, openLinks } from '../../mesh/links/index.ts'
import { nodePlatform } from '../../mesh/links/node.ts'
import { Core, type CoreConfig } from '../core/core.ts'
import { realPlatform } from '../core/platform.ts'
import type { Room } from '../core/room.ts'
import { type Given, seededVault } from '../core/vault.ts'
import type { Checkpoint } from '../invitation.ts'
import { LevelDisk } from '../storage/level.ts'
import { Notes } from '../storage/notes.ts'
import { refusalWords } from '../words.ts'

export interface NodePeerConfig {
  readonly directory: string
  readonly genesis: Uint8Array
  readonly relays: readonly string[]
  readonly listening?: LinksConfig['listening']
  readonly iceServers?: LinksConfig['iceServers']
  readonly mode?: 'full' | 'light'
  /** The recent final block that an invitation names. */
  readonly checkpoint?: Checkpoint | null
  /** Keys of a founder; made here, where left out. */
  readonly given?: Given
  readonly revealSlots?: number
}

export interface NodePeer {
  readonly peer: Core
  readonly links: Links
  close(): Promise<void>
}

/** Throws, in the words of whoever runs it, where it cannot be opened. */
export async function openNodePeer(config: NodePeerConfig): Promise<NodePeer> {
  const genesis = readGenesis(config.genesis)
  if (typeof genesis === 'string') throw new Error(genesis)
  const disk = await LevelDisk.open(config.directory)
  let links: Links | undefined
  try {
    links = await openLinks({
      relays: config.relays,
      platform: nodePlatform(),
      ...(config.listening && { listening: config.listening }),
      ...(config.iceServers && { iceServers: config.iceServers }),
    })
    const own: CoreConfig = {
      ...{ community: community(genesis, ruleBook), disk, room: roomOf(config.directory) },
      vault: await seededVault(new Notes(disk), realPlatform.random, config.given),
      verifier: await pickVerifier(),
      post: message => links?.tell(message),
      ...(config.mode && { mode: config.mode }),
      ...(config.checkpoint && { checkpoint: config.checkpoint }),
      ...(config.revealSlots && { revealSlots: config.revealSlots }),
    }
    const core = await Core.open(own)
    if ('refused' in core) throw new Error(`${config.directory}: ${refusalWords(core)}`)
    links.listen(message => core.hear(message))
    return { peer: core, links, close: () => closeAll(core, links) }
  } catch (error) {
    await links?.close()
    await disk.close()
    throw error
  }
}

async function closeAll(core: Core, links: Links | undefined): Promise<void> {
  await core.close()
  await links?.close()
}

const roomOf = (directory: string): Room => ({
  kind: 'directory',
  async estimate() {
    const { bsize, blocks, bavail } = await statfs(directory)
    return { usedBytes: (blocks - bavail) * bsize, quotaBytes: blocks * bsize }
  },
  // Nobody clears a directory but its owner.
  persisted: async () => true,
  persist: async () => true,
})
