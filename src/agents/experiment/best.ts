// What a community would pay at best, if one mind that knows everything planned for all: the linear programme.
import type { Household } from './community.ts'
import { leftMilli } from './community.ts'
import { type Column, solve } from './optimum.ts'

/**
 * Micro-credits, from below: whatever is traded is free to move, each supplier serves its own household only up to what
 * that could need or store, and each feed-in takes what that could have. `netWh` is load less sun of each household.
 */
export function bestCost(households: readonly Household[], netWh: readonly (readonly number[])[]): number {
  const count = netWh[0]!.length
  const columns: Column[] = []
  const right: number[] = []
  // The row of what each store holds after the interval before, and the rows that hold it now.
  const held: (number | undefined)[] = households.map(() => undefined)
  for (let t = 0; t < count; t++) {
    const balance = right.length
    right.push(netWh.reduce((sum, net) => sum + net[t]!, 0))
    for (const [h, household] of households.entries()) {
      const { store } = household
      const stay = store?.stays.find(({ from, to }) => from <= t && t < to)
      const net = netWh[h]![t]!
      const [charge, give] = stay ? [store!.chargeWh, store!.dischargeWh] : [0, 0]
      const column = (cost: number, most: number, sign: number) =>
        most > 0 && columns.push({ cost, most, rows: [balance], entries: [sign] })
      column(household.supplierMilli, Math.max(0, net) + charge, 1)
      column(-household.feedInMilli, Math.max(0, -net) + give, -1)
      if (!store || !stay) continue

      const row = right.length
      const begins = t === stay.from || t === 0
      const ends = t === stay.to - 1 || t === count - 1
      const need = t === stay.to - 1 ? stay.needWh : 0
      right.push((begins ? stay.storedWh : 0) - need)
      if (!begins) {
        // What was held after the last interval comes into this row.
        const before = columns[held[h]!]!
        columns[held[h]!] = { ...before, rows: [...before.rows, row], entries: [...before.entries, -1] }
      }
      // held + given / efficiency − taken × efficiency = held before.
      columns.push({ cost: 0, most: charge, rows: [balance, row], entries: [-1, -store.efficiency] })
      if (give > 0)
        columns.push({
          cost: store.wearMilli,
          most: give,
          rows: [balance, row],
          entries: [1, 1 / store.efficiency],
        })
      held[h] = columns.length
      columns.push({
        ...{ cost: ends ? -leftMilli(household) : 0, most: store.capacityWh - need },
        ...{ rows: [row], entries: [1] },
      })
    }
  }
  return solve(columns, right).bound
}

/** The same for everybody alone with their supplier, each with the store at its best. */
export function aloneCost(households: readonly Household[], netWh: readonly (readonly number[])[]): number {
  return households.reduce((sum, household, h) => sum + bestCost([household], [netWh[h]!]), 0)
}
