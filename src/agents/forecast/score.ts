// How good forecasts were.
import { type Band, middle, SHARES } from './band.ts'

export interface Score {
  readonly count: number
  /** Mean absolute error of the middle, Wh. */
  readonly maeWh: number
  /** The same as a share of the mean of what came. */
  readonly relative: number
  /** Mean pinball loss over the shares, Wh: it is least for the true quantiles (Koenker and Bassett, 1978). */
  readonly pinballWh: number
  /** How often what came lay within the outermost values; it should in eight cases of ten. */
  readonly coverage: number
}

export function pinball(share: number, forecastWh: number, cameWh: number): number {
  const missed = cameWh - forecastWh
  return missed >= 0 ? share * missed : (share - 1) * missed
}

export function score(pairs: readonly { readonly band: Band; readonly cameWh: number }[]): Score {
  let error = 0
  let loss = 0
  let within = 0
  let came = 0
  for (const { band, cameWh } of pairs) {
    came += cameWh
    error += Math.abs(cameWh - middle(band))
    for (const [i, share] of SHARES.entries()) loss += pinball(share, band[i]!, cameWh) / SHARES.length
    if (cameWh >= band[0]! && cameWh <= band[SHARES.length - 1]!) within += 1
  }
  const count = pairs.length
  return {
    count,
    maeWh: error / count,
    relative: error / came,
    pinballWh: loss / count,
    coverage: within / count,
  }
}
