// The forms of what peers say to each other, for every kind of link.
//
//   readFrame(bytes)   the parts of a frame, or 'size' | 'form' | 'version'; never throws
//   sharedReader()     the same, reading identical bytes once: for many peers in one process
//   itemOf(said)       the item of a transaction, block, vote, certificate, headline or hand-over; one an object
//   wireOf(item)       the frame that carries it alone, written once and shared between all neighbours
//   frameOf(part)      a frame of one part; joinFrames puts several into one
//   isAboutNeighbours, isOfNotebook  whether a frame is for the neighbourhood, for the notebook: told without reading it
export {
  type Fault,
  frameOf,
  isAboutNeighbours,
  isOfNotebook,
  joinFrames,
  type Read,
  type ReadFrame,
  readFrame,
  type Told,
  wireOf,
} from './frame.ts'
export { certificateName, headlineItem, type Item, isConsensus, itemOf, type Said } from './item.ts'
export * from './limits.ts'
export {
  type Claims,
  type Hello,
  NONCE_BYTES,
  type Proof,
  REFUSALS,
  type Refusal,
  refusalNumber,
  refusalOf,
} from './meeting.ts'
export { type Name, nameOf } from './names.ts'
export type { Part } from './part.ts'
export { type Gossip, type Presence, presenceTag } from './presence.ts'
export type { Piece, Question, Request } from './requests.ts'
export { sharedReader } from './shared.ts'
export { type Answer, type Offer, offerTag, SIGNAL_ID_BYTES } from './signal.ts'
export type { Place, Standing } from './summary.ts'
