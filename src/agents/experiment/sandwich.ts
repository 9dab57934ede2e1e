// A sandwich: whoever sees a large bid in the gossip buys what it would have bought, just before it, and offers that at
// the bid's own limit. It pays only for who is executed before the bid.
import type { Chance } from '../chance.ts'
import type { Side } from '../traders/trader.ts'
import { Book } from './book.ts'
import type { Said } from './turns.ts'

export const ATTACKER = 0
/** What is left over settles with the supplier, who sells dear and buys cheap. */
const TARIFF_MILLI = 350
const FEED_IN_MILLI = 80
const RESTING_ASKS = 6
const RESTING_BIDS = 6
const IN_A_BLOCK = 12

/** What stands in a book, and what honest members say in one slot, at what it is worth to them. */
export interface Scene {
  readonly resting: readonly Said[]
  readonly said: readonly Said[]
}

export function anyScene(chance: Chance): Scene {
  let account = ATTACKER
  const order = (side: Side, least: number, most: number): Said => ({
    ...{ account: ++account, side },
    priceMilli: chance.whole(least, most),
    energyWh: chance.whole(500, 3000),
  })
  const times = (count: number, make: () => Said) => Array.from({ length: count }, make)
  return {
    resting: [
      ...times(RESTING_ASKS, () => order('sell', 120, 300)),
      ...times(RESTING_BIDS, () => order('buy', 60, 119)),
    ],
    said: times(IN_A_BLOCK, () => (chance.unit() < 0.5 ? order('buy', 120, 340) : order('sell', 90, 280))),
  }
}

export interface Attack {
  readonly victim: Said
  /** Buy, then sell. */
  readonly said: readonly Said[]
}

/** The most that a sandwich can bring here, if it is executed first and the victim next; none where nothing can be gained. */
export function sandwich({ resting, said }: Scene): Attack | undefined {
  const asks = resting.filter(({ side }) => side === 'sell').sort((a, b) => a.priceMilli - b.priceMilli)
  let best: { readonly attack: Attack; readonly gain: number } | undefined
  for (const victim of said) {
    if (victim.side !== 'buy') continue
    let energyWh = 0
    let costMicro = 0
    for (const [i, ask] of asks.entries()) {
      energyWh += ask.energyWh
      costMicro += ask.priceMilli * ask.energyWh
      if (energyWh > victim.energyWh || ask.priceMilli >= victim.priceMilli) break
      // What is bought is offered for as much as the victim gives, and cheaper than what others still offer.
      const offerMilli = Math.min(victim.priceMilli, (asks[i + 1]?.priceMilli ?? victim.priceMilli + 1) - 1)
      const gain = offerMilli * energyWh - costMicro
      if (gain <= (best?.gain ?? 0)) continue
      const attack = { account: ATTACKER, energyWh }
      best = {
        gain,
        attack: {
          victim,
          said: [
            { ...attack, side: 'buy', priceMilli: ask.priceMilli, atOnce: true },
            { ...attack, side: 'sell', priceMilli: offerMilli },
          ],
        },
      }
    }
  }
  return best?.attack
}

export interface Result {
  /** What the attacker was paid less what it paid, micro-credits; and the energy that it has bought less what it sold. */
  readonly moneyMicro: number
  readonly heldWh: number
  /** What members gained by their trades, by what energy is worth to each. */
  readonly surplus: number
}

/** Executes orders one after the other on a book. */
export function execute({ resting }: Scene, order: readonly Said[]): Result {
  const book = new Book()
  const worth = new Map<number, number>()
  let moneyMicro = 0
  let heldWh = 0
  let surplus = 0
  for (const { account, side, priceMilli, energyWh: asked, atOnce } of [...resting, ...order]) {
    worth.set(account, priceMilli)
    const { place, deals } = book.place(account, side, priceMilli, asked)
    if (atOnce) book.cancel(place)
    for (const { buyer, seller, energyWh: dealt, priceMilli: paid } of deals) {
      if (buyer === ATTACKER) {
        moneyMicro -= paid * dealt
        heldWh += dealt
      } else surplus += (worth.get(buyer)! - paid) * dealt
      if (seller === ATTACKER) {
        moneyMicro += paid * dealt
        heldWh -= dealt
      } else surplus += (paid - worth.get(seller)!) * dealt
    }
  }
  return { moneyMicro, heldWh, surplus }
}

/** The attacker's money once the supplier has taken, or brought, what is left over. */
export const settled = ({ moneyMicro, heldWh }: Result): number =>
  moneyMicro + heldWh * (heldWh > 0 ? FEED_IN_MILLI : TARIFF_MILLI)

/** What it is to somebody who needs so much energy that is worth so much, and has no more use for the rest than others. */
export function used({ moneyMicro, heldWh }: Result, needWh: number, worthMilli: number): number {
  const usedWh = Math.min(heldWh, needWh)
  return moneyMicro + usedWh * worthMilli + (heldWh - usedWh) * FEED_IN_MILLI
}
