// What the peers of candidates do by themselves: stand, post presence in every epoch, accuse whom they have caught. The
// module that elects may be missing; then there is nothing to do.
import { encode } from '../bytes/codec.ts'
import { paramsOf } from '../chain/kernel/rules.ts'
import type { Deed } from '../chain/module.ts'
import type { Offence } from '../chain/node/effect.ts'
import { View } from '../chain/store.ts'
import { accuseParams } from '../market/delegates/accuse.ts'
import { standBytes } from '../market/delegates/consent.ts'
import type { Evidence } from '../market/delegates/evidence.ts'
import { delegatesParams } from '../market/delegates/params.ts'
import { refusalOfPresence } from '../market/delegates/presence.ts'
import { present } from '../market/delegates/present.ts'
import { candidacies, keys, NAME } from '../market/delegates/records.ts'
import { standParams } from '../market/delegates/stand.ts'
import type { Place } from './place.ts'

export const hasElections = ({ community, head }: Place): boolean =>
  head !== undefined && community.rules.get(head.header.rules)?.module(NAME) !== undefined

const deedOf = (peer: Place, command: string, params: Uint8Array): Deed => {
  const { account, device } = peer.delegate!
  return { actor: { account, device }, module: NAME, command, params }
}

export const presenceOf = (peer: Place): Deed => deedOf(peer, 'present', encode(present.params, {}))

/** What a candidate's peer has to do now, as its head's state has it. */
export function duty(peer: Place): Deed | undefined {
  const { delegate, head, community } = peer
  if (!delegate || !head || !hasElections(peer)) return undefined
  const state = new View(head.tree)
  const candidacy = state.get(candidacies, [delegate.account])
  if (!candidacy) return standing(peer, state)
  const moment = { height: head.header.height + 1, slot: peer.slot }
  return refusalOfPresence(state, community.genesis, delegate.account, moment) ? undefined : presenceOf(peer)
}

function standing(peer: Place, state: View): Deed {
  const { account, signer, reveals } = peer.delegate!
  const { commitment } = reveals
  const { genesisHash } = peer.community
  const consent = signer.sign(standBytes(genesisHash, account, commitment))
  const { stake } = paramsOf(state, delegatesParams)
  const params = { key: signer.publicKey, consent, commitment, base: 0, stake }
  return deedOf(peer, 'stand', encode(standParams, params))
}

/** The accusation of somebody whom this peer has caught; undefined where the ledger knows already. */
export function accusation(peer: Place, offence: Offence): Deed | undefined {
  if (!peer.head || !peer.delegate || !hasElections(peer)) return undefined
  const { chain } = offence
  const key = offence.kind === 'votes' ? offence.a.key : offence.key
  const state = new View(peer.head.tree)
  if (state.get(keys, [key])?.barred) return undefined
  const evidence: Evidence =
    offence.kind === 'votes'
      ? { kind: 'votes', first: { ...offence.a, chain }, second: { ...offence.b, chain } }
      : { kind: 'blocks', first: offence.a, second: offence.b }
  return deedOf(peer, 'accuse', encode(accuseParams, { key, evidence }))
}
