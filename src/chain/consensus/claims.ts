// What a header claims of consensus, held against the branch that it builds on (rule 1). Signatures are not looked at
// here: which must hold is said, and they are verified in batches.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { tryDecode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Block, Header } from '../block.ts'
import type { BlockCode } from '../codes.ts'
import type { Community } from '../community.ts'
import { chainIdOf, type Genesis } from '../genesis.ts'
import type { Registry } from '../registry.ts'
import { type Reading, View } from '../store.ts'
import type { Tree } from '../tree/tree.ts'
import { ancestorAt, ownerAt, seenOf, setOf, setsAt, setsBetween, standingOf } from './branch.ts'
import type { Membership } from './membership.ts'
import { viewsHold } from './propose.ts'
import type { Standing } from './records.ts'
import { eraHash, type Recovery, recoveryCodec, recoveryHash, recoverySignatures } from './recovery.ts'
import { type Revealed, revealFor } from './reveals.ts'
import { ownerOf, renewSeed } from './schedule.ts'
import type { Delegate, DelegateSet } from './sets.ts'
import { type Certificate, certificateCodec, certificateHash, certificateSignatures } from './votes.ts'

/** What a block says of consensus before it is executed. */
export interface Claims extends Pick<Header, 'slot' | 'view' | 'producer' | 'reveal' | 'justify'> {
  readonly chain: Hash
  /** What travels beside the header: the certificate, or at the beginning of an era the recovery. */
  readonly certificate: Bytes | null
}

/** The branch that a block builds on. */
export interface Branch {
  readonly state: Reading
  readonly header: Pick<Header, 'height' | 'slot' | 'view' | 'justify'>
  readonly hash: Hash
}

/** The law of one community, as far as consensus asks for it. */
export interface Law {
  readonly genesis: Genesis
  readonly genesisHash: Hash
  readonly membership: Membership | undefined
}

/** Claims that hold, but for the signatures and the reveal. */
export interface Held {
  readonly standing: Standing
  readonly producer: Delegate
  /** Still to be hashed. */
  readonly reveal: Revealed
  /** The sets active at the block. */
  readonly active: readonly DelegateSet[]
  /** The certificate, where it is newer than the parent's. */
  readonly certificate: Certificate | null
  /** The recovery that it begins an era with: the new set, what the seed is drawn from, and the era's chain id. */
  readonly recovery: { readonly set: DelegateSet; readonly hash: Hash; readonly chain: Hash } | null
  /** Of the certificate or the recovery. */
  readonly signatures: readonly Signed[]
}

export const lawOf = ({ genesis, genesisHash }: Community, { membership }: Registry): Law => ({
  genesis,
  genesisHash,
  membership,
})

/** The branch that ends with an executed block. */
export const branchOf = (end: {
  readonly header: Header
  readonly hash: Hash
  readonly tree: Tree
}): Branch => ({
  header: end.header,
  hash: end.hash,
  state: new View(end.tree),
})

export const claimsOf = ({ header, certificate }: Pick<Block, 'header' | 'certificate'>): Claims => ({
  chain: header.chain,
  slot: header.slot,
  view: header.view,
  producer: header.producer,
  reveal: header.reveal,
  justify: header.justify,
  certificate,
})

export const NO_HASH: Hash = new Uint8Array(32)

type Justify = Header['justify']

export const sameJustify = (a: Justify, b: Justify): boolean =>
  a.view === b.view && equalBytes(a.source, b.source) && equalBytes(a.certificate, b.certificate)

/** What a child carries that knows of no newer certificate than its parent. */
export const sameAgain = ({ header, hash }: Pick<Branch, 'header' | 'hash'>): Justify =>
  // Genesis is justified, and nothing certifies it.
  header.height === 0 ? { source: hash, view: 0, certificate: NO_HASH } : header.justify

export function holdClaims(law: Law, branch: Branch, claims: Claims): Held | BlockCode {
  const { header, state } = branch
  if (claims.slot <= header.slot) return 'block/slot'
  const standing = standingOf(state)
  if (!equalBytes(claims.chain, standing.chain)) return beginEra(law, branch, claims, standing)
  const producer = ownerAt(state, law.genesis, claims.slot)
  const reveal = producedBy(branch, claims, producer)
  if (typeof reveal === 'string') return reveal
  const justified = holdJustify(branch, claims, standing)
  if (typeof justified === 'string') return justified
  return {
    standing,
    producer,
    reveal,
    active: setsBetween(state, standing.from, standing.to),
    recovery: null,
    ...justified,
  }
}

function producedBy(branch: Branch, claims: Claims, producer: Delegate): Revealed | BlockCode {
  // Propose (rule 1): the producer owns the slot under the set that governs it.
  if (!equalBytes(producer.account, claims.producer)) return 'block/producer'
  const { header, state } = branch
  const parent = { view: header.view, sourceView: header.justify.view }
  // Propose (rule 1): views rise, are never above the slot, and no older source follows a newer one.
  if (!viewsHold(parent, { view: claims.view, slot: claims.slot, sourceView: claims.justify.view }))
    return 'block/view'
  // Reveals (rule 1): a wrong one makes the block invalid, so none is ever missing.
  return revealFor(seenOf(state, producer), producer.base, claims.slot, claims.reveal) ?? 'block/reveal'
}

function holdJustify(
  branch: Branch,
  { justify, certificate: wire }: Claims,
  standing: Standing,
): Pick<Held, 'certificate' | 'signatures'> | BlockCode {
  const again = sameAgain(branch)
  if (equalBytes(justify.source, again.source)) {
    // What the branch carries already is repeated to the bit, and travels no second time.
    return sameJustify(justify, again) && wire === null
      ? { certificate: null, signatures: [] }
      : 'block/justify'
  }
  if (wire === null) return 'block/justify'
  const read = tryDecode(certificateCodec, wire)
  if ('error' in read) return 'block/justify'
  const certificate = read.value
  if (!equalBytes(certificateHash(certificate), justify.certificate)) return 'block/justify'
  if (!equalBytes(certificate.block, justify.source) || certificate.view !== justify.view)
    return 'block/justify'
  if (!isOfBranch(branch, certificate)) return 'block/justify'
  const active = setsAt(branch.state, certificate.height)
  const signatures = active && certificateSignatures(standing.chain, certificate, active)
  return signatures ? { certificate, signatures } : 'block/certificate'
}

/** Whether a certificate is for a block of this branch, and for that block's own source. */
function isOfBranch(branch: Branch, certificate: Certificate): boolean {
  const block = ancestorAt(branch.state, certificate.height)
  if (!block || !equalBytes(hashAt(branch, certificate.height), certificate.block)) return false
  if (block.view !== certificate.view) return false
  const source = ancestorAt(branch.state, block.source)
  return (
    source !== undefined &&
    source.view === certificate.sourceView &&
    equalBytes(hashAt(branch, block.source), certificate.source)
  )
}

/** The hash of an ancestor: the branch's own last one does not know its own. */
const hashAt = ({ state, header, hash }: Branch, height: number): Hash =>
  height === header.height ? hash : (ancestorAt(state, height)?.hash ?? NO_HASH)

/** Recovery (rule 10): the first block of an era carries the recovery in place of a certificate. */
function beginEra(law: Law, branch: Branch, claims: Claims, standing: Standing): Held | BlockCode {
  const { state, header, hash } = branch
  const read = claims.certificate && tryDecode(recoveryCodec, claims.certificate)
  if (!read || 'error' in read || !law.membership) return 'block/chain'
  const recovery: Recovery = read.value
  const named = recoveryHash(recovery)
  const begun = eraHash(standing.chain, recovery)
  const chain = chainIdOf(law.genesisHash, begun)
  if (!equalBytes(claims.chain, chain) || !equalBytes(recovery.block, hash)) return 'block/chain'
  const justify = { source: hash, view: header.view, certificate: named }
  if (!sameJustify(claims.justify, justify)) return 'block/justify'
  const signatures = recoverySignatures(state, standing.chain, law.membership, recovery)
  if (!signatures) return 'block/recovery'
  const set = recovery.delegates
  const producer = firstOwner(law.genesis, renewSeed(standing.seed, begun), set, claims.slot)
  const reveal = producedBy(branch, claims, producer)
  if (typeof reveal === 'string') return reveal
  const fresh = { standing, producer, reveal, active: [set], certificate: null, signatures }
  return { ...fresh, recovery: { set, hash: begun, chain } }
}

export function firstOwner(genesis: Genesis, seed: Hash, set: DelegateSet, slot: number): Delegate {
  return set[genesis.turns === 'fixed' ? slot % set.length : ownerOf(seed, slot, set.length)]!
}

/** The set that owns the slots after this state's block. */
export const owningSet = (state: Reading): DelegateSet => setOf(state, standingOf(state).to)
