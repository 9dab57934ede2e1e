// What one side of a connection says of itself: of a session description (RFC 8866) the few fields that differ. The
// rest is written anew here, so nothing else that a stranger wrote reaches the browser's parser.
import { bytes, integer, list, type Of, struct, text } from '../../bytes/codec.ts'
import { MAX_CANDIDATE_BYTES, MAX_CANDIDATES } from './limits.ts'

/** RFC 8445, 5.3: what a fragment and a password are made of, and how long they are at least and at most. */
const UFRAG = /^[A-Za-z0-9+/]{4,64}$/
const PASSWORD = /^[A-Za-z0-9+/]{22,128}$/
/** RFC 8839, 5.1; over UDP only, and of the first component, which is all that a data channel has. */
const CANDIDATE =
  /^[A-Za-z0-9+/]{1,32} 1 udp \d{1,10} [A-Za-z0-9.:-]{1,64} \d{1,5} typ (host|srflx|prflx|relay)( raddr [A-Za-z0-9.:-]{1,64} rport \d{1,5})?$/

const FINGERPRINT_BYTES = 32
const SETUPS = ['actpass', 'active', 'passive'] as const

export const descriptionCodec = struct({
  ufrag: text(64),
  password: text(128),
  /** SHA-256 of the certificate: who holds its key is whom the signature around this speaks of. */
  fingerprint: bytes(FINGERPRINT_BYTES),
  setup: integer(0, SETUPS.length - 1),
  candidates: list(text(MAX_CANDIDATE_BYTES), MAX_CANDIDATES),
})
export type Description = Of<typeof descriptionCodec>

/** Of a session description that this machine made; undefined where it is not one for data channels. */
export function readSdp(sdp: string, gathered: readonly string[] = []): Description | undefined {
  const line = (name: string) => sdp.match(new RegExp(`^a=${name}:(.*?)\\r?$`, 'm'))?.[1]?.trim()
  const [algorithm, hex] = (line('fingerprint') ?? '').split(' ')
  const fingerprint = readFingerprint(hex ?? '')
  const setup = SETUPS.indexOf(line('setup') as (typeof SETUPS)[number])
  const ufrag = line('ice-ufrag') ?? ''
  const password = line('ice-pwd') ?? ''
  if (algorithm?.toLowerCase() !== 'sha-256' || !fingerprint || setup < 0) return undefined
  const candidates = [...sdp.matchAll(/^a=candidate:(.*?)\r?$/gm)].map(match => match[1]!)
  const known = new Set([...candidates, ...gathered].map(shorten).filter(one => CANDIDATE.test(one)))
  const description = {
    ufrag,
    password,
    fingerprint,
    setup,
    candidates: [...known].slice(0, MAX_CANDIDATES),
  }
  return isSound(description) ? description : undefined
}

/** Whether a description, wherever it came from, may be shown to a browser. */
export const isSound = ({ ufrag, password, setup, candidates }: Description): boolean =>
  UFRAG.test(ufrag) &&
  PASSWORD.test(password) &&
  setup < SETUPS.length &&
  candidates.every(candidate => CANDIDATE.test(candidate))

export function writeSdp(description: Description): string {
  const { ufrag, password, fingerprint, setup, candidates } = description
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${writeFingerprint(fingerprint)}`,
    `a=setup:${SETUPS[setup]}`,
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    ...candidates.map(candidate => `a=candidate:${candidate}`),
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** A candidate without what engines add to it for their own use, in one spelling. */
function shorten(candidate: string): string {
  const words = candidate.replace(/^candidate:/, '').split(' ')
  if (words[2]) words[2] = words[2].toLowerCase()
  const raddr = words.indexOf('raddr')
  const end = raddr === 8 ? 12 : 8
  return words.slice(0, end).join(' ')
}

function readFingerprint(text: string): Uint8Array | undefined {
  const parts = text.split(':')
  if (parts.length !== FINGERPRINT_BYTES || !parts.every(part => /^[0-9a-fA-F]{2}$/.test(part)))
    return undefined
  return Uint8Array.from(parts, part => Number.parseInt(part, 16))
}

const writeFingerprint = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
