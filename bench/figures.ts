// How a benchmark tells what it measured: one JSON object a figure, with the bound that it is held against.

export interface Figure {
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** What it must reach, where something must be reached. */
  readonly atMost?: number
  readonly atLeast?: number
  readonly note?: string
}

export type Report = (figure: Figure) => void

export const holds = ({ value, atMost, atLeast }: Figure): boolean =>
  (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!

export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits))

/** How long a piece of work takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
