// The sets active at a block, as a reader of certificates needs them: who is which signer, and what is a quorum. What
// is worked out for a certificate or a headline is remembered with the object, so that reading it again costs nothing.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import { activeHash, type DelegateSet, quorumOf } from '../consensus/sets.ts'
import { type Ballot, type Certificate, signersOf, voteBytes } from '../consensus/votes.ts'
import type { Headline } from './headline.ts'

/** Who certified what. */
export interface Testimony {
  readonly ballot: Ballot
  readonly signed: readonly Signed[]
}

/** As many are remembered: those of a hand-over, before and after, in as many communities as a process may see. */
const MOST_KNOWN = 32
const known = new Map<string, Active>()

export class Active {
  /** The sets of an era; while they are remembered, the same object for whoever reads of them. */
  static of(chain: Hash, sets: readonly DelegateSet[]): Active {
    const name = nameOf32(chain) + nameOf32(activeHash(sets))
    let active = known.get(name)
    if (!active) {
      active = new Active(chain, sets)
      known.set(name, active)
      for (const oldest of known.keys()) {
        if (known.size <= MOST_KNOWN) break
        known.delete(oldest)
      }
    }
    return active
  }

  /** Of the era that its votes are signed in. */
  readonly chain: Hash
  /** One set, or the old one and the new one in a hand-over. */
  readonly sets: readonly DelegateSet[]
  readonly hash: Hash
  readonly name: string
  readonly signers: readonly Bytes[]
  /** For every set, which signers sit in it. */
  private readonly seats: readonly (readonly boolean[])[]
  private readonly read = new WeakMap<Certificate, Testimony | 'quorum'>()

  /** With the certificate that each carries, and where that is known already without. */
  private readonly lines = new WeakMap<
    Headline,
    { readonly carried: Testimony; readonly items: readonly Signed[] }
  >()
  private readonly alone = new WeakMap<Headline, readonly Signed[]>()

  constructor(chain: Hash, sets: readonly DelegateSet[]) {
    this.chain = chain
    this.sets = sets
    this.hash = activeHash(sets)
    this.name = nameOf32(this.hash)
    this.signers = signersOf(sets)
    this.seats = sets.map(set => {
      const members = new Set(set.map(({ key }) => nameOf32(key)))
      return this.signers.map(key => members.has(nameOf32(key)))
    })
  }

  /** The set whose delegates own the slots. */
  get newest(): DelegateSet {
    return this.sets[this.sets.length - 1]!
  }

  /** In how many of the sets a signer sits. */
  seatsOf(signer: number): number {
    return this.seats.filter(seats => seats[signer]).length
  }

  /** How many votes each set still lacks when these signers have voted. */
  lacking(signers: readonly number[]): readonly number[] {
    return this.sets.map((set, i) => quorumOf(set) - signers.filter(signer => this.seats[i]![signer]).length)
  }

  sits(signer: number, set: number): boolean {
    return this.seats[set]?.[signer] === true
  }

  /** Joint quorum (rule 5): a quorum of every active set, one signature counting in each that its key is in. */
  isQuorum(signers: readonly number[]): boolean {
    return this.lacking(signers).every(votes => votes <= 0)
  }

  /** The votes of these signers for a ballot, to be verified; undefined where they are no quorum or nobody's. */
  testimony(ballot: Ballot, votes: readonly { readonly signer: number; readonly signature: Bytes }[]) {
    const message = voteBytes(this.chain, ballot)
    const signed: Signed[] = []
    for (const { signer, signature } of votes) {
      const publicKey = this.signers[signer]
      if (!publicKey) return undefined
      signed.push({ publicKey, message, signature })
    }
    // A certificate is the votes of a quorum.
    if (!this.isQuorum(votes.map(({ signer }) => signer))) return undefined
    return { ballot, signed } satisfies Testimony
  }

  /** As testimony, of a whole certificate; the same object every time, so that who verifies it may remember that. */
  certificate(certificate: Certificate): Testimony | undefined {
    let read = this.read.get(certificate)
    if (!read) {
      read = this.testimony(certificate, certificate.votes) ?? 'quorum'
      this.read.set(certificate, read)
    }
    return read === 'quorum' ? undefined : read
  }

  /** What must hold of a headline under these sets: its producer's signature, then the votes that it carries. */
  headline(line: Headline, carried: Testimony | undefined): readonly Signed[] | undefined {
    const own = this.ownOf(line)
    if (!own || !carried) return own
    const before = this.lines.get(line)
    if (before?.carried === carried) return before.items
    const items = [...own, ...carried.signed]
    this.lines.set(line, { carried, items })
    return items
  }

  private ownOf(line: Headline): readonly Signed[] | undefined {
    const before = this.alone.get(line)
    if (before) return before
    const publicKey = this.keyOf(line.header.producer)
    if (!publicKey) return undefined
    const items = [{ publicKey, message: line.hash, signature: line.signature }]
    this.alone.set(line, items)
    return items
  }

  /** The key that a producer of a block under these sets signs with. */
  keyOf(account: Bytes): Bytes | undefined {
    return this.newest.find(delegate => equalBytes(delegate.account, account))?.key
  }
}
