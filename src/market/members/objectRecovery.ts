// An old key of the account objects, at any time before a new one takes its place: to all that are open. Any key is
// enough, and one alone: whoever holds it has not lost the account.
import { struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { objectTo } from './recovery.ts'

export const objectRecovery = command({
  params: struct({}),
  scope: 'any',
  work: () => 2,
  execute: context => (objectTo(context, context.account) ? undefined : refuse('members/no-recovery')),
})
