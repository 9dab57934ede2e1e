// A delegate key's consent: its holder's signature on standing for this account, so that nobody registers another's.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { CarriedSignature } from '../../chain/module.ts'

const standTag = struct({ genesis: bytes(32), account: bytes(20), commitment: bytes(32) }, 'stand')

/** What the delegate key signs before it is registered. */
export const standBytes = (genesisHash: Hash, account: Bytes, commitment: Hash): Bytes =>
  encode(standTag, { genesis: genesisHash, account, commitment })

/** A delegate's key with the end of its chain of reveals, and the slot that the chain counts from. */
export const keyFields = {
  key: bytes(32),
  consent: bytes(64),
  commitment: bytes(32),
}

interface Consented {
  readonly key: Bytes
  readonly consent: Bytes
  readonly commitment: Hash
}

export const carriedStand = (
  { key, consent, commitment }: Consented,
  account: Bytes,
  genesisHash: Hash,
): readonly CarriedSignature[] => [
  { publicKey: key, message: standBytes(genesisHash, account, commitment), signature: consent },
]
