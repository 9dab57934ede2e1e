// A member key that is not on the peer: what it signs elsewhere is numbered, sent and followed here.
import { afterEach, expect, test } from 'vitest'
import { type Bytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { SCOPE } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { type Signer, signerOf } from '../../crypto/keys.ts'
import { ROLE } from '../../market/members/roles.ts'
import type { Application, Deed, Fate } from '../api.ts'
import { MemoryDisk } from '../storage/memory.ts'
import type { Core } from './core.ts'
import { founder, Hub, town, until } from './hub.testing.ts'

const open: Core[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(core => core.close()))
})

const TOKEN = new Uint8Array(32).fill(77)

async function signedBy(core: Core, key: Signer, what: Deed | Application): Promise<Fate | string> {
  const prepared = await core.prepare(what, key.publicKey)
  if (!prepared.ok) return prepared.code
  const sent = await core.hand(prepared.bytes, await key.sign(prepared.bytes))
  return sent.ok ? core.settled(sent.id) : sent.code
}

test('a member key opens the account, adds this device for every day, and alone administers', async () => {
  const hub = new Hub()
  const of = town({ founders: 2, delegates: 1, tokens: [TOKEN] })
  const enter = async (given: ReturnType<typeof founder> | undefined) => {
    const { core } = await hub.seat({ community: of, disk: new MemoryDisk(), ...(given && { given }) })
    open.push(core)
    return core
  }
  const host = await enter(founder(0))
  const guest = await enter(undefined)
  await until('the guest follows', async () => ((await guest.status()).final?.height ?? 0) > 0)

  const member = await signerOf(new Uint8Array(32).fill(78))
  const { genesisHash } = of
  const account = accountId(genesisHash, member.publicKey)
  const add = async (key: Bytes, scopes: number, consent: Bytes): Promise<Deed> => ({
    ...{ module: 'members', command: 'addDevice' },
    params: { key, scopes, consent },
  })
  const device = fromHex((await guest.identity()).device)!
  const consent = await guest.consent(toHex(account))
  const everyDay = SCOPE.trade | SCOPE.vote

  // Before there is an account the key is nobody's.
  expect(await signedBy(guest, member, await add(device, everyDay, consent))).toBe('peer/no-account')
  const application = { roles: ROLE.household, details: new Uint8Array(0), token: TOKEN }
  expect(await signedBy(guest, member, application)).toMatchObject({ stage: 'final', status: 'done' })
  expect((await guest.identity()).belongs).toBe(false)

  const added = await signedBy(guest, member, await add(device, everyDay, consent))
  expect(added).toMatchObject({ stage: 'final', status: 'done' })
  expect(await guest.identity()).toMatchObject({ belongs: true, account: toHex(account) })
  const devices = await guest.devices()
  expect(devices.map(({ scopes, own }) => [scopes, own])).toEqual([
    [7, false],
    [everyDay, true],
  ])

  // The everyday key administers nothing.
  const other = await signerOf(new Uint8Array(32).fill(79))
  const theirs = await other.sign(consentBytes(genesisHash, account))
  const tried = await guest.submit(await add(other.publicKey, 1, theirs))
  expect(tried.ok && (await guest.settled(tried.id))).toMatchObject({
    stage: 'kept-out',
    code: 'kernel/scope',
  })

  // What somebody else has signed, or nobody, stands in no block.
  const prepared = await guest.prepare(await add(other.publicKey, 1, theirs), member.publicKey)
  if (!prepared.ok) throw new Error(prepared.code)
  const forged = await guest.hand(prepared.bytes, await other.sign(prepared.bytes))
  expect(forged.ok && (await guest.settled(forged.id))).toMatchObject({ stage: 'kept-out' })
  expect(await guest.hand(prepared.bytes.subarray(1), new Uint8Array(64))).toEqual({
    ...{ ok: false, code: 'kernel/form' },
  })
  expect((await host.status()).halt).toBeNull()
})
