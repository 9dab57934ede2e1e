// A new key's consent: its holder's signature on belonging to this account.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, integer } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { ALL_SCOPES, type CarriedSignature } from '../../chain/module.ts'

export const consent = bytes(64)

/** What a device key may be used for: something. */
export const scopeSet = integer(1, ALL_SCOPES)

export const carriedConsent = (
  publicKey: Bytes,
  signature: Bytes,
  account: Bytes,
  genesisHash: Hash,
): readonly CarriedSignature[] => [{ publicKey, message: consentBytes(genesisHash, account), signature }]
