// A community that has lost half of its delegates for good recovers; light peers follow: who was awake, who slept through
// it, and who comes later.
import { afterEach, expect, test } from 'vitest'
import { compareBytes, toHex } from '../../bytes/bytes.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { type Recovery, recoveryBytes } from '../../chain/consensus/recovery.ts'
import type { Node } from '../../chain/node/node.ts'
import { View } from '../../chain/store.ts'
import { accountId } from '../../chain/transaction.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import { MemoryDisk } from '../storage/memory.ts'
import type { Core } from './core.ts'
import type { Full } from './full.ts'
import { founder, Hub, town, until } from './hub.testing.ts'

const open: Core[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

/** Nobody can sign a recovery at a screen yet: what members signed is put in by hand. */
const fullOf = (core: Core): Full => (core as unknown as { side: { full: Full } }).side.full

async function signedBy(members: number, genesisHash: Uint8Array, { head }: Node): Promise<Recovery> {
  const [set] = activeSets(new View(head.tree))
  const keys = [0, 1].map(i => toHex(signerFromSeed(founder(i).delegate.seed).publicKey))
  const named = { block: head.hash, delegates: set!.filter(({ key }) => keys.includes(toHex(key))) }
  const message = recoveryBytes(head.header.chain, named)
  const signatures = []
  for (let i = 0; i < members; i++) {
    const signer = signerFromSeed(founder(i).device)
    const account = accountId(genesisHash, signer.publicKey)
    signatures.push({ account, device: signer.publicKey, signature: await signer.sign(message) })
  }
  return { ...named, signatures: signatures.sort((a, b) => compareBytes(a.account, b.account)) }
}

test('light peers follow a recovery', async () => {
  const hub = new Hub()
  const of = town({ founders: 6, delegates: 4, genesis: { idleSlots: 1 } })
  const hosts = []
  for (let i = 0; i < 5; i++) hosts.push(await hub.seat({ community: of, given: founder(i) }))
  const disk = new MemoryDisk()
  const awake = (await hub.seat({ community: of, mode: 'light' })).core
  const asleep = await hub.seat({ community: of, mode: 'light', disk })
  open.push(...hosts.slice(0, 2).map(({ core }) => core), hosts[4]!.core, awake)
  const final = async (core: Core) => (await core.status()).final?.height ?? 0
  await until('there is something final', async () => (await final(awake)) > 2)
  await until('for the other too', async () => (await final(asleep.core)) > 2)
  hub.remove(asleep.seat)
  await asleep.core.close()

  for (const lost of hosts.slice(2, 4)) {
    hub.remove(lost.seat)
    await lost.core.close()
  }
  const { node } = fullOf(hosts[0]!.core)
  const before = node.final.header.height
  await until('blocks go on', () => node.head.header.height > node.final.header.height + 4)
  const recovery = await signedBy(6, of.genesisHash, node)
  const named = node.head.header.height
  for (const { core } of [...hosts.slice(0, 2), hosts[4]!]) fullOf(core).feed({ kind: 'recovery', recovery })
  await until('an era has begun', () => node.final.header.height > named)
  expect(before).toBeLessThan(named)

  await until('who was awake follows', async () => (await final(awake)) > named)
  const back = (await hub.seat({ community: of, mode: 'light', disk: disk.copy() })).core
  open.push(back)
  await until('who slept follows', async () => (await final(back)) > named)
  const later = (await hub.seat({ community: of, mode: 'light' })).core
  open.push(later)
  await until('who comes later follows', async () => (await final(later)) > named)
  const chain = toHex(node.head.header.chain)
  for (const core of [awake, back, later]) {
    expect((await core.status()).halt).toBeNull()
    expect((await core.community()).chain).toBe(chain)
    expect(await core.recorder()).toContain('"what":"era"')
  }
}, 120_000)
