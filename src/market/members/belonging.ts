// Belonging to the community: active or suspended, and how that ends.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Context } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { guardians, type Member } from './records.ts'
import { closeRecovery } from './recovery.ts'
import { memberOf } from './standing.ts'

/** The member, while it is one; suspended members are. */
export function belongs(state: Reading, account: Bytes): Member | undefined {
  const member = memberOf(state, account)
  return member?.status === 'active' || member?.status === 'suspended' ? member : undefined
}

/** What a membership leaves behind ends with it. */
export function clear(context: Context, account: Bytes): void {
  context.delete(guardians, [account])
  closeRecovery(context, account, 'membership')
}
