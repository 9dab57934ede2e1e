// Quantities as texts that people read.
const MICRO = 1_000_000
const CENTS = 10_000

/** Micro-credits as credits with two decimals, rounded towards zero: a screen never shows more than there is. */
export function credits(micro: number, tongue: string): string {
  const cents = Math.trunc(micro / CENTS)
  return new Intl.NumberFormat(tongue, { minimumFractionDigits: 2 }).format(cents / 100)
}

/** What somebody typed, as micro-credits; undefined where it is no amount above zero that the ledger can hold. */
export function microOf(typed: string): number | undefined {
  const found = /^\s*(\d{1,9})(?:[.,](\d{1,6}))?\s*$/.exec(typed)
  if (!found) return undefined
  const micro = Number(found[1]) * MICRO + Number((found[2] ?? '').padEnd(6, '0'))
  return micro > 0 ? micro : undefined
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']
/** Bytes in thousands, three figures at most. */
export function size(bytes: number, tongue: string): string {
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000
  const digits = value < 10 && unit > 0 ? 1 : 0
  return `${new Intl.NumberFormat(tongue, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit]}`
}

/** An account, key or hash shortened in the middle. */
export const short = (hex: string): string => (hex.length > 12 ? `${hex.slice(0, 4)}…${hex.slice(-4)}` : hex)
