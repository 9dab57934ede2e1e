// What is bounded in the notebook, and why.

/** The version of everything in this folder, inside every entry; a log goes on to the first of a version unknown here. */
export const NOTEBOOK_VERSION = 1
/** One entry's body: a picture of a household, and a little text. */
export const MAX_BODY_BYTES = 32_768
/** A body that stands for all before it. Half of the quota, so that who has compacted can go on writing. */
export const MAX_WHOLE_BYTES = 131_072
/** What one log may take since it was last compacted: entries with their bodies, the dropped ones counted. */
export const MAX_LOG_BYTES = 262_144
export const MAX_LOG_ENTRIES = 512
/** Structs in one log since it was last compacted: what a document's work for it is bounded by. */
export const MAX_LOG_STRUCTS = 4096
/** What an entry's header and signature count as. */
export const ENTRY_BYTES = 320
/** Devices, besides its own, whose content an entry may refer to: the others of an account, or those of who is moderated. */
export const MAX_OTHERS = 16
/** Ranges in one delete set. */
export const MAX_RANGES = 1024
export const MAX_CLOCK = 0xffff_ffff

// One value.
export const MAX_DEPTH = 3
export const MAX_NODES = 256
/** The longest words that a screen takes, in any script. */
export const MAX_TEXT_BYTES = 4500
export const MAX_KEY_BYTES = 32
export const MAX_PICTURE_BYTES = 16_384

// What neighbours say to each other.
/** Bodies stop at the first entry that goes beyond; an entry alone may be larger. */
export const PAGE_BYTES = 65_536
export const PAGE_ENTRIES = 64
export const MAX_HEADS = 128
export const MAX_WANTS = 32
