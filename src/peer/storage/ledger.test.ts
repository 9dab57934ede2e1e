import { describe, expect, test } from 'vitest'
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode, struct, u16 } from '../../bytes/codec.ts'
import { beginChain } from '../../chain/begin.ts'
import { community } from '../../chain/community.ts'
import type { Executed } from '../../chain/execute.ts'
import { headlineOf } from '../../chain/light/headline.ts'
import type { Contradiction, OwnRecord } from '../../chain/node/keep.ts'
import { registry } from '../../chain/registry.ts'
import { chunkFrom } from '../../chain/tree/snapshot.ts'
import type { Disk } from './disk.ts'
import { finalStep, Ledger, type Opened, type Retention } from './ledger.ts'
import { MemoryDisk } from './memory.ts'
import {
  blockKey,
  chunkKey,
  diffCodec,
  diffKey,
  FORMAT_KEY,
  GENESIS_KEY,
  HALT_KEY,
  recordWrite,
} from './records.ts'
import { purse, type ToyBlock, toyChain, toyCommunity, toyGenesis, toyKey } from './toy.testing.ts'

const toy = toyCommunity(5)
const CHAIN = toyChain(toy, 40)
const GENESIS = beginChain(toy)
const SMALL: Retention = { snapshotEvery: 6, snapshots: 2, blocks: 15 }
const ALL: Retention = { snapshotEvery: 6, snapshots: 2, blocks: 1_000_000 }

const stateAt = (height: number): Executed => (height === 0 ? GENESIS : CHAIN[height - 1]!.executed)

async function open(disk: Disk, retention = SMALL, of = toy): Promise<Opened> {
  const opened = await Ledger.open(disk, of, retention)
  if ('refused' in opened) throw new Error(`refused: ${opened.refused}`)
  return opened
}

/** The height of a head, having made sure that it is what the chain had there, batch and all. */
function soundHeight(head: Executed, at: (height: number) => Executed = stateAt): number {
  const { height } = head.header
  const had = at(height)
  expect(toHex(head.hash)).toBe(toHex(had.hash))
  expect(toHex(head.tree.root())).toBe(toHex(had.header.state))
  expect(head.busy).toBe(had.busy)
  expect(head.batch.map(each => toHex(each.id))).toEqual(had.batch.map(each => toHex(each.id)))
  return height
}

async function append(ledger: Ledger, steps: readonly ToyBlock[], strictEvery = 1): Promise<void> {
  for (const step of steps)
    await ledger.keep(finalStep(step), step.block.header.height % strictEvery === 0 ? 'strict' : 'relaxed')
  await ledger.idle()
}

const tentatively = (ledger: Ledger, ...paths: (readonly ToyBlock[])[]) =>
  ledger.keep(
    paths.map(path => ({ kind: 'head', path })),
    'relaxed',
  )

const keyAt = (key: (height: number, hash: Uint8Array) => Uint8Array, height: number) =>
  key(height, stateAt(height).hash)

async function filled(height: number, retention = SMALL): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  await append((await open(disk, retention)).ledger, CHAIN.slice(0, height))
  return disk.copy()
}

const remove = (disk: Disk, ...keys: Uint8Array[]) =>
  disk.write(
    keys.map(key => ({ key, value: null })),
    'strict',
  )

describe('a ledger on a disk', () => {
  test('begins with genesis and is found again at every height', async () => {
    let disk = new MemoryDisk()
    expect(soundHeight((await open(disk)).kept.root)).toBe(0)
    for (const step of CHAIN) {
      await append((await open(disk)).ledger, [step])
      disk = disk.copy()
      const { kept, dropped } = await open(disk)
      expect(soundHeight(kept.root)).toBe(step.block.header.height)
      expect(dropped).toEqual([])
    }
  })

  test('its toy chain has what is hard: batches, quiet blocks, an order drawn', () => {
    expect(CHAIN.some(({ executed }) => executed.batch.length > 1)).toBe(true)
    expect(CHAIN.some(({ executed }) => !executed.busy)).toBe(true)
    expect(CHAIN.some(({ executed }) => executed.batch.length === 0)).toBe(true)
  })

  test('serves the blocks that it keeps, and keeps no more than it is asked to', async () => {
    const disk = await filled(40)
    const { ledger } = await open(disk)
    expect(await ledger.block(40)).toBeDefined()
    expect(await ledger.block(26)).toBeDefined()
    // Pruned at the last snapshot, 36: fifteen blocks up to there.
    expect(await ledger.block(21)).toBeUndefined()
    const count = (await disk.range(new Uint8Array(0))).length
    const more = toyChain(toy, 60, stateAt(40))
    await append(ledger, more)
    expect((await disk.range(new Uint8Array(0))).length).toBeLessThan(count + 12)
  })

  test('an archive keeps every block', async () => {
    const { ledger } = await open(await filled(40, ALL), ALL)
    for (let height = 1; height <= 40; height++) expect(await ledger.block(height)).toBeDefined()
  })

  test('lets go of more diffs than go into one write while every block stays', async () => {
    const disk = new MemoryDisk()
    const long = toyChain(toy, 600)
    await append((await open(disk, { ...ALL, snapshotEvery: 300 })).ledger, long)
    const has = async (key: typeof diffKey, height: number) =>
      (await disk.get(key(height, long[height - 1]!.executed.hash))) !== undefined
    expect([await has(diffKey, 1), await has(diffKey, 300), await has(diffKey, 301)]).toEqual([
      ...[false, false, true],
    ])
    expect(await has(blockKey, 1)).toBe(true)
  })

  test('keeps what is tentative on every branch, until one is final', async () => {
    const disk = await filled(13)
    const { ledger } = await open(disk)
    const other = toyChain(toy, 4, stateAt(14), 1)
    await tentatively(ledger, CHAIN.slice(13, 17), other)
    // What is kept once is not kept again.
    await tentatively(ledger, CHAIN.slice(13, 18))
    const { kept, dropped } = await open(disk.copy())
    expect(dropped).toEqual([])
    expect(soundHeight(kept.root)).toBe(13)
    expect(kept.path.map(({ executed }) => executed.header.height).sort()).toEqual(
      [14, 15, 15, 16, 16, 17, 17, 18, 18].sort(),
    )
    for (const { executed } of kept.path)
      expect(toHex(executed.tree.root())).toBe(toHex(executed.header.state))

    const { hash, header } = other[1]!.executed
    const opened = await open(disk.copy())
    await opened.ledger.keep([{ kind: 'final', height: header.height, hash }], 'strict')
    for (const each of [opened.ledger, ledger]) expect(await each.block(13)).toBeDefined()
    expect(opened.ledger.tentative).toBe(2)
    await ledger.keep([{ kind: 'final', height: header.height, hash }], 'strict')
    const after = await open(disk.copy())
    expect(toHex(after.kept.root.hash)).toBe(toHex(hash))
    expect(after.kept.path.map(({ executed }) => toHex(executed.hash))).toEqual(
      other.slice(2).map(({ executed }) => toHex(executed.hash)),
    )
    expect(await ledger.blockOf(15, stateAt(15).hash)).toBeUndefined()
  })

  test('a block that is final before it is kept is final once it is', async () => {
    const disk = await filled(13)
    const { ledger } = await open(disk)
    await ledger.keep([{ kind: 'final', height: 15, hash: stateAt(15).hash }], 'relaxed')
    expect(ledger.finalHeight).toBe(13)
    await tentatively(ledger, CHAIN.slice(13, 17))
    expect(ledger.finalHeight).toBe(15)
    expect((await open(disk.copy())).kept.root.header.height).toBe(15)
  })

  test('a final state from elsewhere takes the place of all that was here', async () => {
    const disk = await filled(13)
    const { ledger } = await open(disk)
    await tentatively(ledger, CHAIN.slice(13, 16))
    const { block, executed } = CHAIN[32]!
    await ledger.adopt(block, executed)
    await ledger.idle()
    await append(ledger, CHAIN.slice(33, 38))
    const { kept, anchors, dropped } = await open(disk.copy())
    expect(soundHeight(kept.root)).toBe(38)
    expect(kept.path).toEqual([])
    expect(dropped).toEqual([])
    expect(anchors.map(({ header }) => header.height)).toEqual([36])
    expect(await ledger.block(12)).toBeUndefined()
    expect(await ledger.block(33)).toBeDefined()
    expect(await ledger.blockOf(14, stateAt(14).hash)).toBeUndefined()
  })

  test('parts of a state on its way are found again, until it is here or another is fetched', async () => {
    const disk = await filled(3)
    const { ledger } = await open(disk)
    const lineAt = (height: number) => headlineOf(CHAIN[height - 1]!.block)
    const chunk = chunkFrom(stateAt(30).tree)
    await ledger.putPart(lineAt(20), chunkFrom(stateAt(20).tree))
    for (let i = 0; i < 2; i++) await ledger.putPart(lineAt(30), chunk)
    const found = await (await open(disk.copy())).ledger.parts()
    expect(found?.headline.hash).toEqual(stateAt(30).hash)
    expect(found?.chunks).toEqual([chunk, chunk].map(({ from, to, proof }) => ({ from, to, proof })))
    await ledger.adopt(CHAIN[29]!.block, stateAt(30))
    expect(await ledger.parts()).toBeUndefined()
  })

  test('proofs of hand-overs outlast the blocks that they were made of', async () => {
    const { ledger } = await open(new MemoryDisk())
    await ledger.putHandovers([40, 80, 300].map(boundary => [boundary, Uint8Array.of(boundary % 251)]))
    expect((await ledger.handovers(0, 2)).map(({ boundary }) => boundary)).toEqual([40, 80])
    expect((await ledger.handovers(80, 9)).map(({ boundary }) => boundary)).toEqual([300])
  })

  test('what shows how an era ended is kept under its chain id', async () => {
    const { ledger } = await open(new MemoryDisk())
    await ledger.putSuccession(toy.chainId, Uint8Array.of(7))
    expect(await ledger.succession(toy.chainId)).toEqual(Uint8Array.of(7))
    expect(await ledger.succession(toy.genesisHash)).toBeUndefined()
  })
})

describe('the voting record', () => {
  const record = (view: number, chain = toy.chainId): OwnRecord => ({
    ...{ key: toyKey(1), chain, view, lock: view - 1, slot: view + 3, retired: false },
  })

  test('there is one for each key and era, the last', async () => {
    const disk = await filled(3)
    const { ledger } = await open(disk)
    const later = toyKey(9)
    for (const each of [record(4), record(5), record(2, later)])
      await ledger.keep([{ kind: 'record', record: each }], 'strict')
    const { kept } = await open(disk.crash(0))
    const lowest = (a: OwnRecord, b: OwnRecord) => a.view - b.view
    expect([...kept.records].sort(lowest)).toEqual([record(2, later), record(5)])
  })

  test('a key whose record cannot be read signs nothing any more', async () => {
    const disk = await filled(3)
    const { key } = recordWrite(record(4))
    await disk.write([{ key, value: Uint8Array.of(1, 2, 3) }], 'strict')
    const { kept } = await open(disk)
    expect(kept.records).toMatchObject([{ key: toyKey(1), chain: toy.chainId, retired: true }])
  })
})

describe('why a peer stopped', () => {
  const spot = (height: number) => ({ height, hash: stateAt(height).hash })

  test('is found again by every start, with who signed both', async () => {
    const disk = await filled(3)
    const { ledger, kept } = await open(disk)
    expect(kept.halt).toBeUndefined()
    const keys = [toyKey(1), toyKey(2)]
    const halt: Contradiction = {
      ...{ reason: 'conflicting-finals', held: spot(3), other: spot(2), keys },
    }
    await ledger.keep([{ kind: 'halt', halt }], 'strict')
    expect((await open(disk.crash(0))).kept.halt).toEqual(halt)
    const recovered: Contradiction = { reason: 'recovery', held: spot(3), other: spot(1) }
    await ledger.keep([{ kind: 'halt', halt: recovered }], 'strict')
    expect((await open(disk.crash(0))).kept.halt).toEqual(recovered)
  })

  test('stops it, though it cannot be read', async () => {
    const disk = await filled(3)
    await disk.write([{ key: HALT_KEY, value: Uint8Array.of(1, 2, 3) }], 'strict')
    expect((await open(disk)).kept.halt).toMatchObject({ reason: 'conflicting-finals', keys: [] })
  })
})

describe('a damaged disk', () => {
  test('a lost diff is made again from the block', async () => {
    const disk = await filled(29)
    await remove(disk, keyAt(diffKey, 27))
    const { kept, dropped } = await open(disk)
    expect(soundHeight(kept.root)).toBe(29)
    expect(dropped).toEqual([{ what: 'diff', height: 27, why: 'missing' }])
  })

  test('a diff that gives another root is not believed', async () => {
    const disk = await filled(29)
    const wrong = encode(diffCodec, { writes: [] })
    await disk.write([{ key: keyAt(diffKey, 29), value: wrong }], 'strict')
    const { kept, dropped } = await open(disk)
    expect(soundHeight(kept.root)).toBe(29)
    expect(dropped).toEqual([{ what: 'diff', height: 29, why: 'other-root' }])
  })

  test('a damaged snapshot gives way to the one before, and without any to genesis', async () => {
    const disk = await filled(29, ALL)
    await remove(disk, chunkKey(24, 0))
    const once = await open(disk, ALL)
    expect(soundHeight(once.kept.root)).toBe(29)
    expect(once.dropped).toEqual([{ what: 'snapshot', height: 24, why: 'missing' }])

    const chunk = await disk.get(chunkKey(18, 0))
    chunk![200]! ^= 1
    await disk.write([{ key: chunkKey(18, 0), value: chunk! }], 'strict')
    const twice = await open(disk, ALL)
    expect(soundHeight(twice.kept.root)).toBe(29)
    expect(twice.dropped.filter(({ what }) => what === 'snapshot')).toHaveLength(2)
  })

  test('a lost block ends the chain below it, and the chain goes on from there', async () => {
    const disk = await filled(29)
    await remove(disk, keyAt(blockKey, 27))
    const { kept, dropped, ledger } = await open(disk)
    expect(soundHeight(kept.root)).toBe(26)
    expect(dropped).toEqual([{ what: 'block', height: 27, why: 'missing' }])
    expect(await ledger.block(28)).toBeUndefined()
    await append(ledger, CHAIN.slice(26, 32))
    const again = await open(disk.copy())
    expect(soundHeight(again.kept.root)).toBe(32)
    expect(again.dropped).toEqual([])
  })

  test('with nothing left to begin at it is back at genesis and says so', async () => {
    const disk = await filled(40)
    await remove(disk, chunkKey(36, 0), chunkKey(30, 0))
    const { kept, dropped } = await open(disk)
    expect(soundHeight(kept.root)).toBe(0)
    expect(dropped).toHaveLength(3)
  })

  test('any one damaged record leaves a state that the chain had', async () => {
    const disk = await filled(40)
    for (const { key, value } of await disk.range(new Uint8Array(0))) {
      if (equalBytes(key, FORMAT_KEY) || equalBytes(key, GENESIS_KEY)) continue
      for (const damaged of [
        null,
        value.slice(1),
        value.map((byte, i) => (i === value.length >> 1 ? byte ^ 1 : byte)),
      ]) {
        const copy = disk.copy()
        await copy.write([{ key, value: damaged }], 'strict')
        const { kept, ledger } = await open(copy)
        const height = soundHeight(kept.root)
        if (height < 40) await append(ledger, CHAIN.slice(height, height + 1))
        soundHeight((await open(copy.copy())).kept.root)
      }
    }
  })
})

describe('a disk that is not for this software', () => {
  const contentOf = async (disk: Disk) =>
    toHex(encode(struct({ a: u16 }), { a: (await disk.range(new Uint8Array(0))).length }))

  test('a store of the future is refused and kept', async () => {
    const disk = await filled(10)
    const before = await contentOf(disk)
    await disk.write(
      [{ key: FORMAT_KEY, value: encode(struct({ format: u16 }, 'store'), { format: 2 }) }],
      'strict',
    )
    expect(await Ledger.open(disk, toy)).toEqual({ refused: 'update', format: 2 })
    expect(await contentOf(disk)).toBe(before)
  })

  test('a chain under rules that the software lacks is refused and kept', async () => {
    const disk = await filled(10)
    const before = await contentOf(disk)
    const older = { ...toy, rules: new Map([[9, registry(purse())]]) }
    expect(await Ledger.open(disk, older).catch(error => String(error))).toMatchObject({
      refused: 'update',
      rules: 1,
    })
    expect(await contentOf(disk)).toBe(before)
  })

  test('another community’s chain is refused', async () => {
    const other = community(toyGenesis([toyKey(0)], { community: 'Elsewhere' }), toy.rules)
    expect(await Ledger.open(await filled(3), other)).toEqual({ refused: 'community' })
  })

  test('what is no ledger is refused', async () => {
    const disk = new MemoryDisk()
    await disk.write([{ key: Uint8Array.of(77), value: Uint8Array.of(1) }], 'strict')
    expect(await Ledger.open(disk, toy)).toEqual({ refused: 'foreign' })
    await disk.write([{ key: FORMAT_KEY, value: Uint8Array.of(1) }], 'strict')
    expect(await Ledger.open(disk, toy)).toEqual({ refused: 'foreign' })
  })
})

describe('a power failure at every write', () => {
  /** Runs the chain with the power failing after that many writes; false when it never did. */
  async function fail(after: number, strictEvery: number): Promise<boolean> {
    const disk = new MemoryDisk()
    disk.failAfter(after)
    let begun = 0
    let strict = 0
    let failed = false
    try {
      const { ledger } = await open(disk)
      for (const step of CHAIN.slice(0, 26)) {
        const { height } = step.block.header
        begun = height
        const durability = height % strictEvery === 0 ? 'strict' : 'relaxed'
        // Some blocks are final at once, others when the next one is.
        const keeps = finalStep(step).slice(0, height % 4 === 1 ? 1 : 2)
        const own = { key: toyKey(1), chain: toy.chainId, lock: 0, slot: 0, retired: false }
        await ledger.keep([...keeps, { kind: 'record', record: { ...own, view: height } }], durability)
        if (durability === 'strict') strict = height
      }
      await ledger.idle()
    } catch (error) {
      expect(String(error)).toContain('the power failed')
      failed = true
    }
    for (let survivors = 0; survivors <= disk.atRisk; survivors++) {
      const left = disk.crash(survivors)
      const { ledger, kept, dropped } = await open(left)
      const height = soundHeight(kept.root)
      const highest = kept.path.reduce((most, { executed }) => Math.max(most, soundHeight(executed)), height)
      expect(highest).toBeGreaterThanOrEqual(strict)
      expect(highest).toBeLessThanOrEqual(begun)
      // A record stands or falls with what was written beside it.
      expect(kept.records.at(0)?.view ?? 0).toBe(highest)
      expect(dropped).toEqual([])
      if (survivors % 3 === 0) {
        await append(ledger, CHAIN.slice(height, height + 8))
        expect(soundHeight((await open(left.copy())).kept.root)).toBe(Math.min(height + 8, CHAIN.length))
      }
    }
    return failed
  }

  test('whatever is left opens as a state that the chain had, and the chain goes on', async () => {
    for (const strictEvery of [1, 5, 1000]) {
      let after = 1
      while (await fail(after, strictEvery)) after += 1
      expect(after).toBeGreaterThan(30)
    }
  })
})
