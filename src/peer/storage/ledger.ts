// What a peer keeps of its chain: genesis, every final block by its height, the blocks above them on all branches, a
// diff a block, snapshots now and then, certificates, hand-over proofs, and the voting records of its delegate's key.
// Every step from one state of the disk to the next is one atomic write, so whatever a power failure leaves is a state
// that this peer once had.
import { equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Block, writeBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import type { Executed } from '../../chain/execute.ts'
import { genesisCodec } from '../../chain/genesis.ts'
import { type Headline, readHeadline, writeHeadline } from '../../chain/light/headline.ts'
import type { Keep, Kept, Step } from '../../chain/node/keep.ts'
import { diff } from '../../chain/tree/diff.ts'
import { type Chunk, chunkCodec, chunkFrom } from '../../chain/tree/snapshot.ts'
import type { Disk, Durability, Write } from './disk.ts'
import { bringUp } from './formats.ts'
import {
  blockCodec,
  blockKey,
  CERTIFICATES,
  certificateKey,
  certificateWrite,
  chunkKey,
  diffCodec,
  diffKey,
  FETCHING_KEY,
  FINAL_KEY,
  FLOOR_KEY,
  type Floor,
  FORMAT_KEY,
  fetchingCodec,
  finalCodec,
  floorCodec,
  formatCodec,
  GENESIS_KEY,
  HANDOVERS,
  haltWrite,
  handoverKey,
  hashIn,
  heightIn,
  isNote,
  MANIFESTS,
  type Manifest,
  manifestCodec,
  manifestKey,
  PARTS,
  PLACES,
  partKey,
  placeCodec,
  placeKey,
  recorded,
  recordWrite,
  type Spot,
  STORE_FORMAT,
  setsKey,
  successionKey,
  UNDERWAY_KEY,
  underwayCodec,
} from './records.ts'
import { type Dropped, restore } from './restore.ts'
import { Tentatives } from './tentative.ts'

/** How much a peer keeps. */
export interface Retention {
  /** A snapshot of every final state at a multiple of this height: at fixed heights, so that many peers have the same. */
  readonly snapshotEvery: number
  /** How many snapshots; diffs reach back to the oldest of them. */
  readonly snapshots: number
  /** How many final blocks at least; never fewer than lead from the oldest snapshot to the last one. */
  readonly blocks: number
}

/** Two snapshots, so that a damaged one has another behind it; a day of busy one-second slots. */
export const RETENTION: Retention = { snapshotEvery: 500, snapshots: 2, blocks: 86_400 }

export interface Opened {
  readonly ledger: Ledger
  /** What a node begins with. Outcomes and events are empty but at genesis: executing a block again gives them. */
  readonly kept: Kept
  /** The final states whose snapshots are here and were read, to serve them to others. */
  readonly anchors: readonly Executed[]
  /** What the disk should have held and did not: the peer asks others for it. */
  readonly dropped: readonly Dropped[]
}

/** Why a disk is not opened. Nothing on it was changed. */
export type Refused =
  | { readonly refused: 'update'; readonly format?: number; readonly rules?: number } // made by newer software
  | { readonly refused: 'outdated'; readonly format: number } // by software older than any that is known here
  | { readonly refused: 'community' } // holds another community's chain
  | { readonly refused: 'foreign' } // holds something that is no ledger
  /** The block that the invitation names to be trusted is too old for that, ahead of this clock, or not the one kept. */
  | { readonly refused: 'checkpoint'; readonly why: 'old' | 'future' | 'other' }

/** How many deletions go into one write. */
const PRUNE_BATCH = 256

export class Ledger {
  private readonly disk: Disk
  private readonly retention: Retention
  private readonly above: Tentatives
  private final: Spot
  /** Of a final block that is not kept yet. */
  private awaited: Hash | undefined
  /** Snapshots and pruning, beside what is urgent. */
  private housework: Promise<void> = Promise.resolve()
  /** What went wrong in it, for whoever writes next. */
  private trouble: unknown

  private constructor(disk: Disk, retention: Retention, final: Spot, above: Tentatives) {
    this.disk = disk
    this.retention = retention
    this.final = final
    this.above = above
  }

  /** Opens what a disk holds, or begins the community's ledger on an empty one. */
  static async open(
    disk: Disk,
    community: Community,
    retention: Retention = RETENTION,
  ): Promise<Opened | Refused> {
    const refused = await enter(disk, community)
    if (refused) return refused
    const wanted = recorded(finalCodec, await disk.get(FINAL_KEY))
    const restored = await restore(disk, community, wanted)
    if ('rules' in restored) return { refused: 'update', rules: restored.rules }
    await sweep(disk)
    const { kept, anchors, dropped, strays } = restored
    const { header, hash } = kept.root
    const above = new Tentatives()
    for (const { executed } of kept.path) above.add(executed)
    const ledger = new Ledger(disk, retention, { height: header.height, hash }, above)
    const isLower = wanted !== undefined && header.height < wanted.height
    // Lower than what was written: blocks above it are asked for again, so none may stay that leads nowhere.
    const gone = isLower ? await ledger.beyond(header.height) : []
    const stray = strays.flatMap(({ height, hash }) => blockGone(height, hash))
    if (gone.length + stray.length > 0) await disk.write([...gone, ...stray], 'strict')
    return { ledger, kept, anchors, dropped }
  }

  get finalHeight(): number {
    return this.final.height
  }

  /** How many blocks above the last final one are kept. */
  get tentative(): number {
    return this.above.size
  }

  /** Keeps all of these at once, or none. */
  async keep(keeps: readonly Keep[], durability: Durability): Promise<void> {
    if (this.trouble) throw this.trouble
    const writes: Write[] = []
    for (const keep of keeps) {
      if (keep.kind === 'record') writes.push(recordWrite(keep.record))
      else if (keep.kind === 'certificate') writes.push(certificateWrite(keep.certificate))
      else if (keep.kind === 'head') for (const step of keep.path) writes.push(...this.step(step))
      else if (keep.kind === 'halt') writes.push(haltWrite(keep.halt))
      // A block may be final before it is the head, and is kept when it is.
      else if (keep.height > this.final.height) this.awaited = keep.hash
    }
    const decided = this.awaited && this.above.decide(this.awaited)
    if (decided) {
      this.awaited = undefined
      for (const { height, hash } of decided.lost) writes.push(...blockGone(height, hash))
      for (const { height, hash } of decided.final)
        writes.push({ key: placeKey(height), value: encode(placeCodec, { hash }) })
      const { height, hash } = decided.final.at(-1)!
      this.final = { height, hash }
      writes.push(finalWrite(this.final))
    }
    if (writes.length > 0) await this.disk.write(writes, durability)
    const { snapshotEvery } = this.retention
    for (const { height, executed } of decided?.final ?? [])
      if (height % snapshotEvery === 0)
        this.later(async () => {
          await this.snapshot(executed)
          await this.prune(height)
        })
  }

  private step({ parent, block, executed }: Step): Write[] {
    const { height } = block.header
    const { hash, busy } = executed
    if (height <= this.final.height || this.above.has(hash)) return []
    this.above.add(executed)
    const writes = diff(parent.tree, executed.tree).map(({ key, value }) => ({ key, value }))
    return [
      { key: blockKey(height, hash), value: encode(blockCodec, { wire: writeBlock(block), busy }) },
      { key: diffKey(height, hash), value: encode(diffCodec, { writes }) },
    ]
  }

  /** A final state from elsewhere takes the place of all that is tentative here. */
  async adopt(block: Block, executed: Executed): Promise<void> {
    await this.idle()
    const { header, hash, busy } = executed
    const { height } = header
    if (height <= this.final.height) return
    const manifest = await this.chunks(executed)
    const lost = this.above.clear().flatMap(each => blockGone(each.height, each.hash))
    this.awaited = undefined
    this.final = { height, hash }
    await this.disk.write(
      [
        ...lost,
        { key: blockKey(height, hash), value: encode(blockCodec, { wire: writeBlock(block), busy }) },
        { key: placeKey(height), value: encode(placeCodec, { hash }) },
        ...manifest,
        ...(await this.partsGone()),
        finalWrite(this.final),
      ],
      'strict',
    )
    // Between what was here and this there is a gap: history begins anew.
    this.later(async () => {
      for (const each of await this.manifests())
        if (each.height < height) await this.disk.write(snapshotGone(each), 'relaxed')
      await this.raise({ blocks: height, diffs: height + 1 })
      await this.pruneCertificates()
    })
  }

  // A state on its way from elsewhere

  /** A part of a snapshot that is being fetched: a restart need not begin it anew. The first of another one takes its place. */
  async putPart(headline: Headline, chunk: Chunk): Promise<void> {
    const wire = writeHeadline(headline)
    const known = recorded(fetchingCodec, await this.disk.get(FETCHING_KEY))
    const isSame = known !== undefined && equalBytes(known.headline, wire)
    const parts = isSame ? known.parts : 0
    await this.disk.write(
      [
        ...(isSame ? [] : await this.partsGone()),
        { key: FETCHING_KEY, value: encode(fetchingCodec, { headline: wire, parts: parts + 1 }) },
        { key: partKey(parts), value: encode(chunkCodec, chunk) },
      ],
      'relaxed',
    )
  }

  /** What is here of a snapshot that was being fetched. Each part is checked again by whoever puts them together. */
  async parts(): Promise<{ readonly headline: Headline; readonly chunks: readonly Chunk[] } | undefined> {
    const known = recorded(fetchingCodec, await this.disk.get(FETCHING_KEY))
    const headline = known && readHeadline(known.headline)
    if (!headline || headline.header.height <= this.final.height) return undefined
    const chunks = (await this.disk.range(PARTS)).flatMap(({ value }) => recorded(chunkCodec, value) ?? [])
    return { headline, chunks }
  }

  private async partsGone(): Promise<Write[]> {
    const known = recorded(fetchingCodec, await this.disk.get(FETCHING_KEY))
    const gone: Write[] = [{ key: FETCHING_KEY, value: null }]
    for (let index = 0; index < (known?.parts ?? 0); index++) gone.push({ key: partKey(index), value: null })
    return gone
  }

  // What others ask for

  /** The bytes of a final block, to serve them to others. */
  async block(height: number): Promise<Uint8Array | undefined> {
    const place = recorded(placeCodec, await this.disk.get(placeKey(height)))
    return place && this.blockOf(height, place.hash)
  }

  async blockOf(height: number, hash: Hash): Promise<Uint8Array | undefined> {
    return recorded(blockCodec, await this.disk.get(blockKey(height, hash)))?.wire
  }

  /** Proofs of hand-overs by their boundaries, in bytes. */
  async putHandovers(proofs: Iterable<readonly [boundary: number, proof: Uint8Array]>): Promise<void> {
    const writes = [...proofs].map(([boundary, value]) => ({ key: handoverKey(boundary), value }))
    await this.disk.write(writes, 'relaxed')
  }

  /** Proofs of the hand-overs at boundaries above a height, the lowest first. */
  async handovers(above: number, most: number): Promise<readonly { boundary: number; proof: Uint8Array }[]> {
    const found = await this.disk.range(HANDOVERS, { after: handoverKey(above), most })
    return found.map(({ key, value }) => ({ boundary: heightIn(key), proof: value }))
  }

  /** What shows how the era of this chain id ended, in bytes. */
  async putSuccession(ended: Hash, proof: Uint8Array): Promise<void> {
    await this.disk.write([{ key: successionKey(ended), value: proof }], 'relaxed')
  }

  succession(ended: Hash): Promise<Uint8Array | undefined> {
    return this.disk.get(successionKey(ended))
  }

  /** Sets that were active, under the hash that headers name them by. */
  async putSets(active: Hash, sets: Uint8Array): Promise<void> {
    await this.disk.write([{ key: setsKey(active), value: sets }], 'relaxed')
  }

  sets(active: Hash): Promise<Uint8Array | undefined> {
    return this.disk.get(setsKey(active))
  }

  /** The lowest final block that is kept, and the snapshots, for the screen. */
  async figures(): Promise<{ readonly blocksFrom: number; readonly snapshots: readonly number[] }> {
    const { blocks } = await this.floor()
    return { blocksFrom: blocks, snapshots: (await this.manifests()).map(({ height }) => height) }
  }

  /** Once snapshots and pruning are done. */
  async idle(): Promise<void> {
    await this.housework
    if (this.trouble) throw this.trouble
  }

  async close(): Promise<void> {
    await this.housework
    await this.disk.close()
  }

  private later(work: () => Promise<void>): void {
    this.housework = this.housework
      .then(() => (this.trouble ? undefined : work()))
      .catch(error => {
        this.trouble = error
      })
  }

  // Snapshots

  private async snapshot(executed: Executed): Promise<void> {
    // Overtaken by a state from elsewhere.
    if (executed.header.height > this.final.height) return
    const manifest = await this.chunks(executed)
    await this.disk.write(manifest, 'relaxed')
  }

  /** Chunk by chunk, and last the manifest, for the caller to write: what a failure interrupts the next start sweeps up. */
  private async chunks({ header, hash, tree }: Executed): Promise<Write[]> {
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
    return [
      { key: manifestKey(height), value: encode(manifestCodec, { height, hash, chunks }) },
      { key: UNDERWAY_KEY, value: null },
    ]
  }

  /** Lets go of what is older than the retention asks for. */
  private async prune(final: number): Promise<void> {
    const { snapshots, blocks } = this.retention
    const manifests = await this.manifests()
    const kept = manifests.slice(-snapshots)
    // With fewer snapshots than wanted, the lowest block is one of the places to begin at.
    const floor = await this.floor()
    const oldest = manifests.length < snapshots ? floor.diffs - 1 : kept[0]!.height
    for (const manifest of manifests.slice(0, -snapshots))
      await this.disk.write(snapshotGone(manifest), 'relaxed')
    // The snapshot's own block stays: its header vouches for the snapshot. Its diff is in the snapshot.
    await this.raise({ blocks: Math.max(1, Math.min(oldest, final - blocks + 1)), diffs: oldest + 1 })
    await this.pruneCertificates()
  }

  private async raise(wanted: Floor): Promise<void> {
    const floor = await this.floor()
    let { blocks, diffs } = floor
    while (blocks < wanted.blocks || diffs < wanted.diffs) {
      // What stays is not gone through again: as a rule blocks stay for longer than diffs.
      const rising = [...(blocks < wanted.blocks ? [blocks] : []), ...(diffs < wanted.diffs ? [diffs] : [])]
      const from = Math.min(...rising)
      const places = await this.disk.range(PLACES, { after: placeKey(from - 1), most: PRUNE_BATCH })
      const gone: Write[] = []
      for (const { key, value } of places) {
        const height = heightIn(key)
        const hash = recorded(placeCodec, value)?.hash
        if (height >= wanted.blocks && height >= wanted.diffs) break
        if (hash && height < wanted.diffs) gone.push({ key: diffKey(height, hash), value: null })
        if (height >= wanted.blocks) continue
        gone.push({ key: placeKey(height), value: null })
        if (hash) gone.push({ key: blockKey(height, hash), value: null })
      }
      const last = places.length < PRUNE_BATCH ? Number.MAX_SAFE_INTEGER : heightIn(places.at(-1)!.key) + 1
      blocks = Math.max(blocks, Math.min(wanted.blocks, last))
      diffs = Math.max(diffs, Math.min(wanted.diffs, last))
      const value = encode(floorCodec, { blocks, diffs })
      await this.disk.write([...gone, { key: FLOOR_KEY, value }], 'relaxed')
    }
  }

  /** Those below the last final block: what they showed is final. */
  private async pruneCertificates(): Promise<void> {
    const gone: Write[] = []
    for (const { key } of await this.disk.range(CERTIFICATES)) {
      if (heightIn(key) >= this.final.height) break
      gone.push({ key: certificateKey(heightIn(key), hashIn(key)), value: null })
    }
    if (gone.length > 0) await this.disk.write(gone, 'relaxed')
  }

  private async floor(): Promise<Floor> {
    return recorded(floorCodec, await this.disk.get(FLOOR_KEY)) ?? { blocks: 1, diffs: 1 }
  }

  private async manifests(): Promise<Manifest[]> {
    const records = await this.disk.range(MANIFESTS)
    return records.flatMap(({ value }) => recorded(manifestCodec, value) ?? [])
  }

  /** The writes that remove what was final above a height that the disk does not prove any more. */
  private async beyond(height: number): Promise<Write[]> {
    const gone: Write[] = [finalWrite(this.final)]
    for (const { key, value } of await this.disk.range(PLACES, { after: placeKey(height) })) {
      gone.push({ key, value: null })
      const hash = recorded(placeCodec, value)?.hash
      if (hash) gone.push(...blockGone(heightIn(key), hash))
    }
    for (const manifest of await this.manifests())
      if (manifest.height > height) gone.push(...snapshotGone(manifest))
    const { blocks, diffs } = await this.floor()
    const lowest = { blocks: Math.min(blocks, height + 1), diffs: Math.min(diffs, height + 1) }
    if (blocks > lowest.blocks || diffs > lowest.diffs)
      gone.push({ key: FLOOR_KEY, value: encode(floorCodec, lowest) })
    return gone
  }
}

/** A block that is final as soon as it is there, where there is nobody to vote. */
export const finalStep = (step: Step): readonly Keep[] => [
  { kind: 'head', path: [step] },
  { kind: 'final', height: step.executed.header.height, hash: step.executed.hash },
]

const finalWrite = (final: Spot): Write => ({ key: FINAL_KEY, value: encode(finalCodec, final) })

const blockGone = (height: number, hash: Hash): Write[] => [
  { key: blockKey(height, hash), value: null },
  { key: diffKey(height, hash), value: null },
]

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
    // A peer's keys are noted before its ledger begins.
    const first = await disk.range(new Uint8Array(0), { most: 1 })
    if (first.some(({ key }) => !isNote(key))) return { refused: 'foreign' }
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
  const other = await bringUp(disk, format)
  if (other) return other
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
