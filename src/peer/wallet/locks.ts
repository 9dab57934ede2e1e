// The locks of keys at rest: a passphrase, passkeys, or, as long as there is neither, this browser's word alone.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct, text } from '../../bytes/codec.ts'
import type { Cost } from './cost.ts'
import { ID_BYTES } from './derive.ts'
import {
  contentKey,
  type Fault,
  type Keys,
  MOST_PASSKEYS,
  type Opened,
  openAll,
  openWith,
  type Random,
  sealWith,
  UNLOCKED,
} from './keys.ts'

/** Each lock is bound to the wallet and to its kind: none can be put in another's place. */
const lockTag = struct({ id: bytes(ID_BYTES), kind: text(16), salt: bytes(0, 32) }, 'wallet lock')
type Kind = 'passphrase' | 'passkey' | 'browser'
const besideLock = (id: Bytes, kind: Kind, salt: Bytes = NOTHING) => encode(lockTag, { id, kind, salt })
const NOTHING = new Uint8Array(0)

/** How a passphrase becomes a key: by Argon2id, in a thread of its own where there is one. */
export type Stretch = (passphrase: string, salt: Bytes, cost: Cost) => Promise<Bytes>

/** One passphrase opens it from now on, and whatever stood here for want of one no longer does. */
export async function lockByPassphrase(
  opened: Opened,
  passphrase: string,
  cost: Cost,
  stretch: Stretch,
  random: Random,
): Promise<Opened> {
  const { id, key, locks } = opened
  const lock = { salt: random(16), nonce: random(12), ...cost }
  const door = await contentKey(await stretch(passphrase, lock.salt, cost))
  const wrapped = await sealWith(door, lock.nonce, key, besideLock(id, 'passphrase', lock.salt))
  return { ...opened, locks: { ...locks, browser: null, passphrase: { ...lock, wrapped } } }
}

export async function openByPassphrase(
  keys: Keys,
  passphrase: string,
  stretch: Stretch,
): Promise<Opened | Fault> {
  const { id, passphrase: lock } = keys
  if (!lock) return 'no-such-lock'
  const door = await contentKey(await stretch(passphrase, lock.salt, lock))
  const beside = besideLock(id, 'passphrase', lock.salt)
  return openAll(keys, await openWith(door, lock.nonce, lock.wrapped, beside), 'passphrase')
}

/** `secret`: what the passkey answers to the salt. */
export async function lockByPasskey(
  opened: Opened,
  credential: Bytes,
  salt: Bytes,
  secret: Bytes,
  random: Random,
): Promise<Opened> {
  const { id, key, locks } = opened
  const nonce = random(12)
  const wrapped = await sealWith(await contentKey(secret), nonce, key, besideLock(id, 'passkey', salt))
  const others = locks.passkeys.filter(each => !equalBytes(each.credential, credential))
  const passkeys = [{ credential, salt, nonce, wrapped }, ...others].slice(0, MOST_PASSKEYS)
  return { ...opened, locks: { ...locks, browser: null, passkeys } }
}

export async function openByPasskey(keys: Keys, credential: Bytes, secret: Bytes): Promise<Opened | Fault> {
  const lock = keys.passkeys.find(each => equalBytes(each.credential, credential))
  if (!lock) return 'no-such-lock'
  const beside = besideLock(keys.id, 'passkey', lock.salt)
  const key = await openWith(await contentKey(secret), lock.nonce, lock.wrapped, beside)
  return openAll(keys, key, 'passkey')
}

export async function lockByBrowser(opened: Opened, door: CryptoKey, random: Random): Promise<Opened> {
  const nonce = random(12)
  const wrapped = await sealWith(door, nonce, opened.key, besideLock(opened.id, 'browser'))
  return { ...opened, locks: { ...UNLOCKED, browser: { nonce, wrapped } } }
}

export async function openByBrowser(keys: Keys, door: CryptoKey): Promise<Opened | Fault> {
  const lock = keys.browser
  if (!lock) return 'no-such-lock'
  return openAll(
    keys,
    await openWith(door, lock.nonce, lock.wrapped, besideLock(keys.id, 'browser')),
    'damaged',
  )
}
