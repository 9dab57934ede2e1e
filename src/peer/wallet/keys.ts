// A person's keys at rest: one secret, sealed under a key of its own, and that key behind one or several locks. The same
// form stands in the browser's store, in a file, and in the code that moves to another address.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, integer, list, optional, struct, text, tryDecode } from '../../bytes/codec.ts'
import { LEAST_MEMORY_KIB, MOST_MEMORY_KIB, MOST_PASSES } from './cost.ts'
import { ID_BYTES } from './derive.ts'
import { MOST_COMMUNITIES } from './most.ts'
import { ENTROPY_BYTES } from './phrase.ts'

export const MOST_PASSKEYS = 8
/** An invitation may hold its community's genesis. */
export const MOST_INVITATION_BYTES = 200_000
const MOST_SEALED_BYTES = 1_000_000
/** Of all invitations together, so that what is sealed stays what may be read. */
export const MOST_INVITATION_LETTERS = 900_000

const nonce = bytes(12)
/** The content's key, and the cipher's tag. */
const wrapped = bytes(32 + 16)

const passphraseLock = struct({
  salt: bytes(16),
  memoryKiB: integer(LEAST_MEMORY_KIB, MOST_MEMORY_KIB),
  passes: integer(1, MOST_PASSES),
  lanes: integer(1, 16),
  nonce,
  wrapped,
})
const passkeyLock = struct({ credential: bytes(1, 1023), salt: bytes(32), nonce, wrapped })
/** By a key that this browser holds and does not give away: no lock against whoever uses it. */
const browserLock = struct({ nonce, wrapped })

const HEAD = {
  id: bytes(ID_BYTES),
  passphrase: optional(passphraseLock),
  passkeys: list(passkeyLock, MOST_PASSKEYS),
  browser: optional(browserLock),
  nonce,
}
const headCodec = struct(HEAD, 'wallet')
export const keysCodec = struct({ ...HEAD, sealed: bytes(17, MOST_SEALED_BYTES) })
/** All that may be known of the keys without opening a lock. */
export type Keys = ReturnType<typeof keysCodec.read>
export type Locks = Pick<Keys, 'passphrase' | 'passkeys' | 'browser'>

const contentsCodec = struct({
  /** What the phrase says, and all keys are made of. */
  entropy: bytes(ENTROPY_BYTES[0], ENTROPY_BYTES[1]),
  /** Where they are used: genesis hashes, and the text by which each is found again. */
  communities: list(
    struct({ genesis: bytes(32), invitation: text(MOST_INVITATION_BYTES) }),
    MOST_COMMUNITIES,
  ),
})
export type Contents = ReturnType<typeof contentsCodec.read>

/** Keys whose locks are open: what is in them, and what it takes to change it. */
export interface Opened {
  readonly id: Bytes
  readonly contents: Contents
  readonly key: Bytes
  readonly locks: Locks
}

/** Why a lock did not open. */
export type Fault = 'passphrase' | 'passkey' | 'no-such-lock' | 'damaged'

export type Random = (count: number) => Bytes

// Sealing: AES-256 in Galois counter mode; what stands beside the sealed bytes is associated with them.

const GCM = 'AES-GCM'
export const contentKey = (raw: Bytes) =>
  crypto.subtle.importKey('raw', raw as BufferSource, GCM, false, ['encrypt', 'decrypt'])

export async function sealWith(key: CryptoKey, nonce: Bytes, plain: Bytes, beside: Bytes): Promise<Bytes> {
  const how = { name: GCM, iv: nonce as BufferSource, additionalData: beside as BufferSource }
  return new Uint8Array(await crypto.subtle.encrypt(how, key, plain as BufferSource))
}

export async function openWith(
  key: CryptoKey,
  nonce: Bytes,
  sealed: Bytes,
  beside: Bytes,
): Promise<Bytes | undefined> {
  const how = { name: GCM, iv: nonce as BufferSource, additionalData: beside as BufferSource }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed as BufferSource))
  } catch {
    return undefined
  }
}

export const UNLOCKED: Locks = { passphrase: null, passkeys: [], browser: null }

export const fresh = (id: Bytes, contents: Contents, random: Random): Opened => ({
  ...{ id, contents, key: random(32), locks: UNLOCKED },
})

/** Seals what is open behind the locks that it has. */
export async function close({ id, contents, key, locks }: Opened, random: Random): Promise<Keys> {
  if (!locks.passphrase && !locks.browser && locks.passkeys.length === 0)
    throw new Error('nothing would open it')
  const head = { id, ...locks, nonce: random(12) }
  const plain = encode(contentsCodec, contents)
  return {
    ...head,
    sealed: await sealWith(await contentKey(key), head.nonce, plain, encode(headCodec, head)),
  }
}

/** With what one of the locks gave. */
export async function openAll(keys: Keys, key: Bytes | undefined, wrong: Fault): Promise<Opened | Fault> {
  if (!key) return wrong
  const { id, nonce, sealed, ...locks } = keys
  const head = encode(headCodec, { id, nonce, ...locks })
  const plain = await openWith(await contentKey(key), nonce, sealed, head)
  const read = plain && tryDecode(contentsCodec, plain)
  if (!read || 'error' in read) return 'damaged'
  if (!ENTROPY_BYTES.some(length => length === read.value.entropy.length)) return 'damaged'
  return { id, key, contents: read.value, locks }
}
