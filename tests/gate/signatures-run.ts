// The part of the signature gate that runs alike under Node and in a Worker of Chromium: one stream of hostile
// signatures, verified natively and in plain code.
import { toHex } from '../../src/bytes/bytes.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { type Hostile, hostileSignatures } from '../../src/crypto/adversarial.ts'
import { platformKeepsRule } from '../../src/crypto/native.ts'
import { verifyPortable } from '../../src/crypto/portable.ts'
import { verifyNatively } from '../../src/crypto/verify.ts'

export interface Task {
  readonly place: string
  readonly seed: number
  readonly count: number
}

export interface Outcome {
  readonly inputs: number
  readonly accepted: number
  readonly disagreements: number
  readonly seconds: number
  /** The hash of all verdicts, so that two places can be compared. */
  readonly verdicts: string
}

const CHUNK = 2000
const MOST_TOLD = 5

export default async function verifyStream(
  { place, seed, count }: Task,
  report: (line: string) => void,
): Promise<Outcome> {
  if (!(await platformKeepsRule()))
    throw new Error(`${place} has no Ed25519 that keeps to the signature rule.`)
  const start = performance.now()
  const stream = hostileSignatures(seed)
  const verdicts = new Uint8Array(count)
  let accepted = 0
  let disagreements = 0
  for (let from = 0; from < count; from += CHUNK) {
    const items = Array.from({ length: Math.min(CHUNK, count - from) }, () => stream.next().value)
    const native = await verifyNatively(items)
    items.forEach((item, i) => {
      const portable = verifyPortable(item)
      verdicts[from + i] = Number(portable)
      accepted += Number(portable)
      if (native[i] === portable && (item.expected ?? portable) === portable) return
      disagreements += 1
      if (disagreements <= MOST_TOLD) report(`${place}: ${tell(item, native[i]!, portable)}`)
    })
  }
  return {
    inputs: count,
    accepted,
    disagreements,
    seconds: (performance.now() - start) / 1000,
    verdicts: toHex(sha256(verdicts)),
  }
}

/** With what it takes to try it again: the members are those that `wattle crypto verify` reads. */
function tell(
  { kind, expected, publicKey, message, signature }: Hostile,
  native: boolean,
  portable: boolean,
) {
  const item = { pub_key: toHex(publicKey), message: toHex(message), signature: toHex(signature) }
  return `${kind}: native ${native}, portable ${portable}, expected ${expected ?? 'either'}: ${JSON.stringify(item)}`
}
