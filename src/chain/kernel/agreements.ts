// Several keys, one will (m of n): an account with a threshold above one, such as the operator's, executes an
// administering command once that many of its keys have sent the same one.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct, text } from '../../bytes/codec.ts'
import { hashOf } from '../../bytes/hash.ts'
import { type Refusal, refuse } from '../codes.ts'
import { MAX_AGREEMENTS, MAX_APPROVAL_SLOTS, MAX_NAME_BYTES, MAX_PARAMS_BYTES } from '../limits.ts'
import { type Context, type DueHook, SCOPE } from '../module.ts'
import type { Writing } from '../store.ts'
import type { Intent } from '../transaction.ts'
import { accountOf, deviceOf } from './keys.ts'
import { type AccountRecord, accounts, agreements, KERNEL } from './records.ts'

const deedTag = struct(
  {
    account: bytes(20),
    module: text(MAX_NAME_BYTES),
    command: text(MAX_NAME_BYTES),
    params: bytes(0, MAX_PARAMS_BYTES),
  },
  'agreement',
)

type Standing = ReturnType<typeof agreements.value.read>

export const agreementExpiry: DueHook = {
  module: KERNEL,
  id: 2,
  name: 'agreement-expiry',
  run(context, deed) {
    forget(context, deed, context.get(agreements, [deed])!)
    return undefined
  },
}

function forget(context: Context, deed: Bytes, { account, expiry }: Standing): void {
  context.delete(agreements, [deed])
  context.unschedule(agreementExpiry, expiry + 1, deed)
  count(context, account, -1)
}

function count(state: Writing, account: Bytes, change: number): number {
  const record = accountOf(state, account)!
  const open = record.agreements + change
  state.put(accounts, [account], { ...record, agreements: open })
  return open
}

const administers = (record: AccountRecord, key: Bytes): boolean =>
  ((deviceOf(record, key)?.scopes ?? 0) & SCOPE.administer) !== 0

/** How many have agreed, of how many that must. With as many the deed was done before, by others. */
export interface Agreement {
  readonly have: number
  readonly need: number
}

/** Records this device's agreement: `agreed` where the deed is to be done now. */
export function agree(context: Context, intent: Intent): 'agreed' | Agreement | Refusal {
  const { account, device } = intent
  const record = accountOf(context, account)!
  const need = record.threshold
  // Of a batch, the key may have gone since it was taken in.
  if (!administers(record, device)) return refuse('kernel/key')
  if (need === 1 && record.agreements === 0) return 'agreed'
  const deed = hashOf(deedTag, intent)
  let known = context.get(agreements, [deed])
  // Its hook may lag behind; and where one key is enough, nothing waits.
  if (known && (need === 1 || known.expiry < context.slot)) {
    forget(context, deed, known)
    known = undefined
  }
  if (need === 1) return 'agreed'

  const earlier = (known?.devices ?? []).filter(key => administers(record, key))
  const repeats = earlier.some(key => equalBytes(key, device))
  // A deed that is done stays known for a while. Whoever agreed to it and sends it again wants it done again;
  // anybody else comes late, and it is done.
  const late = known?.done === true && !repeats
  const devices = known?.done && repeats ? [device] : repeats ? earlier : [...earlier, device]
  const enough = devices.length >= need
  if (repeats && !known!.done && !enough) return refuse('kernel/already-agreed')
  if (!known && count(context, account, 1) > MAX_AGREEMENTS)
    return refuse('kernel/agreements-open', MAX_AGREEMENTS)
  const latest = context.slot + MAX_APPROVAL_SLOTS
  const expiry = known?.expiry ?? (intent.expiry < latest ? intent.expiry : latest)
  context.put(agreements, [deed], { account, devices, expiry, done: late || enough })
  if (!known) context.schedule(agreementExpiry, expiry + 1, deed)
  if (late) return { have: need, need }
  return enough ? 'agreed' : { have: devices.length, need }
}
