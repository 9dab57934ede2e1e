// Admission: may this transaction stand in a block at this slot? What fails here is kept out, and the sender
// learns the code; what passes uses its sequence and its quota whatever the module says of it.
import { equalBytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { KernelCode } from '../codes.ts'
import type { Genesis } from '../genesis.ts'
import { ALL_SCOPES, type Command, type Context, SCOPE } from '../module.ts'
import { type SequenceWindow, useSequence } from '../sequence.ts'
import type { Reading } from '../store.ts'
import { accountId, type Transaction } from '../transaction.ts'
import { accountOf, deviceOf, openAccount, ownerOf } from './keys.ts'
import { type AccountRecord, accounts, type Device } from './records.ts'
import { tokenGood, useToken } from './tokens.ts'

/** What the admission of one transaction will write. */
export type Admission =
  | { readonly record: AccountRecord; readonly device: Device; readonly window: SequenceWindow }
  | { readonly guest: true }

export function quotaWindow(genesis: Genesis, slot: number): number {
  return divFloor(slot, genesis.quotaSlots)
}

/** Whether this application, the first transaction of an account to be, may stand in a block. */
function admitGuest(
  state: Reading,
  genesisHash: Uint8Array,
  transaction: Transaction,
  token: Uint8Array,
  slot: number,
): Admission | KernelCode {
  const { account, device, sequence } = transaction
  if (sequence !== 1 || !equalBytes(account, accountId(genesisHash, device))) return 'kernel/guest'
  if (ownerOf(state, device)) return 'kernel/guest'
  if (!tokenGood(state, token, slot)) return 'kernel/token'
  return { guest: true }
}

export function admit(
  state: Reading,
  genesis: Genesis,
  genesisHash: Uint8Array,
  transaction: Transaction,
  command: Command<unknown>,
  params: unknown,
  slot: number,
): Admission | KernelCode {
  if (slot > transaction.expiry) return 'kernel/expired'
  const record = accountOf(state, transaction.account)
  if (!record) {
    const token = command.token?.(params)
    return token ? admitGuest(state, genesisHash, transaction, token, slot) : 'kernel/account'
  }
  const device = deviceOf(record, transaction.device)
  if (!device) return 'kernel/key'
  if (command.scope !== 'any' && (device.scopes & SCOPE[command.scope]) === 0) return 'kernel/scope'
  const window = useSequence(device, transaction.sequence)
  if (!window) return 'kernel/sequence'
  const used = record.window === quotaWindow(genesis, slot) ? record.used : 0
  if (used >= record.quota) return 'kernel/quota'
  return { record, device, window }
}

/** Uses the sequence and the quota; opens the account of an application and uses its token. */
export function take(
  context: Context,
  transaction: Transaction,
  admission: Admission,
  token: Uint8Array | undefined,
): void {
  const { account } = transaction
  const window = quotaWindow(context.genesis, context.slot)
  if ('guest' in admission) {
    useToken(context, token!)
    openAccount(
      context,
      account,
      [{ key: transaction.device, scopes: ALL_SCOPES }],
      1,
      context.genesis.applicantQuota,
    )
    const record = accountOf(context, account)!
    const devices = record.devices.map(device => ({ ...device, ...useSequence(device, 1)! }))
    context.put(accounts, [account], { ...record, devices })
    return
  }
  const { record, device } = admission
  const { highest, low, high } = admission.window
  const used = record.window === window ? record.used + 1 : 1
  const devices = record.devices.map(each => (each === device ? { ...each, highest, low, high } : each))
  context.put(accounts, [account], {
    devices,
    threshold: record.threshold,
    quota: record.quota,
    window,
    used,
    everDevices: record.everDevices,
    agreements: record.agreements,
  })
}
