// Blocks: the header that is hashed, and what travels beside it.
import type { Bytes } from '../bytes/bytes.ts'
import {
  bytes,
  decode,
  encode,
  FormError,
  integer,
  lengthOf,
  list,
  optional,
  struct,
  u32,
  uint,
} from '../bytes/codec.ts'
import { type Hash, hashOf } from '../bytes/hash.ts'
import type { BlockCode, KernelCode } from './codes.ts'
import {
  MAX_BLOCK_BYTES,
  MAX_BLOCK_TRANSACTIONS,
  MAX_CARRIED_BYTES,
  MAX_TRANSACTION_BYTES,
} from './limits.ts'
import { MAX_U48 } from './table.ts'
import { readTransaction, type Transaction } from './transaction.ts'

export const HEADER_FORMAT = 1

const justifyCodec = struct({
  /** The block that the carried certificate is for, and its view. */
  source: bytes(32),
  view: uint,
  certificate: bytes(32),
})

export const headerCodec = struct(
  {
    format: integer(0, 0xff),
    /** The version of the rules under which its own transactions run. */
    rules: u32,
    chain: bytes(32),
    height: integer(0, MAX_U48),
    slot: integer(0, MAX_U48),
    view: uint,
    parent: bytes(32),
    /** The producing account. */
    producer: bytes(20),
    transactions: bytes(32),
    /** The state after this block. */
    state: bytes(32),
    outcomes: bytes(32),
    /** The sets active at this block, and those active at its child. */
    active: bytes(32),
    activeNext: bytes(32),
    /** The producer's reveal for this slot. */
    reveal: bytes(32),
    justify: justifyCodec,
  },
  'header',
)

export type Header = ReturnType<typeof headerCodec.read>

export const headerHash = (header: Header): Hash => hashOf(headerCodec, header)

const blockCodec = struct({
  header: headerCodec,
  /** The certificate that `justify` names by its hash, or the recovery that an era begins with. */
  certificate: optional(bytes(0, MAX_CARRIED_BYTES)),
  signature: bytes(64),
  transactions: list(bytes(1, MAX_TRANSACTION_BYTES), MAX_BLOCK_TRANSACTIONS),
})

export interface Block {
  readonly header: Header
  readonly hash: Hash
  readonly certificate: Bytes | null
  /** The producer's, over the block's hash. */
  readonly signature: Bytes
  readonly transactions: readonly Transaction[]
}

const fieldsOf = ({ header, certificate, signature, transactions }: Omit<Block, 'hash'>) => ({
  ...{ header, certificate, signature },
  transactions: transactions.map(({ wire }) => wire),
})

export const writeBlock = (block: Omit<Block, 'hash'>): Bytes => encode(blockCodec, fieldsOf(block))

/** How many bytes a block takes. */
export const blockLength = (block: Omit<Block, 'hash'>): number => lengthOf(blockCodec, fieldsOf(block))

/** Reads a block, or says why these bytes are none: a block of an unreadable transaction is none. */
export function readBlock(wire: Bytes): Block | BlockCode | KernelCode {
  if (wire.length > MAX_BLOCK_BYTES) return 'block/size'
  let fields: ReturnType<typeof blockCodec.read>
  try {
    fields = decode(blockCodec, wire)
  } catch (error) {
    if (error instanceof FormError) return 'block/form'
    throw error
  }
  if (fields.header.format !== HEADER_FORMAT) return 'block/format'
  const transactions: Transaction[] = []
  for (const wireTransaction of fields.transactions) {
    const transaction = readTransaction(wireTransaction)
    if (typeof transaction === 'string') return transaction
    transactions.push(transaction)
  }
  return {
    header: fields.header,
    hash: headerHash(fields.header),
    certificate: fields.certificate,
    signature: fields.signature,
    transactions,
  }
}
