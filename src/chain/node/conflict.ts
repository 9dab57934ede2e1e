// Who is to blame when two blocks that conflict have both become final: the keys that signed towards both.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { isOffence } from '../consensus/evidence.ts'
import type { Candidate, ConflictingFinals } from '../consensus/forks.ts'
import { type Certificate, signersOf } from '../consensus/votes.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Contradiction, Spot } from './keep.ts'

export interface Conflict {
  readonly halt: Contradiction
  /** The certificates that show it, for others to see it too. */
  readonly shown: readonly { readonly chain: Hash; readonly certificate: Certificate }[]
}

/** As many certificates are shown of each branch: those next to the final block, which made it so. */
const MAX_SHOWN = 4

export function conflictOf(holdings: Holdings, { held, other }: ConflictingFinals): Conflict {
  const ours = certificatesAbove(holdings, held)
  const theirs = certificatesAbove(holdings, other)
  const guilty = new Map<string, Bytes>()
  for (const [holding, one] of ours)
    for (const [rival, two] of theirs) {
      // Evidence (rule 6): a key that stands in both and could not, had it kept to the rules.
      if (!isOffence(one, two)) continue
      const signed = keysIn(rival, two)
      for (const [name, key] of keysIn(holding, one)) if (signed.has(name)) guilty.set(name, key)
    }
  const shown = [...shownOf(ours, held), ...shownOf(theirs, other)]
  const keys = [...guilty.values()]
  return { halt: { reason: 'conflicting-finals', held: spotOf(held), other: spotOf(other), keys }, shown }
}

/** As it is kept and shown: by height and hash. */
export const spotOf = ({ height, hash }: Candidate): Spot => ({ height, hash })

const shownOf = (branch: readonly [Holding, Certificate][], { height }: Candidate) =>
  branch
    .filter(([{ candidate }]) => candidate.height >= height)
    .sort(([a], [b]) => a.candidate.height - b.candidate.height)
    .slice(0, MAX_SHOWN)
    .map(([{ executed }, certificate]) => ({ chain: executed.header.chain, certificate }))

/** Of a block, of those below it that are still held, and of what builds on it. */
function certificatesAbove(holdings: Holdings, block: Candidate): [Holding, Certificate][] {
  const found: [Holding, Certificate][] = []
  for (const holding of holdings.all()) {
    const { certificate, candidate } = holding
    if (!certificate) continue
    const [low, high] = candidate.height < block.height ? [candidate, block] : [block, candidate]
    const below = holdings.forks.ancestorAt(high.hash, low.height)
    if (below && nameOf32(below.hash) === nameOf32(low.hash)) found.push([holding, certificate])
  }
  return found
}

function keysIn({ active }: Holding, certificate: Certificate): ReadonlyMap<string, Bytes> {
  const signers = signersOf(active)
  const keys = new Map<string, Bytes>()
  for (const { signer } of certificate.votes) {
    const key = signers[signer]
    if (key) keys.set(nameOf32(key), key)
  }
  return keys
}
