// The greatest rate that something keeps up with: raised by half until it does not, then looked for in between. A machine
// has other things to do at times, so a rate counts as too much only when it was twice.

export interface Offered {
  /** What it came to be. */
  readonly perSecond: number
  /** The share that was everywhere in time. */
  readonly inTime: number
  readonly keptUp: boolean
}

const STEP = 1.5
/** Each halves the way between what it keeps up with and what it does not: to about a twentieth. */
const CLOSER = 3

export async function sustained(
  first: number,
  offer: (perSecond: number) => Promise<Offered>,
): Promise<{ readonly best: number; readonly tried: readonly string[] }> {
  const tried: string[] = []
  let best = 0
  const keepsUp = async (perSecond: number): Promise<boolean> => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const offered = await offer(perSecond)
      tried.push(`${Math.round(offered.perSecond)}/s ${Math.floor(offered.inTime * 100)} %`)
      if (!offered.keptUp) continue
      best = Math.max(best, offered.perSecond)
      return true
    }
    return false
  }
  let good = 0
  let bad = first
  while (await keepsUp(bad)) {
    good = bad
    bad *= STEP
  }
  for (let i = 0; i < CLOSER; i++) {
    const between = good === 0 ? bad / STEP : Math.sqrt(good * bad)
    if (await keepsUp(between)) good = between
    else bad = between
  }
  return { best, tried }
}
