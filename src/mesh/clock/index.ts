// What time it is in the community: this device's clock, corrected by the median of what its neighbours say.
//
//   const clock = new Clock(slotMs, draw)
//   const effects = clock.step(input, now)
//   clock.time(now)   the corrected time; it never goes back
//
// Inputs (input.ts): joined, left; asked, told; woken; time.
// Effects (effect.ts): ask, tell; clock; wake.
//
// Neighbours answer by their corrected clocks, so that a community without any other clock agrees with itself. With fewer
// than four answers a device keeps its own time. `mayProduce` says whether a block may be made by this clock.
export { Clock } from './clock.ts'
export { type ClockEffect, type ClockState, mayProduce } from './effect.ts'
export type { ClockInput } from './input.ts'
export * from './limits.ts'
export { medianOf } from './median.ts'
