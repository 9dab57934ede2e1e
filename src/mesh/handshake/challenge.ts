// What both sides sign. It names all that makes this meeting another than every other one: both nonces, so that it cannot
// be played again; both transport ids, which the transport has authenticated, so that nobody in between can pass it on;
// and who dialled, so that nobody can be answered with his own words.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, oneOf, struct, text, u16 } from '../../bytes/codec.ts'
import { MAX_PEER_BYTES } from '../frames/limits.ts'
import { type Claims, claimsCodec, NONCE_BYTES } from '../frames/meeting.ts'

const peer = text(MAX_PEER_BYTES)
const nonce = bytes(NONCE_BYTES)

const challengeTag = struct(
  {
    version: u16,
    community: bytes(32),
    dialled: nonce,
    answered: nonce,
    dialler: peer,
    answerer: peer,
    side: oneOf('dialler', 'answerer'),
    key: bytes(32),
    claims: claimsCodec,
  },
  'hello',
)

export interface Meeting {
  readonly version: number
  readonly community: Bytes
  /** This side dialled. */
  readonly dialled: boolean
  readonly own: { readonly peer: string; readonly nonce: Bytes }
  readonly other: { readonly peer: string; readonly nonce: Bytes }
}

/** What one of the two signs: this side, or the other one. */
export function challengeBytes(meeting: Meeting, by: 'own' | 'other', key: Bytes, claims: Claims): Bytes {
  const { version, community, own, other } = meeting
  const [dialler, answerer] = meeting.dialled ? [own, other] : [other, own]
  const side = (by === 'own') === meeting.dialled ? 'dialler' : 'answerer'
  return encode(challengeTag, {
    version,
    community,
    dialled: dialler.nonce,
    answered: answerer.nonce,
    dialler: dialler.peer,
    answerer: answerer.peer,
    side,
    key,
    claims,
  })
}
