// Signatures checked in batches, by whichever back-end this platform has; every one gives the same verdicts.
import { askPlatform, platformKeepsRule } from './native.ts'
import { passesByteCheck } from './rule.ts'
import type { Signed } from './signed.ts'

export type { Signed } from './signed.ts'

/** Says of each item, in their order, whether its signature is valid. Never throws. */
export type Verifier = (items: readonly Signed[]) => Promise<boolean[]>

/** In plain code: one after the other, on the calling thread. */
export const verifyInPlainCode: Verifier = async items => {
  const { verifyPortable } = await plainCode()
  return items.map(verifyPortable)
}

// Most platforms never need it, so it is loaded where it is.
const plainCode = () => import('./portable.ts')

// A whole block, so that the platform has work while this thread executes another; and a bound on what it is given.
const MOST_IN_FLIGHT = 2048

/** By WebCrypto. Only where `platformKeepsRule`. */
export const verifyNatively: Verifier = async items => {
  const verdicts = items.map(passesByteCheck)
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const at = next++
      if (!verdicts[at]) continue
      try {
        verdicts[at] = await askPlatform(items[at]!)
      } catch {
        // A platform in trouble has said nothing about the signature, and peers must not differ by whose was.
        verdicts[at] = (await plainCode()).verifyPortable(items[at]!)
      }
    }
  }
  const lanes: Promise<void>[] = []
  while (lanes.length < MOST_IN_FLIGHT && next < items.length) lanes.push(lane())
  await Promise.all(lanes)
  return verdicts
}

/** The fastest back-end that keeps to the rule here. */
export async function pickVerifier(): Promise<Verifier> {
  return (await platformKeepsRule()) ? verifyNatively : verifyInPlainCode
}
