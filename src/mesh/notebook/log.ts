// One log: what is known of one device's entries, from its last compaction on. Two peers that have told each other all
// they know have equal logs, whichever way it came: the least place at which a fork is proven, then the latest
// compaction below it, then the longest chain from there on.
import type { Bytes } from '../../bytes/bytes.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Code } from './codes.ts'
import { type Entry, forkOf, type LogName, logName, type Sealed } from './entry.ts'
import { added, judgeNext, NOTHING, type Sums } from './judge.ts'

export type Proof = readonly [Sealed, Sealed]

export interface Fork {
  /** Nothing of the log counts from this place on. */
  readonly place: number
  readonly proof: Proof
}

/** What neighbours compare. */
export interface Head {
  readonly device: Bytes
  readonly strand: number
  readonly base: number
  /** The last place and its hash; null where nothing of the log counts. */
  readonly tip: { readonly place: number; readonly hash: Hash } | null
  readonly fork: number | null
}

/** What a run of entries would do to a log. */
export interface Taken {
  /** They follow on the log, or stand for all of it. */
  readonly entries: readonly Entry[]
  /** Of these two one cannot be honest. */
  readonly fork: Proof | undefined
  /** Why the run was read no further. */
  readonly code: Code | undefined
}

export class Log {
  readonly device: Bytes
  readonly strand: number
  readonly name: LogName
  fork: Fork | undefined
  /** Without a gap; the first one is at place 0, or stands for all before it. */
  entries: readonly Entry[] = []
  /** Entries of which every signature was verified; the others are vouched for by one that follows them. */
  proven = 0
  /** When the next body ends its life. */
  endsMs = Number.POSITIVE_INFINITY
  private sums: Sums = NOTHING

  constructor(device: Bytes, strand: number) {
    this.device = device
    this.strand = strand
    this.name = logName(device, strand)
  }

  get base(): number {
    return this.entries[0]?.header.place ?? 0
  }

  get tip(): Entry | undefined {
    return this.entries.at(-1)
  }

  /** What it takes up. */
  get usage(): Sums {
    return this.sums
  }

  at(place: number): Entry | undefined {
    return this.entries[place - this.base]
  }

  /** Of what may be told to others. */
  get head(): Head {
    const tip = this.entries[this.proven - 1]
    const { device, strand } = this
    return {
      ...{ device, strand, base: tip ? this.base : 0, fork: this.fork?.place ?? null },
      tip: tip ? { place: tip.header.place, hash: tip.hash } : null,
    }
  }

  /** What of a run is new here; `alone` judges an entry by itself. Nothing is changed. */
  read(run: readonly Entry[], alone: (entry: Entry) => Code | undefined): Taken {
    const entries: Entry[] = []
    let sums = this.sums
    let previous = this.tip
    for (const entry of run) {
      const { place, whole } = entry.header
      const stop = (code: Code, fork?: Proof): Taken => ({ entries, fork, code })
      if (this.fork && place >= this.fork.place) return stop('notebook/forked')
      const known = entries.length === 0 ? this.at(place) : undefined
      if (known) {
        if (equalBytes(known.hash, entry.hash)) continue
        // What its device signed elsewhere says nothing here.
        if (!equalBytes(known.header.community, entry.header.community)) return stop('notebook/community')
        return stop('notebook/forked', [known, entry])
      }
      if (place < this.base && entries.length === 0) continue
      const follows = previous !== undefined && place === previous.header.place + 1
      const code = alone(entry)
      if (code) return stop(code)
      if (previous && follows && !equalBytes(entry.header.previous, previous.hash))
        return stop('notebook/previous', [previous, entry])
      const wrong = judgeNext(whole && !follows ? undefined : previous, sums, entry)
      if (wrong) return stop(wrong)
      entries.push(entry)
      sums = added(sums, entry)
      previous = entry
    }
    return { entries, fork: undefined, code: undefined }
  }

  /** Adds what `read` has found to follow. */
  add(entries: readonly Entry[], areProven: boolean): void {
    let all = [...this.entries]
    for (const entry of entries) {
      if (entry.header.whole) {
        all = []
        this.proven = 0
      }
      all.push(entry)
      this.sums = added(this.sums, entry)
    }
    this.entries = all
    this.endsMs = this.ends()
    if (areProven) this.proven = all.length
  }

  /** From a place on nothing counts; where that is below the last compaction, nothing at all. */
  cut(place: number): void {
    this.entries =
      this.base >= place && this.entries.length > 0
        ? []
        : this.entries.slice(0, Math.max(0, place - this.base))
    this.proven = Math.min(this.proven, this.entries.length)
    this.sums = this.entries.reduce(added, NOTHING)
    this.endsMs = this.ends()
  }

  /** Two entries that exclude each other, both with good signatures. Whether that is news. */
  freeze(proof: Proof): boolean {
    const place = forkOf(...proof)
    if (place === undefined || (this.fork && this.fork.place <= place)) return false
    this.fork = { place, proof }
    this.cut(place)
    return true
  }

  /** Lets go of bodies at the end of their life; the entries whose they were. */
  expire(timeMs: number): readonly Entry[] {
    const gone: Entry[] = []
    this.entries = this.entries.map(entry => {
      const { until } = entry.header
      if (until === null || until > timeMs || entry.body === null) return entry
      const bare = { ...entry, body: null }
      gone.push(bare)
      return bare
    })
    this.endsMs = this.ends()
    return gone
  }

  private ends(): number {
    let ends = Number.POSITIVE_INFINITY
    for (const { header, body } of this.entries)
      if (header.until !== null && body !== null && header.until < ends) ends = header.until
    return ends
  }
}
