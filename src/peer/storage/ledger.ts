// What a peer keeps of its chain: genesis, the blocks of its branch by height, a diff a block, snapshots now and
// then, and which block is the head. Every step from one state of the disk to the next is one atomic write, so
// whatever a power failure leaves is a state that this peer once had.
import { equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { type Block, writeBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import type { Executed } from '../../chain/execute.ts'
import { genesisCodec } from '../../chain/genesis.ts'
import { diff } from '../../chain/tree/diff.ts'
import { chunkCodec, chunkFrom } from '../../chain/tree/snapshot.ts'
import type { Disk, Durability, Write } from './disk.ts'
import {
  blockCodec,
  blockKey,
  chunkKey,
  diffCodec,
  diffKey,
  FLOOR_KEY,
  FORMAT_KEY,
  floorCodec,
  formatCodec,
  GENESIS_KEY,
  HEAD_KEY,
  headCodec,
  MANIFESTS,
  type Manifest,
  manifestCodec,
  manifestKey,
  recorded,
  STORE_FORMAT,
  UNDERWAY_KEY,
  underwayCodec,
} from './records.ts'
import { type Dropped, restore } from './restore.ts'

/** How much a peer keeps. */
export interface Retention {
  /** A snapshot at every multiple of this height. */
  readonly snapshotEvery: number
  /** How many snapshots; diffs reach back to the oldest of them. */
  readonly snapshots: number
  /** How many blocks at least; never fewer than lead from the oldest snapshot to the head. */
  readonly blocks: number
}

/** Two snapshots, so that a damaged one has another behind it; a day of busy one-second slots. */
export const RETENTION: Retention = { snapshotEvery: 500, snapshots: 2, blocks: 86_400 }

export interface Opened {
  readonly ledger: Ledger
  /** Its outcomes and events are empty unless it is genesis. */
  readonly head: Executed
  /** What the disk should have held and did not: the peer asks others for it. */
  readonly dropped: readonly Dropped[]
}

/** Why a disk is not opened. Nothing on it was changed. */
export type Refused =
  | { readonly refused: 'update'; readonly format?: number; readonly rules?: number } // made by newer software
  | { readonly refused: 'community' } // holds another community's chain
  | { readonly refused: 'foreign' } // holds something that is no ledger

/** One block to keep, and what was executed of it. */
export interface Step {
  readonly parent: Executed
  readonly block: Block
  readonly executed: Executed
}

/** How many deletions go into one write. */
const PRUNE_BATCH = 256

export class Ledger {
  private readonly disk: Disk
  private readonly retention: Retention
  private height: number

  constructor(disk: Disk, retention: Retention, height: number) {
    this.disk = disk
    this.retention = retention
    this.height = height
  }

  /** Opens what a disk holds, or begins the community's ledger on an empty one. */
  static async open(
    disk: Disk,
    community: Community,
    retention: Retention = RETENTION,
  ): Promise<Opened | Refused> {
    const refused = await enter(disk, community)
    if (refused) return refused
    const wanted = recorded(headCodec, await disk.get(HEAD_KEY))
    const restored = await restore(disk, community, wanted)
    if ('rules' in restored) return { refused: 'update', rules: restored.rules }
    await sweep(disk)
    const { head, dropped } = restored
    const { height } = head.header
    const ledger = new Ledger(disk, retention, height)
    if (wanted && height < wanted.height) {
      // Lower than what was written: blocks above it are asked for again, so none may stay that leads nowhere.
      await disk.write([headWrite(head), ...(await ledger.above(height, wanted.height))], 'strict')
    }
    return { ledger, head, dropped }
  }

  /** Keeps a block as the new head. Where its parent is not the head, the branch that it leaves goes. */
  async append({ parent, block, executed }: Step, durability: Durability): Promise<void> {
    const { height } = block.header
    const { hash, busy } = executed
    const writes = diff(parent.tree, executed.tree).map(({ key, value }) => ({ key, value }))
    await this.disk.write(
      [
        ...(await this.above(height - 1, this.height)),
        { key: blockKey(height), value: encode(blockCodec, { wire: writeBlock(block), busy }) },
        { key: diffKey(height), value: encode(diffCodec, { hash, writes }) },
        headWrite(executed),
      ],
      durability,
    )
    this.height = height
    if (height % this.retention.snapshotEvery === 0) {
      await this.snapshot(executed)
      await this.prune(height)
    }
  }

  /** The bytes of the block at this height, to serve them to others. */
  async block(height: number): Promise<Uint8Array | undefined> {
    return recorded(blockCodec, await this.disk.get(blockKey(height)))?.wire
  }

  close(): Promise<void> {
    return this.disk.close()
  }

  /** Chunk by chunk, and last the manifest: where a failure interrupts, the next start sweeps up. */
  private async snapshot({ header, hash, tree }: Executed): Promise<void> {
    const { height } = header
    let chunks = 0
    for (let from: Uint8Array | undefined = new Uint8Array(0); from; ) {
      const chunk = chunkFrom(tree, from)
      const underway = encode(underwayCodec, { height, chunks: chunks + 1 })
      await this.disk.write(
        [
          { key: UNDERWAY_KEY, value: underway },
          { key: chunkKey(height, chunks), value: encode(chunkCodec, chunk) },
        ],
        'relaxed',
      )
      chunks += 1
      from = chunk.next
    }
    await this.disk.write(
      [
        { key: manifestKey(height), value: encode(manifestCodec, { height, hash, chunks }) },
        { key: UNDERWAY_KEY, value: null },
      ],
      'relaxed',
    )
  }

  /** Lets go of what is older than the retention asks for. */
  private async prune(head: number): Promise<void> {
    const { snapshots, blocks } = this.retention
    const manifests = await this.manifests()
    const kept = manifests.slice(-snapshots)
    // With fewer snapshots than wanted, genesis is one of the places to begin at.
    const oldest = manifests.length < snapshots ? 0 : kept[0]!.height
    for (const manifest of manifests.slice(0, -snapshots))
      await this.disk.write(snapshotGone(manifest), 'relaxed')
    // The snapshot's own block stays: its header vouches for the snapshot. Its diff is in the snapshot.
    const wanted = { blocks: Math.max(1, Math.min(oldest, head - blocks + 1)), diffs: oldest + 1 }
    await this.raise(await this.floor(), wanted)
  }

  private async raise(floor: Floor, wanted: Floor): Promise<void> {
    let { blocks, diffs } = floor
    while (blocks < wanted.blocks || diffs < wanted.diffs) {
      const gone: Write[] = []
      for (; blocks < wanted.blocks && gone.length < PRUNE_BATCH; blocks++)
        gone.push({ key: blockKey(blocks), value: null })
      for (; diffs < wanted.diffs && gone.length < PRUNE_BATCH; diffs++)
        gone.push({ key: diffKey(diffs), value: null })
      const key = FLOOR_KEY
      await this.disk.write([...gone, { key, value: encode(floorCodec, { blocks, diffs }) }], 'relaxed')
    }
  }

  private async floor(): Promise<Floor> {
    return recorded(floorCodec, await this.disk.get(FLOOR_KEY)) ?? { blocks: 1, diffs: 1 }
  }

  private async manifests(): Promise<Manifest[]> {
    const records = await this.disk.range(MANIFESTS)
    return records.flatMap(({ value }) => recorded(manifestCodec, value) ?? [])
  }

  /** The writes that remove what is stored of heights above this one. */
  private async above(height: number, highest: number): Promise<Write[]> {
    const gone: Write[] = []
    for (let each = height + 1; each <= highest; each++)
      gone.push({ key: blockKey(each), value: null }, { key: diffKey(each), value: null })
    if (height >= highest) return gone
    for (const manifest of await this.manifests())
      if (manifest.height > height) gone.push(...snapshotGone(manifest))
    const { blocks, diffs } = await this.floor()
    const lowest = { blocks: Math.min(blocks, height + 1), diffs: Math.min(diffs, height + 1) }
    if (blocks > lowest.blocks || diffs > lowest.diffs)
      gone.push({ key: FLOOR_KEY, value: encode(floorCodec, lowest) })
    return gone
  }
}

type Floor = ReturnType<typeof floorCodec.read>

const headWrite = ({ header, hash }: Executed): Write => ({
  key: HEAD_KEY,
  value: encode(headCodec, { height: header.height, hash }),
})

function snapshotGone({ height, chunks }: Manifest): Write[] {
  const gone: Write[] = [{ key: manifestKey(height), value: null }]
  for (let index = 0; index < chunks; index++) gone.push({ key: chunkKey(height, index), value: null })
  return gone
}

/** Makes sure that the disk is this community's, in a format that this software knows. */
async function enter(disk: Disk, { genesis }: Community): Promise<Refused | undefined> {
  const own = encode(genesisCodec, genesis)
  const formatRecord = await disk.get(FORMAT_KEY)
  if (!formatRecord) {
    if ((await disk.range(new Uint8Array(0), { most: 1 })).length > 0) return { refused: 'foreign' }
    const format = encode(formatCodec, { format: STORE_FORMAT })
    const begin = [
      { key: FORMAT_KEY, value: format },
      { key: GENESIS_KEY, value: own },
    ]
    await disk.write(begin, 'strict')
    return undefined
  }
  const format = recorded(formatCodec, formatRecord)?.format
  if (format === undefined) return { refused: 'foreign' }
  if (format > STORE_FORMAT) return { refused: 'update', format }
  const known = await disk.get(GENESIS_KEY)
  return known && equalBytes(known, own) ? undefined : { refused: 'community' }
}

/** Removes what a failure left of a snapshot that was being written. */
async function sweep(disk: Disk): Promise<void> {
  const underway = recorded(underwayCodec, await disk.get(UNDERWAY_KEY))
  if (!underway) return
  const gone: Write[] = [{ key: UNDERWAY_KEY, value: null }]
  for (let index = 0; index < underway.chunks; index++)
    gone.push({ key: chunkKey(underway.height, index), value: null })
  await disk.write(gone, 'relaxed')
}
