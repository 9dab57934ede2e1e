// A forecast of one interval's energy is a band: values that it stays below in so many cases of a hundred.

export const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const
const MIDDLE = 2

/** Wh, rising: one for each of the shares. */
export type Band = readonly number[]

export const certain = (wh: number): Band => SHARES.map(() => wh)
export const middle = (band: Band) => band[MIDDLE]!

/** What it stays below with this probability; between the shares a straight line, beyond them the outermost value. */
export function atShare(band: Band, share: number): number {
  if (share <= SHARES[0]) return band[0]!
  for (let i = 1; i < SHARES.length; i++) {
    if (share > SHARES[i]!) continue
    const along = (share - SHARES[i - 1]!) / (SHARES[i]! - SHARES[i - 1]!)
    return band[i - 1]! + along * (band[i]! - band[i - 1]!)
  }
  return band[SHARES.length - 1]!
}

/** Load less sun, where their errors have nothing to do with each other: distances from the middle add as squares do. */
export function lessIndependent(load: Band, solar: Band): Band {
  const centre = middle(load) - middle(solar)
  return SHARES.map((_, i) => {
    const up = load[i]! - middle(load)
    const down = solar[SHARES.length - 1 - i]! - middle(solar)
    return centre + Math.sign(i - MIDDLE) * Math.hypot(up, down)
  })
}
