// Accounts and their device keys: the narrow functions that modules use. Nothing here asks who may do it; the
// module that calls has decided that.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { type Refusal, refuse } from '../codes.ts'
import { MAX_DEVICES, MAX_DEVICES_EVER } from '../limits.ts'
import { SCOPE } from '../module.ts'
import { FRESH_WINDOW } from '../sequence.ts'
import type { Reading, Writing } from '../store.ts'
import { type AccountRecord, accounts, type Device, owners } from './records.ts'

export interface NewDevice {
  readonly key: Bytes
  readonly scopes: number
}

export const accountOf = (state: Reading, account: Bytes): AccountRecord | undefined =>
  state.get(accounts, [account])

export const ownerOf = (state: Reading, key: Bytes): Bytes | undefined => state.get(owners, [key])

export const deviceOf = (record: AccountRecord, key: Bytes): Device | undefined =>
  record.devices.find(device => equalBytes(device.key, key))

/** The most that a record can count. */
const MAX_DEVICES_COUNTED = 0xff

const administers = (device: { readonly scopes: number }) => (device.scopes & SCOPE.administer) !== 0

const fresh = ({ key, scopes }: NewDevice): Device => ({ key, scopes, ...FRESH_WINDOW })

/** A new account with these keys. The caller has made sure that the id is the first key's. */
export function openAccount(
  state: Writing,
  account: Bytes,
  devices: readonly NewDevice[],
  threshold: number,
  quota: number,
): Refusal | undefined {
  for (const device of devices) if (ownerOf(state, device.key)) return refuse('kernel/key-taken')
  if (devices.length > MAX_DEVICES) return refuse('kernel/keys-full', MAX_DEVICES)
  if (devices.filter(administers).length < threshold) return refuse('kernel/threshold')
  state.put(accounts, [account], {
    devices: devices.map(fresh),
    threshold,
    quota,
    window: 0,
    used: 0,
    everDevices: devices.length,
    agreements: 0,
  })
  for (const device of devices) state.put(owners, [device.key], account)
  return undefined
}

/** Adds keys and removes keys in one deed, so that a rotation never leaves an account without one. */
export function changeDevices(
  state: Writing,
  account: Bytes,
  gone: readonly Bytes[],
  added: readonly NewDevice[],
): Refusal | undefined {
  const record = accountOf(state, account)
  if (!record) return refuse('kernel/key-unknown')
  for (const key of gone) if (!deviceOf(record, key)) return refuse('kernel/key-unknown')
  const taken = new Set<string>()
  for (const { key } of added) {
    const name = key.join()
    if (ownerOf(state, key) || taken.has(name)) return refuse('kernel/key-taken')
    taken.add(name)
  }
  const kept = record.devices.filter(device => !gone.some(key => equalBytes(key, device.key)))
  const devices = [...kept, ...added.map(fresh)]
  const everDevices = record.everDevices + added.length
  if (devices.length > MAX_DEVICES) return refuse('kernel/keys-full', MAX_DEVICES)
  if (everDevices > MAX_DEVICES_EVER) return refuse('kernel/keys-full', MAX_DEVICES_EVER)
  const administering = devices.filter(administers).length
  if (administering === 0) return refuse('kernel/key-last')
  if (administering < record.threshold) return refuse('kernel/threshold')
  state.put(accounts, [account], { ...record, devices, everDevices })
  for (const { key } of added) state.put(owners, [key], account)
  return undefined
}

/**
 * Takes every key from an account and gives it these: for a member who has lost the last one. The keys it ever had
 * do not stand in the way, only how many can be counted.
 */
export function replaceDevices(
  state: Writing,
  account: Bytes,
  devices: readonly NewDevice[],
  threshold: number,
): Refusal | undefined {
  const record = accountOf(state, account)
  if (!record) return refuse('kernel/key-unknown')
  for (const { key } of devices) if (ownerOf(state, key)) return refuse('kernel/key-taken')
  if (devices.length > MAX_DEVICES) return refuse('kernel/keys-full', MAX_DEVICES)
  const everDevices = record.everDevices + devices.length
  if (everDevices > MAX_DEVICES_COUNTED) return refuse('kernel/keys-full', MAX_DEVICES_COUNTED)
  if (devices.filter(administers).length < threshold) return refuse('kernel/threshold')
  state.put(accounts, [account], { ...record, devices: devices.map(fresh), threshold, everDevices })
  for (const { key } of devices) state.put(owners, [key], account)
  return undefined
}

/** How many transactions the account may send in one window. */
export function setQuota(state: Writing, account: Bytes, quota: number): void {
  const record = accountOf(state, account)
  if (record && record.quota !== quota) state.put(accounts, [account], { ...record, quota })
}

/** How many administering keys must agree. */
export function setThreshold(state: Writing, account: Bytes, threshold: number): Refusal | undefined {
  const record = accountOf(state, account)
  if (!record) return refuse('kernel/key-unknown')
  if (record.devices.filter(administers).length < threshold) return refuse('kernel/threshold')
  state.put(accounts, [account], { ...record, threshold })
  return undefined
}
