// Judging an era proof: all but the members' signatures is decided here.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { FormError } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import { headerHash } from '../block.ts'
import type { Community } from '../community.ts'
import { tail } from '../consensus/records.ts'
import { eraHash, isCarriedAt, recoverySignatures } from '../consensus/recovery.ts'
import { chainIdOf } from '../genesis.ts'
import type { Reading } from '../store.ts'
import { verify } from '../tree/proof.ts'
import type { Era } from './era.ts'
import type { Final } from './finals.ts'
import { Missing, Partial } from './partial.ts'
import { Trust } from './trust.ts'

/** What a recovery is judged by, beside the state. */
export type Law = Pick<Community, 'genesisHash' | 'rules'>

/** How far the reader has come. */
export interface Come {
  readonly trust: Trust
  readonly final: Final
  finalAt(height: number): Final | undefined
}

export type EraFault =
  | 'elsewhere' // the era that it ends is not the one that is trusted
  | 'early' // its final block is not final here yet
  | 'unknown' // what would have to be compared is not remembered here, or not shown
  | 'few' // those who signed were not two thirds where the state is trusted: it may hold all the same
  | 'form' // no honest peer makes this

/** Where a proof leads, if all of these signatures hold. */
export interface JudgedEra {
  readonly trust: Trust
  readonly signatures: readonly Signed[]
  /** Recovery (rule 10): it names the last final block or a descendant; where not, whoever holds that block stops. */
  readonly follows: boolean
}

export function judgeEra(law: Law, come: Come, era: Era): JudgedEra | EraFault {
  try {
    return judge(law, come, era)
  } catch (error) {
    // It does not show all that it is judged by, or a state that nobody has vouched for yet holds what no state does.
    if (error instanceof Missing || error instanceof FormError || error instanceof TypeError) return 'form'
    throw error
  }
}

function judge({ genesisHash, rules }: Law, come: Come, era: Era): JudgedEra | EraFault {
  const { final, named, recovery } = era
  const { trust } = come
  if (!equalBytes(final.chain, trust.chain)) return 'elsewhere'
  if (!equalBytes(named.chain, trust.chain) || named.height < final.height) return 'form'
  const namedHash = headerHash(named)
  if (!equalBytes(recovery.block, namedHash)) return 'form'
  const finalHash = headerHash(final)
  const known = come.finalAt(final.height)
  if (!known) return final.height > come.final.height ? 'early' : 'unknown'
  if (!equalBytes(known.hash, finalHash)) return 'unknown'

  const isSame = final.height === named.height
  if (isSame && (!equalBytes(finalHash, namedHash) || era.before.length > 0)) return 'form'
  const at = stateAfter(named.state, era.at)
  const before = isSame ? at : stateAfter(final.state, era.before)
  const membership = rules.get(named.rules)?.membership
  const earlier = rules.get(final.rules)?.membership
  if (!at || !before || !membership || !earlier) return 'form'
  // Recovery (rule 10), where nothing is executed: the state after the named block is nobody's word but that of those
  // who signed, so they must weigh enough where the state is known to be true.
  if (!isCarriedAt(before, earlier, recovery)) return 'few'
  const signatures = recoverySignatures(at, trust.chain, membership, recovery)
  if (!signatures) return 'form'

  const block = { height: named.height, hash: namedHash }
  const over = descends(at, block, known)
  if (over === undefined) return 'form'
  const follows = over && descends(at, block, come.final)
  if (follows === undefined) return 'unknown'
  const chain = chainIdOf(genesisHash, eraHash(trust.chain, recovery))
  return { trust: Trust.in(chain, block.height, block.hash, [recovery.delegates]), signatures, follows }
}

/** Whether a block is this final one or has it below, by what the state after it remembers; undefined where it is silent. */
function descends(
  state: Reading,
  block: { readonly height: number; readonly hash: Hash },
  final: { readonly height: number; readonly hash: Hash },
): boolean | undefined {
  if (block.height < final.height) return false
  if (block.height === final.height) return equalBytes(block.hash, final.hash)
  let hash: Bytes | null | undefined
  try {
    hash = state.get(tail, [final.height])?.hash
  } catch (error) {
    if (!(error instanceof Missing)) throw error
  }
  return hash ? equalBytes(hash, final.hash) : undefined
}

function stateAfter(root: Hash, ranges: Era['at']): Reading | undefined {
  const partial = new Partial()
  for (const { from, to, proof } of ranges) {
    const verdict = verify(root, from, to, proof)
    if (!verdict.ok) return undefined
    partial.add(from, to, verdict.entries)
  }
  return partial.view
}
