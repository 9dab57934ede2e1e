// What a candidate's peer does by itself: says in every epoch that it is awake (rule 7), takes new reveals before those
// that it has are spent (rule 1), and accuses whom it has caught (rule 6).
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { REVEAL_SLOTS } from '../../chain/consensus/reveals.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Offence } from '../../chain/node/effect.ts'
import type { Reading } from '../../chain/store.ts'
import { standBytes } from '../../market/delegates/consent.ts'
import { delegatesParams } from '../../market/delegates/params.ts'
import { refusalOfPresence } from '../../market/delegates/presence.ts'
import { candidacies, keys, NAME } from '../../market/delegates/records.ts'
import type { Deed } from '../api.ts'
import type { DelegateKey } from './vault.ts'

/** Whether presence is due in the next block, by the account's own candidacy with the key that is here. */
export function presenceIsDue(
  state: Reading,
  genesis: Genesis,
  account: Bytes,
  key: Bytes,
  moment: { readonly height: number; readonly slot: number },
): boolean {
  const candidacy = state.get(candidacies, [account])
  // Another device of the account holds the key that it stands with.
  if (!candidacy || !equalBytes(candidacy.key, key)) return false
  return refusalOfPresence(state, genesis, account, moment) === undefined
}

/**
 * Where the reveals of the account's candidacy begin, once more of them are spent than of anybody's should be: half of
 * them and, so that not all delegates of a community do it in one epoch, up to a quarter more by the account's id.
 */
export function spentSince(
  state: Reading,
  account: Bytes,
  key: Bytes,
  slot: number,
  slots: number = REVEAL_SLOTS,
): number | undefined {
  const candidacy = state.get(candidacies, [account])
  if (candidacy?.status !== 'standing' || !equalBytes(candidacy.key, key)) return undefined
  const spread = (account[0]! << 8) | account[1]!
  const most = Math.floor(slots / 2) + Math.floor((spread * slots) / 2 ** 18)
  return slot - candidacy.base > most ? candidacy.base : undefined
}

export const PRESENT: Deed = { module: NAME, command: 'present', params: {} }

/** The accusation; undefined where the ledger knows already. */
export function accusationOf(state: Reading, offence: Offence): Deed | undefined {
  const key = offence.kind === 'votes' ? offence.a.key : offence.key
  if (state.get(keys, [key])?.barred) return undefined
  const evidence = { kind: offence.kind, first: offence.a, second: offence.b }
  return { module: NAME, command: 'accuse', params: { key, evidence } }
}

/** Standing, or a new key in the place of another: the key itself consents. */
export async function consented(
  command: 'stand' | 'rekey',
  { signer, reveals: [{ base }] }: DelegateKey,
  commitment: Bytes,
  account: Bytes,
  genesisHash: Bytes,
  more: { readonly [name: string]: unknown },
): Promise<Deed> {
  const consent = await signer.sign(standBytes(genesisHash, account, commitment))
  const params = { key: signer.publicKey, consent, commitment, base, ...more }
  return { module: NAME, command, params }
}

/** The least that has to be staked. */
export const leastStake = (state: Reading): number => paramsOf(state, delegatesParams).stake

export const isStanding = (state: Reading, account: Bytes, key: Bytes): boolean => {
  const candidacy = state.get(candidacies, [account])
  return candidacy?.status === 'standing' && equalBytes(candidacy.key, key)
}
