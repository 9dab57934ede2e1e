// What is bounded on a link and on the way to one, and why.
import type { StreamName } from '../port.ts'

/** A frame travels in chunks of this size: between two of them the other stream has its turn. */
export const CHUNK_BYTES = 16_384
/** What a channel holds at a time. Bulk holds little, so that a snapshot never stands in front of a vote. */
export const CHANNEL_BYTES: Readonly<Record<StreamName, number>> = { live: 1 << 18, bulk: 1 << 16 }
/** A channel that has so little left takes more. */
export const LOW_BYTES = 1 << 14
/** A change of what waits is said in steps of so much. */
export const SAID_BYTES = 1 << 14
/** What waits in front of a full channel: the core is told long before. Beyond it the link is given up. */
export const QUEUE_BYTES = 1 << 23

/** What a neighbour may send on one link: full blocks at four a second and a snapshot beside, and what waited while
 * this device slept. Beyond it the link is given up, before the core drowns. */
export const INFLOW_BYTES_PER_SECOND = 1 << 23
export const INFLOW_BYTES_AT_ONCE = 1 << 25
export const INFLOW_CHUNKS_PER_SECOND = 4000
export const INFLOW_CHUNKS_AT_ONCE = 40_000

/** Ways to reach this device that one description names: a few networks, each in IPv4 and IPv6. */
export const MAX_CANDIDATES = 16
export const MAX_CANDIDATE_BYTES = 160
/** A signed description with all of them. */
export const MAX_SIGNAL_BYTES = 4096
/** Candidates of this machine come within a tenth of that; a silent STUN server must not hold up the rest. */
export const GATHERING_MS = 1000
/** How long an answer travels, mostly: before that, whoever answers does not seek the other side. */
export const SEEK_MS = 500
/** From a description on both sides to open channels; a phone behind a slow relay needs seconds. */
export const OPENING_MS = 12_000
/** An offer that is carried through neighbours waits so long for its answer. */
export const ANSWER_MS = 15_000
/** What was sent before a link is closed has so long to leave. */
export const FAREWELL_MS = 1000

/** Connections that are being made at a time, and the pause between two: a burst of them starves the page. */
export const DIALS_AT_ONCE = 3
export const DIAL_GAP_MS = 40
export const DIAL_JITTER_MS = 120
/** Dials that wait for their turn. */
export const DIALS_WAITING = 64
/** Addresses of one peer that are tried. */
export const MAX_ADDRESSES = 8
export const MAX_ADDRESS_BYTES = 512
/** A socket or a relay that has not answered by then does not. */
export const DIAL_MS = 10_000

/** Chrome gives a tab some 500 connections in its life, reloads included. */
export const CONNECTIONS_IN_A_LIFE = 450
/** Where fewer are left, offers are no longer answered: nobody can take from a page its last chance to dial. */
export const LEFT_TO_DIAL = 150
/** Offers that are answered in a row, and how many more a minute: half a hall at once, then those who come late. */
export const ANSWERS_AT_ONCE = 32
export const ANSWERS_PER_MINUTE = 30

/** How many relays hold a place for a peer: a second and a third in case that one goes. */
export const MAX_RELAYS = 3
/** Between two looks at a relay: soon after a failure, rarely where nothing changes. */
export const RELAY_LOOK_MS = 1000
export const RELAY_LOOK_MOST_MS = 60_000
export const RELAY_ANSWER_MS = 5000
/** What a relay may say in its `/relay.json`. */
export const MAX_RELAY_JSON_BYTES = 1 << 17
export const MAX_PRESENT = 1024
