// What is wrong with an order before it is sent, in words.
import type { BookParams } from '../../market/book/params.ts'
import { energyText, priceText } from './figures.ts'
import { collarOf, type Problem } from './ticket.ts'
import type { MarketWords } from './words/en.ts'

export function problemWords(
  { ticket }: MarketWords,
  problem: Problem,
  { rules, last, tongue }: { rules: BookParams; last: number | null; tongue: string },
): string {
  const ct = (milli: number) => priceText(milli, tongue)
  switch (problem) {
    case 'energy-most':
      return ticket['energy-most'](energyText(rules.mostEnergy, tongue))
    case 'floor':
      return ticket.floor(ct(rules.leastPrice))
    case 'ceiling':
      return ticket.ceiling(ct(rules.mostPrice))
    case 'collar': {
      const { least, most } = collarOf(rules, last)!
      return ticket.collar(ct(least), ct(most), ct(last!))
    }
    case 'too-much':
      return ticket['too-much']
  }
}
