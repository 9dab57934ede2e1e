// Making a block as one likes, with a key that one has: what a delegate's own node never would.
import { encode } from '../bytes/codec.ts'
import { type Block, type Header, headerHash } from '../chain/block.ts'
import { standingOf } from '../chain/consensus/branch.ts'
import { sameAgain } from '../chain/consensus/claims.ts'
import { viewOf } from '../chain/consensus/propose.ts'
import {
  type Certificate,
  certificateCodec,
  certificateHash,
  type Vote,
  voteBytes,
} from '../chain/consensus/votes.ts'
import { type Executed, Execution, isInvalid } from '../chain/execute.ts'
import { View } from '../chain/store.ts'
import type { Transaction } from '../chain/transaction.ts'
import type { Place } from './place.ts'

export interface Wish {
  readonly parent: Executed
  readonly slot: number
  readonly transactions?: readonly Transaction[]
  /** A newer certificate than the parent's, for an ancestor. */
  readonly certificate?: Certificate | undefined
  /** As if no greater view were known. */
  readonly greatestView?: number
}

export interface Forged {
  readonly block: Block
  readonly executed: Executed
}

/** A valid block by this peer; undefined where it does not own the slot, or there is nothing to put in. */
export function forge(peer: Place, wish: Wish): Forged | undefined {
  const { parent, slot, certificate, greatestView = 0 } = wish
  const { delegate, community } = peer
  const reveal = delegate?.reveals.at(slot)
  if (!delegate || !reveal || slot <= parent.header.slot) return undefined
  const newer = certificate && certificate.view > parent.header.justify.view ? certificate : undefined
  const execution = Execution.open(community, parent, {
    chain: standingOf(new View(parent.tree)).chain,
    slot,
    view: viewOf(parent.header.view, slot, greatestView),
    producer: delegate.account,
    reveal,
    justify: newer
      ? { source: newer.block, view: newer.view, certificate: certificateHash(newer) }
      : sameAgain(parent),
    certificate: newer ? encode(certificateCodec, newer) : null,
  })
  if (isInvalid(execution)) return undefined
  const included = (wish.transactions ?? []).filter(
    transaction => typeof execution.include(transaction, true) !== 'string',
  )
  if (!execution.mayStand) return undefined
  const executed = execution.seal()
  const { header } = executed
  const wire = newer ? encode(certificateCodec, newer) : null
  return { block: signed(peer, header, wire, included), executed }
}

/** A block with this header, signed by this peer, whatever it says. */
export function signed(
  peer: Place,
  header: Header,
  certificate: Block['certificate'],
  transactions: readonly Transaction[],
): Block {
  const hash = headerHash(header)
  return { header, hash, certificate, signature: peer.delegate!.signer.sign(hash), transactions }
}

/** A vote for a block, whatever the record says. */
export function vote(peer: Place, { header, hash }: Pick<Executed, 'header' | 'hash'>): Vote {
  const { justify, height, view, chain } = header
  const ballot = { height, view, block: hash, sourceView: justify.view, source: justify.source }
  const { publicKey, sign } = peer.delegate!.signer
  return { ...ballot, key: publicKey, signature: sign(voteBytes(chain, ballot)) }
}
