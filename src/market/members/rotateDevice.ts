// An account puts a new key in the place of an old one, in one deed.
import { bytes, struct } from '../../bytes/codec.ts'
import { changeDevices } from '../../chain/kernel/keys.ts'
import { command } from '../../chain/module.ts'
import { carriedConsent, consent, scopeSet } from './consent.ts'
import { objectTo } from './recovery.ts'

export const rotateDevice = command({
  params: struct({ gone: bytes(32), key: bytes(32), scopes: scopeSet, consent }),
  scope: 'administer',
  work: () => 2,
  carried: ({ key, consent }, { account }, genesisHash) => carriedConsent(key, consent, account, genesisHash),
  execute(context, { gone, key, scopes }) {
    objectTo(context, context.account)
    return changeDevices(context, context.account, [gone], [{ key, scopes }])
  },
})
