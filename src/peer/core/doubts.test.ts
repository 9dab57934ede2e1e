// Delegates that lead two lives make two histories; peers that meet much later see it, and name the keys.
import { afterEach, expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import type { Core } from './core.ts'
import { founder, Hub, type Seat, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

/** Deeper than branches are kept for. */
const DEEP = 70

interface Life {
  readonly hub: Hub
  readonly observer: { readonly seat: Seat; readonly core: Core }
}

async function life(of: ReturnType<typeof town>, lives = 0): Promise<Life> {
  const hub = new Hub()
  // A hub counts its seats: those of another are others.
  for (let i = 0; i < 100 * lives; i++) hub.newSeat()
  for (let i = 0; i < 4; i++) open.push((await hub.seat({ community: of, given: founder(i) })).core)
  const observer = await hub.seat({ community: of })
  open.push(observer.core)
  return { hub, observer }
}

test('a conflict of final blocks is seen however deep it lies', async () => {
  const of = town({ founders: 4, delegates: 4, slotMs: 150, genesis: { idleSlots: 1 } })
  const one = await life(of)
  const other = await life(of, 1)
  const final = async ({ observer }: Life) => (await observer.core.status()).final?.height ?? 0
  const areDeep = async () => (await final(one)) > DEEP && (await final(other)) > DEEP
  await until('both histories are deep', areDeep, 90_000)
  one.hub.connect(one.observer.seat, other.observer.seat)
  const halts = async () =>
    (await Promise.all([one, other].map(({ observer }) => observer.core.status()))).flatMap(
      ({ halt }) => halt ?? [],
    )
  const [halt] = await until('one of them has seen it', async () => {
    const found = await halts()
    return found.length > 0 ? found : undefined
  })
  expect(halt!.reason).toBe('conflicting-finals')
  if (halt!.reason !== 'conflicting-finals') return
  expect(halt!.held).not.toBe(halt!.other)
  const delegates = Array.from({ length: 4 }, (_, i) =>
    toHex(signerFromSeed(founder(i).delegate.seed).publicKey),
  )
  expect(halt!.keys.length).toBeGreaterThan(1)
  for (const key of halt!.keys) expect(delegates).toContain(key)
}, 150_000)

test('who says it and cannot show it is not believed', async () => {
  const of = town({ founders: 4, delegates: 4, slotMs: 150, genesis: { idleSlots: 1 } })
  const { hub, observer } = await life(of)
  await until('there is something final', async () => ((await observer.core.status()).final?.height ?? 0) > 6)
  const liar = await hub.seat({ community: of })
  open.push(liar.core)
  await until('it is linked', async () => (await liar.core.status()).links.direct > 1)
  // Its word for where it stands is another's.
  const { side } = liar.core as unknown as { side: { held: { standing: () => unknown } } }
  const place = { height: 3, hash: new Uint8Array(32).fill(9) }
  side.held.standing = () => ({ final: place, head: place })
  await new Promise(resolve => setTimeout(resolve, 8000))
  expect((await observer.core.status()).halt).toBeNull()
}, 60_000)
