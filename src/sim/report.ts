// What a run amounted to, as one object of plain values.
import { toHex } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import type { Violation } from './checkers/all.ts'
import type { Quantiles } from './durations.ts'

export interface Report {
  readonly seed: number
  readonly signatures: string
  readonly peers: number
  readonly delegates: number
  readonly members: number
  readonly slots: number
  /** On the final chain; made on all branches; undone at some peer that had them in its branch. */
  readonly blocks: number
  readonly made: number
  /** Slots of the final chain without a block, in which nothing was due, and in which something was. */
  readonly quietSlots: number
  readonly dueWithoutBlock: number
  readonly transactions: {
    /** By members, and by strangers. */
    readonly sent: number
    readonly hostile: number
    readonly final: number
    readonly applied: number
    readonly awaiting: number
    /** By members, and come to nothing that anybody told them. */
    readonly lost: number
    /** In a block, and refused by a module: by code. */
    readonly refused: Counts
    /** In no block: by the code that the sender was told. */
    readonly keptOut: Counts
  }
  /** From sending to being final, in milliseconds: at peers with a delegate's key, at other full ones, at light ones. */
  readonly finality: {
    readonly delegates: Quantiles
    readonly full: Quantiles
    readonly light: Quantiles
    readonly any: Quantiles
  }
  readonly handOvers: number
  readonly reorganisations: number
  readonly deepest: number
  readonly lockRefusals: number
  /** Keys that were caught, and those whom a block convicts. */
  readonly evidence: number
  readonly convicted: number
  readonly commands: Counts
  readonly messagesPerPeer: number
  readonly bytesPerPeer: number
  /** The same by kind of peer, a mean: of the delegates of genesis, of all others who execute, of light peers. */
  readonly traffic: {
    readonly delegates: PeerTraffic
    readonly full: PeerTraffic
    readonly light: PeerTraffic
  }
  /** Proven to light peers at final blocks: what became of what they sent, and then what their accounts hold. */
  readonly proven: { readonly outcomes: number; readonly balances: number }
  readonly mostInFlight: number
  readonly faults: Counts
  readonly halts: Counts
  /** Blocks, votes, certificates and transactions that honest peers found bad, by kind and code. */
  readonly bad: Counts
  readonly starts: number
  readonly executions: Executions
  /** A third of a set was faulty for once: nothing is promised then. */
  readonly exceeded: boolean
  /** What checkers found after that. */
  readonly tolerated: number
  /** Peers that saw two final blocks of one height and stopped, and whom they name as having signed both. */
  readonly conflicts: readonly {
    readonly peer: string
    readonly height: number
    readonly signers: readonly string[]
  }[]
  readonly invariantsChecked: number
  readonly violations: readonly (Violation & { readonly seed: number })[]
  /** The final chain's last hash, and the trace of every message: runs of one seed have the same. */
  readonly head: string
  readonly trace: string
}

/** Of blocks, by all peers of a run together. */
export interface Executions {
  /** Executed, and taken from another peer that had executed the very same bytes. */
  readonly executed: number
  readonly shared: number
  /** Of the former those that another peer had executed before, to compare; and how many of them differed. */
  readonly again: number
  readonly differing: number
}

export interface PeerTraffic {
  readonly messages: number
  readonly sentBytes: number
  readonly receivedBytes: number
}

export interface Counts {
  readonly [name: string]: number
}

/** Counts by name; the report has them in the order of their names. */
export class Tally {
  private readonly counts = new Map<string, number>()

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by)
  }

  get sum(): number {
    let sum = 0
    for (const count of this.counts.values()) sum += count
    return sum
  }

  sorted(): Counts {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** The hash by which two runs are compared bit for bit. */
export const reportHash = (report: Report): string =>
  toHex(sha256(new TextEncoder().encode(JSON.stringify(report))))
