// SHA-256, synchronous and the same bytes everywhere, by the fastest of three: the platform's own where it can be
// asked without waiting (Node), WebAssembly (browsers), plain code (where WebAssembly is forbidden).
import { createSHA256 } from 'hash-wasm'
import { type Bytes, fromHex } from './bytes.ts'
import { type Codec, type Writer, written } from './codec.ts'
import { bytesOfDigest, type Digest, digestOfBytes } from './digest.ts'
import { nameOf32 } from './name.ts'

export type Hash = Bytes // 32 bytes

interface Backend {
  bytes(data: Bytes): Hash
  digest(data: Bytes): Digest
}

const NOTHING = new Uint8Array(0)
// FIPS 180-4.
const OF_NOTHING = fromHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')!

/** Node's, asked for the digest as a text: that costs less than making an array of it. */
function ofNode(): Backend | undefined {
  const crypto = (
    globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  ).process?.getBuiltinModule?.('node:crypto') as
    | { hash?: (algorithm: string, data: Bytes, encoding: 'utf16le') => string }
    | undefined
  const hash = crypto?.hash
  if (!hash) return undefined
  const digest = (data: Bytes) => hash('sha256', data, 'utf16le')
  // A digest is of the machine's own order of bytes, whatever the encoding's name.
  if (digest(NOTHING) !== digestOfBytes(OF_NOTHING)) return undefined
  return { digest, bytes: data => bytesOfDigest(digest(data)) }
}

async function ofWebAssembly(): Promise<Backend> {
  // Some systems forbid WebAssembly (a strict content policy, a phone's lockdown mode).
  const wasm = await createSHA256().catch(() => undefined)
  const bytes: Backend['bytes'] = wasm
    ? data => wasm.init().update(data).digest('binary')
    : (await import('@noble/hashes/sha2.js')).sha256
  return { bytes, digest: data => digestOfBytes(bytes(data)) }
}

const backend = ofNode() ?? (await ofWebAssembly())

export const sha256: (data: Bytes) => Hash = backend.bytes

/** The hash as a text (digest.ts). */
export const sha256Digest: (data: Bytes) => Digest = backend.digest

/** The hash as a text of 32 characters, one a byte (name.ts). */
export const sha256Name = (data: Bytes): string => nameOf32(sha256(data))

/** The hash of a value's canonical form. The codec's leading tag keeps the domains apart. */
export const hashOf = <T>(codec: Codec<T>, value: T): Hash => written(codec, value, hashWritten)

const hashWritten = (writer: Writer): Hash => sha256(writer.glance())
