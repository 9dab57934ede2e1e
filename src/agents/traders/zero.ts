// Zero intelligence, constrained (Gode and Sunder, "Allocative efficiency of markets with zero-intelligence traders",
// Journal of Political Economy 101, 1993): any price that makes no loss, each as likely as the other.
import type { Brief, Trader } from './trader.ts'

export function zeroIntelligence({ side, limitMilli, leastMilli, mostMilli, chance }: Brief): Trader {
  return {
    say: () => (side === 'buy' ? chance.whole(leastMilli, limitMilli) : chance.whole(limitMilli, mostMilli)),
    hear() {},
  }
}
