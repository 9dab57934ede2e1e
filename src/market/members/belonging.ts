// How belonging to the community ends.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Context } from '../../chain/module.ts'
import { guardians } from './records.ts'
import { closeRecovery } from './recovery.ts'

/** What a membership leaves behind ends with it. */
export function clear(context: Context, account: Bytes): void {
  context.delete(guardians, [account])
  closeRecovery(context, account, 'membership')
}
