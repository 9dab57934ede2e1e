// What is bounded in what peers say to each other, and why.
import { MAX_BLOCK_BYTES } from '../../chain/limits.ts'

/** The version of everything in this folder; a frame of another one is not read. */
export const FRAME_VERSION = 1
/** A block, and what stands around it. */
export const MAX_FRAME_BYTES = MAX_BLOCK_BYTES + 1024
/** Parts that wait for the same tick go together. */
export const MAX_PARTS = 256
/** Several parts go into one frame up to this size: one message of a data channel on every engine. */
export const COALESCED_BYTES = 16_384
/** An item's name between neighbours: the first bytes of its hash. To make another item of the same name takes 2^64. */
export const NAME_BYTES = 8
/** Names in one part: 16 kB. */
export const MAX_NAMES = 2048
/** A question for the light, and its answer: a hundred hand-overs of 21 delegates. */
export const MAX_QUESTION_BYTES = 1024
/** The longest answer: one block of greatest size. */
export const MAX_ANSWER_BYTES = MAX_BLOCK_BYTES + 1024
/** Answers of several blocks or headlines end at the first that goes beyond. */
export const ANSWER_BYTES = 1 << 18
/** An answer travels in pieces: between two of them whatever is more urgent has its turn. */
export const PIECE_BYTES = 16_384
/** Blocks and headlines in one answer. */
export const MAX_ANSWER_BLOCKS = 64
export const MAX_ANSWER_HEADLINES = 256
/** Snapshots that one peer offers at a time. */
export const MAX_ANCHORS = 4

// Between neighbours, about neighbours (parts 16 to 23).

/** A transport id as a text. */
export const MAX_PEER_BYTES = 64
/** A relay's address with a name of its own, then the peer's. */
export const MAX_ADDRESS_BYTES = 256
export const MAX_ADDRESSES = 4
/** Presence records in one part: 3 kB as they are, 11 kB at most. */
export const MAX_PRESENCES = 8
/** A description of a session is 700 bytes deflated, some 3 kB with every candidate that a phone has. */
export const MAX_SIGNAL_BYTES = 4096
/** In a mesh of 6 to 8 neighbours each, 20,000 peers are within six hops. */
export const MAX_HOPS = 6

// About the notebook (part 24).

/** A page of a log: 64 kB of entries and the one that goes beyond. */
export const MAX_NOTEBOOK_BYTES = 1 << 18
