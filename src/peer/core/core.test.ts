import { afterEach, describe, expect, test } from 'vitest'
import { fromHex } from '../../bytes/bytes.ts'
import type { Fate } from '../api.ts'
import type { Core } from './core.ts'
import { founder, Hub, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

async function seats(hub: Hub, of: ReturnType<typeof town>, count: number): Promise<Core[]> {
  const cores: Core[] = []
  for (let i = 0; i < count; i++) {
    const { core } = await hub.seat({ community: of, given: founder(i) })
    cores.push(core)
    open.push(core)
  }
  return cores
}

describe('cores in one process', () => {
  test('they find each other, produce, vote and finalise; a transfer goes from sent to final', async () => {
    const hub = new Hub()
    const of = town({ founders: 6, delegates: 4 })
    const cores = await seats(hub, of, 6)
    await until('everybody has neighbours', async () => {
      const all = await Promise.all(cores.map(core => core.status()))
      return all.every(({ links }) => links.direct >= 4)
    })
    const [first, , , , fifth, sixth] = cores
    const to = fromHex((await sixth!.identity()).account)!
    const deed = { module: 'accounts', command: 'transfer', params: { to, amount: 5_000_000, note: '' } }
    const sent = await fifth!.submit(deed)
    console.log(sent, await fifth!.status())
    if (!sent.ok) throw new Error(sent.code)
    const fates: Fate[] = []
    fifth!.follow(sent.id, fate => fates.push(fate))
    const last = await fifth!.settled(sent.id)
    console.log(fates)
    expect(last).toMatchObject({ stage: 'final', status: 'done' })
    console.log(await first!.status())
  }, 60_000)
})
