// Founding a community of hosts: their keys, its genesis, and the invitation to it.
import { randomBytes } from 'node:crypto'
import { decode, encode } from '../../src/bytes/codec.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { RevealChain } from '../../src/chain/consensus/reveals.ts'
import { type Genesis, genesisCodec } from '../../src/chain/genesis.ts'
import { signerFromSeed } from '../../src/crypto/plain.ts'
import type { Beginnings } from '../../src/market/book/beginnings.ts'
import type { BookParams } from '../../src/market/book/params.ts'
import { allCriteria, type MembersParams, membersParams } from '../../src/market/members/params.ts'
import type { RulesParams } from '../../src/market/rules/params.ts'
import type { Given } from '../../src/peer/core/vault.ts'
import { foundCommunity } from '../../src/peer/founding.ts'
import { type Invitation, writeInvitation } from '../../src/peer/invitation.ts'

export interface HostPlan {
  readonly name: string
  readonly hosts: number
  readonly slotMs: number
  /** Delegates that elections fill; the hosts are the first. */
  readonly delegates?: number
  /** Whole credits that each host begins with. */
  readonly credits?: number
  readonly genesis?: Partial<Genesis>
  readonly book?: Partial<BookParams>
  readonly market?: Partial<Beginnings>
  readonly members?: Partial<MembersParams>
  readonly rules?: Partial<RulesParams>
}

export interface Founded {
  readonly genesis: Uint8Array
  readonly hosts: readonly Required<Given>[]
  /** The private half of the token that the invitation holds. */
  readonly token: Uint8Array
}

export function foundHosts({
  name,
  hosts,
  slotMs,
  delegates,
  credits = 1_000_000,
  genesis,
  book,
  market,
  members,
  rules,
}: HostPlan): Founded {
  const keys = Array.from({ length: hosts }, () => ({
    device: random(),
    delegate: { seed: random(), secret: random(), base: 0 },
  }))
  const token = random()
  const made = foundCommunity({
    ...{ name, credits, startMs: Date.now(), token: signerFromSeed(token).publicKey },
    founders: keys.map(({ device, delegate }) => ({
      device: signerFromSeed(device).publicKey,
      delegate: signerFromSeed(delegate.seed).publicKey,
      commitment: RevealChain.of(delegate.secret, 0).commitment,
    })),
    ...(book && { book }),
    ...(market && { market }),
    ...(members && { members }),
    ...(rules && { rules }),
    genesis: { slotMs, delegateCount: delegates ?? Math.max(hosts, 7), ...genesis },
  })
  return { genesis: encode(genesisCodec, made), hosts: keys, token }
}

export const invitationTo = (
  { genesis, token }: Pick<Founded, 'genesis'> & { readonly token: Uint8Array | null },
  relays: readonly string[],
): string => writeInvitation(invitation(genesis, token, relays))

/** All that the operator confirms of an applicant, as genesis has it. */
export function criteriaIn(genesis: Uint8Array): number {
  const { modules } = decode(genesisCodec, genesis)
  const own = modules.find(({ name }) => name === membersParams.name)
  return own ? allCriteria(decode(membersParams.params, own.params)) : 0
}

const invitation = (
  genesis: Uint8Array,
  token: Uint8Array | null,
  relays: readonly string[],
): Invitation => ({
  ...{ community: sha256(genesis), genesis, checkpoint: null, relays, token },
})

const random = (): Uint8Array => new Uint8Array(randomBytes(32))
