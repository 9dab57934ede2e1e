// What a guess at a passphrase costs. The memory is fixed as high as a phone of some years ago bears; the passes over it are
// counted on the device that makes the lock, so that its owner waits about half a second and whoever guesses does each time.

/** Of Argon2id (RFC 9106): version 1.3, so many lanes. */
export interface Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** RFC 9106's second recommendation; browsers run one lane. */
const MEMORY_KIB = 64 * 1024
/** A device that needs longer than a second for one pass takes less memory, and never less than this. */
export const LEAST_MEMORY_KIB = 16 * 1024
const LANES = 1

/** What an unlock takes here; it holds as long as the device stays between half and one and a half times as fast. */
export const TARGET_MS = 600
export const LEAST_MS = 300
export const MOST_MS = 1000

/** A file says how much work it takes: one that would keep a phone busy for minutes was made by nobody's wallet. */
/** Four times what a wallet takes: more would end a phone's browser before it is asked for anything. */
export const MOST_MEMORY_KIB = 256 * 1024
export const MOST_PASSES = 10_000
/** Some seconds of a fast machine, half a minute of an old phone. */
const MOST_WORK_KIB = 16 * 1024 * 1024

export const isBearable = ({ memoryKiB, passes }: Cost): boolean => memoryKiB * passes <= MOST_WORK_KIB

/** Milliseconds that one derivation takes. */
export type Measure = (cost: Cost) => Promise<number>

/** The cost that fits this device, by trying. */
export async function calibrate(measure: Measure): Promise<Cost> {
  let memoryKiB = MEMORY_KIB
  const cost = (passes: number): Cost => ({ memoryKiB, passes, lanes: LANES })
  // The first run of a program is slower than all others.
  await measure({ memoryKiB: LEAST_MEMORY_KIB, passes: 1, lanes: LANES })
  let one = await measure(cost(1))
  while (one > TARGET_MS && memoryKiB > LEAST_MEMORY_KIB) {
    memoryKiB /= 2
    one = await measure(cost(1))
  }
  let passes = Math.max(1, Math.round(TARGET_MS / one))
  // One pass has a share of its own (the memory is made): several say better what one more costs.
  for (let tries = 0; tries < 3; tries++) {
    const took = await measure(cost(passes))
    const better = Math.min(MOST_PASSES, Math.max(1, Math.round((passes * TARGET_MS) / took)))
    if (better === passes || (took >= 0.8 * TARGET_MS && took <= 1.2 * TARGET_MS)) break
    passes = better
  }
  return cost(passes)
}
