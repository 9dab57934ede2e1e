// What was proven of one final block's state lately: a screen asks a dozen questions at a time, and many of them read the
// same records. Of one block only, so it never grows.
import type { Final } from '../../chain/light/finals.ts'
import { Partial } from '../../chain/light/partial.ts'

export interface Proofs {
  readonly partial: Partial
  /** Undefined while nothing of it was proven. */
  readonly at: Final | undefined
}

export class Proven {
  private held: Proofs = nothing()

  /** What there is of this block's state, or nothing yet. */
  of({ name }: Final): Proofs {
    return this.held.at?.name === name ? this.held : nothing()
  }

  /** Of the block that an answer stands on. An answer may be late: what is newer stays. */
  renew(at: Final): Proofs {
    const { held } = this
    if (held.at?.name === at.name) return held
    const proofs = { partial: new Partial(), at }
    if (!held.at || held.at.height < at.height) this.held = proofs
    return proofs
  }
}

const nothing = (): Proofs => ({ partial: new Partial(), at: undefined })
