// Every way to be dishonest, by its name.
import { apart } from './apart.ts'
import type { MakeBehaviour } from './behaviour.ts'
import { doubleVote } from './double-vote.ts'
import { equivocation } from './equivocation.ts'
import { futureBlocks } from './future-blocks.ts'
import { invention } from './invention.ts'
import { passing } from './passing.ts'
import { twoFaces } from './two-faces.ts'
import { withholding } from './withholding.ts'
import { wrongRoot } from './wrong-root.ts'

export const BEHAVIOURS = {
  equivocation,
  'double-vote': doubleVote,
  'two-faces': twoFaces,
  withholding,
  'wrong-root': wrongRoot,
  'future-blocks': futureBlocks,
  passing,
  apart,
  invention,
} satisfies { readonly [name: string]: MakeBehaviour }

export type BehaviourName = keyof typeof BEHAVIOURS
export const ALL_BEHAVIOURS = Reflect.ownKeys(BEHAVIOURS) as BehaviourName[]
