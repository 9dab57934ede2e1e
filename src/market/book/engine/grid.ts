// The grid where there is none: everybody beside everybody.
import type { Grid, Pair } from './ports.ts'

const NONE: readonly Pair[] = []

export const NO_GRID: Grid = {
  pockets: 1,
  fee: () => 0,
  carries: (_buy, _sell, energy) => energy,
  took: () => NONE,
  gave: () => NONE,
  local: () => true,
}
