// A feeder: buses and the lines between them, a tree that hangs from the slack bus.

export interface Bus {
  readonly bus: string
  readonly zone?: string
}

export interface Line {
  readonly from: string
  readonly to: string
  /** What it bears in either direction, as the mean of an interval, where no limit says otherwise. */
  readonly ratingW: number
  /** What a kWh pays for passing, milli-credits. */
  readonly feeMilli: number
}

export interface Feeder {
  readonly name: string
  /** Where the feeder hangs on the rest of the world. */
  readonly slack: string
  /** All buses, the slack among them. */
  readonly buses: readonly Bus[]
  readonly lines: readonly Line[]
}

/** Its name; forward is from the first bus to the second. */
export const lineName = ({ from, to }: Pick<Line, 'from' | 'to'>): string => `${from}-${to}`

// A community's feeder has hundreds of buses; a case file of a whole region has some thousands.
export const MAX_BUSES = 20_000
export const MAX_BUS_CHARS = 64
/** A hundred gigawatts. Times the seconds of a day it is still exact. */
export const MAX_POWER_W = 10 ** 11
/** A thousand credits a kWh. Along a path of all lines it is still exact. */
export const MAX_FEE_MILLI = 1_000_000
