// What happens to members, for those who follow the ledger.
import { bytes, type Codec, oneOf, struct, text, uint } from '../../bytes/codec.ts'
import type { EventType } from '../../chain/module.ts'
import { NAME } from './records.ts'
import { roleSet } from './roles.ts'

/** A reason in a sentence, for the member and for those who read later. */
export const reason = text(128)

const event = <E>(name: string, data: Codec<E>): EventType<E> => ({ module: NAME, name, data })

const account = bytes(20)
const whom = struct({ account })
const withRoles = struct({ account, roles: roleSet })
const withReason = struct({ account, reason })
const withKey = struct({ account, key: bytes(32) })

export const applied = event('applied', withRoles)
/** The operator did not decide in time. */
export const lapsed = event('lapsed', whom)
export const admitted = event('admitted', withRoles)
export const declined = event('declined', withReason)
export const rolesSet = event('roles-set', withRoles)
export const suspended = event('suspended', withReason)
export const reinstated = event('reinstated', whom)
export const left = event('left', whom)
export const excluded = event('excluded', withReason)
export const recoveryOpened = event('recovery-opened', withKey)
/**
 * All have agreed that must; from this slot on the new key is the account's, unless an old one objects. Comes again
 * with a later slot where too few blocks were made for that.
 */
export const recoveryAgreed = event('recovery-agreed', struct({ account, key: bytes(32), due: uint }))
export const recoveryObjected = event('recovery-objected', withKey)
export const recoveryDone = event('recovery-done', withKey)
export const recoveryEnded = event(
  'recovery-ended',
  struct({ account, why: oneOf('deadline', 'key-refused', 'membership') }),
)

export const events: readonly EventType<any>[] = [
  applied,
  lapsed,
  admitted,
  declined,
  rolesSet,
  suspended,
  reinstated,
  left,
  excluded,
  recoveryOpened,
  recoveryAgreed,
  recoveryObjected,
  recoveryDone,
  recoveryEnded,
]
