// The lines of the community, as the engine asks about them, and the fees on them.
import type { Grid, Pair } from './engine/ports.ts'

const NONE: readonly Pair[] = []

/** No feeder: everything is carried everywhere, for the market fee alone. */
export const openGrid = (fee: number): Grid => ({
  pockets: 1,
  fee: () => fee,
  carries: (_buy, _sell, energy) => energy,
  took: () => NONE,
  gave: () => NONE,
  local: () => true,
})
