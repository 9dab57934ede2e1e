// Whatever signs, and what a key may be made of.
import type { Bytes } from '../bytes/bytes.ts'

export interface Signer {
  readonly publicKey: Bytes
  sign(message: Bytes): Promise<Bytes>
}

export const SEED_BYTES = 32
