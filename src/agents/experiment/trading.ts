// A community on autopilot: hour by hour all look at their orders, in an order by chance, in books on the ledger's own
// engine; then the hour is delivered.
import { review } from '../autopilot/autopilot.ts'
import type { OpenOrder, Plan, Situation } from '../autopilot/situation.ts'
import { steer } from '../autopilot/steer.ts'
import type { Store } from '../autopilot/store.ts'
import type { Chance } from '../chance.ts'
import { Book, type Deal } from './book.ts'
import { COMMON, type CommunityPlan, DAY, type Household, leftMilli } from './community.ts'

/** They look once an hour, and their books open a day ahead. */
const EVERY = 4
const QUOTA = 60
const LEVELS = 6
const BUDGET_MICRO = 20_000_000

export interface Traded {
  /** What all paid in the end, less what their stores still hold, micro-credits: supplier and feed-in for what is left. */
  readonly costMicro: number
  /** The same where what is left meets the others' first. */
  readonly pooledMicro: number
  readonly tradedWh: number
  readonly deals: number
  readonly commands: number
  /** Of one household in one look. */
  readonly mostCommands: number
  readonly missedWh: number
}

interface Member {
  readonly household: Household
  readonly positionWh: number[]
  readonly open: Map<number, OpenOrder>
  heldWh: number
  plan: Plan | undefined
  planFirst: number
}

export function runCommunity(
  plan: CommunityPlan,
  households: readonly Household[],
  comesWh: readonly (readonly number[])[],
  chance: Chance,
): Traded {
  const count = plan.days * DAY
  const market = new Market(households, count)
  const outlook = outlookOf(households, count)
  let commands = 0
  let mostCommands = 0
  let costMicro = 0
  let pooledMicro = 0
  let missedWh = 0
  for (let now = -DAY; now < count; now += EVERY) {
    const first = Math.max(0, now)
    const end = Math.min(count, now + DAY)
    if (end > first)
      for (const who of chance.shuffled(market.members.map((_, i) => i))) {
        const sent = market.look(who, first, end, outlook, plan.slider)
        commands += sent
        mostCommands = Math.max(mostCommands, sent)
      }
    for (let t = first; t < Math.min(count, now + EVERY); t++) {
      const delivered = market.deliver(t, comesWh)
      costMicro += delivered.costMicro
      pooledMicro += delivered.pooledMicro
      missedWh += delivered.missedWh
    }
  }
  const leftMicro = market.members.reduce(
    (sum, { household, heldWh }) =>
      sum + (household.store?.kind === 'battery' ? heldWh * leftMilli(household) : 0),
    0,
  )
  return {
    costMicro: costMicro - leftMicro,
    pooledMicro: pooledMicro - leftMicro,
    ...{
      positions: market.members.map(m => m.positionWh),
      tradedWh: market.tradedWh,
      deals: market.deals,
      commands,
      mostCommands,
      missedWh,
    },
  }
}

function outlookOf(households: readonly Household[], count: number) {
  const sum = (t: number, sign: number) =>
    households.reduce((all, { expectedWh }) => all + Math.max(0, sign * expectedWh[t]!), 0)
  const all = Array.from({ length: count }, (_, t) => t)
  return {
    supplyWh: all.map(t => sum(t, -1)),
    demandWh: all.map(t => sum(t, 1)),
    stores: all.map(
      t => households.filter(({ store }) => store?.stays.some(stay => stay.from <= t && t < stay.to)).length,
    ),
    supplierMilli: all.map(() => COMMON.supplierMilli),
    feedInMilli: all.map(() => COMMON.feedInMilli),
  }
}

type Whole = ReturnType<typeof outlookOf>

class Market {
  readonly members: Member[]
  tradedWh = 0
  deals = 0
  private readonly books: Book[]
  private readonly count: number

  constructor(households: readonly Household[], count: number) {
    this.count = count
    this.books = Array.from({ length: count }, () => new Book())
    this.members = households.map(household => ({
      ...{ household, positionWh: new Array<number>(count).fill(0), open: new Map() },
      ...{ heldWh: household.store?.stays[0]?.storedWh ?? 0, plan: undefined, planFirst: 0 },
    }))
  }

  /** One household looks at its orders. Gives how many commands it sent. */
  look(who: number, first: number, end: number, outlook: Whole, slider: number): number {
    const member = this.members[who]!
    const situation = this.situation(who, first, end, outlook, slider)
    const { actions, plan } = review(situation)
    member.plan = plan
    member.planFirst = first
    for (const action of actions) {
      if (action.kind === 'place') this.place(who, action.interval, action)
      else {
        const order = member.open.get(action.id)!
        this.books[order.interval]!.cancel(bookPlace(action.id, this.count))
        member.open.delete(action.id)
        if (action.kind === 'replace') this.place(who, order.interval, { ...action, side: order.side })
      }
    }
    return actions.length
  }

  private situation(who: number, first: number, end: number, outlook: Whole, slider: number): Situation {
    const { household, positionWh, open, heldWh } = this.members[who]!
    const length = end - first
    // Those without a store have no use for depth.
    const levels = household.store ? LEVELS : 0
    const part = <T>(all: readonly T[]) => all.slice(first, end)
    return {
      ...{ first, load: part(household.load), solar: part(household.solar) },
      supplierMilli: new Array<number>(length).fill(household.supplierMilli),
      feedInMilli: new Array<number>(length).fill(household.feedInMilli),
      positionWh: part(positionWh),
      open: [...open.values()].filter(({ interval }) => interval >= first),
      quotes: this.books.slice(first, end).map(book => ({
        ...{ bids: book.depth('buy', who, levels), asks: book.depth('sell', who, levels) },
        lastMilli: book.lastMilli,
      })),
      outlook: {
        ...{
          supplyWh: part(outlook.supplyWh),
          demandWh: part(outlook.demandWh),
          stores: part(outlook.stores),
        },
        ...{ supplierMilli: part(outlook.supplierMilli), feedInMilli: part(outlook.feedInMilli) },
      },
      store: household.store && asHeld(household.store, first, heldWh),
      ...{ slider, budgetMicro: BUDGET_MICRO, spentMicro: 0, looksAgain: EVERY, quota: QUOTA },
    }
  }

  private place(
    who: number,
    interval: number,
    { side, priceMilli, energyWh }: Omit<OpenOrder, 'id' | 'interval'>,
  ) {
    const book = this.books[interval]!
    const { place, deals } = book.place(who, side, priceMilli, energyWh)
    const id = place * this.count + interval
    this.members[who]!.open.set(id, { id, interval, side, priceMilli, energyWh })
    for (const deal of deals) this.agree(interval, deal)
  }

  private agree(interval: number, { buyer, seller, buy, sell, energyWh }: Deal) {
    this.members[buyer]!.positionWh[interval]! += energyWh
    this.members[seller]!.positionWh[interval]! -= energyWh
    this.remain(buyer, interval, buy)
    this.remain(seller, interval, sell)
    this.tradedWh += energyWh
    this.deals += 1
  }

  /** What the book says is left of an order. */
  private remain(who: number, interval: number, place: number) {
    const { open } = this.members[who]!
    const id = place * this.count + interval
    const energyWh = this.books[interval]!.restOf(place)
    if (energyWh === 0) open.delete(id)
    else open.set(id, { ...open.get(id)!, energyWh })
  }

  /** The interval is here: stores act, and what is left is the supplier's. Money between members cancels out. */
  deliver(t: number, comesWh: readonly (readonly number[])[]) {
    let costMicro = 0
    let missedWh = 0
    const rests: { restWh: number; household: Household }[] = []
    for (const [who, member] of this.members.entries()) {
      const { household, positionWh } = member
      const acts = act(member, t, comesWh[who]![t]!)
      const restWh = comesWh[who]![t]! + acts.inWh - positionWh[t]!
      costMicro += restWh * (restWh > 0 ? household.supplierMilli : household.feedInMilli) + acts.wearMicro
      missedWh += acts.missedWh
      rests.push({ restWh, household })
    }
    const shortWh = rests.reduce((sum, { restWh }) => sum + Math.max(0, restWh), 0)
    const longWh = rests.reduce((sum, { restWh }) => sum + Math.max(0, -restWh), 0)
    // Pro rata, as the ledger settles: each shortage and each surplus by the same share.
    const met = Math.min(shortWh, longWh)
    const saved = rests.reduce(
      (sum, { restWh, household }) =>
        sum +
        (restWh > 0
          ? (met / shortWh) * restWh * household.supplierMilli
          : restWh < 0
            ? (met / longWh) * restWh * household.feedInMilli
            : 0),
      0,
    )
    return { costMicro, pooledMicro: costMicro - saved, missedWh }
  }
}

const bookPlace = (id: number, count: number) => Math.floor(id / count)

/** The store with what it holds now; stays that are over are gone. */
function asHeld(store: Store, first: number, heldWh: number): Store {
  const stays = store.stays
    .filter(({ to }) => to > first)
    .map(stay => (stay.from <= first ? { ...stay, storedWh: heldWh } : stay))
  return { ...store, stays }
}

function act(member: Member, t: number, netWh: number) {
  const { household, positionWh } = member
  const { store, supplierMilli, feedInMilli } = household
  const stay = store?.stays.find(({ from, to }) => from <= t && t < to)
  if (!store || !stay) return { inWh: 0, wearMicro: 0, missedWh: 0 }
  if (t === stay.from) member.heldWh = stay.storedWh
  const { plan, planFirst } = member
  const worth = plan!.worth[t - planFirst]!
  const plannedWh = plan!.storeWh[t - planFirst]!
  const inWh = steer({
    ...{ store, stay, interval: t, heldWh: member.heldWh, plannedWh, worth, netWh },
    ...{ positionWh: positionWh[t]!, supplierMilli, feedInMilli },
  })
  member.heldWh += inWh > 0 ? inWh * store.efficiency : inWh / store.efficiency
  const missedWh = t === stay.to - 1 ? Math.max(0, stay.needWh - member.heldWh) : 0
  return { inWh, wearMicro: store.wearMilli * Math.max(0, -inWh), missedWh }
}
