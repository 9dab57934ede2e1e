// Carries out what a node wants kept, in its order: what has gathered goes into one write, and a strict one is answered
// once it, and so all before it, is on the disk for good. After a failure nothing is written any more, and so nothing is
// answered, and so nothing is signed (rule 2). Nobody waits for what is final; but it is shown as final by then, so that
// it is on the disk for good as soon as can be.
import type { Keep } from '../../chain/node/keep.ts'
import type { Durability } from './disk.ts'

/** Whatever keeps; a ledger. */
export interface Keeping {
  keep(keeps: readonly Keep[], durability: Durability): Promise<void>
}

export interface Kept {
  readonly token: number
  readonly durability: Durability
  readonly keep: Keep
}

/** Relaxed writes wait so long for others to go with. */
const GATHER_MS = 100

export type Trouble = 'full' | 'failed'

export class Keeper {
  trouble: Trouble | undefined
  private readonly to: Keeping
  private readonly answer: (token: number) => void
  private readonly failed: (trouble: Trouble, error: unknown) => void
  private queue: Kept[] = []
  /** How many the write under way has. */
  private leaving = 0
  /** When what is final was last written. */
  private finalAt = Number.NEGATIVE_INFINITY
  private writing: Promise<void> | undefined
  private gathering: ReturnType<typeof setTimeout> | undefined

  constructor(
    to: Keeping,
    answer: (token: number) => void,
    failed: (trouble: Trouble, error: unknown) => void,
  ) {
    this.to = to
    this.answer = answer
    this.failed = failed
  }

  /** What is not on the disk yet. */
  get waiting(): number {
    return this.queue.length + this.leaving
  }

  put(kept: Kept): void {
    if (this.trouble) return
    this.queue.push(kept)
    // While much becomes final, in catching up, it gathers as all else does.
    const isFinal = kept.keep.kind === 'final' && performance.now() >= this.finalAt + GATHER_MS
    if (kept.durability === 'strict' || isFinal) this.write()
    else this.gathering ??= setTimeout(() => this.write(), GATHER_MS)
  }

  /** Once all that was put before is written, or nothing is written any more. */
  async flush(): Promise<void> {
    while (!this.trouble && (this.queue.length > 0 || this.writing)) {
      this.write()
      await this.writing
    }
  }

  private write(): void {
    clearTimeout(this.gathering)
    this.gathering = undefined
    // One write at a time: what comes in the meantime goes together with the next.
    if (this.writing || this.trouble || this.queue.length === 0) return
    const batch = this.queue
    this.queue = []
    this.leaving = batch.length
    const isFinal = batch.some(({ keep }) => keep.kind === 'final')
    const isStrict = isFinal || batch.some(({ durability }) => durability === 'strict')
    if (isFinal) this.finalAt = performance.now()
    const keeps = batch.map(({ keep }) => keep)
    this.writing = this.to.keep(keeps, isStrict ? 'strict' : 'relaxed').then(
      () => {
        this.writing = undefined
        this.leaving = 0
        for (const { token, durability } of batch) if (durability === 'strict') this.answer(token)
        if (this.queue.some(({ durability }) => durability === 'strict')) this.write()
        else if (this.queue.length > 0) this.gathering ??= setTimeout(() => this.write(), GATHER_MS)
      },
      error => {
        this.writing = undefined
        this.fail(error)
      },
    )
  }

  /** Nothing more is written from here on. */
  fail(error: unknown): void {
    this.queue = []
    this.leaving = 0
    this.trouble = isFull(error) ? 'full' : 'failed'
    this.failed(this.trouble, error)
  }
}

/** A browser's quota, or a directory's file system. */
function isFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'QuotaExceededError' || /ENOSPC|No space left/i.test(at.message)) return true
  }
  return false
}
