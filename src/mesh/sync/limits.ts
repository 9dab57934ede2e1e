// What a sync keeps and how long it waits, each with its reason.

export interface SyncLimits {
  /** Of answers, what may be on its way on a bulk stream and not yet sent: little stands before what comes next. */
  readonly unsentBytes: number
  /** Requests of one neighbour that wait for their answers; it asks again. */
  readonly waiting: number
  /** Requests of ours on their way: at one neighbour, and in all. */
  readonly atOne: number
  readonly atAll: number
  /** How long an answer may take to begin, and to go on. */
  readonly answerMs: number
  readonly pieceMs: number
  /** A neighbour that did not answer is not asked for so long, longer each time: it may be asleep. */
  readonly restMs: number
  /** Blocks that are wanted by their hash, and how long. */
  readonly wants: number
  /** Of those, the ones that one neighbour spoke of. */
  readonly wantsOfOne: number
  readonly wantMs: number
  /** Heights asked for at once, and blocks that were handed on and are not executed yet. */
  readonly rangeBlocks: number
  readonly backlog: number
  /** With so many bytes of those nothing more is handed on: a block may weigh a megabyte. */
  readonly backlogBytes: number
  /** A neighbour that is ahead by less than `close` blocks is not asked for so long: they are on their way. */
  readonly close: number
  readonly closeMs: number
  /** When blocks that were handed on come to nothing for so long, the way is another. */
  readonly stuckMs: number
  /** So far behind the last final block, a snapshot is faster than blocks. */
  readonly snapshotLag: number
  /** A newcomer looks for a snapshot so long before it asks for blocks from the beginning. */
  readonly newcomerMs: number
  /** How long offers of snapshots are waited for, and when they are asked for again. */
  readonly offersMs: number
  readonly offersAgainMs: number
  /** Questions of a light peer at a time, and how long one is asked around. */
  readonly questions: number
  readonly questionMs: number
}

export const SYNC_LIMITS: SyncLimits = {
  unsentBytes: 65_536,
  waiting: 8,
  atOne: 2,
  atAll: 16,
  answerMs: 3000,
  pieceMs: 2000,
  restMs: 2000,
  wants: 256,
  wantsOfOne: 32,
  wantMs: 60_000,
  rangeBlocks: 32,
  backlog: 128,
  backlogBytes: 4 << 20,
  close: 3,
  closeMs: 1500,
  stuckMs: 10_000,
  snapshotLag: 2048,
  newcomerMs: 15_000,
  offersMs: 1000,
  offersAgainMs: 5000,
  questions: 32,
  questionMs: 30_000,
}
