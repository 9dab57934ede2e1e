// An account takes a further key. Every account manages its own keys, whatever its standing.
import { bytes, struct } from '../../bytes/codec.ts'
import { changeDevices } from '../../chain/kernel/keys.ts'
import { command } from '../../chain/module.ts'
import { carriedConsent, consent, scopeSet } from './consent.ts'
import { objectTo } from './recovery.ts'

export const addDevice = command({
  params: struct({ key: bytes(32), scopes: scopeSet, consent }),
  scope: 'administer',
  work: () => 2,
  carried: ({ key, consent }, { account }, genesisHash) => carriedConsent(key, consent, account, genesisHash),
  execute(context, { key, scopes }) {
    objectTo(context, context.account)
    return changeDevices(context, context.account, [], [{ key, scopes }])
  },
})
