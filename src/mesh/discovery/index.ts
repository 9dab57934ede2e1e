// Who is there, whom to link with, and by which way.
//
//   const discovery = new Discovery({ community, key, who, claims, time, token }, draw)
//   const effects = discovery.step(input, now)
//
// Inputs (input.ts): of the links self, relays, opened, signal, failed, life; refused, joined, role, left, heard; gossip,
// offer, answer; signed, verified; time.
// Effects (effect.ts): say, links, drop, claims; sign, verify; wake.
//
// Records (people.ts) that devices sign of themselves go from neighbour to neighbour (gossip.ts). Of those known some are
// linked with, by chance (dials.ts, circle.ts): through a relay or a socket, or by offers that neighbours carry (signals.ts).
export { Discovery } from './discovery.ts'
export type { DiscoveryEffect } from './effect.ts'
export type { DiscoveryConfig } from './ground.ts'
export type { DiscoveryInput } from './input.ts'
export * from './limits.ts'
export type { Joined } from './neighbour.ts'
