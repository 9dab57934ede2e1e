// What an exchange keeps and how long it waits, each with its reason. A light peer, or a world of many peers in one
// process, hands in smaller ones.
import type { Role } from './roles.ts'

export interface Limits {
  /** Transactions that follow each other faster than this go into one frame. */
  readonly tickMs: number
  /** A name is told so long after the item came: by then most neighbours have it, and need not be told. */
  readonly haveMs: number
  /** The same for light neighbours, which compare by themselves and are in no hurry; where it is without end, they are
   * told none. */
  readonly haveLightMs: number
  /** The same for transactions, which are many. */
  readonly haveTransactionsMs: number
  /** The same for votes: a certificate has nearly always made them superfluous by then. */
  readonly haveVotesMs: number
  /** How long a name that was heard waits for its item to come by itself. */
  readonly graftMs: number
  /** How long one who was asked has to answer, before the next is. */
  readonly againMs: number
  /** So often a peer compares what it holds with a neighbour: while there is news, */
  readonly compareMs: number
  /** and while there is none. */
  readonly idleMs: number
  /** News make an exchange compare for so long. */
  readonly newsMs: number
  /** Items that are kept whole for those who ask, and how long: an ask follows its `have` within seconds. */
  readonly freshItems: number
  readonly freshBytes: number
  readonly freshMs: number
  /** Names that are known after that. */
  readonly pastNames: number
  /** Names that others have and that are waited for; a neighbour has a share. */
  readonly missingNames: number
  readonly missingOfOne: number
  /** What waits for one neighbour. Then the oldest transactions go first, then the oldest of the rest; the neighbour
   * finds out by comparing. */
  readonly queueItems: number
  readonly queueBytes: number
  /** A neighbour that takes nothing for so long is called slow. */
  readonly slowMs: number
  /** What a neighbour may send, in the mean and at once: after a sleep, all that waited comes at once. */
  readonly bytesPerMs: number
  readonly bytesAtOnce: number
  readonly partsPerSecond: number
  readonly partsAtOnce: number
  /** Who was dropped stays out for so long. */
  readonly banMs: number
  /** Without an input for so long, this device slept. */
  readonly sleptMs: number
}

export const LIMITS: Limits = {
  tickMs: 20,
  haveMs: 100,
  haveLightMs: 1000,
  haveTransactionsMs: 1000,
  haveVotesMs: 1000,
  graftMs: 250,
  againMs: 600,
  compareMs: 5000,
  idleMs: 60_000,
  newsMs: 15_000,
  freshItems: 4096,
  freshBytes: 1 << 24,
  freshMs: 20_000,
  pastNames: 16_384,
  missingNames: 4096,
  missingOfOne: 2048,
  queueItems: 1024,
  queueBytes: 1 << 22,
  slowMs: 20_000,
  bytesPerMs: 2048,
  bytesAtOnce: 1 << 24,
  partsPerSecond: 2000,
  partsAtOnce: 20_000,
  banMs: 600_000,
  sleptMs: 30_000,
}

/**
 * Names are for what the tree does not bring; so they may wait for each other. Of two neighbours that wait differently
 * long one has told the other before that one tells it. Light ones are told none: they compare.
 */
export function limitsFor(role: Role, draw: (below: number) => number): Partial<Limits> {
  const haveLightMs = Number.POSITIVE_INFINITY
  if (role === 'light') return { haveLightMs, compareMs: 10_000, freshMs: 12_000, pastNames: 512 }
  return { haveMs: 400 + draw(800), haveLightMs }
}
