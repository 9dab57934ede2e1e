// An account gives up one of its keys: a phone is lost or sold.
import { bytes, struct } from '../../bytes/codec.ts'
import { changeDevices } from '../../chain/kernel/keys.ts'
import { command } from '../../chain/module.ts'
import { objectTo } from './recovery.ts'

export const revokeDevice = command({
  params: struct({ key: bytes(32) }),
  scope: 'administer',
  work: () => 2,
  execute(context, { key }) {
    objectTo(context, context.account)
    return changeDevices(context, context.account, [key], [])
  },
})
