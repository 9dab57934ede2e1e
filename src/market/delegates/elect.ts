// The next set, as one version of the state would have it: the kernel asks after each of the last blocks before a
// boundary, and takes the answer of one that is final (rule 5).
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { type Delegate, type DelegateSet, MAX_DELEGATES } from '../../chain/consensus/sets.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Reading } from '../../chain/store.ts'
import { mayWrite } from '../members/standing.ts'
import { delegatesParams } from './params.ts'
import { type Candidacy, candidacies, presences } from './records.ts'
import { tallyOf } from './tally.ts'

/** Who can be elected, in the order of their accounts. */
function electable(state: Reading, presenceStart: number): Delegate[] {
  const { stake } = paramsOf(state, delegatesParams)
  const all: Delegate[] = []
  for (const { key, value } of state.each(candidacies)) {
    const [account] = key
    if (!isElectable(state, account, value, stake, presenceStart)) continue
    all.push({ account, key: value.key, commitment: value.commitment, base: value.base })
  }
  return all
}

function isElectable(
  state: Reading,
  account: Bytes,
  candidacy: Candidacy,
  stake: number,
  presenceStart: number,
): boolean {
  // Evidence (rule 6): barred from the next hand-over on.
  if (candidacy.status !== 'standing' || candidacy.stake < stake) return false
  // Sleepers (rule 7): presence was posted since the last boundary, and in this era.
  return (state.get(presences, [account]) ?? 0) > presenceStart && mayWrite(state, account)
}

export function elect(state: Reading, genesis: Genesis, presenceStart: number): DelegateSet {
  const candidates = electable(state, presenceStart)
  // In a small community's early phase all take turns, in a fixed order.
  if (genesis.turns === 'fixed') return candidates.slice(0, MAX_DELEGATES)
  const { weigh } = paramsOf(state, delegatesParams)
  return candidates
    .map(delegate => ({ delegate, votes: tallyOf(state, delegate.account)[weigh] }))
    .sort((a, b) => b.votes - a.votes || compareBytes(a.delegate.account, b.delegate.account))
    .slice(0, genesis.delegateCount)
    .map(({ delegate }) => delegate)
}
