// What is bounded, and why.

/** A command's parameters: the longest, a member's application, stays well below. */
export const MAX_PARAMS_BYTES = 2048
/** A whole transaction: parameters, and some 250 bytes of envelope. */
export const MAX_TRANSACTION_BYTES = MAX_PARAMS_BYTES + 512
/** A block crosses a phone's data channel in a fraction of a slot. */
export const MAX_BLOCK_BYTES = 1 << 20
/** What may stand in a block beside its transactions: header, signature, the longest certificate, lengths. */
export const BLOCK_ENVELOPE_BYTES = 68_000
/** A certificate is at most some 15 kB; a recovery that four thousand members have signed is half a block. */
export const MAX_CARRIED_BYTES = 1 << 19
/** Some five a slot from each of a thousand members. */
export const MAX_BLOCK_TRANSACTIONS = 5120
/** Names of modules and commands. */
export const MAX_NAME_BYTES = 24
/** Devices of one account at a time, and ever: a registered key is remembered for good. */
export const MAX_DEVICES = 8
export const MAX_DEVICES_EVER = 64
/** Sequences at or below highest − 64 are spent; those above highest + 64 come later. */
export const SEQUENCE_WINDOW = 64
/** Data that goes with a code. */
export const MAX_CODE_DATA = 4
/** The data of one event. */
export const MAX_EVENT_BYTES = 512
/** Where a hook stopped: a key of the state and a little more. */
export const MAX_CURSOR_BYTES = 256
/** A module's parameters in force. */
export const MAX_MODULE_PARAMS_BYTES = 4096
/** A genesis file, of a hundred thousand founders at most. */
export const MAX_GENESIS_BYTES = 1 << 25
/** How many deeds of a several-key account may wait for agreement. */
export const MAX_AGREEMENTS = 16
/** How long an approval of a several-key account may wait for the others, in slots. */
export const MAX_APPROVAL_SLOTS = 604_800
