// Peers that share a notebook: written by one, read by the others, kept over a restart, brought to who comes later.
import { afterEach, describe, expect, it } from 'vitest'
import type { Core } from '../core/core.ts'
import { founder, Hub, town, until } from '../core/hub.testing.ts'
import { MemoryDisk } from '../storage/memory.ts'
import { NOTEBOOK_FORMAT_KEY } from '../storage/records.ts'
import { NOTEBOOK_FORMAT, Shelf } from './shelf.ts'
import type { NotebookSight } from './sight.ts'

const cores: Core[] = []
afterEach(async () => {
  for (const core of cores.splice(0)) await core.close()
})

/** What a peer's screen is told of the notebook, the newest. */
function look(core: Core): { now: NotebookSight | null } {
  const seen: { now: NotebookSight | null } = { now: null }
  core.watch('notebook', now => {
    seen.now = now
  })
  return seen
}
const pageOf = (seen: { now: NotebookSight | null }, account: string) =>
  seen.now?.pages.find(page => page.account === account)

async function seat(hub: Hub, community: ReturnType<typeof town>, index: number, disk = new MemoryDisk()) {
  const seated = await hub.seat({ community, given: founder(index), disk })
  cores.push(seated.core)
  const { account } = await seated.core.identity()
  return { ...seated, disk, account }
}

describe('peers', () => {
  it('read what each other wrote, after a restart too, and whoever comes later does', async () => {
    const hub = new Hub()
    const community = town({ founders: 3, delegates: 1 })
    const one = await seat(hub, community, 0)
    const two = await seat(hub, community, 1)
    const there = look(two.core)
    expect(await one.core.write({ kind: 'name', name: 'The mill' })).toEqual({ ok: true, id: 'name' })
    const notice = await one.core.write({ kind: 'notice', title: 'Bees', text: 'Mind the hives.' })
    expect(notice.ok).toBe(true)
    await until('the notice is there', () => pageOf(there, one.account)?.notices.length === 1)
    expect(pageOf(there, one.account)).toMatchObject({ name: 'The mill', notices: [{ title: 'Bees' }] })
    // A message is for one; a third sees nothing of it on the screen.
    await two.core.write({ kind: 'message', to: one.account, text: 'How much honey?' })
    const here = look(one.core)
    await until('the message is there', () => here.now?.messages.length === 1)
    // Over a restart, from the disk alone.
    hub.remove(one.seat)
    hub.remove(two.seat)
    await two.core.close()
    cores.splice(cores.indexOf(two.core), 1)
    const disk = two.disk.copy()
    const again = await seat(hub, community, 1, disk)
    const kept = look(again.core)
    await until('it was kept', () => pageOf(kept, one.account)?.notices.length === 1)
    // From who has it, without its author.
    const third = await seat(hub, community, 2)
    const late = look(third.core)
    await until('it came', () => pageOf(late, one.account)?.name === 'The mill')
    expect(late.now?.messages).toEqual([])
    // An operator's role takes it away; without it nobody can.
    const remove = {
      kind: 'remove',
      account: one.account,
      root: 'notices',
      id: notice.ok ? notice.id : '',
    } as const
    expect(await third.core.write(remove)).toEqual({ ok: false, code: 'notebook/role' })
    expect(pageOf(late, one.account)?.notices).toHaveLength(1)
  }, 60_000)

  it('compact what they wrote when their log is nearly full, and nobody loses any of it', async () => {
    const hub = new Hub()
    const community = town({ founders: 2, delegates: 1 })
    const one = await seat(hub, community, 0)
    const two = await seat(hub, community, 1)
    await two.core.write({ kind: 'name', name: 'A reader' })
    const untilMs = Date.now() + 600_000
    await one.core.write({ kind: 'message', to: two.account, text: 'for a while', untilMs })
    for (let i = 0; i < 400; i++) {
      const written = await one.core.write({
        kind: 'notice',
        id: 'bees',
        title: 'Bees',
        text: `the ${i}th time`,
      })
      expect(written.ok).toBe(true)
    }
    const there = look(two.core)
    await until('all is there', () => pageOf(there, one.account)?.notices[0]?.text === 'the 399th time')
    expect(there.now!.messages).toMatchObject([{ text: 'for a while', untilMs }])
    expect(there.now!.entries).toBeLessThan(100)
  }, 60_000)
})

describe('an author', () => {
  it('is told what does not fit, and goes on', async () => {
    const one = await seat(new Hub(), town({ founders: 1, delegates: 1 }), 0)
    const text = '你'.repeat(1500)
    expect(await one.core.write({ kind: 'notice', title: 'Bees', text })).toMatchObject({ ok: true })
    const half = { id: 'b1', kind: 'bus', name: 'The mill', x: 0.5, y: 1 } as const
    expect(await one.core.write({ kind: 'piece', piece: half })).toEqual({
      ok: false,
      code: 'notebook/schema',
    })
    expect(await one.core.write({ kind: 'piece', piece: { ...half, x: 1 } })).toEqual({ ok: true, id: 'b1' })
  }, 60_000)
})

describe('a page that is full', () => {
  it('says so, and can always be made smaller again', async () => {
    const one = await seat(new Hub(), town({ founders: 1, delegates: 1 }), 0)
    const text = '你'.repeat(1500)
    const ids: string[] = []
    for (;;) {
      const written = await one.core.write({ kind: 'notice', title: 'Bees', text })
      if (!written.ok) {
        expect(written.code).toBe('notebook/quota')
        break
      }
      ids.push(written.id)
    }
    // As many as a page has room for when it is compacted: nobody can write themselves into a corner.
    expect(ids.length).toBeGreaterThan(20)
    expect(await one.core.write({ kind: 'name', name: 'The mill' })).toMatchObject({ ok: true })
    const sight = look(one.core)
    for (const id of ids)
      expect(await one.core.write({ kind: 'delete', root: 'notices', id })).toMatchObject({ ok: true })
    await until('it is empty', () => pageOf(sight, one.account)?.notices.length === 0)
    expect(await one.core.write({ kind: 'notice', title: 'Bees', text })).toMatchObject({ ok: true })
  }, 60_000)
})

describe('the store of a notebook', () => {
  it('of a newer format is left as it is', async () => {
    const disk = new MemoryDisk()
    expect(await Shelf.open(disk, new Map(), NOTEBOOK_FORMAT + 1)).toBeInstanceOf(Shelf)
    expect(await Shelf.open(disk)).toEqual({ refused: 'update', format: NOTEBOOK_FORMAT + 1 })
  })

  it('of an older one is brought up, in one write with its number', async () => {
    const disk = new MemoryDisk()
    await Shelf.open(disk)
    const steps = new Map([
      [NOTEBOOK_FORMAT, async () => [{ key: Uint8Array.of(200), value: Uint8Array.of(7) }]],
    ])
    expect(await Shelf.open(disk, steps, NOTEBOOK_FORMAT + 1)).toBeInstanceOf(Shelf)
    expect(await disk.get(Uint8Array.of(200))).toEqual(Uint8Array.of(7))
    expect(await Shelf.open(disk)).toMatchObject({ refused: 'update' })
    expect(await disk.get(NOTEBOOK_FORMAT_KEY)).toBeDefined()
  })
})
