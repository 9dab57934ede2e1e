// An old key of the account objects, at any time before the new one takes its place. One key with the least scope
// is enough: whoever holds it has not lost the account. Changing the account's keys or guardians objects as well,
// so a key that only administers is not shut out.
import { struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { objectTo } from './recovery.ts'

export const objectRecovery = command({
  params: struct({}),
  scope: 'trade',
  work: () => 2,
  execute: context => (objectTo(context, context.account) ? undefined : refuse('members/no-recovery')),
})
