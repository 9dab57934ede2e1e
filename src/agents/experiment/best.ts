// What a community would pay at best, if one mind that knows everything planned for all: the linear programme.
import type { Household } from './community.ts'
import { leftMilli } from './community.ts'
import { type Column, solve } from './optimum.ts'

/**
 * Micro-credits, from below: whatever is traded is free to move. Each supplier serves what its own household needs or
 * stores, and each feed-in takes what its own has or gives: nobody trades their supplier's energy on. `netWh` is load
 * less sun of each household.
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
      const need = Math.max(0, net)
      const spare = Math.max(0, -net)
      if (!store || !stay) {
        if (need > 0)
          columns.push({ cost: household.supplierMilli, most: need, rows: [balance], entries: [1] })
        if (spare > 0)
          columns.push({ cost: -household.feedInMilli, most: spare, rows: [balance], entries: [-1] })
        continue
      }
      const { chargeWh, dischargeWh, efficiency } = store
      // Two rows say so of the supplier and of the feed-in, with what is left to them as columns of their own.
      const fromSupplier = right.push(need) - 1
      const intoGrid = right.push(spare) - 1
      columns.push(
        ...[
          {
            cost: household.supplierMilli,
            most: need + chargeWh,
            rows: [balance, fromSupplier],
            entries: [1, 1],
          },
          { cost: 0, most: need + chargeWh, rows: [fromSupplier], entries: [1] },
          {
            cost: -household.feedInMilli,
            most: spare + dischargeWh,
            rows: [balance, intoGrid],
            entries: [-1, 1],
          },
          { cost: 0, most: spare + dischargeWh, rows: [intoGrid], entries: [1] },
        ].filter(({ most }) => most > 0),
      )

      const row = right.length
      const begins = t === stay.from || t === 0
      const ends = t === stay.to - 1 || t === count - 1
      const keep = t === stay.to - 1 ? stay.needWh : 0
      right.push((begins ? stay.storedWh : 0) - keep)
      if (!begins) {
        // What was held after the last interval comes into this row.
        const before = columns[held[h]!]!
        columns[held[h]!] = { ...before, rows: [...before.rows, row], entries: [...before.entries, -1] }
      }
      // held + given / efficiency − taken × efficiency = held before.
      columns.push({
        ...{ cost: 0, most: chargeWh, rows: [balance, row, fromSupplier], entries: [-1, -efficiency, -1] },
      })
      if (dischargeWh > 0)
        columns.push({
          ...{ cost: store.wearMilli, most: dischargeWh },
          ...{ rows: [balance, row, intoGrid], entries: [1, 1 / efficiency, -1] },
        })
      held[h] = columns.length
      columns.push({
        ...{ cost: ends ? -leftMilli(household) : 0, most: store.capacityWh - keep },
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
