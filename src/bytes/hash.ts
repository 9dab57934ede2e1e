// SHA-256, synchronous and the same bytes everywhere: WebAssembly where it may run, plain code where not.
import { sha256 as portable } from '@noble/hashes/sha2.js'
import { createSHA256 } from 'hash-wasm'
import type { Bytes } from './bytes.ts'
import { type Codec, encode } from './codec.ts'

export type Hash = Bytes // 32 bytes

// Some systems forbid WebAssembly (a strict content policy, a phone's lockdown mode).
const native = await createSHA256().catch(() => undefined)

export const sha256: (data: Bytes) => Hash = native
  ? data => native.init().update(data).digest('binary')
  : data => portable(data)

/** The hash of a value's canonical form. The codec's leading tag keeps the domains apart. */
export function hashOf<T>(codec: Codec<T>, value: T): Hash {
  return sha256(encode(codec, value))
}
