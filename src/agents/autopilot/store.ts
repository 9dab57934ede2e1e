// A battery, or a car while it is plugged in: what it holds, and how fast it takes and gives.

export interface Store {
  readonly kind: 'battery' | 'car'
  /** Whether there is an output that can steer it. Without one nothing is planned with it. */
  readonly steerable: boolean
  readonly capacityWh: number
  /** At most in an interval, measured at the meter. A car that only charges gives 0. */
  readonly chargeWh: number
  readonly dischargeWh: number
  /** What is left of energy on its way in, and again on its way out. */
  readonly efficiency: number
  /** What a kWh that it gives wears off its life. */
  readonly wearMilli: number
  /** When it is there, in order and apart. A battery has one stay without an end. */
  readonly stays: readonly Stay[]
}

export interface Stay {
  readonly from: number
  /** The first interval in which it is gone. */
  readonly to: number
  /** What it holds at the start of the stay, or now if that has begun. */
  readonly storedWh: number
  /** What it shall hold when it leaves. */
  readonly needWh: number
}
