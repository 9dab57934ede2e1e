// From what a disk holds to what a node begins with: the newest snapshot, then a diff a block up to the last final one
// and along every branch above it, each root checked against its header. What is damaged is gone around by executing
// blocks again or from an older snapshot.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { beginChain } from '../../chain/begin.ts'
import { type Block, readBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { certificateCodec } from '../../chain/consensus/votes.ts'
import { type Executed, executeBlock, isInvalid } from '../../chain/execute.ts'
import { listRoot } from '../../chain/merkle.ts'
import type { Kept } from '../../chain/node/keep.ts'
import { prepare } from '../../chain/registry.ts'
import { type Transaction, transactionItem } from '../../chain/transaction.ts'
import { applyDiff } from '../../chain/tree/diff.ts'
import { Assembly, chunkCodec } from '../../chain/tree/snapshot.ts'
import type { Tree } from '../../chain/tree/tree.ts'
import type { Disk } from './disk.ts'
import {
  BLOCKS,
  blockCodec,
  blockKey,
  blocksUpTo,
  CERTIFICATES,
  chunkKey,
  diffCodec,
  diffKey,
  HALT_KEY,
  haltIn,
  hashIn,
  heightIn,
  MANIFESTS,
  type Manifest,
  manifestCodec,
  placeCodec,
  placeKey,
  RECORDS,
  recorded,
  recordIn,
  type Spot,
} from './records.ts'

/** Something that the disk should hold and that could not be used. */
export interface Dropped {
  readonly what: 'snapshot' | 'diff' | 'block'
  readonly height: number
  readonly why: 'missing' | 'unreadable' | 'other-root' | 'other-branch' | 'invalid'
}

export interface Restored {
  readonly kept: Kept
  readonly anchors: readonly Executed[]
  readonly dropped: readonly Dropped[]
  /** Blocks that lead nowhere. */
  readonly strays: readonly Spot[]
}

/** The software lacks rules that the stored chain needs; nothing was touched. */
export interface Outdated {
  readonly rules: number
}

interface Stored {
  readonly block: Block
  readonly busy: boolean
}

/** The batched commands that a block took in, for its child to execute; undefined where its rules are not here. */
export function batchOf(community: Community, block: Block): Transaction[] | undefined {
  const registry = community.rules.get(block.header.rules)
  return (
    registry?.modules &&
    block.transactions.filter(transaction => {
      const prepared = prepare(registry, community.genesis, transaction)
      return typeof prepared === 'object' && 'command' in prepared && prepared.command.batched === true
    })
  )
}

/** What the disk proves, up to the last final block that it names, and what it holds above; genesis where it names none. */
export async function restore(
  disk: Disk,
  community: Community,
  wanted: Spot | undefined,
): Promise<Restored | Outdated> {
  const dropped: Dropped[] = []
  const climbed = await finalState(disk, community, wanted, dropped)
  if ('rules' in climbed) return climbed
  const { root, anchors } = climbed
  const certificates = (await disk.range(CERTIFICATES)).flatMap(
    ({ value }) => recorded(certificateCodec, value) ?? [],
  )
  const records = (await disk.range(RECORDS)).map(recordIn)
  // Above a state that is lower than the disk should hold nothing is connected.
  const isWhole = root.header.height === (wanted?.height ?? 0)
  const above = isWhole ? await branches(disk, community, root, dropped) : { path: [], strays: [] }
  if ('rules' in above) return above
  const { path, strays } = above
  const halt = haltIn(await disk.get(HALT_KEY))
  const kept = { root, path, certificates, records, ...(halt && { halt }) }
  return { kept, anchors, dropped, strays }
}

interface Climbed {
  readonly root: Executed
  readonly anchors: readonly Executed[]
}

async function finalState(
  disk: Disk,
  community: Community,
  wanted: Spot | undefined,
  dropped: Dropped[],
): Promise<Climbed | Outdated> {
  if (!wanted) return { root: beginChain(community), anchors: [] }
  for (const manifest of await manifestsOf(disk, wanted.height)) {
    const start = await fromSnapshot(disk, community, manifest)
    if ('rules' in start) return start
    if ('what' in start) {
      dropped.push(start)
      continue
    }
    const root = await climb(disk, community, start, wanted, dropped)
    return 'rules' in root ? root : { root, anchors: [start] }
  }
  const root = await climb(disk, community, beginChain(community), wanted, dropped)
  return 'rules' in root ? root : { root, anchors: [] }
}

/** Newest first. */
async function manifestsOf(disk: Disk, height: number): Promise<Manifest[]> {
  const found: Manifest[] = []
  for (const { value } of await disk.range(MANIFESTS)) {
    const manifest = recorded(manifestCodec, value)
    if (manifest && manifest.height <= height) found.unshift(manifest)
  }
  return found
}

async function fromSnapshot(
  disk: Disk,
  community: Community,
  { height, hash, chunks }: Manifest,
): Promise<Executed | Dropped | Outdated> {
  const stored = await storedBlock(disk, height, hash)
  if ('what' in stored) return { ...stored, what: 'snapshot' }
  const assembly = new Assembly(stored.block.header.state)
  for (let index = 0; index < chunks; index++) {
    const chunk = recorded(chunkCodec, await disk.get(chunkKey(height, index)))
    if (!chunk) return { what: 'snapshot', height, why: 'missing' }
    if (!assembly.add(chunk).ok) return { what: 'snapshot', height, why: 'other-root' }
  }
  const tree = assembly.tree()
  return tree ? executedFrom(community, stored, tree) : { what: 'snapshot', height, why: 'missing' }
}

async function storedBlock(disk: Disk, height: number, hash: Hash): Promise<Stored | Dropped> {
  return readStored(height, hash, await disk.get(blockKey(height, hash)))
}

function readStored(height: number, hash: Hash, bytes: Bytes | undefined): Stored | Dropped {
  const record = recorded(blockCodec, bytes)
  const block = record && readBlock(record.wire)
  if (!record || !block || typeof block === 'string' || !equalBytes(block.hash, hash))
    return { what: 'block', height, why: bytes ? 'unreadable' : 'missing' }
  const root = listRoot(block.transactions.map(transactionItem))
  if (!equalBytes(root, block.header.transactions)) return { what: 'block', height, why: 'invalid' }
  return { block, busy: record.busy }
}

function executedFrom(community: Community, { block, busy }: Stored, tree: Tree): Executed | Outdated {
  const batch = batchOf(community, block)
  if (!batch) return { rules: block.header.rules }
  return { header: block.header, hash: block.hash, tree, outcomes: [], events: [], batch, busy }
}

/** Goes on from a state block by block, as far as the disk goes. */
async function climb(
  disk: Disk,
  community: Community,
  start: Executed,
  wanted: Spot,
  dropped: Dropped[],
): Promise<Executed | Outdated> {
  let head = start
  for (let next = start.header.height + 1; next <= wanted.height; next++) {
    const place = recorded(placeCodec, await disk.get(placeKey(next)))
    const stored = place
      ? await storedBlock(disk, next, place.hash)
      : ({ what: 'block', height: next, why: 'missing' } as const)
    if ('what' in stored) {
      dropped.push(stored)
      return head
    }
    const { header, hash } = stored.block
    // A block is vouched for by its child, the last one by the record of what is final.
    const vouched = next < wanted.height || equalBytes(hash, wanted.hash)
    if (!vouched || !equalBytes(header.parent, head.hash)) {
      dropped.push({ what: 'block', height: next, why: 'other-branch' })
      return head
    }
    const child = await childOf(disk, community, head, stored, dropped)
    if ('rules' in child) return child
    if ('what' in child) {
      dropped.push(child)
      return head
    }
    head = child
  }
  return head
}

type Path = Kept['path'][number]

/** The blocks above the last final one, of every branch that leads to it. */
async function branches(
  disk: Disk,
  community: Community,
  root: Executed,
  dropped: Dropped[],
): Promise<{ readonly path: readonly Path[]; readonly strays: readonly Spot[] } | Outdated> {
  const byName = new Map([[nameOf32(root.hash), root]])
  const path: Path[] = []
  const strays: Spot[] = []
  for (const { key, value } of await disk.range(BLOCKS, { after: blocksUpTo(root.header.height) })) {
    const spot = { height: heightIn(key), hash: hashIn(key) }
    const stored = readStored(spot.height, spot.hash, value)
    const parent = 'block' in stored && byName.get(nameOf32(stored.block.header.parent))
    const child = parent ? await childOf(disk, community, parent, stored, dropped) : undefined
    if (child && 'rules' in child) return child
    if ('what' in stored) dropped.push(stored)
    if (child && 'what' in child) dropped.push(child)
    if (child && 'tree' in child && 'block' in stored) {
      byName.set(nameOf32(spot.hash), child)
      path.push({ block: stored.block, executed: child })
    } else strays.push(spot)
  }
  return { path, strays }
}

/** The state after a block, by its diff, or by executing it again. */
async function childOf(
  disk: Disk,
  community: Community,
  parent: Executed,
  stored: Stored,
  dropped: Dropped[],
): Promise<Executed | Dropped | Outdated> {
  const byDiff = await fromDiff(disk, community, parent, stored)
  if (!('what' in byDiff)) return byDiff
  dropped.push(byDiff)
  return again(community, parent, stored)
}

async function fromDiff(
  disk: Disk,
  community: Community,
  parent: Executed,
  stored: Stored,
): Promise<Executed | Dropped | Outdated> {
  const { header, hash } = stored.block
  const { height } = header
  const bytes = await disk.get(diffKey(height, hash))
  const record = recorded(diffCodec, bytes)
  if (!record) return { what: 'diff', height, why: bytes ? 'unreadable' : 'missing' }
  let tree: Tree
  try {
    tree = applyDiff(parent.tree, record.writes)
  } catch {
    // Keys that cannot stand beside those of the parent.
    return { what: 'diff', height, why: 'other-root' }
  }
  if (!equalBytes(tree.root(), header.state)) return { what: 'diff', height, why: 'other-root' }
  return executedFrom(community, stored, tree)
}

/** Executes a stored block again. Its signatures held when it was stored. */
function again(community: Community, parent: Executed, stored: Stored): Executed | Dropped | Outdated {
  const { block } = stored
  const holds = block.transactions.map(() => true)
  const result = executeBlock(community, parent, block, holds)
  if (!isInvalid(result)) return result
  if (result.code === 'block/unknown-rules') return { rules: block.header.rules }
  return { what: 'block', height: block.header.height, why: 'invalid' }
}
