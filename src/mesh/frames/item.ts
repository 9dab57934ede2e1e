// Items: what goes from peer to peer through the whole community. An item has one name wherever it is, and its bytes
// are written once, however many neighbours they go to.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { sha256Name } from '../../bytes/hash.ts'
import type { Block } from '../../chain/block.ts'
import { type Ballot, voteBytes } from '../../chain/consensus/votes.ts'
import type { Handover } from '../../chain/light/handover.ts'
import { headlineOf } from '../../chain/light/headline.ts'
import type { LightItem } from '../../chain/light/input.ts'
import type { Message } from '../../chain/node/message.ts'
import { NAME_BYTES } from './limits.ts'
import { type Name, nameOf } from './names.ts'

/** What full peers say about the ledger, and what light peers do. */
export type Said = Message | LightItem

export interface Item {
  readonly kind: Said['kind']
  readonly name: Name
  readonly said: Said
  /** The frame that carries it alone; written when it is first sent. */
  wire: Bytes | undefined
}

/** Votes, certificates and blocks before transactions. */
export const isConsensus = (kind: Said['kind']): boolean => kind !== 'transaction'

const items = new WeakMap<object, Item>()
const headlines = new WeakMap<Block, Item>()
const certificates = new WeakMap<Ballot, { readonly chain: Bytes; readonly name: Name }>()

/** What an item is of: equal objects have one item between them. */
function essence(said: Said): object {
  switch (said.kind) {
    case 'transaction':
      return said.transaction
    case 'block':
      return said.block
    case 'vote':
      return said.vote
    case 'certificate':
      return said.certificate
    case 'headline':
      return said.headline
    case 'handover':
      return said.handover
  }
}

export function itemOf(said: Said): Item {
  const key = essence(said)
  let item = items.get(key)
  if (!item) {
    item = { kind: said.kind, name: nameFor(said), said, wire: undefined }
    items.set(key, item)
  }
  return item
}

/** What of a block reaches light neighbours; its name is the block's. */
export function headlineItem(block: Block): Item {
  let item = headlines.get(block)
  if (!item) {
    item = itemOf({ kind: 'headline', headline: headlineOf(block) })
    headlines.set(block, item)
  }
  return item
}

function nameFor(said: Said): Name {
  switch (said.kind) {
    case 'transaction':
      return nameOf(said.transaction.id)
    case 'block':
      return nameOf(said.block.hash)
    case 'headline':
      return nameOf(said.headline.hash)
    case 'vote':
      return short(concatBytes(voteBytes(said.chain, said.vote), said.vote.key))
    case 'certificate':
      return certificateName(said.chain, said.certificate)
    case 'handover':
      return handoverName(said.handover)
  }
}

/** By what it is for: certificates of other signers for the same block and source say the same. */
export function certificateName(chain: Bytes, ballot: Ballot): Name {
  const known = certificates.get(ballot)
  if (known && (known.chain === chain || equalBytes(known.chain, chain))) return known.name
  const name = short(voteBytes(chain, ballot))
  certificates.set(ballot, { chain, name })
  return name
}

const HANDOVER = new TextEncoder().encode('handover')
/** By the block that it shows to be final: a proof with other signers says the same. */
const handoverName = ({ block }: Handover): Name => short(concatBytes(HANDOVER, block))

const short = (bytes: Bytes): Name => sha256Name(bytes).slice(0, NAME_BYTES)
