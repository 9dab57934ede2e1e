// Signatures from many steps go to the back-end together: it does hundreds at a time beside this thread.
import type { Signed } from '../../crypto/signed.ts'
import type { Verifier } from '../../crypto/verify.ts'

interface Request {
  readonly items: readonly Signed[]
  readonly then: (verdicts: readonly boolean[]) => void
}

export class Verifying {
  /** Since the start. */
  done = 0
  private readonly verifier: Verifier
  private requests: Request[] = []

  constructor(verifier: Verifier) {
    this.verifier = verifier
  }

  ask(items: readonly Signed[], then: (verdicts: readonly boolean[]) => void): void {
    this.requests.push({ items, then })
    if (this.requests.length === 1) queueMicrotask(() => void this.run())
  }

  private async run(): Promise<void> {
    const requests = this.requests
    this.requests = []
    const verdicts = await this.verifier(requests.flatMap(({ items }) => items))
    this.done += verdicts.length
    let at = 0
    for (const { items, then } of requests) {
      then(verdicts.slice(at, at + items.length))
      at += items.length
    }
  }
}
