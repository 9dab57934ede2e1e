// Offers and answers: descriptions signed with the transport key. Whoever carries them can neither put its own
// certificate into one nor pass one off as its own; a connection whose certificate stands in them ends at that transport key.
// Not our own hash, whose WebAssembly a page has no use for: libp2p brings this one.

import { bytes, encode, type Of, oneOf, struct, text, tryDecode } from '../../bytes/codec.ts'
import { type Description, descriptionCodec, isSound } from './description.ts'
import type { TransportKey } from './key.ts'
import { sha256 } from './lean/sha256.ts'
import { MAX_SIGNAL_BYTES } from './limits.ts'

/** A transport id as libp2p writes it, of an Ed25519 key. */
const MAX_PEER_BYTES = 64
const NO_OFFER = new Uint8Array(32)

const unsignedCodec = struct(
  {
    is: oneOf('offer', 'answer'),
    from: text(MAX_PEER_BYTES),
    to: text(MAX_PEER_BYTES),
    /** Of an answer the hash of the offer it belongs to, signature and all; of an offer zeros. */
    offer: bytes(32),
    description: descriptionCodec,
  },
  'wattle/signal/1',
)
const signalCodec = struct({ signed: bytes(1, MAX_SIGNAL_BYTES - 128), signature: bytes(64) })

export const SIGNAL_FORM = { signal: signalCodec.form, signed: unsignedCodec.form }

/** Our offer to `to`, ready to be carried. */
export const writeOffer = (key: TransportKey, to: string, description: Description): Promise<Uint8Array> =>
  write(key, { is: 'offer', from: key.peer, to, offer: NO_OFFER, description })

/** Our answer to `offer`, whole as it came. */
export const writeAnswer = (
  key: TransportKey,
  to: string,
  offer: Uint8Array,
  description: Description,
): Promise<Uint8Array> => write(key, { is: 'answer', from: key.peer, to, offer: sha256(offer), description })

async function write(key: TransportKey, unsigned: Of<typeof unsignedCodec>): Promise<Uint8Array> {
  const signed = encode(unsignedCodec, unsigned)
  return encode(signalCodec, { signed, signature: await key.sign(signed) })
}

/** The description in an offer from `from` to us, or why there is none. */
export const readOffer = (key: TransportKey, from: string, body: Uint8Array): Promise<Description | string> =>
  read(key, 'offer', from, NO_OFFER, body)

/** The description in the answer of `from` to `offer`, or why there is none. */
export const readAnswer = (
  key: TransportKey,
  from: string,
  offer: Uint8Array,
  body: Uint8Array,
): Promise<Description | string> => read(key, 'answer', from, sha256(offer), body)

async function read(
  key: TransportKey,
  is: 'offer' | 'answer',
  from: string,
  offer: Uint8Array,
  body: Uint8Array,
): Promise<Description | string> {
  if (body.length > MAX_SIGNAL_BYTES) return `a signal of ${body.length} bytes`
  const outer = tryDecode(signalCodec, body)
  if ('error' in outer) return `not a signal: ${outer.error.message}`
  const { signed, signature } = outer.value
  const inner = tryDecode(unsignedCodec, signed)
  if ('error' in inner) return `not a signal: ${inner.error.message}`
  const said = inner.value
  if (said.is !== is) return `this is an ${said.is}, where an ${is} was expected`
  if (said.from !== from) return `this ${is} is another peer's`
  if (said.to !== key.peer) return `this ${is} is meant for another peer`
  if (!said.offer.every((byte, i) => byte === offer[i])) return 'this answers another offer'
  if (!isSound(said.description)) return `the description in this ${is} is malformed`
  if (!(await key.verify(from, signed, signature))) return `this ${is} is not signed by the peer it names`
  return said.description
}
