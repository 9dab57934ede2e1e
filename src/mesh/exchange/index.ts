// What is live between neighbours: transactions, blocks, votes, certificates, headlines.
//
//   const exchange = new Exchange({ role, held, read?, limits? }, draw)
//   const effects = exchange.step(input, now)
//
// Inputs (input.ts): joined, left, role; frame; publish; verdict; blame; pressure; recall, answer; compare; time.
// Effects (effect.ts): frame, deliver, standing, recalled, answered, neighbour, wake.
//
// The host carries out what the exchange wants: `deliver` goes to the node as `heard` and comes back as `verdict`; what
// the node wants sent comes in as `publish`; `standing` goes to the sync; a neighbour that is `bad` loses its link.
// `held` shows what the peer holds that is not final. All of it is bounded (limits.ts).
export type { ExchangeEffect, Reason } from './effect.ts'
export { Exchange, type ExchangeConfig } from './exchange.ts'
export type { Held } from './held.ts'
export type { ExchangeInput } from './input.ts'
export { LIMITS, type Limits, limitsFor } from './limits.ts'
export { isFull, type Role, wants } from './roles.ts'
