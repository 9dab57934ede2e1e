// The transport key: fresh with every page load, so that a page that was reloaded is never taken for the one before.
// Who stands behind it is proven in the handshake, with a device key.
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { concatBytes } from '../../bytes/bytes.ts'
import { signerOf } from '../../crypto/keys.ts'
import { SEED_BYTES } from '../../crypto/signer.ts'

export interface TransportKey {
  /** The transport id: libp2p's text of the public key. */
  readonly peer: string
  readonly secret: Ed25519PrivateKey
  sign(message: Uint8Array): Promise<Uint8Array>
  /** Whether the peer of that id signed this. */
  verify(peer: string, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}

export async function makeTransportKey(): Promise<TransportKey> {
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES))
  const { publicKey } = await signerOf(seed)
  const secret = privateKeyFromRaw(concatBytes(seed, publicKey)) as Ed25519PrivateKey
  return {
    peer: peerIdFromPrivateKey(secret).toString(),
    secret,
    sign: async message => secret.sign(message),
    verify,
  }
}

async function verify(peer: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    // Of an Ed25519 key the id is the key itself.
    const { publicKey } = peerIdFromString(peer)
    return publicKey?.type === 'Ed25519' && (await publicKey.verify(message, signature))
  } catch {
    return false // not an id
  }
}

/** Whether a text is the id of a transport key such as ours. */
export function isTransportId(text: string): boolean {
  try {
    const id = peerIdFromString(text)
    return id.type === 'Ed25519' && id.toString() === text
  } catch {
    return false
  }
}
