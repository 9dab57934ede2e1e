// A community that has lost half of its delegates for good: its members agree to go on with the others. Light peers
// follow: who was awake, who slept through it, and who comes later.
import { afterEach, expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { accountId } from '../../chain/transaction.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import { readAgreement, writeAgreement } from '../agreement.ts'
import type { Agreed, AgreementSight } from '../api.ts'
import { MemoryDisk } from '../storage/memory.ts'
import type { Core } from './core.ts'
import { founder, Hub, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

const final = async (core: Core) => (await core.status()).final?.height ?? 0
const shown = (agreed: Agreed): AgreementSight => {
  if (!agreed.ok) throw new Error(agreed.code)
  return agreed.agreement
}

test('members agree to go on with the delegates that are left, and everybody follows', async () => {
  const hub = new Hub()
  const of = town({ founders: 7, delegates: 4, genesis: { idleSlots: 1 } })
  const accountOf = (i: number) =>
    toHex(accountId(of.genesisHash, signerFromSeed(founder(i).device).publicKey))
  const disks = Array.from({ length: 7 }, () => new MemoryDisk())
  const hosts = []
  for (let i = 0; i < 7; i++)
    hosts.push(await hub.seat({ community: of, given: founder(i), disk: disks[i]! }))
  const disk = new MemoryDisk()
  const awake = (await hub.seat({ community: of, mode: 'light' })).core
  const asleep = await hub.seat({ community: of, mode: 'light', disk })
  const cores = hosts.map(({ core }) => core)
  const left = [0, 1, 4, 5, 6]
  open.push(...left.map(i => cores[i]!), awake)
  await until('there is something final', async () => (await final(awake)) > 2)
  await until('for the other too', async () => (await final(asleep.core)) > 2)
  hub.remove(asleep.seat)
  await asleep.core.close()

  for (const lost of [2, 3]) {
    hub.remove(hosts[lost]!.seat)
    await cores[lost]!.close()
  }
  const [first, second] = cores as [Core, Core]
  const before = await final(first)
  await until(
    'blocks go on',
    async () => ((await first.status()).head?.height ?? 0) > (await final(first)) + 4,
  )
  const keep = [accountOf(0), accountOf(1)]
  const proposed = shown(await first.propose(keep))
  expect(proposed).toMatchObject({ isSigned: true, isCarried: false, weight: 1, total: 7 })
  expect([...proposed.delegates].sort()).toEqual([...keep].sort())
  expect([...proposed.gone].sort()).toEqual([accountOf(2), accountOf(3)].sort())
  expect(shown(await first.agreement()).text).toBe(proposed.text)

  // It goes to two at once, and comes back to the first in two parts.
  await until('others have the block', async () => (await cores[4]!.agreement(proposed.text)).ok)
  expect(shown(await cores[4]!.agreement(proposed.text))).toMatchObject({ isSigned: false, weight: 1 })
  const one = shown(await cores[4]!.agree(proposed.text))
  const other = shown(await cores[5]!.agree(`signed! ${proposed.text}\n`))
  expect(await awake.agree(proposed.text)).toEqual({ ok: false, code: 'agreement/light' })
  expect(shown(await first.agreement(one.text)).weight).toBe(2)
  const both = shown(await first.agreement(other.text))
  expect(both.signed).toHaveLength(3)

  // One member, one signature: for another matter there is none in this era.
  const another = readAgreement(both.text)!
  const narrower = {
    ...another,
    recovery: { ...another.recovery, delegates: another.recovery.delegates.slice(0, 1), signatures: [] },
  }
  expect(await cores[4]!.agree(writeAgreement(narrower))).toEqual({ ok: false, code: 'agreement/another' })
  expect(await cores[6]!.agree(both.text.slice(0, -8))).toEqual({ ok: false, code: 'agreement/form' })
  expect(await cores[6]!.agree(writeAgreement({ ...another, community: new Uint8Array(32) }))).toEqual({
    ok: false,
    code: 'agreement/community',
  })
  const forged = another.recovery.signatures.map(each => ({ ...each, signature: new Uint8Array(64) }))
  expect(
    await cores[6]!.agree(
      writeAgreement({ ...another, recovery: { ...another.recovery, signatures: forged } }),
    ),
  ).toEqual({ ok: false, code: 'agreement/signature' })
  const [kept] = another.recovery.delegates
  const slipped = { ...kept!, key: new Uint8Array(32).fill(7) }
  expect(
    await cores[6]!.agree(
      writeAgreement({
        ...another,
        recovery: { ...another.recovery, delegates: [slipped], signatures: [] },
      }),
    ),
  ).toEqual({ ok: false, code: 'agreement/delegates' })

  const fourth = shown(await second.agree(both.text))
  expect(fourth).toMatchObject({ weight: 4, isCarried: false })
  const fifth = shown(await cores[6]!.agree(fourth.text))
  expect(fifth).toMatchObject({ weight: 5, isCarried: true })
  // Of those who go on one alone has it, and begins only after it has started anew.
  hub.remove(hosts[0]!.seat)
  shown(await first.agreement(fifth.text))
  await first.close()
  const { core: again } = await hub.seat({ community: of, given: founder(0), disk: disks[0]!.copy() })
  open.splice(open.indexOf(first), 1, again)

  const named = proposed.block.height
  expect(before).toBeLessThan(named)
  await until('an era has begun', async () => (await final(again)) > named)
  await until('who was awake follows', async () => (await final(awake)) > named)
  const back = (await hub.seat({ community: of, mode: 'light', disk: disk.copy() })).core
  open.push(back)
  await until('who slept follows', async () => (await final(back)) > named)
  const later = (await hub.seat({ community: of, mode: 'light' })).core
  open.push(later)
  await until('who comes later follows', async () => (await final(later)) > named)
  const { chain } = await again.community()
  for (const core of [awake, back, later]) {
    expect((await core.status()).halt).toBeNull()
    expect((await core.community()).chain).toBe(chain)
    expect(await core.recorder()).toContain('"what":"era"')
  }
  // What was agreed for the era that ended is worth nothing in this one.
  expect(await again.agree(fifth.text)).toEqual({ ok: false, code: 'agreement/era' })
  expect(await again.agreement()).toEqual({ ok: false, code: 'agreement/none' })
}, 120_000)
