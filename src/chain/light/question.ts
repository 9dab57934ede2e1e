// What a light peer asks of a full one, and the answers, in bytes. An answer is worth no more than what it proves, so
// it may come from anybody.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, encode, integer, list, oneOf, struct, tryDecode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { certificateCodec } from '../consensus/votes.ts'
import { MAX_U48 } from '../table.ts'
import { MAX_PROOF_BYTES } from '../tree/proof.ts'
import type { Ask } from './effect.ts'
import { finalityCodec, readEra, type ShownFinality, type Succession, successionCodec } from './era.ts'
import { MAX_HANDOVER_BYTES, readHandover } from './handover.ts'
import { MAX_HEADLINE_BYTES, readHeadline } from './headline.ts'
import type { LightInput, StateProof } from './input.ts'
import { outcomeProofCodec } from './outcome.ts'
import { checkpointCodec } from './trust.ts'

/** A walk of a day or two; two hundred kilobytes. */
export const MAX_ANSWERED_HANDOVERS = 100
/** From the last final block to the head: in a night without a quorum the newest alone. */
export const MAX_ANSWERED_HEADLINES = 64

const height = integer(0, MAX_U48)
const bound = bytes(0, 48)

export type Question = Ask | { readonly kind: 'state'; readonly from: Bytes; readonly to: Bytes }

const QUESTIONS: { readonly [K in Question['kind']]: Codec<any> } = {
  handover: struct({ above: height }),
  headline: struct({ hash: bytes(32) }),
  latest: struct({}),
  finality: struct({ height }),
  checkpoint: struct({ height, hash: bytes(32) }),
  recovery: struct({ chain: bytes(32) }),
  outcome: struct({ id: bytes(32) }),
  state: struct({ from: bound, to: bound }),
}

const stateCodec: Codec<StateProof> = struct({
  height,
  block: bytes(32),
  from: bound,
  to: bound,
  proof: bytes(0, MAX_PROOF_BYTES),
})

const ANSWERS = {
  handovers: list(bytes(1, MAX_HANDOVER_BYTES), MAX_ANSWERED_HANDOVERS),
  headlines: list(bytes(1, MAX_HEADLINE_BYTES), MAX_ANSWERED_HEADLINES),
  finality: finalityCodec,
  checkpoint: checkpointCodec,
  recovery: successionCodec,
  outcome: outcomeProofCodec,
  state: stateCodec,
}

const questionCodec = struct({
  kind: oneOf('handover', 'headline', 'latest', 'finality', 'checkpoint', 'recovery', 'outcome', 'state'),
  body: bytes(1, 256),
})
const answerCodec = struct({
  kind: oneOf('handovers', 'headlines', 'finality', 'checkpoint', 'recovery', 'outcome', 'state'),
  body: bytes(1, MAX_PROOF_BYTES),
})

export const writeQuestion = (question: Question): Bytes =>
  encode(questionCodec, { kind: question.kind, body: encode(QUESTIONS[question.kind], question) })

export function readQuestion(wire: Bytes): Question | undefined {
  const read = tryDecode(questionCodec, wire)
  if ('error' in read) return undefined
  const { kind, body } = read.value
  const question = tryDecode(QUESTIONS[kind], body)
  return 'value' in question ? { kind, ...question.value } : undefined
}

export function writeAnswer<K extends keyof typeof ANSWERS>(
  kind: K,
  value: ReturnType<(typeof ANSWERS)[K]['read']>,
): Bytes {
  return encode(answerCodec, { kind, body: encode(ANSWERS[kind] as Codec<unknown>, value) })
}

/** What an answer tells a light peer, in order; undefined where it is not in the form of one. */
export function readAnswer(wire: Bytes, from?: string): readonly LightInput[] | undefined {
  const read = tryDecode(answerCodec, wire)
  if ('error' in read) return undefined
  const { kind, body } = read.value
  const answer = tryDecode(ANSWERS[kind] as Codec<any>, body)
  if ('error' in answer) return undefined
  if (kind === 'outcome' || kind === 'state') return [{ kind, proof: answer.value, from }]
  if (kind === 'checkpoint') return [{ kind: 'checkpointed', shown: answer.value, from }]
  if (kind === 'finality') return readFinality(answer.value, from)
  if (kind === 'recovery') return readSuccession(answer.value, from)
  const inputs: LightInput[] = []
  for (const each of answer.value as readonly Bytes[]) {
    const handover = kind === 'handovers' ? readHandover(each) : undefined
    const headline = kind === 'headlines' ? readHeadline(each) : undefined
    if (handover) inputs.push({ kind: 'heard', item: { kind: 'handover', handover }, from })
    else if (headline) inputs.push({ kind: 'heard', item: { kind: 'headline', headline }, from })
    else return undefined
  }
  return inputs
}

/** What shows a block to be final: headlines, then certificates of the same era. */
function readFinality(
  { headlines, certificates }: ShownFinality,
  from: string | undefined,
): readonly LightInput[] | undefined {
  const inputs: LightInput[] = []
  let chain: Hash | undefined
  for (const wire of headlines) {
    const headline = readHeadline(wire)
    if (!headline) return undefined
    chain = headline.header.chain
    inputs.push({ kind: 'heard', item: { kind: 'headline', headline }, from })
  }
  for (const wire of certificates) {
    const read = tryDecode(certificateCodec, wire)
    if ('error' in read || !chain) return undefined
    inputs.push({ kind: 'heard', item: { kind: 'certificate', chain, certificate: read.value }, from })
  }
  return inputs
}

/** What shows the final block of the era that ended, then how it ended. */
function readSuccession(shown: Succession, from: string | undefined): readonly LightInput[] | undefined {
  const era = readEra(shown.era)
  const inputs = readFinality(shown, from)
  return era && inputs && [...inputs, { kind: 'era', era, shown, from }]
}
