// A transaction of an abandoned branch is back in the pool, or stands on the new one, or can never stand there again.
import { equalBytes } from '../../bytes/bytes.ts'
import { passes } from '../../chain/pool.ts'
import { View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Place } from '../place.ts'
import type { MakeChecker } from './checker.ts'

/** A peer that is busy may need so long to check signatures again. */
const GRACE_SLOTS = 2
interface Pending {
  readonly peer: Place
  readonly life: number
  readonly transaction: Transaction
  readonly slot: number
}

export const returned: MakeChecker = ({ community }) => {
  let pending: Pending[] = []
  let now = 0
  return {
    headed(peer, left) {
      for (const { block } of left)
        for (const transaction of block.transactions)
          pending.push({ peer, life: peer.starts, transaction, slot: now })
    },
    keptOut(peer, transaction, code) {
      // It was told why, and that is no reason that passes.
      if (passes(code)) return
      pending = pending.filter(each => each.peer !== peer || !equalBytes(each.transaction.id, transaction.id))
    },
    slot({ slot }, raise) {
      now = slot
      const due = pending.filter(each => each.slot + GRACE_SLOTS <= slot)
      pending = pending.filter(each => each.slot + GRACE_SLOTS > slot)
      for (const { peer, life, transaction } of due) {
        const { node, head } = peer
        if (!node || !head || peer.starts !== life || !peer.awake || peer.halted) continue
        if (node.pool.has(transaction.id)) continue
        const registry = community.rules.get(head.header.rules)
        if (!registry) continue
        const code = node.pool.objection(transaction, registry, new View(head.tree), slot)
        if (code === undefined || passes(code))
          raise(
            `peer ${peer.name} has lost a ${transaction.module}/${transaction.command} of an abandoned branch`,
          )
      }
    },
  }
}
