// Things to say: well-formed, and otherwise of no meaning.
import { encode, struct, uint } from '../bytes/codec.ts'
import { sha256 } from '../bytes/hash.ts'
import { type Block, HEADER_FORMAT, type Header, headerHash } from '../chain/block.ts'
import { type Certificate, certificateCodec, certificateHash, type Vote } from '../chain/consensus/votes.ts'
import { sealTransaction, type Transaction } from '../chain/transaction.ts'

/** 32 bytes that follow from a number. */
export const bytesOf = (n: number) => sha256(encode(struct({ n: uint }, 'test'), { n }))
export const CHAIN = bytesOf(0)
const signatureOf = (n: number) => new Uint8Array([...bytesOf(n), ...bytesOf(n + 1)])

export const transactionOf = (n: number, signature = signatureOf(n)): Transaction =>
  sealTransaction(
    {
      version: 1,
      chain: CHAIN,
      account: bytesOf(n).slice(0, 20),
      device: bytesOf(n + 1),
      sequence: 1 + n,
      module: 'test',
      command: 'say',
      params: bytesOf(n),
      expiry: 100,
    },
    signature,
  )

export const headerOf = (height: number, parent: Uint8Array, more: Partial<Header> = {}): Header => ({
  format: HEADER_FORMAT,
  rules: 1,
  chain: CHAIN,
  height,
  slot: height,
  view: height,
  parent,
  producer: bytesOf(7).slice(0, 20),
  transactions: bytesOf(1),
  state: bytesOf(2),
  outcomes: bytesOf(3),
  active: bytesOf(4),
  activeNext: bytesOf(4),
  reveal: bytesOf(height),
  justify: { source: parent, view: 0, certificate: new Uint8Array(32) },
  ...more,
})

export const blockOf = (
  height: number,
  parent: Uint8Array,
  transactions: readonly Transaction[] = [],
  more: Partial<Header> = {},
): Block => {
  const header = headerOf(height, parent, more)
  return { header, hash: headerHash(header), certificate: null, signature: signatureOf(height), transactions }
}

/** As blockOf, with a certificate for its parent. */
export const certifiedOf = (height: number, parent: Uint8Array, signers = 3): Block => {
  const certificate = certificateOf(parent, height - 1, signers)
  const justify = { source: parent, view: height - 1, certificate: certificateHash(certificate) }
  return { ...blockOf(height, parent, [], { justify }), certificate: encode(certificateCodec, certificate) }
}

export const voteOf = (block: Uint8Array, height: number, voter: number): Vote => ({
  height,
  view: height,
  block,
  sourceView: 0,
  source: CHAIN,
  key: bytesOf(voter),
  signature: signatureOf(voter + height),
})

export const certificateOf = (block: Uint8Array, height: number, signers = 3): Certificate => ({
  height,
  view: height,
  block,
  sourceView: 0,
  source: CHAIN,
  votes: Array.from({ length: signers }, (_, signer) => ({
    signer,
    signature: signatureOf(signer + height),
  })),
})
