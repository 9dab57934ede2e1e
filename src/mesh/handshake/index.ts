// How two peers prove to each other, before anything else is said, that they are of one community and whose devices they
// are.
//
//   const handshakes = new Handshakes({ community, key, who, claims, links, token }, draw)
//   const effects = handshakes.step(input, now)
//
// Inputs (input.ts): self; opened, closed, frame; signed, verified; time.
// Effects (effect.ts): send; sign, verify; proven, refused; wake.
//
// Both say hello at once; each signs what the two hellos and the transport make of this meeting, with its device's key; each
// checks the other's. A link that was refused is to be closed after what was sent. Who is to be linked with is decided
// elsewhere: here nobody is refused but who cannot be a neighbour.
export { challengeBytes, type Meeting } from './challenge.ts'
export type { Early, HandshakeEffect, Proven } from './effect.ts'
export { type HandshakeConfig, Handshakes } from './handshakes.ts'
export type { HandshakeInput } from './input.ts'
export * from './limits.ts'
export { type Lookup, roleOf, type Who } from './who.ts'
