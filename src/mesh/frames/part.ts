// The parts of a frame, as they stand in it.
import { bool, bytes, type Codec, struct } from '../../bytes/codec.ts'
import { certificateCodec, voteCodec } from '../../chain/consensus/votes.ts'
import { MAX_HANDOVER_BYTES } from '../../chain/light/handover.ts'
import { MAX_HEADLINE_BYTES } from '../../chain/light/headline.ts'
import { MAX_BLOCK_BYTES, MAX_TRANSACTION_BYTES } from '../../chain/limits.ts'
import { type Choice, choice } from './choice.ts'
import { timeAskCodec, timeToldCodec } from './clock.ts'
import { MAX_NOTEBOOK_BYTES } from './limits.ts'
import { helloCodec, proofCodec, refusalCodec } from './meeting.ts'
import { memoryCodec, recallCodec } from './memories.ts'
import { namesCodec } from './names.ts'
import { gossipCodec } from './presence.ts'
import { pieceCodec, requestCodec } from './requests.ts'
import { answerCodec, offerCodec } from './signal.ts'
import { standingCodec, summaryCodec } from './summary.ts'

const PARTS = {
  transaction: { number: 1, codec: bytes(1, MAX_TRANSACTION_BYTES) },
  block: { number: 2, codec: bytes(1, MAX_BLOCK_BYTES) },
  headline: { number: 3, codec: bytes(1, MAX_HEADLINE_BYTES) },
  vote: { number: 4, codec: struct({ chain: bytes(32), vote: voteCodec }) },
  certificate: { number: 5, codec: struct({ chain: bytes(32), certificate: certificateCodec }) },
  handover: { number: 6, codec: bytes(1, MAX_HANDOVER_BYTES) },
  /** These are here, for who lacks them: blocks and certificates, and the rest. */
  have: { number: 7, codec: struct({ tree: namesCodec, rest: namesCodec }) },
  /** Send me these; and, where `graft` says so, from now on what is new at once. */
  ask: { number: 8, codec: struct({ names: namesCodec, graft: bool }) },
  /** I have what you send from somebody faster: only tell me the names. */
  prune: { number: 9, codec: struct({}) },
  summary: { number: 10, codec: summaryCodec },
  /** Names of what is here and not final: to a summary with another digest all of them; to those, as an answer, what
   * is not among them. */
  names: { number: 11, codec: struct({ standing: standingCodec, names: namesCodec, answer: bool }) },
  recall: { number: 12, codec: recallCodec },
  memory: { number: 13, codec: memoryCodec },
  request: { number: 14, codec: requestCodec },
  piece: { number: 15, codec: pieceCodec },
  // From here on between neighbours about neighbours; each stands alone in its frame (isAboutNeighbours).
  hello: { number: 16, codec: helloCodec },
  proof: { number: 17, codec: proofCodec },
  refusal: { number: 18, codec: refusalCodec },
  gossip: { number: 19, codec: gossipCodec },
  offer: { number: 20, codec: offerCodec },
  answer: { number: 21, codec: answerCodec },
  timeAsk: { number: 22, codec: timeAskCodec },
  timeTold: { number: 23, codec: timeToldCodec },
  /** About the notebook, in a form of its own; stands alone in its frame (isOfNotebook). */
  notebook: { number: 24, codec: bytes(1, MAX_NOTEBOOK_BYTES) },
}

export const PART_KINDS = [
  'transaction',
  'block',
  'headline',
  'vote',
  'certificate',
  'handover',
  'have',
  'ask',
  'prune',
  'summary',
  'names',
  'recall',
  'memory',
  'request',
  'piece',
  'hello',
  'proof',
  'refusal',
  'gossip',
  'offer',
  'answer',
  'timeAsk',
  'timeTold',
  'notebook',
] as const

export type Part = Choice<typeof PARTS>
export const partCodec: Codec<Part> = choice(PARTS, PART_KINDS)
