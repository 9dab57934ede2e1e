// A release: the files that the app is made of, by their hashes, and who stands for them. Whoever serves the app could
// serve a thief; so the service worker takes another release only where every key that it was told of has signed it.
import { type Bytes, equalBytes } from '../bytes/bytes.ts'
import {
  ascending,
  bytes,
  encode,
  integer,
  list,
  struct,
  text,
  tryDecode,
  u32,
  uint,
} from '../bytes/codec.ts'
import type { Signer } from '../crypto/signer.ts'
import type { Verifier } from '../crypto/verify.ts'

/** Where it is served, at the root of the app. */
export const RELEASE_PATH = 'release.cbor'
/** The service worker's own script. Browsers fetch it by themselves, so it is in no cache of ours. */
export const GUARD_PATH = 'service.js'

const MAX_FILES = 512
const MAX_PATH = 160
const MAX_RELEASE_BYTES = 1 << 17
/** A build that several communities use carries a signature for each. */
const MAX_SIGNATURES = 16

const file = struct({ path: text(MAX_PATH), size: u32, hash: bytes(32) })
export type ReleaseFile = ReturnType<typeof file.read>

const releaseCodec = struct(
  {
    format: integer(1, 1),
    /** For people. */
    version: text(48),
    /** Only a higher one is an update: whoever serves the app cannot go back to a release with a known hole. */
    sequence: uint,
    timeMs: uint,
    files: ascending(file, MAX_FILES, (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  },
  'release',
)
export type Release = ReturnType<typeof releaseCodec.read>

const signature = struct({ key: bytes(32), signature: bytes(64) })
const signedCodec = struct({
  /** Canonical CBOR of the release: what is signed, to the byte. */
  release: bytes(1, MAX_RELEASE_BYTES),
  signatures: list(signature, MAX_SIGNATURES),
})
type Signature = ReturnType<typeof signature.read>

export interface SignedRelease {
  readonly release: Release
  readonly signatures: readonly Signature[]
  /** What is signed. */
  readonly message: Bytes
}

/** Letters, digits and a few marks, below the root and never above it. */
const PATH = /^(?!\.)[\w.@-]+(\/(?!\.)[\w.@-]+)*$/

export const unsigned = (release: Omit<Release, 'format'>): SignedRelease => ({
  release: { format: 1, ...release },
  signatures: [],
  message: encode(releaseCodec, { format: 1, ...release }),
})

/** The same, with one signature more; one by the same key is replaced. */
export async function signedBy(signed: SignedRelease, signer: Signer): Promise<SignedRelease> {
  const others = signed.signatures.filter(({ key }) => !equalBytes(key, signer.publicKey))
  const own = { key: signer.publicKey, signature: await signer.sign(signed.message) }
  return { ...signed, signatures: [...others, own] }
}

export const writeRelease = ({ message, signatures }: SignedRelease): Bytes =>
  encode(signedCodec, { release: message, signatures })

/** Undefined where these bytes are no release. */
export function readRelease(wire: Bytes): SignedRelease | undefined {
  const outer = tryDecode(signedCodec, wire)
  if ('error' in outer) return undefined
  const { release: message, signatures } = outer.value
  const inner = tryDecode(releaseCodec, message)
  if ('error' in inner || !inner.value.files.every(({ path }) => PATH.test(path))) return undefined
  return { release: inner.value, signatures, message }
}

/** What is wrong with what a release says of itself, whatever its files are. */
export type Fault =
  /** Somebody whose signature is asked for has not signed it. */
  | 'unsigned'
  /** There is a signature in that name, and it does not hold. */
  | 'forged'
  /** Its sequence is no higher than that of the one in use. */
  | 'older'

/** Whether a release may follow the one in use, for whoever must have signed it. */
export async function faultOf(
  next: SignedRelease,
  current: SignedRelease | undefined,
  keys: readonly Bytes[],
  verify: Verifier,
): Promise<Fault | undefined> {
  const named = keys.map(key => next.signatures.find(each => equalBytes(each.key, key)))
  if (named.includes(undefined)) return 'unsigned'
  const items = named.map(each => ({
    ...{ publicKey: each!.key, signature: each!.signature, message: next.message },
  }))
  if (!(await verify(items)).every(Boolean)) return 'forged'
  // Where nobody signs there is no order either: a build of one's own may follow any other.
  const before = current && keys.length > 0 ? current.release.sequence : -1
  return next.release.sequence > before ? undefined : 'older'
}
