// The directed plans, by name: for each rule that chance would take too long to miss, a schedule that breaks what it
// keeps. The software as it is breaks nothing in any of them.

import type { Signed } from '../../crypto/signed.ts'
import * as boundary from './boundary.ts'
import * as branches from './branches.ts'
import { type Outcome, type Setting, Stage } from './stage.ts'
import * as strangers from './strangers.ts'

interface Directed {
  readonly setting: Setting
  readonly play: (stage: Stage) => void
}

export const DIRECTED = {
  'far apart': { setting: branches.ONE_GROUP, play: branches.farApart },
  'over unjustified blocks': { setting: branches.ONE_GROUP, play: branches.overUnjustified },
  'a night outgrown': { setting: branches.ONE_GROUP, play: branches.outgrown },
  'apart at a hand-over': { setting: boundary.TWO_GROUPS, play: boundary.apartAtHandOver },
  'closing on one': { setting: boundary.TWO_GROUPS, play: boundary.closingOnOne },
  'closing on unlinked': { setting: boundary.TWO_GROUPS, play: boundary.closingOnUnlinked },
  'electing while open': { setting: boundary.THREE_GROUPS, play: boundary.electingWhileOpen },
  'elected in a stall': { setting: boundary.A_COALITION, play: boundary.electedInStall },
  'elected from later': { setting: boundary.A_COALITION, play: boundary.electedFromLater },
  'known to some': { setting: boundary.TWO_GROUPS, play: boundary.knownToSome },
  'written longer': { setting: branches.ONE_GROUP, play: strangers.writtenLonger },
  'another S': { setting: strangers.BACK_ENDS, play: strangers.anotherS },
  'never signed': { setting: branches.ONE_GROUP, play: strangers.neverSigned },
  'sent again': { setting: branches.ONE_GROUP, play: strangers.sentAgain },
} satisfies { readonly [name: string]: Directed }

export type DirectedName = keyof typeof DIRECTED
export const ALL_DIRECTED = Reflect.ownKeys(DIRECTED) as DirectedName[]

/** `other` is another back-end for signatures, if there is one: every second peer has it. */
export function playDirected(name: DirectedName, other?: (signed: Signed) => boolean): Outcome {
  const { setting, play }: Directed = DIRECTED[name]
  const { scheme } = setting
  if (!scheme || !other) return new Stage(setting).play(play)
  const second = { ...scheme, verify: other }
  return new Stage({ ...setting, verifying: index => (index % 2 === 0 ? scheme : second) }).play(play)
}
