// Signatures of a transaction: its own, and those that its command carries. They need no state, so they are
// verified in batches before anything is executed.
import type { Signed, Verifier } from '../crypto/verify.ts'
import type { Community } from './community.ts'
import { prepare, type Registry } from './registry.ts'
import type { Transaction } from './transaction.ts'

/** All signatures that must hold. Of a command that cannot stand in a block anyway, its own alone. */
export function signaturesOf(
  community: Community,
  registry: Registry,
  transaction: Transaction,
): readonly Signed[] {
  const own = {
    publicKey: transaction.device,
    message: transaction.signed,
    signature: transaction.signature,
  }
  const prepared = prepare(registry, community.genesis, transaction)
  if (typeof prepared === 'string' || !('command' in prepared)) return [own]
  const { command, params } = prepared
  return command.carried ? [own, ...command.carried(params, transaction, community.genesisHash)] : [own]
}

/** One verdict a transaction: every one of its signatures holds. */
export async function verifyTransactions(
  verifier: Verifier,
  community: Community,
  registry: Registry,
  transactions: readonly Transaction[],
): Promise<boolean[]> {
  const items: Signed[] = []
  const ends: number[] = []
  for (const transaction of transactions) {
    items.push(...signaturesOf(community, registry, transaction))
    ends.push(items.length)
  }
  const holds = await verifier(items)
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : ends[i - 1]!
    return end > start && holds.slice(start, end).every(verdict => verdict)
  })
}
