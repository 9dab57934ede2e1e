// Who is to blame when two blocks that conflict have both become final: the keys that signed towards both.
import type { Bytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { isOffence } from '../consensus/evidence.ts'
import type { Candidate, ConflictingFinals } from '../consensus/forks.ts'
import { type Certificate, signersOf } from '../consensus/votes.ts'
import type { Halt } from './effect.ts'
import type { Holding, Holdings } from './holdings.ts'

/** Of the blocks of the two branches, the certificates above where they part. */
export function conflictOf(holdings: Holdings, { held, other }: ConflictingFinals): Halt {
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
  return { reason: 'conflicting-finals', held, other, keys: [...guilty.values()] }
}

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
