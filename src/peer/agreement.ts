// Where so many delegates are gone for good that nothing becomes final, members agree to go on with others (rule 10). An
// agreement goes from hand to hand as text: which block and which delegates, and who has signed so far.
import { type Bytes, compareBytes, equalBytes } from '../bytes/bytes.ts'
import { bytes, encode, integer, struct, tryDecode } from '../bytes/codec.ts'
import { type Recovery, recoveryCodec } from '../chain/consensus/recovery.ts'
import { setHash } from '../chain/consensus/sets.ts'
import { fromLetters, toLetters } from '../mesh/letters.ts'

/** With the signatures of a thousand members; what is pasted is not read beyond. */
const MAX_AGREEMENT_BYTES = 1 << 17

const agreementCodec = struct(
  {
    format: integer(1, 1),
    /** The community, and the era that ends: what is signed for another is worth nothing in this one. */
    community: bytes(32),
    chain: bytes(32),
    recovery: recoveryCodec,
  },
  'agreement',
)
export type Agreement = Omit<ReturnType<typeof agreementCodec.read>, 'format'>

export const agreementBytes = (agreement: Agreement): Bytes =>
  encode(agreementCodec, { format: 1, ...agreement })

export const writeAgreement = (agreement: Agreement): string => toLetters(agreementBytes(agreement))

export function agreementFrom(wire: Bytes): Agreement | undefined {
  const read = wire.length > MAX_AGREEMENT_BYTES ? undefined : tryDecode(agreementCodec, wire)
  if (!read || 'error' in read) return undefined
  const { format, ...agreement } = read.value
  return agreement
}

/** Reads what somebody has passed on, whatever was written around it; undefined where it is none. */
export function readAgreement(pasted: string): Agreement | undefined {
  const said = /[A-Za-z0-9_-]{100,}/.exec(pasted.slice(0, 2 * MAX_AGREEMENT_BYTES))?.[0]
  const wire = said === undefined ? undefined : fromLetters(said)
  return wire && agreementFrom(wire)
}

/** Whether both are on the same thing, whoever has signed. */
export const isSameMatter = (one: Agreement, other: Agreement): boolean =>
  equalBytes(one.chain, other.chain) &&
  equalBytes(one.recovery.block, other.recovery.block) &&
  equalBytes(setHash(one.recovery.delegates), setHash(other.recovery.delegates))

/** With the signatures of both; of one account's two, the first. */
export function united(one: Agreement, other: Agreement): Agreement {
  const signatures: Recovery['signatures'][number][] = [...one.recovery.signatures]
  for (const each of other.recovery.signatures)
    if (!signatures.some(({ account }) => equalBytes(account, each.account))) signatures.push(each)
  signatures.sort((a, b) => compareBytes(a.account, b.account))
  return { ...one, recovery: { ...one.recovery, signatures } }
}
