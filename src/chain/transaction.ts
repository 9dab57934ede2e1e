// A transaction: a member's signed intent.
import { type Bytes, concatBytes } from '../bytes/bytes.ts'
import {
  bytes,
  decodeSharing,
  encode,
  FormError,
  Reader,
  struct,
  text,
  tryDecode,
  u8,
  uint,
} from '../bytes/codec.ts'
import { type Hash, sha256 } from '../bytes/hash.ts'
import type { KernelCode } from './codes.ts'
import { MAX_NAME_BYTES, MAX_PARAMS_BYTES, MAX_TRANSACTION_BYTES } from './limits.ts'

export const TRANSACTION_VERSION = 1

const SIGNED_FIELDS = {
  version: u8,
  /** The chain id: genesis and era are inside everything that is signed. */
  chain: bytes(32),
  account: bytes(20),
  /** The device's public key. */
  device: bytes(32),
  sequence: uint,
  module: text(MAX_NAME_BYTES),
  command: text(MAX_NAME_BYTES),
  /** The canonical form of the command's parameters. */
  params: bytes(0, MAX_PARAMS_BYTES),
  /** The last slot at which the intent is not stale. */
  expiry: uint,
}

const intentCodec = struct(SIGNED_FIELDS, 'transaction')
const wireCodec = struct({ ...SIGNED_FIELDS, signature: bytes(64) })

export interface Intent {
  readonly version: number
  readonly chain: Bytes
  readonly account: Bytes
  readonly device: Bytes
  readonly sequence: number
  readonly module: string
  readonly command: string
  readonly params: Bytes
  readonly expiry: number
}

export interface Transaction extends Intent {
  readonly signature: Bytes
  /** The hash of the signed bytes. */
  readonly id: Hash
  /** What travels and what the block commits to. */
  readonly wire: Bytes
  /** What the device signed. */
  readonly signed: Bytes
}

/** What the device signs. */
export const signedBytes = (intent: Intent): Bytes => encode(intentCodec, intent)

/** The intent in what a device signs; undefined where there is none. */
export function readSigned(signed: Bytes): Intent | undefined {
  const read = tryDecode(intentCodec, signed)
  return 'error' in read ? undefined : read.value
}

// The signed form is the wire form with the tag in front and without the signature behind, so it is cut and
// pasted, not written again. 0x8a is an array of ten.
const SIGNED_HEAD = new Uint8Array([0x8a, 0x6b, ...new TextEncoder().encode('transaction')])
const SIGNATURE_LENGTH = 66

export function sealTransaction(intent: Intent, signature: Bytes): Transaction {
  return readTransaction(encode(wireCodec, { ...intent, signature })) as Transaction
}

/** Reads a transaction, or says why these bytes are none. */
export function readTransaction(wire: Bytes): Transaction | KernelCode {
  if (wire.length > MAX_TRANSACTION_BYTES) return 'kernel/size'
  try {
    const version = versionOf(wire)
    if (version !== undefined && version !== TRANSACTION_VERSION) return 'kernel/version'
    const fields = decodeSharing(wireCodec, wire)
    const signed = concatBytes(SIGNED_HEAD, wire.subarray(1, wire.length - SIGNATURE_LENGTH))
    return {
      version: fields.version,
      chain: fields.chain,
      account: fields.account,
      device: fields.device,
      sequence: fields.sequence,
      module: fields.module,
      command: fields.command,
      params: fields.params,
      expiry: fields.expiry,
      signature: fields.signature,
      id: sha256(signed),
      wire,
      signed,
    }
  } catch (error) {
    if (error instanceof FormError) return 'kernel/form'
    throw error
  }
}

/** The version that an array says it has, so that another one's transactions are told apart from rubbish. */
function versionOf(wire: Bytes): number | undefined {
  const [head, first] = wire
  if (head === undefined || head >>> 5 !== 4 || (head & 31) > 23 || first === undefined) return undefined
  const reader = new Reader(wire)
  reader.at = 1
  return u8.read(reader)
}

const accountTag = struct({ genesis: bytes(32), device: bytes(32) }, 'account')

/** The id of the account whose first device has this key: 20 bytes that outlive eras and every key. */
export function accountId(genesisHash: Hash, firstDevice: Bytes): Bytes {
  return sha256(encode(accountTag, { genesis: genesisHash, device: firstDevice })).slice(0, 20)
}

/** What a block commits to of a transaction: the signature is outside the id, and nobody may exchange it. */
export const transactionItem = ({ id, signature }: Transaction): Bytes => concatBytes(id, signature)
