// What is made of a wallet's entropy: a member key for each community, that nobody can tell belong together, and the name
// by which a wallet knows its own copies.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Signer, signerOf } from '../../crypto/keys.ts'

/** HKDF with SHA-256 (RFC 5869): the salt says what it is for, the info for whom. */
export async function derive(secret: Bytes, purpose: string, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret as BufferSource, 'HKDF', false, ['deriveBits'])
  const salt = new TextEncoder().encode(purpose)
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: info as BufferSource }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * length))
}

/** The member key of the community with this genesis hash. */
export const memberSeed = (entropy: Bytes, genesisHash: Bytes): Promise<Bytes> =>
  derive(entropy, 'wattle member key', genesisHash, 32)

export const memberSigner = async (entropy: Bytes, genesisHash: Bytes): Promise<Signer> =>
  signerOf(await memberSeed(entropy, genesisHash))

export const ID_BYTES = 8
/** Tells nothing of the entropy, and is the same in every copy. */
export const walletId = (entropy: Bytes): Promise<Bytes> =>
  derive(entropy, 'wattle wallet', new Uint8Array(0), ID_BYTES)
