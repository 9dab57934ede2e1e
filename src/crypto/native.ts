// WebCrypto's Ed25519: several times faster than plain code, and not everywhere.
import { fromHex } from '../bytes/bytes.ts'
import { PUBLISHED } from './published.ts'
import { Recent } from './recent.ts'
import { passesByteCheck } from './rule.ts'
import type { Signed } from './signed.ts'

const ED25519 = 'Ed25519'
const MOST_KEYS = 16_384

/** A key as the platform has it, or will have it soon. */
interface Imported {
  key: CryptoKey | Promise<CryptoKey>
}

const keys = new Recent<Imported>(MOST_KEYS, publicKey => {
  const pending = crypto.subtle.importKey('raw', publicKey as BufferSource, ED25519, false, ['verify'])
  const imported: Imported = { key: pending }
  pending.then(
    key => {
      imported.key = key
    },
    // A refusal may pass (no memory); it is not remembered.
    () => keys.forget(publicKey),
  )
  return imported
})

/** What the platform says by itself, which is not the rule: it wants the byte check first. Throws where it has no answer. */
export async function askPlatform({ publicKey, message, signature }: Signed): Promise<boolean> {
  const { key } = keys.of(publicKey)
  return crypto.subtle.verify(
    ED25519,
    key instanceof Promise ? await key : key,
    signature as BufferSource,
    message as BufferSource,
  )
}

// RFC 8032, 7.1, test 2.
const ordinary: Signed = {
  publicKey: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')!,
  message: fromHex('72')!,
  signature: fromHex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  )!,
}

let kept: Promise<boolean> | undefined

/** Whether this platform has Ed25519 and, behind the byte check, keeps to the rule. Tried once. */
export function platformKeepsRule(): Promise<boolean> {
  kept ??= keepsRule(askPlatform)
  return kept
}

/**
 * Tries a back-end on an ordinary signature and on those published traps that the byte check lets through: one of
 * mixed order to accept, and two that hold with the cofactor only.
 */
export async function keepsRule(ask: (signed: Signed) => Promise<boolean>): Promise<boolean> {
  try {
    if (!(await ask(ordinary))) return false
    for (const trap of PUBLISHED)
      if (passesByteCheck(trap) && (await ask(trap)) !== trap.expected) return false
    return true
  } catch {
    return false
  }
}
