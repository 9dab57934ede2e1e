// What a key signs before an account takes it: nobody's key is made somebody's without its holder.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'

const consentTag = struct({ genesis: bytes(32), account: bytes(20) }, 'device')

/** What a new device signs to show that its holder wants to belong to this account. */
export const consentBytes = (genesisHash: Hash, account: Bytes): Bytes =>
  encode(consentTag, { genesis: genesisHash, account })
