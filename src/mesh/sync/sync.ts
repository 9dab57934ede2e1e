// The sync: how a peer gets what it missed, and gives others what they did. A pure machine: inputs and the time in,
// effects out.
import type { Bytes } from '../../bytes/bytes.ts'
import { type ReadFrame, readFrame } from '../frames/frame.ts'
import type { Standing } from '../frames/summary.ts'
import type { SyncEffect } from './effect.ts'
import type { SyncInput } from './input.ts'
import { SYNC_LIMITS, type SyncLimits } from './limits.ts'
import { Questions } from './questions.ts'
import { Ranges } from './ranges.ts'
import { Requests } from './requests.ts'
import { Serve } from './serve.ts'
import { Snapshots } from './snapshots.ts'
import type { Source } from './source.ts'
import { Wants } from './wants.ts'

export interface SyncConfig {
  readonly source: Source
  /** Where this peer stands now. */
  readonly own: () => Standing
  /** Whether it catches up with blocks and snapshots: a light peer only asks and is answered. */
  readonly follows: boolean
  readonly read?: ReadFrame
  readonly limits?: Partial<SyncLimits>
}

export class Sync {
  private readonly config: SyncConfig
  private readonly limits: SyncLimits
  private readonly read: ReadFrame
  private readonly requests: Requests
  private readonly serve: Serve
  private readonly wants: Wants
  private readonly ranges: Ranges
  private readonly snapshots: Snapshots
  private readonly questions: Questions
  private wakeAt = Number.POSITIVE_INFINITY
  /** Until then a newcomer asks for no blocks. */
  private patientUntil = Number.NEGATIVE_INFINITY

  /** `draw(n)`: an integer below n, by chance. */
  constructor(config: SyncConfig, draw: (below: number) => number) {
    const { source, own } = config
    this.config = config
    this.limits = { ...SYNC_LIMITS, ...config.limits }
    this.read = config.read ?? readFrame
    const finalHeight = () => own().final.height
    this.requests = new Requests(this.limits, draw)
    this.serve = new Serve(source, this.limits)
    this.wants = new Wants(this.requests, source, this.limits, finalHeight)
    this.snapshots = new Snapshots(this.requests, this.limits, finalHeight)
    this.ranges = new Ranges(this.requests, source, this.limits, own, () => this.snapshots.begin())
    this.questions = new Questions(this.requests, this.limits)
  }

  /** `now`: a clock of this device in whole milliseconds that never goes back. */
  step(input: SyncInput, now: number): readonly SyncEffect[] {
    const { requests } = this
    if (now > requests.now) requests.now = now
    requests.effects = []
    this.take(input)
    requests.run()
    this.questions.run()
    if (this.config.follows) this.follow()
    this.wake()
    return requests.effects
  }

  private take(input: SyncInput): void {
    const { requests } = this
    switch (input.kind) {
      case 'frame':
        this.hear(input.from, input.bytes)
        return
      case 'drained':
        requests.effects.push(...this.serve.drained(input.neighbour, input.unsent))
        return
      case 'standing':
        this.stand(input.neighbour, input.standing)
        return
      case 'want':
        this.wants.add(input.hash, input.from)
        return
      case 'refused':
        requests.lied(input.from)
        this.ranges.refused(input.hash)
        return
      case 'judged':
        this.snapshots.judged(input.hash, input.verdict)
        return
      case 'resume':
        this.snapshots.resume(input.headline, input.chunks)
        return
      case 'newcomer':
        this.snapshots.begin()
        this.patientUntil = requests.now + this.limits.newcomerMs
        return
      case 'ask':
        this.questions.ask(input.token, input.question, input.from)
        return
      case 'assessed':
        this.questions.assessed(input.token, input.worth)
        return
      case 'joined':
        requests.join(input.neighbour, input.serves)
        this.serve.join(input.neighbour)
        return
      case 'left':
        requests.leave(input.neighbour)
        this.serve.leave(input.neighbour)
        return
      case 'time':
        return
    }
  }

  private stand(id: string, standing: Standing): void {
    const neighbour = this.requests.neighbours.get(id)
    if (!neighbour) return
    this.requests.stands(neighbour, standing)
  }

  private hear(from: string, bytes: Bytes): void {
    const { requests } = this
    if (!requests.neighbours.has(from)) return
    const read = this.read(bytes)
    if (typeof read === 'string') {
      requests.lied(from, read)
      return
    }
    for (const told of read) {
      if (told.kind === 'piece') requests.hear(from, told.body)
      else if (told.kind === 'request') requests.effects.push(...this.serve.hear(from, told.body))
      // Anything else belongs on the live stream.
      else requests.lied(from, 'form')
    }
  }

  private follow(): void {
    if (!this.snapshots.working && this.isFarBehind()) this.snapshots.begin()
    this.snapshots.run()
    this.wants.run()
    // While a snapshot is on its way, blocks from where this peer stands are of no use.
    if (this.snapshots.progress || this.isPatient) this.ranges.stop()
    else this.ranges.run()
  }

  private get isPatient(): boolean {
    return this.snapshots.working && this.requests.now < this.patientUntil
  }

  private isFarBehind(): boolean {
    const far = this.config.own().final.height + this.limits.snapshotLag
    if (this.requests.farthest.final <= far) return false
    for (const { serves, standing } of this.requests.neighbours.values())
      if (serves && standing && standing.final.height > far) return true
    return false
  }

  private wake(): void {
    const { requests, questions, snapshots, wants, ranges } = this
    const due = Math.min(
      requests.due,
      questions.due,
      this.config.follows ? snapshots.due : Number.POSITIVE_INFINITY,
      this.isPatient ? this.patientUntil : Number.POSITIVE_INFINITY,
    )
    const follow = this.config.follows ? Math.min(wants.due, ranges.due) : Number.POSITIVE_INFINITY
    if (this.wakeAt <= requests.now) this.wakeAt = Number.POSITIVE_INFINITY
    const next = Math.max(Math.min(due, follow), requests.now + 1)
    if (next >= this.wakeAt || next === Number.POSITIVE_INFINITY) return
    this.wakeAt = next
    requests.effects.push({ kind: 'wake', ms: next })
  }

  // What checkers and screens look at.

  get sizes() {
    return {
      requests: this.requests.size,
      waiting: this.serve.waiting,
      wants: this.wants.size,
      blocks: this.ranges.size,
      questions: this.questions.size,
    }
  }

  get progress() {
    return { snapshot: this.snapshots.progress, catchingUp: this.ranges.working }
  }
}
