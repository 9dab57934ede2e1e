// Joining at the recent final block that an invitation names (rule 8).
import { afterEach, expect, test } from 'vitest'
import { fromHex } from '../../bytes/bytes.ts'
import { MemoryDisk } from '../storage/memory.ts'
import { refusalWords } from '../words.ts'
import type { Core } from './core.ts'
import { founder, Hub, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

async function hosts(hub: Hub, of: ReturnType<typeof town>): Promise<Core[]> {
  for (let i = 0; i < 4; i++) open.push((await hub.seat({ community: of, given: founder(i) })).core)
  return [...open]
}

/** A final block, as an invitation names it. */
const finalAbove = (core: Core, height: number) =>
  until(`a final block above ${height}`, async () => {
    const { final } = await core.status()
    return final && final.height > height ? { ...final, hash: fromHex(final.hash)! } : undefined
  })

test('a newcomer begins at the block that its invitation names, in either mode', async () => {
  const hub = new Hub()
  const of = town({ founders: 4, delegates: 4, genesis: { idleSlots: 1 } })
  const [first] = await hosts(hub, of)
  const checkpoint = await finalAbove(first!, 3)
  for (const mode of ['light', 'full'] as const) {
    const { core } = await hub.seat({ community: of, mode, checkpoint })
    open.push(core)
    await until(
      `${mode} is as far`,
      async () => ((await core.status()).final?.height ?? 0) > checkpoint.height,
    )
    expect((await core.status()).halt).toBeNull()
    if (mode === 'light') expect(await core.recorder()).toContain('"what":"checkpoint"')
  }
})

test('a ledger that does not lead through it halts, and is no other after a restart', async () => {
  const hub = new Hub()
  const of = town({ founders: 4, delegates: 4, genesis: { idleSlots: 1 } })
  const [first] = await hosts(hub, of)
  const { slot } = await finalAbove(first!, 3)
  const checkpoint = { height: 2, hash: new Uint8Array(32).fill(7), slot }
  const disk = new MemoryDisk()
  const { core, seat } = await hub.seat({ community: of, checkpoint, disk })
  await until('it has stopped', async () => (await core.status()).halt?.reason === 'conflicting-finals')
  hub.remove(seat)
  await core.close()
  // What it found is on its disk: no invitation is needed to know it.
  const again = await hub.seat({ community: of, disk: disk.copy() })
  open.push(again.core)
  expect((await again.core.status()).halt?.reason).toBe('conflicting-finals')
})

test('an invitation that is too old, or of the future, is refused in words, and only by who has nothing', async () => {
  const hub = new Hub()
  const of = town({
    founders: 4,
    delegates: 4,
    startMs: Date.now() - 1_000_000,
    genesis: { evidenceSlots: 50 },
  })
  const checkpoint = (slot: number) => ({ height: 3, hash: new Uint8Array(32), slot })
  for (const mode of ['light', 'full'] as const) {
    await expect(hub.seat({ community: of, mode, checkpoint: checkpoint(9) })).rejects.toThrow('checkpoint')
    await expect(hub.seat({ community: of, mode, checkpoint: checkpoint(1e9) })).rejects.toThrow('checkpoint')
  }
  expect(refusalWords({ refused: 'checkpoint', why: 'old' })).toContain('ask for a new one')
  expect(refusalWords({ refused: 'checkpoint', why: 'future' })).toContain('clock')
})
