// From what a disk holds to the newest state that it proves: the newest snapshot, then a diff a block, each root
// checked against its header. What is damaged is gone around by executing blocks again or from an older snapshot.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { beginChain } from '../../chain/begin.ts'
import { type Block, readBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../../chain/execute.ts'
import { listRoot } from '../../chain/merkle.ts'
import { prepare } from '../../chain/registry.ts'
import { type Transaction, transactionItem } from '../../chain/transaction.ts'
import { applyDiff } from '../../chain/tree/diff.ts'
import { Assembly, chunkCodec } from '../../chain/tree/snapshot.ts'
import type { Tree } from '../../chain/tree/tree.ts'
import type { Disk } from './disk.ts'
import {
  blockCodec,
  blockKey,
  chunkKey,
  diffCodec,
  diffKey,
  MANIFESTS,
  type Manifest,
  manifestCodec,
  recorded,
} from './records.ts'

/** Something that the disk should hold and that could not be used. */
export interface Dropped {
  readonly what: 'snapshot' | 'diff' | 'block'
  readonly height: number
  readonly why: 'missing' | 'unreadable' | 'other-root' | 'other-branch' | 'invalid'
}

export interface Restored {
  /** Its outcomes and events are not kept: executing it again gives them. */
  readonly head: Executed
  readonly dropped: readonly Dropped[]
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

/** The block that the disk's state is said to be. */
interface Wanted {
  readonly height: number
  readonly hash: Hash
}

/** The newest state that the disk proves, up to the wanted one; genesis where none is said to be. */
export async function restore(
  disk: Disk,
  community: Community,
  wanted: Wanted | undefined,
): Promise<Restored | Outdated> {
  const dropped: Dropped[] = []
  if (!wanted) return { head: beginChain(community), dropped }
  for (const manifest of await manifestsOf(disk, wanted.height)) {
    const start = await fromSnapshot(disk, community, manifest)
    if ('rules' in start) return start
    if ('what' in start) dropped.push(start)
    else return climb(disk, community, start, wanted, dropped)
  }
  return climb(disk, community, beginChain(community), wanted, dropped)
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
  const stored = await storedBlock(disk, height)
  if ('what' in stored) return { ...stored, what: 'snapshot' }
  if (!equalBytes(stored.block.hash, hash)) return { what: 'snapshot', height, why: 'other-branch' }
  const assembly = new Assembly(stored.block.header.state)
  for (let index = 0; index < chunks; index++) {
    const chunk = recorded(chunkCodec, await disk.get(chunkKey(height, index)))
    if (!chunk) return { what: 'snapshot', height, why: 'missing' }
    if (!assembly.add(chunk).ok) return { what: 'snapshot', height, why: 'other-root' }
  }
  const tree = assembly.tree()
  return tree ? executedFrom(community, stored, tree) : { what: 'snapshot', height, why: 'missing' }
}

async function storedBlock(disk: Disk, height: number): Promise<Stored | Dropped> {
  const bytes = await disk.get(blockKey(height))
  const record = recorded(blockCodec, bytes)
  const block = record && readBlock(record.wire)
  if (!record || !block || typeof block === 'string')
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
  wanted: Wanted,
  dropped: Dropped[],
): Promise<Restored | Outdated> {
  let head = start
  for (let next = start.header.height + 1; next <= wanted.height; next++) {
    const stored = await storedBlock(disk, next)
    if ('what' in stored) return { head, dropped: [...dropped, stored] }
    const { header, hash } = stored.block
    // A block is vouched for by its child, the last one by the record of the head.
    const vouched = next < wanted.height || equalBytes(hash, wanted.hash)
    if (!vouched || !equalBytes(header.parent, head.hash))
      return { head, dropped: [...dropped, { what: 'block', height: next, why: 'other-branch' }] }
    const byDiff = await fromDiff(disk, community, head, stored)
    if ('rules' in byDiff) return byDiff
    if ('what' in byDiff) dropped.push(byDiff)
    const child = 'what' in byDiff ? again(community, head, stored) : byDiff
    if ('rules' in child) return child
    if ('what' in child) return { head, dropped: [...dropped, child] }
    head = child
  }
  return { head, dropped }
}

async function fromDiff(
  disk: Disk,
  community: Community,
  parent: Executed,
  stored: Stored,
): Promise<Executed | Dropped | Outdated> {
  const { header, hash } = stored.block
  const { height } = header
  const bytes = await disk.get(diffKey(height))
  const record = recorded(diffCodec, bytes)
  if (!record) return { what: 'diff', height, why: bytes ? 'unreadable' : 'missing' }
  if (!equalBytes(record.hash, hash)) return { what: 'diff', height, why: 'other-branch' }
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
