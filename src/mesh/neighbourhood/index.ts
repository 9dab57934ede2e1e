// Who a peer's neighbours are: the handshake, discovery and the clock behind one face.
//
//   const neighbourhood = new Neighbourhood({ community, key, slotMs, who, claims }, draw)
//   const effects = neighbourhood.step(input, now)
//   neighbourhood.time(now)      the community's time in milliseconds since 1970; it never goes back
//   neighbourhood.linkOf(name)   the link of a neighbour, to send on
//
// Inputs (input.ts): all that the links say (port.ts); signed, verified; bad; changed; time.
// Effects (effect.ts): links; joined, left, frame, unsent; refused; sign, verify; clock, standing; wake.
//
// `now` is this device's clock in whole milliseconds since 1970, kept from going back by the host; after a sleep it may
// leap. `draw` must be chance that nobody can foresee: nonces come from it. `who` answers from the head's state.
// After `left`, nothing more is to be sent to a neighbour; the machine says itself what the links are to close.
export { type ClockState, mayProduce } from '../clock/index.ts'
export type { Refusal } from '../frames/index.ts'
export type { Lookup, Who } from '../handshake/index.ts'
export type { NeighbourhoodEffect, Standing } from './effect.ts'
export type { NeighbourhoodInput } from './input.ts'
export { Neighbourhood, type NeighbourhoodConfig } from './neighbourhood.ts'
