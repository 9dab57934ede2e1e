// The form of an era proof (rule 10): members have begun a new era, and a reader who executes nothing is to follow.
//
// The reader trusts the state of a final block of the era that ends. Those who could sign there must be more than two
// thirds of the weight there: then the block that they name is what they say, and so is its state; by that state the
// recovery is judged once more, as everybody judges it. That state also remembers the blocks below by their hashes, so
// that it shows whether the final block is among them.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, list, struct, tryDecode } from '../../bytes/codec.ts'
import { headerCodec } from '../block.ts'
import { recoveryCodec } from '../consensus/recovery.ts'
import { MAX_KEY_BYTES } from '../tree/bounds.ts'
import { MAX_PROOF_BYTES } from '../tree/proof.ts'
import { MAX_SPAN } from './handover.ts'
import { MAX_CERTIFICATE_BYTES, MAX_HEADLINE_BYTES } from './headline.ts'

/** Accounts, what their weight hangs on, and the blocks below: a range of each. */
const MAX_RANGES = 8
/** One answer holds it: of a community of some fifteen hundred members. */
export const MAX_ERA_BYTES = MAX_PROOF_BYTES - 1024

const range = struct({
  from: bytes(0, MAX_KEY_BYTES),
  to: bytes(0, MAX_KEY_BYTES),
  proof: bytes(1, MAX_ERA_BYTES),
})

export const eraCodec = struct(
  {
    /** A final block of the era that ends. */
    final: headerCodec,
    /** The block that the recovery names: that one, or one above it. */
    named: headerCodec,
    recovery: recoveryCodec,
    /** Of the state after the final block: what those who signed weigh; nothing where it is the named one. */
    before: list(range, MAX_RANGES),
    /** Of the state after the named block: the same, and the blocks from the final one on. */
    at: list(range, MAX_RANGES),
  },
  'era',
)
export type Era = ReturnType<typeof eraCodec.read>

const SHOWN = {
  headlines: list(bytes(1, MAX_HEADLINE_BYTES), MAX_SPAN + 1),
  certificates: list(bytes(1, MAX_CERTIFICATE_BYTES), MAX_SPAN),
}

/** What shows a block to be final (rule 3): it and the blocks after it, and a certificate of each of those. */
export const finalityCodec = struct(SHOWN)
export type ShownFinality = ReturnType<typeof finalityCodec.read>

/** An era proof, and what shows its final block to be final, for who has not followed so far. */
export const successionCodec = struct({ ...SHOWN, era: bytes(1, MAX_ERA_BYTES) })
export type Succession = ReturnType<typeof successionCodec.read>

export const writeEra = (era: Era): Bytes => encode(eraCodec, era)

/** The proof that these bytes are, or undefined. */
export function readEra(wire: Bytes): Era | undefined {
  const read = tryDecode(eraCodec, wire)
  return 'value' in read ? read.value : undefined
}
