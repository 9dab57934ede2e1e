// Who this peer is, as far as it is proven here: its community, its account, the devices of that.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Community } from '../../chain/community.ts'
import { accountOf, ownerOf } from '../../chain/kernel/keys.ts'
import { accountId } from '../../chain/transaction.ts'
import type { CommunitySight, DeviceSight, Identity } from '../api.ts'
import type { Side } from './side.ts'
import type { Vault } from './vault.ts'

export const communityOf = ({ genesis, genesisHash }: Community, chain: Hash): CommunitySight => ({
  name: genesis.community,
  genesis: toHex(genesisHash),
  chain: toHex(chain),
  startMs: genesis.startMs,
  slotMs: genesis.slotMs,
  delegates: genesis.delegateCount,
  epochBlocks: genesis.epochBlocks,
  intervalSlots: genesis.intervalSlots,
  intervalMinutes: genesis.intervalMinutes,
})

/** `isShown`: whether anything was proven of it at all. */
export async function identityOf(
  side: Side,
  vault: Vault,
  genesisHash: Hash,
): Promise<{ readonly identity: Identity; readonly isShown: boolean }> {
  const key = vault.device.publicKey
  const found = await side.read(state => ownerOf(state, key))
  const account = found?.value
  // Whose it is about to be is known before it is final: it need not be the account that its own application would open.
  const coming = account ? undefined : await side.readNewest(state => ownerOf(state, key))
  const identity = {
    device: toHex(key),
    account: toHex(account ?? coming?.value ?? accountId(genesisHash, key)),
    belongs: account !== undefined,
    delegate: vault.delegate ? toHex(vault.delegate.signer.publicKey) : null,
    mayStand: vault.mayStand,
  }
  return { identity, isShown: found !== undefined }
}

export async function devicesOf(side: Side, vault: Vault): Promise<readonly DeviceSight[]> {
  const key = vault.device.publicKey
  const found = await side.read(state => {
    const account = ownerOf(state, key)
    return account && accountOf(state, account)?.devices
  })
  return (found?.value ?? []).map(each => ({
    key: toHex(each.key),
    scopes: each.scopes,
    own: equalBytes(each.key, key),
  }))
}
