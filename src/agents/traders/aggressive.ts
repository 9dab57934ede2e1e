// Adaptive-aggressive (Vytelingum, Cliff and Jennings, "Strategic bidding in continuous double auctions", Artificial
// Intelligence 172, 2008): how much profit to give up for a better chance is learnt from every shout, and how sharply
// that acts, from how much prices scatter.
import { type Brief, type Look, type Shout, type Trader, withinLimit } from './trader.ts'

const ETA = 3 // how slowly a quote nears its target
const STEP_SHARE = 0.02 // λr
const STEP = 0.01 // λa, of aggressiveness
const STEP_MILLI = 1 // λa, of price: the market's smallest step
const LEARNING = [0.2, 0.6] as const // β1 and β2
const THETA_LEAST = -8
const THETA_MOST = 2
const GAMMA = 2
const MEMORY = 5 // so many trades tell the price of balance
const FADING = 0.9 // ρ: what a trade counts beside the next one

export function adaptiveAggressive(brief: Brief): Trader {
  const { side, limitMilli, mostMilli, leastMilli, chance } = brief
  const shortRate = chance.between(...LEARNING)
  const longRate = chance.between(...LEARNING)
  const trades: number[] = []
  let aggressiveness = -chance.between(0, 0.3)
  let theta = -chance.between(0, 5)
  let alphaLeast = Number.POSITIVE_INFINITY
  let alphaMost = Number.NEGATIVE_INFINITY

  /** The price of balance, as far as trades tell it; a late one counts for more. */
  const balance = (): number | undefined => {
    if (trades.length === 0) return undefined
    let sum = 0
    let weights = 0
    for (const [i, price] of trades.entries()) {
      const weight = FADING ** (trades.length - 1 - i)
      sum += weight * price
      weights += weight
    }
    return sum / weights
  }

  /** From 0 at r = 0 to 1 at r = 1, bent by theta. */
  const bend = (r: number) => (Math.abs(theta) < 1e-9 ? r : (Math.exp(r * theta) - 1) / (Math.exp(theta) - 1))

  const target = (r: number, equilibrium: number): number => {
    const [farthest, inside] =
      side === 'buy' ? [leastMilli, limitMilli > equilibrium] : [mostMilli, limitMilli < equilibrium]
    // Whoever could trade at balance aims there and gives way up to the limit; the others aim at their limit.
    const middle = inside ? equilibrium : limitMilli
    return r < 0 ? middle + (farthest - middle) * bend(-r) : middle + (limitMilli - middle) * bend(r)
  }

  /** The aggressiveness whose target would have been this price. */
  const aggressivenessOf = (priceMilli: number, equilibrium: number): number => {
    let low = -1
    let high = 1
    for (let i = 0; i < 30; i++) {
      const middle = (low + high) / 2
      const short =
        side === 'buy' ? target(middle, equilibrium) < priceMilli : target(middle, equilibrium) > priceMilli
      if (short) low = middle
      else high = middle
    }
    return (low + high) / 2
  }

  const learnShortly = ({ side: shouted, priceMilli, accepted }: Shout, equilibrium: number) => {
    const aim = target(aggressiveness, equilibrium)
    const better = side === 'buy' ? aim >= priceMilli : aim <= priceMilli
    // Less where a trade was possible with more profit; more where we would have lost to it, or a rival still waits.
    const less = accepted && better
    if (!accepted && (shouted !== side || (side === 'buy' ? aim > priceMilli : aim < priceMilli))) return
    const heard = aggressivenessOf(priceMilli, equilibrium)
    const step = STEP_SHARE * Math.abs(heard) + STEP
    const desired = heard + (less ? -step : step)
    aggressiveness = clamp(aggressiveness + shortRate * (desired - aggressiveness), -1, 1)
  }

  const learnLong = (equilibrium: number) => {
    const scatter = trades.reduce((sum, price) => sum + (price - equilibrium) ** 2, 0)
    const alpha = Math.sqrt(scatter / trades.length) / equilibrium
    alphaLeast = Math.min(alphaLeast, alpha)
    alphaMost = Math.max(alphaMost, alpha)
    const place = alphaMost > alphaLeast ? (alpha - alphaLeast) / (alphaMost - alphaLeast) : 0.5
    const desired = (THETA_MOST - THETA_LEAST) * (1 - place * Math.exp(GAMMA * (place - 1))) + THETA_LEAST
    theta = clamp(theta + longRate * (desired - theta), THETA_LEAST, THETA_MOST)
  }

  /** A quote that still stands on our turn, with no target of ours beyond it, is heard anew: else all could wait for ever. */
  const aimBeyond = (priceMilli: number, equilibrium: number): number => {
    const aim = target(aggressiveness, equilibrium)
    if (side === 'buy' ? aim > priceMilli : aim < priceMilli) return aim
    learnShortly({ side, priceMilli, accepted: false }, equilibrium)
    return target(aggressiveness, equilibrium)
  }

  const sayBuying = ({ bidMilli, askMilli }: Look): number | undefined => {
    const bid = bidMilli ?? leastMilli
    const ask = askMilli ?? mostMilli
    if (limitMilli <= bid) return undefined
    const equilibrium = balance()
    // Before the first trade nothing tells the price: come closer step by step.
    if (equilibrium === undefined)
      return bid + (Math.min(limitMilli, (1 + STEP_SHARE) * ask + STEP_MILLI) - bid) / ETA
    const aim = aimBeyond(bid, equilibrium)
    if (ask <= aim) return ask
    return aim > bid ? Math.ceil(bid + (aim - bid) / ETA) : undefined
  }

  const saySelling = ({ bidMilli, askMilli }: Look): number | undefined => {
    const bid = bidMilli ?? leastMilli
    const ask = askMilli ?? mostMilli
    if (limitMilli >= ask) return undefined
    const equilibrium = balance()
    if (equilibrium === undefined)
      return ask - (ask - Math.max(limitMilli, (1 - STEP_SHARE) * bid - STEP_MILLI)) / ETA
    const aim = aimBeyond(ask, equilibrium)
    if (bid >= aim) return bid
    return aim < ask ? Math.floor(ask - (ask - aim) / ETA) : undefined
  }

  return {
    say(look) {
      const price = side === 'buy' ? sayBuying(look) : saySelling(look)
      return price === undefined ? undefined : withinLimit(brief, price)
    },
    hear(shout) {
      if (shout.accepted) {
        trades.push(shout.priceMilli)
        if (trades.length > MEMORY) trades.shift()
      }
      const equilibrium = balance()
      if (equilibrium === undefined) return
      learnShortly(shout, equilibrium)
      if (shout.accepted) learnLong(equilibrium)
    },
  }
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
