// Signatures of a transaction: its own, and those that its command carries. They need no state, so they are
// verified in batches before anything is executed.
import type { Signed, Verifier } from '../crypto/verify.ts'
import type { Community } from './community.ts'
import { commandOf, prepare, type Registry } from './registry.ts'
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
  // Most commands carry none, and then their parameters need not be read for it.
  if (!commandOf(registry, transaction)?.carried) return [own]
  const prepared = prepare(registry, community.genesis, transaction)
  if (typeof prepared === 'string' || !('command' in prepared)) return [own]
  const { command, params } = prepared
  return [own, ...command.carried!(params, transaction, community.genesisHash)]
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
  let at = 0
  return ends.map(end => {
    let all = end > at
    for (; at < end; at++) if (!holds[at]) all = false
    return all
  })
}
