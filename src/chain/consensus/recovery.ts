// Recovery (rule 10): members name a block and a new set, and a new era begins there.
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { ascending, bytes, encode, struct } from '../../bytes/codec.ts'
import { type Hash, hashOf, sha256 } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import { accountOf, deviceOf } from '../kernel/keys.ts'
import { SCOPE } from '../module.ts'
import type { Reading } from '../store.ts'
import type { Membership } from './membership.ts'
import { type Delegate, type DelegateSet, setCodec } from './sets.ts'

/** As many members can sign a recovery as fit beside a block. */
const MAX_SIGNATURES = 4096

const NAMED = { block: bytes(32), delegates: setCodec }

export const recoveryCodec = struct({
  ...NAMED,
  signatures: ascending(
    struct({ account: bytes(20), device: bytes(32), signature: bytes(64) }),
    MAX_SIGNATURES,
    (a, b) => compareBytes(a.account, b.account),
  ),
})
export type Recovery = ReturnType<typeof recoveryCodec.read>

const signedRecovery = struct({ chain: bytes(32), ...NAMED }, 'recovery')
const recoveryTag = struct({ recovery: recoveryCodec }, 'recovered')

/** What a member signs; the era that ends is inside, so one signature a member an era. */
export const recoveryBytes = (chain: Hash, named: { block: Hash; delegates: DelegateSet }): Bytes =>
  encode(signedRecovery, { chain, block: named.block, delegates: named.delegates })

/** What the first block of the era names of it: these very signatures. */
export const recoveryHash = (recovery: Recovery): Hash => hashOf(recoveryTag, { recovery })

/**
 * What the era is named after and its seed drawn from: what was signed, not by whom. Any two thirds of the members so
 * begin the same era, in which a delegate has one record, and leaving signatures out draws no other seed.
 */
export const eraHash = (chain: Hash, recovery: Recovery): Hash => sha256(recoveryBytes(chain, recovery))

/** The signatures that must hold for a recovery at this state, or undefined where it cannot stand there. */
export function recoverySignatures(
  state: Reading,
  chain: Hash,
  membership: Membership,
  recovery: Recovery,
): readonly Signed[] | undefined {
  const { delegates, signatures } = recovery
  if (delegates.length === 0) return undefined
  // A header names its producer by the account alone, so that each has one key.
  const isSame = (a: Delegate, b: Delegate) => equalBytes(a.key, b.key) || equalBytes(a.account, b.account)
  if (delegates.some((each, i) => delegates.findIndex(other => isSame(other, each)) !== i)) return undefined
  const message = recoveryBytes(chain, recovery)
  const signed: Signed[] = []
  for (const { account, device, signature } of signatures) {
    if (!maySign(state, account, device)) return undefined
    signed.push({ publicKey: device, message, signature })
  }
  return isCarriedAt(state, membership, recovery) ? signed : undefined
}

/** Whether those of the signers who could sign at this state weigh more than two thirds there. */
export function isCarriedAt(
  state: Reading,
  membership: Membership,
  { signatures }: Pick<Recovery, 'signatures'>,
): boolean {
  let weight = 0
  for (const { account, device } of signatures) {
    if (!maySign(state, account, device)) continue
    weight += membership.weightOf(state, account)
  }
  // Recovery (rule 10): more than two thirds of the membership's weight.
  return weight * 3 > membership.total(state) * 2
}

/** Whether this device can sign for the account. */
export function maySign(state: Reading, account: Bytes, device: Bytes): boolean {
  const record = accountOf(state, account)
  const key = record && deviceOf(record, device)
  return key !== undefined && (key.scopes & SCOPE.vote) !== 0
}
