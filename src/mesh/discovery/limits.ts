// What discovery keeps and how long it waits, each with its reason.

/** Full neighbours of a full peer: with six chosen by chance a mesh of any size holds together when a third of it leaves;
 * with more than eight every message costs more for nothing. Delegates' links to each other come on top. */
export const LEAST_NEIGHBOURS = 6
export const MOST_NEIGHBOURS = 8
/** Who has fewer than six is let in beyond that; one who has enough is let go of later. */
export const MOST_WITH_NEEDY = 10
/** And who has none at all, beyond that: it may know nobody else. */
export const MOST_WITH_ALONE = 12
/** With so few a peer is in need: it dials fast, and trusts whom it has. */
export const NEEDY = 2
/** Full neighbours of a light peer: one may lie, one may sleep. */
export const LIGHT_NEIGHBOURS = 3
/** Light peers that one full peer serves, and of them guests, whom nobody has vouched for. */
export const MOST_LIGHT = 16
export const MOST_GUESTS = 6
/** Neighbours of which nothing is heard are kept, for they may only sleep, but others take their place. */
export const MOST_QUIET = 8
/** They are asked for the time once a minute. */
export const QUIET_MS = 100_000
/** More neighbours than are wanted are borne so long. */
export const SURPLUS_MS = 10_000

/** Members known by their records, beside delegates: enough to choose from, whatever the size of the community. */
export const MOST_PEOPLE = 128
/** Two sets of the greatest size. */
export const MOST_DELEGATES = 202
/** And of those as many by the word of one neighbour alone. */
export const MOST_BY_ONE = 32
/** Who told of somebody: so many are remembered. */
export const MOST_TELLERS = 4
/** A record is renewed, and holds, so long; it may be so far ahead of this peer's clock. */
export const RENEW_MS = 480_000
export const RECORD_MS = 1_200_000
export const AHEAD_MS = 120_000
/** A neighbour's record of another page ends its link when it is later than the link by more than clocks differ. */
export const MOVED_MS = 2000
/** Our own record is not signed more often. */
export const SIGN_MS = 5000

/** Records are exchanged with one neighbour by chance so often: while neighbours are lacking, */
export const LACKING_MS = 15_000
/** while there was somebody new, and up to so rarely while there was not: 8 records are 3 kB. */
export const ROUND_MS = 60_000
export const IDLE_ROUND_MS = 240_000
/** Of 8 records in a part, those that are of delegates. */
export const DELEGATE_RECORDS = 3
/** Records of one neighbour that are looked at: so many at once, and one more in so long. */
export const RECORDS_AT_ONCE = 128
export const RECORD_EVERY_MS = 500
/** Its questions for records that are answered. */
export const ASKS_AT_ONCE = 8
export const ASK_EVERY_MS = 5000
/** Parts whose signatures are being checked. */
export const MOST_CHECKING = 16

/** Dials that are under way at a time; and answers to others' offers. */
export const MOST_DIALS = 3
export const MOST_ANSWERS = 4
/** Between two dials: while there is hardly a neighbour, and else. By chance up to twice that, so that a hall that comes in
 * at once does not dial in step. */
export const DIAL_SOON_MS = 150
export const DIAL_MS = 1000
/** A dial ends by itself at last. */
export const DIAL_ENDS_MS = 25_000
/** Who could not be reached is left alone for so long, twice as long each time. */
export const REST_MS = 5000
export const MOST_REST_MS = 300_000
/** Who had no room. */
export const CROWDED_MS = 60_000
/** Chrome allows some 500 connections in a tab's life, and a reload does not reset it. The last are for who is alone. */
export const MOST_CONNECTIONS = 420
export const LAST_CONNECTIONS = 60
/** So many at once, then one in so long: 24 hours of constant churn fit. */
export const CONNECTIONS_AT_ONCE = 40
export const CONNECTION_EVERY_MS = 15_000
/** Who does not want this peer at all. */
export const UNWANTED_MS = 600_000
/** Of whom relays say that they are there, as many are looked at. */
export const MOST_PRESENT = 256
/** Peers of other communities, on the same relay, that are not dialled again. */
export const MOST_FOREIGN = 256
/** Dials in vain to peers of whom one neighbour alone has told: so many in a row, and it lied. */
export const VAIN_DIALS = 6

/** An offer's answer is awaited so long by who made it; by who passes it on a second less each hop, so that it can still
 * say that it was lost. */
export const OFFER_MS = 12_000
export const PASSED_MS = 4000
export const HOP_MS = 1000
/** The links make an offer or an answer within this. */
export const MADE_MS = 8000
/** Offers that are on their way through this peer, in all. */
export const MOST_TRAILS = 64
/** Offers of one neighbour that are passed on or answered: so many at once, and one more in so long. */
export const OFFERS_AT_ONCE = 12
export const OFFER_EVERY_MS = 4000
/** Offers of one device that are answered. */
export const ONE_OFFER_MS = 4000
export const MOST_OFFERERS = 256
/** So many in a row that a neighbour should have passed on or called lost, and did neither: it swallows them. */
export const SWALLOWED = 6

/** So many of our offers in a row that a neighbour has called lost: for so long, twice as long each time, others are asked to
 * carry them. */
export const LOST_OFFERS = 8
export const LOST_MS = 30_000
export const MOST_LOST_MS = 480_000

/** What is beyond an allowance costs a point; one is forgiven in so long; so many end the link. */
export const MOST_POINTS = 64
export const FORGIVE_MS = 10_000
