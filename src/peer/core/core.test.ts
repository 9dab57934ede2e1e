import { afterEach, describe, expect, test } from 'vitest'
import { type Bytes, fromHex } from '../../bytes/bytes.ts'
import type { BlockSight, DelegateSight, Fate, Peer, Submitted } from '../api.ts'
import type { Disk } from '../storage/disk.ts'
import { MemoryDisk } from '../storage/memory.ts'
import type { Core } from './core.ts'
import { founder, Hub, type Seat, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

type Town = ReturnType<typeof town>

interface Here {
  readonly seat: Seat
  readonly core: Core
  readonly disk: MemoryDisk
}

async function enter(
  hub: Hub,
  of: Town,
  index: number,
  more: Partial<Parameters<Hub['seat']>[0]> = {},
): Promise<Here> {
  const disk = (more.disk as MemoryDisk | undefined) ?? new MemoryDisk()
  const here = await hub.seat({ community: of, given: founder(index), ...more, disk })
  open.push(here.core)
  return { ...here, disk }
}

const enterAll = async (hub: Hub, of: Town, count: number): Promise<Here[]> => {
  const all: Here[] = []
  for (let i = 0; i < count; i++) all.push(await enter(hub, of, i))
  return all
}

async function leave(hub: Hub, { seat, core }: Here): Promise<void> {
  hub.remove(seat)
  open.splice(open.indexOf(core), 1)
  await core.close()
}

const meshed = (cores: readonly Core[], links: number) =>
  until('everybody has neighbours', async () => {
    const all = await Promise.all(cores.map(core => core.status()))
    return all.every(status => status.links.direct >= links)
  })

const accountOf = async (peer: Peer): Promise<Bytes> => fromHex((await peer.identity()).account)!

async function pay(from: Peer, to: Peer, amount: number): Promise<Submitted & { ok: true }> {
  const params = { to: await accountOf(to), amount, note: '' }
  const sent = await from.submit({ module: 'accounts', command: 'transfer', params })
  if (!sent.ok) throw new Error(sent.code)
  return sent
}

const finalHeight = async (peer: Peer) => (await peer.status()).final?.height ?? 0

/** The same final block, once both have it. */
async function agree(a: Core, b: Core): Promise<void> {
  await until('both are at one final block', async () => {
    const [one, other] = [await a.status(), await b.status()]
    return one.final?.hash === other.final?.hash
  })
}

const balance = async (peer: Peer, of: Bytes) => {
  const answer = await peer.ask<{ free: number }>({
    module: 'accounts',
    query: 'balance',
    params: { account: of },
  })
  return answer.ok ? answer.value.free : undefined
}

/** A block in every slot. */
const BUSY = { idleSlots: 1 }

describe('cores in one process', () => {
  test('they find each other, produce, vote and finalise; a transfer goes from sent to final', async () => {
    const hub = new Hub()
    const of = town({ founders: 6, delegates: 4 })
    const cores = (await enterAll(hub, of, 6)).map(({ core }) => core)
    await meshed(cores, 4)
    const [first, , , , fifth, sixth] = cores
    const { id } = await pay(fifth!, sixth!, 5_000_000)
    const fates: Fate[] = []
    fifth!.follow(id, fate => fates.push(fate))
    expect(await fifth!.settled(id)).toMatchObject({ stage: 'final', status: 'done' })
    // A block may have it before anybody follows it.
    const stages = fates.map(({ stage }) => stage)
    expect(stages.slice(stages.indexOf('sent') + 1)).toEqual(['in-block', 'final'])
    await until(
      'the other has it',
      async () => (await balance(sixth!, await accountOf(sixth!))) === 1_005_000_000,
    )
    const status = await first!.status()
    expect(status).toMatchObject({
      stage: 'live',
      role: 'delegate',
      halt: null,
      delegate: { state: 'voting' },
    })
    // Refused is a result too.
    const much = await pay(fifth!, sixth!, 5_000_000_000)
    expect(await fifth!.settled(much.id)).toMatchObject({ stage: 'final', status: 'refused' })
    const blocks = await new Promise<readonly BlockSight[]>(resolve => first!.watch('blocks', resolve))
    expect(blocks.length).toBeGreaterThan(3)
    for (const block of blocks.filter(({ stage }) => stage === 'final'))
      expect(block).toMatchObject({ votes: expect.toSatisfy((votes: number) => votes >= 3), delegates: 4 })
    const delegates = await new Promise<readonly DelegateSight[]>(resolve =>
      first!.watch('delegates', resolve),
    )
    expect(delegates.map(({ own, linked }) => own || linked)).toEqual([true, true, true, true])
  }, 60_000)

  test('a delegate counts its own vote among those that are seen', async () => {
    const hub = new Hub()
    const of = town({ founders: 4, delegates: 4, slotMs: 100, genesis: BUSY })
    const [first, second, ...others] = await enterAll(hub, of, 4)
    await until('they vote', async () => (await finalHeight(first!.core)) > 0)
    for (const other of others) await leave(hub, other)
    // Two of four certify nothing, so that votes are all that is known.
    const block = await until('a block that both have voted for', async () => {
      const blocks = await new Promise<readonly BlockSight[]>(done => first!.core.watch('blocks', done))
      return blocks.find(({ stage, votes }) => stage === 'tentative' && votes === 2)
    })
    const delegates = await new Promise<readonly DelegateSight[]>(done =>
      first!.core.watch('delegates', done),
    )
    const lately = delegates.filter(({ votedAt }) => votedAt !== null && votedAt >= block.height)
    const both = await Promise.all(
      [first!, second!].map(async ({ core }) => (await core.status()).delegate!.key),
    )
    expect(lately.map(({ key }) => key).sort()).toEqual(both.sort())
  }, 60_000)

  test('one that was away for two hundred blocks catches up, and has what it sent before', async () => {
    const hub = new Hub()
    const of = town({ founders: 5, delegates: 4, slotMs: 80, genesis: BUSY })
    const all = await enterAll(hub, of, 5)
    const [first, fifth] = [all[0]!, all[4]!]
    await meshed(
      all.map(({ core }) => core),
      4,
    )
    await until('blocks are final', async () => (await finalHeight(fifth.core)) > 5)
    const { id } = await pay(fifth.core, first.core, 1_000_000)
    expect(await fifth.core.settled(id)).toMatchObject({ stage: 'final' })
    await leave(hub, fifth)
    const left = await finalHeight(first.core)
    await until('two hundred blocks', async () => (await finalHeight(first.core)) > left + 200, 60_000)
    const back = await enter(hub, of, 4, { disk: fifth.disk.copy() })
    expect(await finalHeight(back.core)).toBeGreaterThan(5)
    await until(
      'it is back',
      async () => (await back.core.status()).stage === 'live' && (await finalHeight(back.core)) > left + 200,
    )
    await agree(first.core, back.core)
    const again = await pay(back.core, first.core, 1_000_000)
    expect(await back.core.settled(again.id)).toMatchObject({ stage: 'final', status: 'done' })
  }, 120_000)

  test('a newcomer is usable before it has all, joins by snapshot, and goes on from its disk', async () => {
    const hub = new Hub()
    const of = town({ founders: 5, delegates: 4, slotMs: 80, genesis: BUSY })
    const all = await enterAll(hub, of, 4)
    const first = all[0]!
    await until('a hundred and fifty blocks', async () => (await finalHeight(first.core)) > 150, 60_000)
    const limits = { snapshotLag: 64, offersMs: 200, offersAgainMs: 500 }
    const fifth = await enter(hub, of, 4, { limits })
    const own = await accountOf(first.core)
    const proven = await until('a proven balance', async () => {
      const answer = await fifth.core.ask({ module: 'accounts', query: 'balance', params: { account: own } })
      return answer.ok && answer.at.height > 100 ? answer : undefined
    })
    expect(proven).toMatchObject({ stage: 'final', value: { free: 1_000_000_000 } })
    await until('it has caught up', async () => {
      const { stage, final } = await fifth.core.status()
      return stage === 'live' && final!.height > 150
    })
    await until('older blocks are gone', async () => (await fifth.core.status()).store.blocksFrom > 100)
    expect(await fifth.core.recorder()).toContain('"what":"snapshot"')
    // It did not begin with those of long ago.
    expect((await fifth.core.status()).done.blocks).toBeLessThan(100)
    await agree(first.core, fifth.core)
    const { id } = await pay(fifth.core, first.core, 1_000_000)
    expect(await fifth.core.settled(id)).toMatchObject({ stage: 'final', status: 'done' })
    await leave(hub, fifth)
    const back = await enter(hub, of, 4, { disk: fifth.disk.copy() })
    expect(await finalHeight(back.core)).toBeGreaterThan(150)
    await agree(first.core, back.core)
  }, 120_000)

  test('a light peer follows finality, proves what it is asked, and sends', async () => {
    const hub = new Hub()
    const of = town({ founders: 5, delegates: 4, slotMs: 100, genesis: BUSY })
    const all = await enterAll(hub, of, 4)
    const first = all[0]!
    const light = await enter(hub, of, 4, { mode: 'light' })
    await until('something is final there', async () => (await finalHeight(light.core)) > 45, 60_000)
    expect(await balance(light.core, await accountOf(light.core))).toBe(1_000_000_000)
    const { id } = await pay(light.core, first.core, 1_000_000)
    expect(await light.core.settled(id)).toMatchObject({ stage: 'final', status: 'done' })
    await until(
      'it is shown',
      async () => (await balance(light.core, await accountOf(light.core))) === 999_000_000,
    )
    expect(await light.core.status()).toMatchObject({ mode: 'light', stage: 'live', halt: null })
    // It chooses to be a full one.
    await light.core.setMode('full')
    await until('it has caught up', async () => (await finalHeight(light.core)) > 45)
    await agree(first.core, light.core)
  }, 120_000)

  test('a disk that is full keeps what it has; nothing more is signed, and the status says so', async () => {
    const hub = new Hub()
    const of = town({ founders: 4, delegates: 4, slotMs: 100, genesis: { ...BUSY, waitSlots: 2 } })
    await enterAll(hub, of, 3)
    const real = new MemoryDisk()
    let isFull = false
    const disk: Disk = {
      get: key => real.get(key),
      range: (prefix, stretch) => real.range(prefix, stretch),
      write: (batch, durability) =>
        isFull
          ? Promise.reject(new DOMException('no room', 'QuotaExceededError'))
          : real.write(batch, durability),
      close: () => real.close(),
    }
    const { core } = await hub.seat({ community: of, given: founder(3), disk })
    open.push(core)
    await until('it votes', async () => ((await core.status()).delegate?.votes ?? 0) > 3)
    isFull = true
    await until('it says so', async () => (await core.status()).store.state === 'full')
    const { delegate } = await core.status()
    const height = await finalHeight(core)
    // Three of four go on, and it follows them.
    await until('it follows', async () => (await finalHeight(core)) > height + 10)
    expect((await core.status()).delegate).toMatchObject({ votes: delegate!.votes, blocks: delegate!.blocks })
  }, 60_000)

  test('delegates take new reveals before theirs are spent, and go on with the same keys', async () => {
    const hub = new Hub()
    const [slotMs, revealSlots] = [100, 600]
    // Three quarters of the reveals of genesis are behind.
    const startMs = Date.now() - 460 * slotMs
    const of = town({
      ...{ founders: 4, delegates: 4, slotMs, revealSlots, startMs },
      genesis: { epochBlocks: 20 },
    })
    const cores: Core[] = []
    for (let i = 0; i < 4; i++) cores.push((await enter(hub, of, i, { revealSlots })).core)
    await meshed(cores, 3)
    const keys = await Promise.all(cores.map(async core => (await core.identity()).delegate))
    // Blocks are made up to a boundary and over it.
    const stop = setInterval(() => void pay(cores[0]!, cores[1]!, 1).catch(() => {}), 2 * slotMs)
    await until('the reveals of genesis are spent', async () => Date.now() - startMs > 620 * slotMs)
    clearInterval(stop)
    const { id } = await pay(cores[2]!, cores[3]!, 1)
    expect(await cores[2]!.settled(id)).toMatchObject({ stage: 'final', status: 'done' })
    for (const core of cores) expect(await core.status()).toMatchObject({ delegate: { state: 'voting' } })
    expect(await Promise.all(cores.map(async core => (await core.identity()).delegate))).toEqual(keys)
  }, 60_000)

  test('what was sent while nobody was there is sent again after a restart', async () => {
    const hub = new Hub()
    const of = town({ founders: 5, delegates: 4, slotMs: 100, genesis: BUSY })
    const alone = await enter(hub, of, 4)
    const params = { to: await accountOf(alone.core), amount: 1, note: 'to myself, which is refused' }
    const sent = await alone.core.submit({ module: 'accounts', command: 'transfer', params })
    if (!sent.ok) throw new Error(sent.code)
    expect((await alone.core.status()).onlyCopies).toContain('transactions')
    await leave(hub, alone)
    await enterAll(hub, of, 4)
    const back = await enter(hub, of, 4, { disk: alone.disk.copy() })
    expect(await back.core.settled(sent.id)).toMatchObject({
      stage: 'final',
      status: 'refused',
      code: 'accounts/self',
    })
  }, 60_000)
})
