// What a signature is checked over: bytes, and nothing that a reader has already interpreted.
import type { Bytes } from '../bytes/bytes.ts'

export interface Signed {
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly signature: Bytes
}
