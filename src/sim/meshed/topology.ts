// Who is whose neighbour: every full peer has six to eight full ones, every light peer two full ones and three or four
// light ones, which a phone can keep up.
import type { Random } from '../random.ts'

const FULL = { least: 6, most: 8 }
const LIGHT = { least: 3, most: 4 }
/** A light peer asks full ones for proofs, and through them its transactions go in. */
const FULL_OF_LIGHT = 2

export type Neighbours = readonly ReadonlySet<number>[]

/** Of peers by number: first the full ones, of which the first `delegates` have their own links besides, then the light. */
export function neighboursOf(full: number, delegates: number, light: number, random: Random): Neighbours {
  const all: Set<number>[] = Array.from({ length: full + light }, () => new Set())
  const link = (a: number, b: number) => {
    if (a === b) return
    all[a]!.add(b)
    all[b]!.add(a)
  }
  weave(all, 0, full, FULL, random, link)
  // Those who are not delegates have more room for others.
  const hosts = full > 2 * delegates ? delegates : 0
  const guests = new Array<number>(full).fill(0)
  const host = () => {
    const a = hosts + random.draw(full - hosts)
    const b = hosts + random.draw(full - hosts)
    const chosen = guests[b]! < guests[a]! ? b : a
    guests[chosen]! += 1
    return chosen
  }
  for (let i = full; i < full + light; i++) for (let j = 0; j < FULL_OF_LIGHT; j++) link(i, host())
  weave(all, full, full + light, LIGHT, random, link, FULL_OF_LIGHT)
  return all
}

/** Links those from `start` to `end` among each other: first so that all hang together, then until each has enough. */
function weave(
  all: readonly ReadonlySet<number>[],
  start: number,
  end: number,
  { least, most }: { readonly least: number; readonly most: number },
  random: Random,
  link: (a: number, b: number) => void,
  others = 0,
): void {
  const count = end - start
  const linked = (i: number) => all[i]!.size - others
  for (let i = start + 1; i < end; i++) {
    let other = start + random.draw(i - start)
    for (let tries = 0; tries < most && linked(other) >= most; tries++) other = start + random.draw(i - start)
    link(i, other)
  }
  const enough = Math.min(least, count - 1)
  for (let i = start; i < end; i++)
    for (let tries = 0; tries < 4 * most && linked(i) < enough; tries++) {
      const other = start + random.draw(count)
      if (linked(other) < most) link(i, other)
    }
}
