// The order of a batch: drawn from two reveals, of the block that took it in and of the block that executes it, so
// that nobody who chose what stands in the batch could know its order. One place an account, all its devices
// together, each account's commands as the block has them: splitting does not pay.
import { type Bytes, compareBytes } from '../bytes/bytes.ts'
import { bytes, struct } from '../bytes/codec.ts'
import { type Hash, hashOf } from '../bytes/hash.ts'
import { nameOf20 } from '../bytes/name.ts'
import type { Transaction } from './transaction.ts'

const seedTag = struct({ included: bytes(32), executed: bytes(32) }, 'batch')
const placeTag = struct({ seed: bytes(32), account: bytes(20) }, 'place')

export function batchOrder(batch: readonly Transaction[], included: Bytes, executed: Bytes): Transaction[] {
  const seed = hashOf(seedTag, { included, executed })
  const places = new Map<string, { place: Hash; commands: Transaction[] }>()
  for (const transaction of batch) {
    const account = nameOf20(transaction.account)
    const known = places.get(account)
    if (known) known.commands.push(transaction)
    else {
      const place = hashOf(placeTag, { seed, account: transaction.account })
      places.set(account, { place, commands: [transaction] })
    }
  }
  return [...places.values()].sort((a, b) => compareBytes(a.place, b.place)).flatMap(each => each.commands)
}
