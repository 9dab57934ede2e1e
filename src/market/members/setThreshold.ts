// An account says how many of its administering keys must agree.
import { integer, struct } from '../../bytes/codec.ts'
import { setThreshold as setKeyThreshold } from '../../chain/kernel/keys.ts'
import { MAX_DEVICES } from '../../chain/limits.ts'
import { command } from '../../chain/module.ts'
import { objectTo } from './recovery.ts'

export const setThreshold = command({
  params: struct({ threshold: integer(1, MAX_DEVICES) }),
  scope: 'administer',
  work: () => 2,
  execute(context, { threshold }) {
    objectTo(context, context.account)
    return setKeyThreshold(context, context.account, threshold)
  },
})
