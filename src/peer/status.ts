// How a peer is, for screens, tests and reports.

/** Lower-case hex. */
export type Hex = string

/** A block's place. */
export interface Spot {
  readonly height: number
  readonly hash: Hex
  readonly slot: number
}

/** What a count is of, by name: for whoever looks for growth. */
export type Counts = { readonly [name: string]: number }

/** The peer stopped part of what it does and keeps the rest: which, and why. */
export type HaltSight =
  | {
      readonly reason: 'conflicting-finals'
      readonly held: Hex
      readonly other: Hex
      readonly keys: readonly Hex[]
    }
  | { readonly reason: 'update'; readonly rules: number }
  | { readonly reason: 'rekey' }
  | { readonly reason: 'recovery'; readonly held: Hex; readonly other: Hex }

/** Something that would be lost with this device. */
export type OnlyCopy =
  /** The account's only administering key. */
  | 'device-key'
  /** The delegate's key and its record of votes: these are never copied (rule 9), a lost one is replaced. */
  | 'delegate-key'
  /** Transactions that no neighbour has been told of yet. */
  | 'transactions'
  /** This peer has nobody else that holds the chain. */
  | 'ledger'

export interface StoreSight {
  readonly kind: 'browser' | 'directory' | 'memory'
  /** What the platform says is used here, and may be; null where it does not say. */
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
  /** Whether the platform promised not to clear it; null where it cannot promise. */
  readonly persisted: boolean | null
  /** `full`: nothing more is written and nothing more is signed; what is kept stays readable. `failed`: as `full`. */
  readonly state: 'ok' | 'full' | 'failed'
  /** The lowest height whose block is kept here. */
  readonly blocksFrom: number
  /** The final heights whose whole state is kept. */
  readonly snapshots: readonly number[]
  /** Writes that are not on the disk yet: at none, all that the same status calls final survives whatever comes. */
  readonly waiting: number
}

export interface DelegateState {
  readonly key: Hex
  /**
   * `standing`: registered and not elected. `asking`: it has started, or woken, and asks what others remember of its key.
   * `voting`: all is well. `stopped`: its key may be one of two, a new one is due.
   */
  readonly state: 'unregistered' | 'standing' | 'asking' | 'voting' | 'stopped'
  /** The record of rule 2, as it is on the disk, and the last slot of its own block. */
  readonly view: number
  readonly lock: number
  readonly slot: number
  /** Since the start: votes and blocks signed. */
  readonly votes: number
  readonly blocks: number
}

export interface Status {
  readonly mode: 'full' | 'light'
  /** Whether this tab is the peer, or looks through another tab of the same wallet that is. */
  readonly seat: 'peer' | 'looking'
  /**
   * `alone`: no neighbour; what is shown may be old. `joining`: a newcomer without a state of its own yet. `behind`: it
   * catches up. `live`: it follows as things happen. `closed`: it has ended.
   */
  readonly stage: 'alone' | 'joining' | 'behind' | 'live' | 'closed'
  readonly role: 'guest' | 'member' | 'candidate' | 'delegate'
  readonly head: Spot | null
  readonly final: Spot | null
  /** The slot that it is now, by the corrected clock. */
  readonly slot: number
  /** Slots since the last final block's: how old what cannot be taken back is. */
  readonly finalityLag: number
  /** Blocks between where the furthest neighbour says it stands and the own head. */
  readonly lag: number
  /** A snapshot on its way: entries here, and in all where that is known. */
  readonly snapshot: { readonly here: number; readonly total: number | null } | null
  readonly links: {
    readonly direct: number
    readonly socket: number
    readonly delegates: number
  }
  /** The last refusals in the handshake, for the screen: theirs or ours. */
  readonly refused: readonly { readonly reason: string; readonly atMs: number }[]
  /** Relays that keep a place for this peer. */
  readonly relays: readonly string[]
  readonly clock: {
    /** What is added to this device's clock; null until four neighbours have told theirs. */
    readonly offsetMs: number | null
    /** The others' median is beyond what is corrected: this peer produces no block, and the clock wants setting. */
    readonly wrong: boolean
  }
  readonly life: 'visible' | 'hidden' | 'frozen' | 'offline'
  /** What waits, by name. */
  readonly queues: Counts
  /** What was dropped since the start, by code. */
  readonly drops: Counts
  /** Blocks and transactions executed, signatures verified, branches left, since the start. */
  readonly done: Counts
  readonly traffic: { readonly bytesIn: number; readonly bytesOut: number }
  readonly store: StoreSight
  readonly delegate: DelegateState | null
  readonly halt: HaltSight | null
  readonly onlyCopies: readonly OnlyCopy[]
}
