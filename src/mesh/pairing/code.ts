// A code: one device's half of a pairing, signed with its transport key. An invitation names the community; an answer
// names the invitation that it answers, so that neither can be played again or be passed off as another's.
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id'
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, integer, type Of, oneOf, struct, text, tryDecode, uint } from '../../bytes/codec.ts'
import { type Description, isSound } from '../links/description.ts'
import type { TransportKey } from '../links/key.ts'
import { sha256 } from '../links/lean/sha256.ts'
import { candidatesCodec, longCandidates, shortCandidates } from './candidates.ts'
import { AHEAD_S, FRESH_S } from './limits.ts'
import { readText, type TextTrouble, writeText } from './text.ts'

const signedCodec = struct(
  {
    is: oneOf('invitation', 'answer'),
    /** Of an invitation the community's genesis hash; of an answer the hash of the invitation, as it was in its code. */
    to: bytes(32),
    /** When it was made: seconds since 1970, by the clock of the device. */
    made: uint,
    /** The transport key. */
    from: bytes(32),
    /** The hash of what this side tells once it is linked (`number.ts`). */
    promise: bytes(32),
    ufrag: text(64),
    password: text(128),
    /** SHA-256 of the certificate that the connection will show. */
    fingerprint: bytes(32),
    setup: integer(0, 2),
    candidates: candidatesCodec,
  },
  'wattle/pairing/1',
)
const codeCodec = struct({ signed: bytes(1, 2048), signature: bytes(64) })

export const PAIRING_FORM = { code: codeCodec.form, signed: signedCodec.form }

/** A code that can be believed: of whom, and how it is reached. */
export interface Half {
  readonly is: 'invitation' | 'answer'
  readonly to: Bytes
  /** The transport id. */
  readonly peer: string
  readonly promise: Bytes
  readonly description: Description
  /** What an answer names, and what the number is made of. */
  readonly hash: Bytes
}

/** Why a code is of no use. Each has words of its own on the screen. */
export type CodeTrouble =
  | TextTrouble
  /** Made too long ago, or later than now. */
  | 'stale'
  | 'future'
  /** It invites to another community than this device's. */
  | 'community'
  /** This device made it itself. */
  | 'self'
  /** Somebody changed it on the way: it is not signed by the device that it names. */
  | 'forged'
  /** It answers another invitation: an older one, or one that somebody put in this one's place. */
  | 'other'
  /** An answer where an invitation was wanted, and the other way round. */
  | 'is-answer'
  | 'is-invitation'

export interface Made {
  readonly text: string
  readonly hash: Bytes
}

export async function writeCode(
  key: TransportKey,
  half: Pick<Half, 'is' | 'to' | 'promise' | 'description'>,
  nowS: number,
): Promise<Made> {
  const { is, to, promise, description } = half
  const { ufrag, password, fingerprint, setup } = description
  const signed = encode(signedCodec, {
    ...{ is, to, made: nowS, from: peerIdFromString(key.peer).publicKey!.raw, promise },
    ...{ ufrag, password, fingerprint, setup, candidates: shortCandidates(description.candidates) },
  })
  const wire = encode(codeCodec, { signed, signature: await key.sign(signed) })
  return { text: writeText(wire), hash: sha256(wire) }
}

/** What a code is expected to be. */
export type Wanted =
  /** An invitation: to this community, where this device has one. */
  | { readonly is: 'invitation'; readonly community: Bytes | undefined }
  /** The answer to our invitation. */
  | { readonly is: 'answer'; readonly invitation: Bytes }

export async function readCode(
  key: TransportKey,
  pasted: string,
  wanted: Wanted,
  nowS: number,
): Promise<Half | CodeTrouble> {
  const wire = readText(pasted)
  if (typeof wire === 'string') return wire
  const outer = tryDecode(codeCodec, wire)
  if ('error' in outer) return 'damaged'
  const { signed, signature } = outer.value
  const inner = tryDecode(signedCodec, signed)
  if ('error' in inner) return 'damaged'
  const said = inner.value
  const half = halfOf(said, sha256(wire))
  if (!half) return 'damaged'
  // Whose it says it is comes before all that it says.
  if (!(await key.verify(half.peer, signed, signature))) return 'forged'
  if (half.peer === key.peer) return 'self'
  if (half.is !== wanted.is) return `is-${half.is}`
  if (wanted.is === 'answer' && !equalBytes(half.to, wanted.invitation)) return 'other'
  if (said.made > nowS + AHEAD_S) return 'future'
  if (said.made < nowS - FRESH_S) return 'stale'
  if (wanted.is === 'invitation' && wanted.community && !equalBytes(half.to, wanted.community))
    return 'community'
  return half
}

function halfOf(said: Of<typeof signedCodec>, hash: Bytes): Half | undefined {
  const { is, to, from, promise, ufrag, password, fingerprint, setup } = said
  const candidates = longCandidates(said.candidates)
  if (!candidates) return undefined
  const description = { ufrag, password, fingerprint, setup, candidates }
  if (!isSound(description)) return undefined
  return { is, to, peer: peerOf(from), promise, description, hash }
}

const peerOf = (publicKey: Bytes): string => peerIdFromPublicKey(publicKeyFromRaw(publicKey)).toString()
