// Prices, energy and sums of the market as texts, and what somebody types as exact integers.
const MILLI_PER_CENT = 10
const MICRO_PER_CENT = 10_000
const WH_PER_KWH = 1000

const format = (tongue: string, least: number, most: number) =>
  new Intl.NumberFormat(tongue, { minimumFractionDigits: least, maximumFractionDigits: most })

/** Milli-credits a kWh, as hundredths of a credit. */
export const priceText = (milli: number, tongue: string): string =>
  format(tongue, 1, 1).format(milli / MILLI_PER_CENT)

/** Wh as kWh, exactly. */
export const energyText = (wh: number, tongue: string): string => format(tongue, 1, 3).format(wh / WH_PER_KWH)

/** Micro-credits as hundredths of a credit, exactly. */
export const sumText = (micro: number, tongue: string): string =>
  format(tongue, 1, 4).format(micro / MICRO_PER_CENT)

/** Hundredths of a credit a kWh as milli-credits; undefined where it is none, or finer than a book has. */
export function priceOf(typed: string): number | undefined {
  const found = /^\s*([-−]?)(\d{1,6})(?:[.,](\d))?\s*$/.exec(typed)
  if (!found) return undefined
  const milli = Number(found[2]) * MILLI_PER_CENT + Number(found[3] ?? 0)
  return found[1] ? 0 - milli : milli
}

/** kWh as Wh; undefined where it is nothing, or finer than a Wh. */
export function energyOf(typed: string): number | undefined {
  const found = /^\s*(\d{1,7})(?:[.,](\d{1,3}))?\s*$/.exec(typed)
  if (!found) return undefined
  const wh = Number(found[1]) * WH_PER_KWH + Number((found[2] ?? '').padEnd(3, '0'))
  return wh > 0 ? wh : undefined
}

/** As it is typed again. */
export const typedPrice = (milli: number): string =>
  `${milli < 0 ? '-' : ''}${Math.trunc(Math.abs(milli) / MILLI_PER_CENT)}.${Math.abs(milli) % MILLI_PER_CENT}`
export const typedEnergy = (wh: number): string =>
  `${Math.trunc(wh / WH_PER_KWH)}.${String(wh % WH_PER_KWH)
    .padStart(3, '0')
    .replace(/0{1,2}$/, '')}`
