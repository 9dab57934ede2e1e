// Walking from hand-over to hand-over. A proof names all that the next one is checked against, so signatures of many
// are verified at once, on the assumption that those before them hold; what is trusted moves in order.
import type { Signed } from '../../crypto/signed.ts'
import { type Checked, checkHandover, type HandoverFault } from './check.ts'
import type { Handover } from './handover.ts'
import type { Trust } from './trust.ts'

/** Proofs whose signatures are under way: as many as keep a verifier busy, and a bound on what a liar can make it do. */
export const MAX_AHEAD = 128

interface Step {
  readonly token: number
  readonly handover: Handover
  readonly checked: Checked
  holds: boolean | undefined
}

/** What came of a verification: the steps that are now sure, in order, and the one that turned out false. */
export interface Walked {
  readonly passed: readonly { readonly handover: Handover; readonly checked: Checked }[]
  readonly failed: Handover | undefined
}

export class Walker {
  /** What is proven. */
  trust: Trust
  private steps: Step[] = []
  private tokens = 0

  constructor(trust: Trust) {
    this.trust = trust
  }

  /** Where the proofs taken lead, if all of their signatures hold. */
  get ahead(): Trust {
    return this.steps[this.steps.length - 1]?.checked.trust ?? this.trust
  }

  get waiting(): number {
    return this.steps.length
  }

  /** A final block is known up to here: what opens the next hand-over lies above it, so older proofs lead astray. */
  passBy(height: number): void {
    if (this.steps.some(({ checked }) => checked.trust.height <= height)) this.steps = []
  }

  /** The hand-over is seen closed in a final block. */
  close(): void {
    this.trust = this.trust.closed()
  }

  /** Takes the next proof: its signatures are to be verified and answered under this token. */
  take(handover: Handover): { token: number; signatures: readonly Signed[] } | HandoverFault {
    if (this.steps.length >= MAX_AHEAD) return 'crowded'
    const checked = checkHandover(this.ahead, handover)
    if (typeof checked === 'string') return checked
    const token = this.tokens++
    this.steps.push({ token, handover, checked, holds: undefined })
    return { token, signatures: checked.signatures }
  }

  verified(token: number, verdicts: readonly boolean[]): Walked {
    const step = this.steps.find(each => each.token === token)
    if (step)
      // Hand over (rule 5): every vote of every certificate holds.
      step.holds = verdicts.length === step.checked.signatures.length && verdicts.every(holds => holds)
    const passed: Step[] = []
    for (let next = this.steps[0]; next?.holds !== undefined; next = this.steps[0]) {
      if (!next.holds) {
        // What was built on it was checked against sets that nobody named.
        this.steps = []
        return { passed, failed: next.handover }
      }
      this.steps.shift()
      this.trust = next.checked.trust
      passed.push(next)
    }
    return { passed, failed: undefined }
  }
}
