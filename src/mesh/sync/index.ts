// How a peer gets what it missed: blocks by hash and by height, snapshots in chunks, and answers to light peers.
//
//   const sync = new Sync({ source, own, follows, read?, limits? }, draw)
//   const effects = sync.step(input, now)
//
// Inputs (input.ts): joined, left, frame, drained; standing, want, refused; judged, resume, newcomer; ask, assessed; time.
// Effects (effect.ts): frame, deliver; judge, chunk, snapshot; answered; neighbour, wake.
//
// `source` is what this peer holds: it is served to others, and looked at to see what has arrived. A host that does not
// pace its bulk streams sets `unsentBytes` to Infinity and never says `drained`.
export type { SyncEffect } from './effect.ts'
export type { SyncInput } from './input.ts'
export { SYNC_LIMITS, type SyncLimits } from './limits.ts'
export { NOTHING, type Source } from './source.ts'
export { Sync, type SyncConfig } from './sync.ts'
