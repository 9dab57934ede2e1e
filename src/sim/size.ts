// How many bytes a message takes, and how it looks after it has been bytes.
import { decode, encode, lengthOf } from '../bytes/codec.ts'
import { blockLength, readBlock, writeBlock } from '../chain/block.ts'
import { certificateCodec, voteCodec } from '../chain/consensus/votes.ts'
import type { Message } from '../chain/node/message.ts'
import { readTransaction } from '../chain/transaction.ts'

/** What a frame adds: its kind, its length, the era. */
const ENVELOPE_BYTES = 8
const ERA_BYTES = 34

const known = new WeakMap<object, number>()

function once(subject: object, size: () => number): number {
  let bytes = known.get(subject)
  if (bytes === undefined) {
    bytes = ENVELOPE_BYTES + size()
    known.set(subject, bytes)
  }
  return bytes
}

export function sizeOf(message: Message): number {
  switch (message.kind) {
    case 'transaction':
      return ENVELOPE_BYTES + message.transaction.wire.length
    case 'block':
      return once(message.block, () => blockLength(message.block))
    case 'vote':
      return once(message.vote, () => ERA_BYTES + lengthOf(voteCodec, message.vote))
    case 'certificate':
      return once(message.certificate, () => ERA_BYTES + lengthOf(certificateCodec, message.certificate))
  }
}

/** The message read again from its bytes; undefined where it does not survive that. */
export function throughBytes(message: Message): Message | undefined {
  if (message.kind === 'transaction') {
    const transaction = readTransaction(message.transaction.wire.slice())
    return typeof transaction === 'string' ? undefined : { kind: 'transaction', transaction }
  }
  if (message.kind === 'block') {
    const block = readBlock(writeBlock(message.block))
    return typeof block === 'string' ? undefined : { kind: 'block', block }
  }
  if (message.kind === 'vote') return { ...message, vote: decode(voteCodec, encode(voteCodec, message.vote)) }
  const certificate = decode(certificateCodec, encode(certificateCodec, message.certificate))
  return { ...message, certificate }
}
