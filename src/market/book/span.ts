// The lines of several intervals in a row, as one: a block is carried as far as every one of its intervals carries it.
import type { Carrier } from '../../grid/carries/carrier.ts'
import type { Pair } from './engine/ports.ts'

/** A book's lines, where a match may be provisional until it is confirmed. */
export type Lines = Pick<Carrier, 'pockets' | 'fee' | 'carries' | 'took' | 'gave' | 'confirmed' | 'local'>

/** As much of this energy as all of them carry. */
function carriedBy(
  lines: readonly Pick<Carrier, 'carries'>[],
  buy: number,
  sell: number,
  energy: number,
): number {
  let most = energy
  for (const each of lines) {
    most = each.carries(buy, sell, most)
    if (most === 0) break
  }
  return most
}

/** `note` is told of the intervals in which something was freed. */
export function acrossSpan(
  first: number,
  length: number,
  linesOf: (interval: number) => Lines,
  note: (interval: number) => void = () => {},
): Lines {
  const lines = Array.from({ length }, (_, i) => linesOf(first + i))
  const carries = (buy: number, sell: number, energy: number) => carriedBy(lines, buy, sell, energy)
  /** What one interval opens, another may still close. */
  const opened = (change: (lines: Lines) => readonly Pair[]): readonly Pair[] => {
    const pairs = new Map<string, Pair>()
    lines.forEach((each, i) => {
      const gained = change(each)
      if (gained.length > 0) note(first + i)
      for (const pair of gained) pairs.set(`${pair.buy} ${pair.sell}`, pair)
    })
    return [...pairs.values()].filter(({ buy, sell }) => carries(buy, sell, 1) > 0)
  }
  // The feeder is the same in all intervals: only limits differ.
  const [one] = lines as [Lines]
  return {
    pockets: one.pockets,
    fee: (from, to) => one.fee(from, to),
    local: (a, b) => one.local(a, b),
    carries,
    took: (buy, sell, energy) => opened(each => each.took(buy, sell, energy)),
    gave: (buy, sell, energy) => opened(each => each.gave(buy, sell, energy)),
    confirmed: (buy, sell, energy) => opened(each => each.confirmed(buy, sell, energy)),
  }
}

/** What they would carry, one sale after the other. */
export const sendingAcross = (lines: readonly Carrier[]) => ({
  fee: (from: number, to: number): number => lines[0]!.fee(from, to),
  send(buy: number, sell: number, energy: number): number {
    const most = carriedBy(lines, buy, sell, energy)
    if (most > 0) for (const each of lines) each.send(buy, sell, most)
    return most
  },
})
