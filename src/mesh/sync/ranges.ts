// Catching up: the blocks from here to where neighbours stand, by height, from several of them at once, handed on in
// order and never many more than the node has executed.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Block } from '../../chain/block.ts'
import type { Standing } from '../frames/summary.ts'
import { readRange } from './answers.ts'
import type { SyncLimits } from './limits.ts'
import type { Neighbour, Requests } from './requests.ts'
import type { Source } from './source.ts'

interface Batch {
  readonly count: number
  from: string | undefined
  blocks: Block[] | undefined
  readonly refused: Set<string>
}

interface Job {
  /** The next height to be handed on, and the next to be asked for. */
  next: number
  ask: number
  readonly batches: Map<number, Batch>
  /** Handed on, and not yet among what the node holds. */
  readonly backlog: Block[]
  backlogBytes: number
  movedAt: number
  /** It began above the head; where that is on another branch, it begins again above the last final block. */
  fromFinal: boolean
}

export class Ranges {
  private job: Job | undefined
  private restUntil = 0
  private readonly requests: Requests
  private readonly source: Source
  private readonly limits: SyncLimits
  private readonly own: () => Standing
  /** Blocks are not to be had any more: what to do then. */
  private readonly pruned: () => void

  constructor(
    requests: Requests,
    source: Source,
    limits: SyncLimits,
    own: () => Standing,
    pruned: () => void,
  ) {
    this.requests = requests
    this.source = source
    this.limits = limits
    this.own = own
    this.pruned = pruned
  }

  /** Blocks that are kept here and not handed on, for checkers. */
  get size(): number {
    let size = this.job?.backlog.length ?? 0
    for (const { blocks } of this.job?.batches.values() ?? []) size += blocks?.length ?? 0
    return size
  }

  get working(): boolean {
    return this.job !== undefined
  }

  stop(): void {
    this.job = undefined
  }

  /** A block that was handed on is bad: the same height is asked for elsewhere. */
  refused(hash: Hash): void {
    if (this.job?.backlog.some(block => equalBytes(block.hash, hash)))
      this.job = this.begin(this.own().final.height + 1, true)
  }

  run(): void {
    const { now } = this.requests
    const own = this.own()
    const target = this.target(own)
    if (this.job) this.settle(this.job)
    const isStuck = this.job !== undefined && now >= this.job.movedAt + this.limits.stuckMs
    if (target === undefined || now < this.restUntil) {
      // What was handed on and is still being looked at may yet turn out bad; it does not take for ever.
      if (isStuck || this.job?.backlog.length === 0) this.job = undefined
      return
    }
    this.job ??= this.begin(own.head.height + 1, false)
    const { job } = this
    if (isStuck) {
      this.giveUp(job, own)
      return
    }
    this.handOn(job, own)
    this.askOn(job, target)
    if (job.next > target && job.backlog.length === 0) this.job = undefined
  }

  /** What was handed on and has found its place. */
  private settle(job: Job): void {
    while (job.backlog.length > 0 && this.source.block(job.backlog[0]!.hash)) {
      job.backlogBytes -= bytesOf(job.backlog.shift()!)
      job.movedAt = this.requests.now
    }
  }

  /** The height to catch up with; undefined where there is none, or what lacks is on its way anyway. */
  private target(own: Standing): number | undefined {
    const { close, closeMs } = this.limits
    let target: number | undefined
    if (this.requests.farthest.head <= own.head.height) return undefined
    for (const { standing, standingAt, serves } of this.requests.neighbours.values()) {
      if (!serves || !standing || standing.head.height <= own.head.height) continue
      const isClose = standing.head.height < own.head.height + close
      if (isClose && !this.job && this.requests.now < standingAt + closeMs) continue
      target = Math.max(target ?? 0, standing.head.height)
    }
    return target
  }

  private begin(next: number, fromFinal: boolean): Job {
    return {
      ...{
        next,
        ask: next,
        batches: new Map(),
        backlog: [],
        backlogBytes: 0,
        movedAt: this.requests.now,
        fromFinal,
      },
    }
  }

  /** What was handed on came to nothing: first from the last final block on, then not for a while. */
  private giveUp(job: Job, own: Standing): void {
    if (!job.fromFinal) {
      this.job = this.begin(own.final.height + 1, true)
      return
    }
    this.job = undefined
    this.restUntil = this.requests.now + this.limits.stuckMs
  }

  private handOn(job: Job, own: Standing): void {
    for (;;) {
      const batch = job.batches.get(job.next)
      if (!batch?.blocks || this.isFull(job)) return
      const [first] = batch.blocks
      if (
        !job.fromFinal &&
        job.next === own.head.height + 1 &&
        !equalBytes(first!.header.parent, own.head.hash)
      ) {
        // They stand on another branch than this peer's head.
        this.job = this.begin(own.final.height + 1, true)
        return
      }
      job.batches.delete(job.next)
      for (const block of batch.blocks) {
        if (this.source.block(block.hash)) continue
        job.backlog.push(block)
        job.backlogBytes += bytesOf(block)
        this.requests.effects.push({ kind: 'deliver', block, from: batch.from! })
      }
      const end = job.next + batch.count
      job.next += batch.blocks.length
      job.movedAt = this.requests.now
      // An answer may be shorter than what was asked for; the rest is asked for again.
      if (job.next < end)
        job.batches.set(job.next, {
          ...{ count: end - job.next, from: undefined, blocks: undefined, refused: new Set<string>() },
        })
    }
  }

  private isFull({ backlog, backlogBytes }: Job): boolean {
    return backlog.length >= this.limits.backlog || backlogBytes >= this.limits.backlogBytes
  }

  private askOn(job: Job, target: number): void {
    const { rangeBlocks, backlog } = this.limits
    if (this.isFull(job)) return
    for (const [from, batch] of job.batches)
      if (!batch.blocks && batch.from === undefined && !this.askFor(job, from, batch)) return
    while (job.ask <= target && job.ask < job.next + backlog) {
      const count = Math.min(rangeBlocks, target - job.ask + 1)
      const batch: Batch = { count, from: undefined, blocks: undefined, refused: new Set() }
      job.batches.set(job.ask, batch)
      const asked = this.askFor(job, job.ask, batch)
      job.ask += count
      if (!asked) return
    }
  }

  private askFor(job: Job, from: number, batch: Batch): boolean {
    const has = ({ id, standing }: Neighbour) =>
      standing !== undefined && standing.head.height >= from && !batch.refused.has(id)
    const to = this.requests.choose(has)
    if (!to) {
      this.despair(job, batch, from)
      return false
    }
    batch.from = to.id
    this.requests.ask(to, { kind: 'range', body: { from, count: batch.count } }, (answer, id) => {
      batch.from = undefined
      if (this.job !== job || answer === 'lost') return
      if (answer === undefined) {
        batch.refused.add(id)
        return
      }
      const blocks = readRange(answer, from, batch.count)
      if (!blocks) {
        this.requests.lied(id)
        return
      }
      batch.from = id
      batch.blocks = blocks
    })
    return true
  }

  /** Everybody who says to be there has not these blocks. */
  private despair(job: Job, batch: Batch, from: number): void {
    if (batch.refused.size === 0) return
    const { neighbours } = this.requests
    for (const { id, serves, standing } of neighbours.values())
      if (serves && standing && standing.head.height >= from && !batch.refused.has(id)) return
    // What they said of themselves is not believed any more, until they say it again.
    for (const id of batch.refused) {
      const neighbour = neighbours.get(id)
      if (neighbour) neighbour.standing = undefined
    }
    if (this.job !== job) return
    this.job = undefined
    if (from > job.next) return
    this.restUntil = this.requests.now + this.limits.stuckMs
    this.pruned()
  }

  get due(): number {
    const { now } = this.requests
    if (this.job) return Math.min(now + this.limits.closeMs, this.job.movedAt + this.limits.stuckMs)
    const own = this.own()
    let due = Number.POSITIVE_INFINITY
    if (this.requests.farthest.head <= own.head.height) return due
    for (const { standing, standingAt, serves } of this.requests.neighbours.values())
      if (serves && standing && standing.head.height > own.head.height)
        due = Math.min(due, Math.max(standingAt + this.limits.closeMs, this.restUntil))
    // What was due and led to nothing, for a neighbour's head may be one that this peer leaves aside, is looked at later.
    return due > now ? due : now + this.limits.closeMs
  }
}

/** Roughly: what makes a block large are its transactions and what it carries. */
function bytesOf({ transactions, certificate }: Block): number {
  let bytes = certificate?.length ?? 0
  for (const { wire } of transactions) bytes += wire.length
  return bytes
}
