// One set of orders, met in the three ways that a community can choose between. Each trader sends one order: at its limit,
// or as zero intelligence would. What it costs and what it is worth to them is known, so surplus can be compared.
import { Chance } from '../../../src/agents/chance.ts'
import { mean, median } from '../../../src/agents/experiment/measures.ts'
import { balanceOf, symmetric } from '../../../src/agents/experiment/schedule.ts'
import type { Side } from '../../../src/agents/traders/trader.ts'
import { zeroIntelligence } from '../../../src/agents/traders/zero.ts'
import { MECHANISMS, type Mechanism } from '../../../src/market/book/mechanisms/mechanism.ts'
import { Random } from '../../../src/sim/random.ts'
import { play } from '../market/play.ts'
import { rounded } from './traders.ts'

const UNIT_WH = 1000

export interface MechanismOptions {
  readonly each: number
  readonly sessions: number
  readonly seed: number
}

export function mechanismsReport({ each, sessions, seed }: MechanismOptions) {
  const schedule = symmetric(each)
  const balance = balanceOf(schedule)
  const limits = [
    ...schedule.buyersMilli.map(limitMilli => ({ side: 'buy' as Side, limitMilli })),
    ...schedule.sellersMilli.map(limitMilli => ({ side: 'sell' as Side, limitMilli })),
  ]
  const limitOf = new Map(limits.map(({ limitMilli }, i) => [`t${i}`, limitMilli]))

  const orders = (session: number, quoting: string) => {
    const chance = new Chance(new Random(`${seed}/${quoting} ${session}`).draw)
    const { leastMilli, mostMilli } = schedule
    return chance.shuffled(
      limits.map(({ side, limitMilli }, i) => {
        const trader = zeroIntelligence({ side, limitMilli, leastMilli, mostMilli, chance })
        const price =
          quoting === 'limit' ? limitMilli : trader.say({ bidMilli: undefined, askMilli: undefined })!
        return { place: `t${i}`, id: `t${i}`, account: `t${i}`, side, price, energy: UNIT_WH, interval: 0 }
      }),
    )
  }
  const measure = (quoting: string, mechanism: Mechanism) => {
    const all = Array.from({ length: sessions }, (_, session) => {
      const { trades } = play(orders(session, quoting), mechanism, undefined)
      const sum = (pick: (trade: (typeof trades)[number]) => number) =>
        trades.reduce((total, trade) => total + (pick(trade) * trade.energy) / UNIT_WH, 0)
      const buyers = sum(({ buy, price }) => limitOf.get(buy)! - price)
      const sellers = sum(({ sell, price }) => price - limitOf.get(sell)!)
      return { buyers, sellers, volume: sum(() => 1), price: sum(({ price }) => price) / trades.length }
    })
    return {
      ...{ quoting, mechanism },
      efficiency: rounded(mean(all.map(one => (one.buyers + one.sellers) / balance.surplusMilli))),
      volume: rounded(mean(all.map(one => one.volume))),
      priceMilli: rounded(median(all.map(one => one.price))),
      buyersShare: rounded(mean(all.map(one => one.buyers / balance.surplusMilli))),
      sellersShare: rounded(mean(all.map(one => one.sellers / balance.surplusMilli))),
    }
  }
  return {
    experiment: 'mechanisms',
    ...{ sessions, seed },
    schedule: { buyersMilli: schedule.buyersMilli, sellersMilli: schedule.sellersMilli, unitWh: UNIT_WH },
    balance: { priceMilli: balance.priceMilli, volume: balance.volume, surplusMilli: balance.surplusMilli },
    mechanisms: ['limit', 'zic'].flatMap(quoting => MECHANISMS.map(mechanism => measure(quoting, mechanism))),
  }
}
