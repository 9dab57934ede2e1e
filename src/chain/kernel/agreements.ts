// Several keys, one will (m of n): an account with a threshold above one, such as the operator's, executes an
// administering command once that many of its keys have sent the same one.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct, text } from '../../bytes/codec.ts'
import { hashOf } from '../../bytes/hash.ts'
import { type Refusal, refuse } from '../codes.ts'
import { MAX_APPROVAL_SLOTS, MAX_NAME_BYTES, MAX_PARAMS_BYTES } from '../limits.ts'
import { type Context, type DueHook, SCOPE } from '../module.ts'
import type { Intent } from '../transaction.ts'
import { accountOf, deviceOf } from './keys.ts'
import { agreements, KERNEL } from './records.ts'

const deedTag = struct(
  {
    account: bytes(20),
    module: text(MAX_NAME_BYTES),
    command: text(MAX_NAME_BYTES),
    params: bytes(0, MAX_PARAMS_BYTES),
  },
  'agreement',
)

export const agreementExpiry: DueHook = {
  module: KERNEL,
  id: 2,
  name: 'agreement-expiry',
  run(context, deed) {
    context.delete(agreements, [deed])
    return undefined
  },
}

/** Records this device's agreement: `agreed` when it completes the threshold, else how many are there. */
export function agree(context: Context, intent: Intent): 'agreed' | { have: number; need: number } | Refusal {
  const record = accountOf(context, intent.account)!
  const deed = hashOf(deedTag, intent)
  const known = context.get(agreements, [deed])
  // Only keys that administer the account still count.
  const devices: Bytes[] = (known?.devices ?? []).filter(
    key => ((deviceOf(record, key)?.scopes ?? 0) & SCOPE.administer) !== 0,
  )
  if (devices.some(key => equalBytes(key, intent.device))) return refuse('kernel/already-agreed')
  const all = [...devices, intent.device]
  if (all.length >= record.threshold) {
    if (known) {
      context.delete(agreements, [deed])
      context.unschedule(agreementExpiry, known.expiry + 1, deed)
    }
    return 'agreed'
  }
  const latest = context.slot + MAX_APPROVAL_SLOTS
  const expiry = known ? known.expiry : intent.expiry < latest ? intent.expiry : latest
  context.put(agreements, [deed], { devices: all, expiry })
  if (!known) context.schedule(agreementExpiry, expiry + 1, deed)
  return { have: all.length, need: record.threshold }
}
