// Why: the most important thing first, and then what a person might wonder about.
import { middle } from '../forecast/band.ts'
import type { Desk } from './desk.ts'
import type { Sentence } from './sentence.ts'
import type { Plan, Situation } from './situation.ts'

export function explain(situation: Situation, plan: Plan, desk: Desk): Sentence[] {
  return [...main(situation, plan, desk), ...besides(situation, desk)]
}

function main(situation: Situation, plan: Plan, desk: Desk): Sentence[] {
  if (desk.actions.length === 0 && situation.open.length > 0) return [{ key: 'stays' }]
  const said = [storing(situation, plan), ...trading(situation, plan)].filter(each => each !== undefined)
  return said.length > 0 ? said : [{ key: 'nothing-to-trade' }]
}

interface Stretch {
  readonly energyWh: number
  readonly from: number
  readonly to: number
  /** The mean of a price over it, weighted by energy. */
  readonly mean: (milli: readonly number[]) => number
}

/** Where these are positive: how much, from when to when. */
function stretch(first: number, energies: readonly number[]): Stretch | undefined {
  let energyWh = 0
  let from = -1
  let to = -1
  for (const [i, wh] of energies.entries()) {
    if (wh <= 0) continue
    energyWh += wh
    if (from < 0) from = i
    to = i + 1
  }
  if (from < 0) return undefined
  const mean = (milli: readonly number[]) =>
    Math.round(energies.reduce((sum, wh, i) => sum + Math.max(0, wh) * milli[i]!, 0) / energyWh)
  return { energyWh: Math.round(energyWh), from: first + from, to: first + to, mean }
}

function storing({ first }: Situation, plan: Plan): Sentence | undefined {
  if (!plan.store) return undefined
  const taken = stretch(first, plan.storeWh)
  const given = stretch(
    first,
    plan.storeWh.map(wh => -wh),
  )
  if (!taken) return undefined
  const { energyWh, from, to } = taken
  const priceMilli = taken.mean(plan.priceMilli)
  const stay = plan.store.stays.find(each => each.to >= to)
  if (plan.store.kind === 'car')
    return { key: 'charges-car', energyWh, from, to, priceMilli, leaves: stay?.to ?? to }
  if (!given) return undefined
  const useMilli = given.mean(plan.priceMilli)
  return { key: 'stores', energyWh, from, to, priceMilli, useFrom: given.from, useTo: given.to, useMilli }
}

function trading(situation: Situation, plan: Plan): (Sentence | undefined)[] {
  const { first, supplierMilli, feedInMilli } = situation
  const wanted = plan.net.map((band, i) => middle(band) + plan.storeWh[i]!)
  const need = stretch(first, wanted)
  const spare = stretch(
    first,
    wanted.map(wh => -wh),
  )
  const buys: Sentence | undefined = need && {
    ...{ key: 'buys', energyWh: need.energyWh, from: need.from, to: need.to },
    ...{ mostMilli: need.mean(supplierMilli) - 1, supplierMilli: need.mean(supplierMilli) },
  }
  const sells: Sentence | undefined = spare && {
    ...{ key: 'sells', energyWh: spare.energyWh, from: spare.from, to: spare.to },
    ...{ leastMilli: spare.mean(feedInMilli) + 1, feedInMilli: spare.mean(feedInMilli) },
  }
  return (spare?.energyWh ?? 0) > (need?.energyWh ?? 0) ? [sells, buys] : [buys, sells]
}

function besides({ store, slider, budgetMicro }: Situation, desk: Desk): Sentence[] {
  const said: Sentence[] = []
  if (store && !store.steerable) said.push({ key: 'no-output', store: store.kind })
  if (desk.unpaidWh > 0) said.push({ key: 'budget', budgetMicro, leftWh: desk.unpaidWh })
  if (desk.waiting > 0) said.push({ key: 'quota', waiting: desk.waiting })
  if (slider > 0.5) said.push({ key: 'gives-way', slider })
  return said
}
