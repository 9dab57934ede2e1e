// Instead of libp2p's Ed25519, on pages: the platform's, with plain code loaded only where the platform has none.
import { signerOf } from '../../../crypto/keys.ts'

export const publicKeyLength = 32
/** The seed and the public key after it. */
export const privateKeyLength = 64
const SEED_LENGTH = 32

/** A message of one piece, or a list of pieces. */
type Message = Uint8Array | { subarray(): Uint8Array }

export async function hashAndSign(privateKey: Uint8Array, message: Message): Promise<Uint8Array> {
  const signer = await signerOf(privateKey.subarray(0, SEED_LENGTH))
  return signer.sign(message.subarray())
}

export async function hashAndVerify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Message,
): Promise<boolean> {
  const whole = message.subarray()
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as BufferSource, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature as BufferSource, whole as BufferSource)
  } catch {
    const { verifyPortable } = await import('../../../crypto/portable.ts')
    return verifyPortable({ publicKey, message: whole, signature })
  }
}

/** libp2p would have these at once, which the platform cannot: `../key.ts` makes the keys. */
export function generateKey(): never {
  throw new TypeError('a transport key is made beforehand')
}
export const generateKeyFromSeed = generateKey
