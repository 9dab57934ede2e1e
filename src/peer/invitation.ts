// An invitation: what a newcomer needs to find a community, to trust it, and to be let in; as the text of a link.
import { type Bytes, equalBytes } from '../bytes/bytes.ts'
import { bytes, encode, integer, list, optional, struct, text, tryDecode, uint } from '../bytes/codec.ts'
import { MAX_GENESIS_BYTES } from '../chain/limits.ts'
import { fromLetters, toLetters } from '../mesh/letters.ts'

const MAX_RELAYS = 8

const invitationCodec = struct(
  {
    format: integer(1, 1),
    /** The hash that stands for the community. */
    community: bytes(32),
    /** The whole of it, where it is small enough for a link; else a relay or a neighbour has it. */
    genesis: optional(bytes(1, MAX_GENESIS_BYTES)),
    /** A recent final block, to trust instead of genesis (rule 8); and its slot, so that its age is known before it is. */
    checkpoint: optional(struct({ height: uint, hash: bytes(32), slot: uint })),
    /** Web addresses of relays. */
    relays: list(text(256), MAX_RELAYS),
    /** The private half of a token: whoever holds it may apply. */
    token: optional(bytes(32)),
  },
  'invitation',
)
export type Invitation = Omit<ReturnType<typeof invitationCodec.read>, 'format'>

export type Checkpoint = NonNullable<Invitation['checkpoint']>

export const writeInvitation = (invitation: Invitation): string =>
  toLetters(encode(invitationCodec, { format: 1, ...invitation }))

/** Reads a link, or the text in it; undefined where it is none. */
export function readInvitation(link: string): Invitation | undefined {
  const said = /([A-Za-z0-9_-]{40,})\s*$/.exec(link)?.[1]
  const wire = said === undefined ? undefined : fromLetters(said)
  const read = wire && tryDecode(invitationCodec, wire)
  if (!read || 'error' in read) return undefined
  const { format, ...invitation } = read.value
  return invitation
}

/** Whether a genesis, whoever gave it, is that of the community. By the platform: a page needs no other hash to begin. */
export async function isGenesisOf(community: Bytes, genesis: Bytes): Promise<boolean> {
  const { subtle } = crypto
  // A page that came without encryption has no hash of the platform's, and might itself be another's: it only looks on,
  // and a genesis that is none finds nobody to speak to.
  if (!subtle) return true
  const hash = new Uint8Array(await subtle.digest('SHA-256', genesis as BufferSource))
  return equalBytes(hash, community)
}

/** Clocks that nobody has corrected yet differ by so much. */
const CLOCKS_DIFFER_SLOTS = 120

/**
 * Joining (rule 8): a checkpoint is good for evidenceSlots. So long, at the least, the stakes of those who could sign
 * another history from there on are locked; after that nothing but a newer one can tell the two apart.
 */
export function ageOf(slot: number, nowSlot: number, evidenceSlots: number): 'good' | 'old' | 'future' {
  if (slot > nowSlot + CLOCKS_DIFFER_SLOTS) return 'future'
  return nowSlot - slot > evidenceSlots ? 'old' : 'good'
}
