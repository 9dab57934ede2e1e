// What a run amounted to, as one object of plain values.
import { toHex } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import type { Violation } from './checkers/all.ts'

export interface Report {
  readonly seed: number
  readonly signatures: string
  readonly peers: number
  readonly members: number
  readonly slots: number
  readonly blocks: number
  /** Slots in which nothing was due and no block came. */
  readonly quietSlots: number
  readonly transactions: {
    /** By members, and by strangers. */
    readonly sent: number
    readonly hostile: number
    readonly applied: number
    readonly awaiting: number
    /** By members, and come to nothing that anybody told them. */
    readonly lost: number
    /** In a block, and refused by a module: by code. */
    readonly refused: Counts
    /** In no block: by the code that the sender was told. */
    readonly keptOut: Counts
  }
  readonly commands: Counts
  readonly messagesPerPeer: number
  readonly bytesPerPeer: number
  readonly mostInFlight: number
  readonly faults: Counts
  readonly starts: number
  readonly invariantsChecked: number
  readonly violations: readonly (Violation & { readonly seed: number })[]
  /** The head's hash, and the trace of every message: runs of one seed have the same. */
  readonly head: string
  readonly trace: string
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
