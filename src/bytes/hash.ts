// SHA-256, synchronous and the same bytes everywhere, by the fastest of three: the platform's own where it can be
// asked without waiting (Node), WebAssembly (browsers), plain code (where WebAssembly is forbidden).
import { sha256 as portable } from '@noble/hashes/sha2.js'
import { createSHA256 } from 'hash-wasm'
import type { Bytes } from './bytes.ts'
import { type Codec, encode } from './codec.ts'
import { bytesOf32, nameOf32 } from './name.ts'

export type Hash = Bytes // 32 bytes

interface Backend {
  bytes(data: Bytes): Hash
  name(data: Bytes): string
}

/** Node's, asked for the digest as a text: that costs less than making an array of it. */
function ofNode(): Backend | undefined {
  const crypto = (
    globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  ).process?.getBuiltinModule?.('node:crypto') as
    | { hash?: (algorithm: string, data: Bytes, encoding: 'binary') => string }
    | undefined
  const hash = crypto?.hash
  if (!hash) return undefined
  const name = (data: Bytes) => hash('sha256', data, 'binary')
  return { name, bytes: data => bytesOf32(name(data)) }
}

async function ofWebAssembly(): Promise<Backend> {
  // Some systems forbid WebAssembly (a strict content policy, a phone's lockdown mode).
  const wasm = await createSHA256().catch(() => undefined)
  const bytes: Backend['bytes'] = wasm ? data => wasm.init().update(data).digest('binary') : portable
  return { bytes, name: data => nameOf32(bytes(data)) }
}

const backend = ofNode() ?? (await ofWebAssembly())

export const sha256: (data: Bytes) => Hash = backend.bytes

/** The hash as a text of 32 characters, one a byte (name.ts). */
export const sha256Name: (data: Bytes) => string = backend.name

/** The hash of a value's canonical form. The codec's leading tag keeps the domains apart. */
export function hashOf<T>(codec: Codec<T>, value: T): Hash {
  return sha256(encode(codec, value))
}
