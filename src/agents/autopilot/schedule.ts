// When to charge and when to give: the cheapest way through the day, by dynamic programming over what the store holds.
// Exact up to the size of its steps, for any cost of an interval.

/** What a change of the house's exchange in one interval costs, milli-credit Wh per kWh: rising with energy in. */
export type Cost = (inWh: number) => number

export interface Task {
  readonly capacityWh: number
  readonly storedWh: number
  readonly needWh: number
  readonly chargeWh: number
  readonly dischargeWh: number
  readonly efficiency: number
  readonly wearMilli: number
  /** What a stored kWh is worth at the end, beyond the need. */
  readonly leftMilli: number
  readonly costs: readonly Cost[]
}

export interface Course {
  /** Wh at the meter in each interval: in is positive. */
  readonly inWh: readonly number[]
  /** What the next stored kWh would be worth after each interval, and what the last one is: it is worth no less. */
  readonly worth: readonly Worth[]
}

export interface Worth {
  readonly nextMilli: number
  readonly lastMilli: number
}

const STEPS = 120
/** Leaving without the need, a kWh: more than any price, so that it happens only where it cannot be helped. */
const MISSED_MILLI = 1e7

export function planStore(task: Task): Course {
  const { capacityWh, efficiency, wearMilli, costs } = task
  const step = capacityWh / STEPS
  // The steps lie so that one of them is what is stored now.
  const below = Math.floor(task.storedWh / step + 1e-9)
  const offset = task.storedWh - below * step
  const levels = Math.max(below + 1, Math.floor((capacityWh - offset) / step + 1e-9) + 1)
  const up = Math.floor((task.chargeWh * efficiency) / step + 1e-9)
  const down = Math.floor(task.dischargeWh / efficiency / step + 1e-9)
  const atMeter = (steps: number) => (steps > 0 ? (steps * step) / efficiency : steps * step * efficiency)

  const costOf = costs.map(cost =>
    Float64Array.from({ length: up + down + 1 }, (_, i) => {
      const inWh = atMeter(i - down)
      return cost(inWh) + Math.max(0, -inWh) * wearMilli
    }),
  )
  let after = Float64Array.from({ length: levels }, (_, level) => {
    const heldWh = offset + level * step
    return (
      -Math.max(0, heldWh - task.needWh) * task.leftMilli + Math.max(0, task.needWh - heldWh) * MISSED_MILLI
    )
  })
  const values: Float64Array[] = []
  const best: Int16Array[] = []
  for (let t = costs.length - 1; t >= 0; t--) {
    const now = new Float64Array(levels)
    const choice = new Int16Array(levels)
    const cost = costOf[t]!
    for (let level = 0; level < levels; level++) {
      // Standing still is preferred among equals.
      let least = cost[down]! + after[level]!
      const most = Math.min(up, levels - 1 - level)
      for (let move = -Math.min(down, level); move <= most; move++) {
        const total = cost[move + down]! + after[level + move]!
        if (total < least - 1e-6) {
          least = total
          choice[level] = move
        }
      }
      now[level] = least
    }
    values[t] = after
    best[t] = choice
    after = now
  }

  let level = below
  const inWh: number[] = []
  const worth: Worth[] = []
  for (let t = 0; t < costs.length; t++) {
    const move = best[t]![level]!
    level += move
    inWh.push(atMeter(move))
    const value = values[t]!
    const between = (low: number) => (value[low]! - value[low + 1]!) / step
    const nextMilli = level < levels - 1 ? between(level) : 0
    worth.push({ nextMilli, lastMilli: level > 0 ? between(level - 1) : nextMilli })
  }
  return { inWh, worth }
}
