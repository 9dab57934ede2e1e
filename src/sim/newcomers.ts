// Guests with an invitation: whoever plays them holds the private half of its token.
import { encode } from '../bytes/codec.ts'
import type { Community } from '../chain/community.ts'
import type { Executed } from '../chain/execute.ts'
import { tokens } from '../chain/kernel/records.ts'
import { paramsOf } from '../chain/kernel/rules.ts'
import { tokenBytes, tokenGood } from '../chain/kernel/tokens.ts'
import type { Deed } from '../chain/module.ts'
import { View } from '../chain/store.ts'
import { accountId } from '../chain/transaction.ts'
import { apply } from '../market/members/apply.ts'
import { membersParams } from '../market/members/params.ts'
import { ROLE } from '../market/members/roles.ts'
import type { Keyring } from './keyring.ts'

/** A new device that applies with an invitation; undefined where none is open whose secret is here. */
export function application(
  community: Community,
  keyring: Keyring,
  at: Executed,
  slot: number,
): Deed | undefined {
  const state = new View(at.tree)
  for (const { key } of state.each(tokens)) {
    const token = keyring.signerOf(key[0])
    if (!token || !tokenGood(state, key[0], slot)) continue
    const device = keyring.newKey().publicKey
    const account = accountId(community.genesisHash, device)
    const { declaration } = paramsOf(state, membersParams)
    const tokenSignature = token.sign(tokenBytes(community.genesisHash, device))
    const params = encode(apply.params, {
      declaration,
      roles: ROLE.household,
      details: new Uint8Array(0),
      token: key[0],
      tokenSignature,
    })
    return { actor: { account, device }, module: 'members', command: 'apply', params }
  }
  return undefined
}
