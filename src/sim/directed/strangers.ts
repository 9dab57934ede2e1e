// What may never stand in a block, offered by those who can: in a form that is not canonical, under a signature that holds
// for one back-end alone, under none, or a second time.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { readTransaction, type Transaction } from '../../chain/transaction.ts'
import { ed25519 } from '../signing.ts'
import { greetParams } from './acclaim.ts'
import { ONE_GROUP } from './branches.ts'
import { type Setting, type Stage, Thwarted } from './stage.ts'

export const BACK_ENDS: Setting = { ...ONE_GROUP, scheme: ed25519 }
const CALM_BLOCKS = 6
/** Blocks until what is sent is final. */
const FURTHER = 6
const GREETING = encode(greetParams, {})
/** What follows what is signed: a head of two bytes, and the signature. */
const SIGNATURE_PART = 66
/** An expiry of two bytes ends what is signed. */
const EXPIRY_PART = 3

/** As it comes from a stranger: no block may ever hold these bytes. */
function stranger(stage: Stage, wire: Bytes): Transaction {
  const transaction = readTransaction(wire)
  if (typeof transaction === 'string') throw new Thwarted(`it cannot be read: ${transaction}`)
  stage.forbid(wire)
  return transaction
}

/** A member signs an intent with a number that is written in more bytes than it needs. */
export function writtenLonger(stage: Stage): void {
  stage.until(CALM_BLOCKS)
  const [member] = stage.honest(0)
  const { signed, wire } = stage.transaction(member!, 'greet', GREETING)
  const longer = (bytes: Bytes) => {
    const end = bytes.length - EXPIRY_PART
    return concatBytes(bytes.subarray(0, end), Uint8Array.of(0x1a, 0, 0), bytes.subarray(end + 1))
  }
  const body = wire.subarray(0, wire.length - SIGNATURE_PART)
  const head = wire.subarray(body.length, body.length + 2)
  const signature = stage.deviceOf(member!).sign(longer(signed))
  const transaction = stranger(stage, concatBytes(longer(body), head, signature))
  member!.hear({ kind: 'transaction', transaction })
  stage.until(CALM_BLOCKS + FURTHER)
}

/** The order of the base point, little-endian. */
const ORDER = Uint8Array.of(
  ...[0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10],
)

/** Whoever sees a signature can add the order to its S: the equation holds as before, where nobody looks at S. */
export function anotherS(stage: Stage): void {
  stage.until(CALM_BLOCKS)
  const [member] = stage.honest(0)
  const wire = stage.transaction(member!, 'greet', GREETING).wire.slice()
  let carry = 0
  for (let i = 0; i < ORDER.length; i++) {
    const at = wire.length - ORDER.length + i
    const sum = wire[at]! + ORDER[i]! + carry
    wire[at] = sum & 0xff
    carry = sum >> 8
  }
  member!.hear({ kind: 'transaction', transaction: stranger(stage, wire) })
  stage.until(CALM_BLOCKS + FURTHER)
}

/** A producer takes in what a member never signed. */
export function neverSigned(stage: Stage): void {
  const head = stage.until(CALM_BLOCKS)
  const { view } = head.header
  const honest = stage.honest(0)
  const d = stage.liar(0)
  const wire = stage.transaction(honest[0]!, 'greet', GREETING).wire.slice()
  wire[wire.length - 1]! ^= 1
  const forged = [stranger(stage, wire)]
  const one = stage.block(d, head, view + 1, stage.certificateOf(head), forged)
  stage.show(honest, one)
  const two = stage.block(d, one.executed, view + 2, stage.certify(one, honest))
  stage.show(honest, two, stage.certify(two, honest))
}

/** What stands in a final block is handed in once more, by whoever has seen it. */
export function sentAgain(stage: Stage): void {
  stage.until(CALM_BLOCKS)
  const [member, other] = stage.honest(0)
  const transaction = stage.transaction(member!, 'greet', GREETING)
  for (const peer of [member!, other!]) {
    peer.hear({ kind: 'transaction', transaction })
    stage.until(stage.height + FURTHER)
  }
}
