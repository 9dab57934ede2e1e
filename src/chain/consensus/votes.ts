// Votes, and the certificates that they make. A vote counts once for its key in every active set that the key is a
// member of; a certificate is votes of a quorum of each, all for the same block *and* source.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { ascending, bytes, type Codec, encode, struct, u16, uint } from '../../bytes/codec.ts'
import { type Hash, hashOf } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import { type DelegateSet, MAX_DELEGATES, positionOf, quorumOf } from './sets.ts'

const BALLOT = {
  height: uint,
  view: uint,
  block: bytes(32),
  sourceView: uint,
  source: bytes(32),
}

/** What is voted for: a block, and the source that it names. */
export interface Ballot {
  readonly height: number
  readonly view: number
  readonly block: Hash
  readonly sourceView: number
  readonly source: Hash
}

export interface Vote extends Ballot {
  readonly key: Bytes
  readonly signature: Bytes
}

const signedVote = struct({ chain: bytes(32), ...BALLOT }, 'vote')

/** What a delegate signs. The chain id is inside, and so the era. */
export const voteBytes = (chain: Hash, ballot: Ballot): Bytes => encode(signedVote, { chain, ...ballot })

/** What was worked out last for a vote: its bytes are the same for all to whom it comes. */
const worked = new WeakMap<Vote, { readonly chain: Hash; readonly signed: Signed }>()

/** What must hold of a vote. For the same vote the same, so that who verifies it may remember that. */
export function voteSigned(chain: Hash, vote: Vote): Signed {
  const before = worked.get(vote)
  if (before && equalBytes(before.chain, chain)) return before.signed
  const signed = { publicKey: vote.key, message: voteBytes(chain, vote), signature: vote.signature }
  worked.set(vote, { chain, signed })
  return signed
}

export const voteCodec: Codec<Vote> = struct({ ...BALLOT, key: bytes(32), signature: bytes(64) })

export const certificateCodec = struct({
  ...BALLOT,
  votes: ascending(
    /** Position among the signers of the sets active at the block, and the signature. */
    struct({ signer: u16, signature: bytes(64) }),
    2 * MAX_DELEGATES,
    (a, b) => a.signer - b.signer,
  ),
})
export type Certificate = ReturnType<typeof certificateCodec.read>

const certificateTag = struct({ certificate: certificateCodec }, 'certificate')
/** Of a certificate that was made here every block of the next slots may ask. */
const hashed = new WeakMap<Certificate, Hash>()

export function certificateHash(certificate: Certificate): Hash {
  const before = hashed.get(certificate)
  if (before) return before
  const hash = hashOf(certificateTag, { certificate })
  hashed.set(certificate, hash)
  return hash
}

/** The keys that can vote under these sets, each once: the old set's in its order, then what the new one adds. */
export function signersOf(active: readonly DelegateSet[]): readonly Bytes[] {
  const keys: Bytes[] = []
  for (const set of active)
    for (const { key } of set) if (!keys.some(known => equalBytes(known, key))) keys.push(key)
  return keys
}

/** Whether these keys are a quorum of every active set. */
export const isQuorum = (active: readonly DelegateSet[], keys: readonly Bytes[]): boolean =>
  active.every(set => keys.filter(key => positionOf(set, key) !== -1).length >= quorumOf(set))

/** What was worked out last for a certificate: it comes alone and within a block, and to many peers of one process. */
const certified = new WeakMap<
  Certificate,
  {
    readonly chain: Hash
    readonly active: readonly DelegateSet[]
    readonly signed: readonly Signed[] | undefined
  }
>()

/**
 * The signatures that must hold for a certificate, or undefined where it is no quorum of the sets active at its block.
 * For the same certificate the same list, so that who verifies it may remember that.
 */
export function certificateSignatures(
  chain: Hash,
  certificate: Certificate,
  active: readonly DelegateSet[],
): readonly Signed[] | undefined {
  const before = certified.get(certificate)
  if (before && isSameActive(before.active, active) && equalBytes(before.chain, chain)) return before.signed
  const signed = signaturesIn(chain, certificate, active)
  certified.set(certificate, { chain, active, signed })
  return signed
}

const isSameActive = (a: readonly DelegateSet[], b: readonly DelegateSet[]): boolean =>
  a.length === b.length && a.every((set, i) => set === b[i])

function signaturesIn(
  chain: Hash,
  certificate: Certificate,
  active: readonly DelegateSet[],
): readonly Signed[] | undefined {
  const signers = signersOf(active)
  const message = voteBytes(chain, certificate)
  const signed: Signed[] = []
  for (const { signer, signature } of certificate.votes) {
    const publicKey = signers[signer]
    if (!publicKey) return undefined
    signed.push({ publicKey, message, signature })
  }
  return isQuorum(
    active,
    signed.map(({ publicKey }) => publicKey),
  )
    ? signed
    : undefined
}

/** The certificate that these votes make, all of one ballot and verified; undefined while they are no quorum. */
export function certify(votes: readonly Vote[], active: readonly DelegateSet[]): Certificate | undefined {
  const [first] = votes
  if (!first) return undefined
  const entries: { signer: number; signature: Bytes }[] = []
  signersOf(active).forEach((key, signer) => {
    const vote = votes.find(each => equalBytes(each.key, key) && sameBallot(each, first))
    if (vote) entries.push({ signer, signature: vote.signature })
  })
  const signers = signersOf(active)
  if (
    !isQuorum(
      active,
      entries.map(({ signer }) => signers[signer]!),
    )
  )
    return undefined
  const { height, view, block, sourceView, source } = first
  return { height, view, block, sourceView, source, votes: entries }
}

export const sameBallot = (a: Ballot, b: Ballot): boolean =>
  a.height === b.height &&
  a.view === b.view &&
  a.sourceView === b.sourceView &&
  equalBytes(a.block, b.block) &&
  equalBytes(a.source, b.source)
