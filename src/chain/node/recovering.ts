// Recovery (rule 10): members have signed a new set. Whoever of it owns a slot makes the first block of the era on the
// block that they named; the others follow that block when it comes.
import { equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Community } from '../community.ts'
import { standingOf } from '../consensus/branch.ts'
import { type Claims, firstOwner } from '../consensus/claims.ts'
import { viewOf } from '../consensus/propose.ts'
import {
  eraHash,
  type Recovery,
  recoveryCodec,
  recoveryHash,
  recoverySignatures,
} from '../consensus/recovery.ts'
import { renewSeed } from '../consensus/schedule.ts'
import type { Delegate } from '../consensus/sets.ts'
import { chainIdOf } from '../genesis.ts'
import type { Certificates } from './certificates.ts'
import { spotOf } from './conflict.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Outbox } from './outbox.ts'

interface Pending {
  readonly recovery: Recovery
  /** What the era's seed is drawn from, and its chain id. */
  readonly begun: Hash
  readonly chain: Hash
}

export class Recovering {
  private readonly community: Community
  private readonly out: Outbox
  private readonly holdings: Holdings
  private readonly certificates: Certificates
  private pending: Pending | undefined

  constructor(community: Community, out: Outbox, holdings: Holdings, certificates: Certificates) {
    this.community = community
    this.out = out
    this.holdings = holdings
    this.certificates = certificates
  }

  hear(recovery: Recovery): void {
    const { out, holdings, community } = this
    const named = holdings.get(nameOf32(recovery.block))
    if (!named) {
      out.put({ kind: 'want', hash: recovery.block })
      return
    }
    const membership = community.rules.get(named.executed.header.rules)?.membership
    const { chain } = standingOf(named.state)
    const signatures = membership && recoverySignatures(named.state, chain, membership, recovery)
    if (!signatures) return
    out.verify(signatures, verdicts => {
      if (verdicts.every(holds => holds)) this.take(named, recovery)
    })
  }

  private take({ candidate, state }: Holding, recovery: Recovery): void {
    const { forks } = this.holdings
    const { final } = forks
    const begun = eraHash(standingOf(state).chain, recovery)
    const chain = chainIdOf(this.community.genesisHash, begun)
    // It was followed long ago.
    if (this.holdings.isFinalEra(chain, candidate.height + 1)) return
    // Recovery (rule 10): it names the last final block or a descendant, or this peer stops.
    const at = forks.ancestorAt(candidate.hash, final.height)
    if (!at || !equalBytes(at.hash, final.hash)) {
      this.certificates.stopFor({ reason: 'recovery', held: spotOf(final), other: spotOf(candidate) })
      return
    }
    this.pending = { recovery, begun, chain }
  }

  /** What the owner of this slot claims for the first block of the era; undefined where no era waits to begin. */
  claimsFor(slot: number, own: (owner: Delegate) => Hash | undefined): [Holding, Claims] | undefined {
    const { pending, holdings } = this
    if (!pending) return undefined
    const { recovery, begun, chain } = pending
    const named = holdings.get(nameOf32(recovery.block))
    if (!named || equalBytes(holdings.head.executed.header.chain, chain)) {
      this.pending = undefined
      return undefined
    }
    const { header } = named.executed
    const seed = renewSeed(standingOf(named.state).seed, begun)
    const owner = firstOwner(this.community.genesis, seed, recovery.delegates, slot)
    const reveal = own(owner)
    if (!reveal || slot <= header.slot) return undefined
    const claims: Claims = {
      chain,
      slot,
      view: viewOf(header.view, slot, holdings.greatestView),
      producer: owner.account,
      reveal,
      justify: { source: named.candidate.hash, view: header.view, certificate: recoveryHash(recovery) },
      certificate: encode(recoveryCodec, recovery),
    }
    return [named, claims]
  }
}
