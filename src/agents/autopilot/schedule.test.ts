import fc from 'fast-check'
import { expect, test } from 'vitest'
import { solve } from '../experiment/optimum.ts'
import { planStore, type Task } from './schedule.ts'

const task = (more: Partial<Task> & Pick<Task, 'costs'>): Task => ({
  ...{ capacityWh: 1200, storedWh: 600, needWh: 0, chargeWh: 300, dischargeWh: 300 },
  ...{ efficiency: 1, wearMilli: 0, leftMilli: 0 },
  ...more,
})
const flat = (milli: number) => (inWh: number) => milli * inWh

test('buys when it is cheap and gives when it is dear', () => {
  const { inWh } = planStore(task({ costs: [flat(100), flat(300), flat(50), flat(400)], storedWh: 300 }))
  expect(inWh).toEqual([0, -300, 300, -300])
})

test('does nothing where losses and wear eat the gain', () => {
  const costs = [flat(200), flat(210)]
  expect(planStore(task({ costs, storedWh: 0, efficiency: 0.9 })).inWh).toEqual([0, 0])
  expect(planStore(task({ costs, storedWh: 0, wearMilli: 20 })).inWh).toEqual([0, 0])
})

test('reaches the need, or comes as near as it can', () => {
  const costs = new Array(4).fill(flat(500))
  const sum = (needWh: number) =>
    planStore(task({ costs, storedWh: 0, needWh, dischargeWh: 0 })).inWh.reduce((a, b) => a + b, 0)
  expect(sum(700)).toBeCloseTo(700)
  expect(sum(5000)).toBeCloseTo(1200)
})

test('what a stored kWh is worth falls with what is stored, and is what it will save', () => {
  const { worth } = planStore(task({ costs: [flat(100), flat(300)], storedWh: 0 }))
  expect(worth[0]!.lastMilli).toBeCloseTo(300)
  expect(worth[0]!.nextMilli).toBeCloseTo(0)
})

test('is as good as the linear programme, up to its steps', () => {
  const prices = fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 2, maxLength: 10 })
  fc.assert(
    fc.property(prices, fc.integer({ min: 0, max: 12 }), (milli, hundreds) => {
      const storedWh = hundreds * 100
      const mine = task({ costs: milli.map(flat), storedWh, efficiency: 0.95, wearMilli: 10, leftMilli: 120 })
      const { inWh } = planStore(mine)
      let held = storedWh
      let cost = 0
      for (const [t, wh] of inWh.entries()) {
        held += wh > 0 ? wh * 0.95 : wh / 0.95
        cost += wh * milli[t]! + 10 * Math.max(0, -wh)
        expect(held).toBeGreaterThan(-1e-6)
        expect(held).toBeLessThan(1200 + 1e-6)
      }
      cost -= held * 120
      const columns = milli.flatMap((price, t) => [
        { cost: price, most: 300, rows: [t], entries: [-0.95] },
        { cost: 10 - price, most: 300, rows: [t], entries: [1 / 0.95] },
        {
          cost: t === milli.length - 1 ? -120 : 0,
          most: 1200,
          rows: t === milli.length - 1 ? [t] : [t, t + 1],
          entries: t === milli.length - 1 ? [1] : [1, -1],
        },
      ])
      const best = solve(
        columns,
        milli.map((_, t) => (t === 0 ? storedWh : 0)),
      )
      expect(best.cost).toBeCloseTo(best.bound, 0)
      expect(cost).toBeGreaterThan(best.bound - 1)
      // A step is a hundredth and a bit of the store; power is rounded down to whole steps.
      expect(cost - best.bound).toBeLessThan(milli.length * 10 * 400)
    }),
  )
})
