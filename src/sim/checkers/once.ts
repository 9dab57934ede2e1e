// Each transaction is applied at most once on the final chain, and replay memory says just what the blocks say: which sequences of a
// device are used, and how much of a quota. So nothing that was kept out has left a trace there.
import { toHex } from '../../bytes/bytes.ts'
import type { Executed } from '../../chain/execute.ts'
import { quotaWindow } from '../../chain/kernel/admit.ts'
import { accountOf } from '../../chain/kernel/keys.ts'
import { type AccountRecord, accounts } from '../../chain/kernel/records.ts'
import { SEQUENCE_WINDOW } from '../../chain/limits.ts'
import { View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { MakeChecker, Raise } from './checker.ts'

export const once: MakeChecker = ({ community: { genesis } }) => {
  let tip: Executed | undefined
  const ids = new Set<string>()
  const results = new Set<string>()
  const used = new Map<string, Set<number>>()
  /** Of each account, how many transactions in the window of the last one. */
  const spent = new Map<string, { window: number; count: number }>()

  const note = (
    { id, device, account, sequence }: Transaction,
    window: number,
    raise: Raise,
    guest: boolean,
  ) => {
    const name = toHex(id)
    if (ids.has(name)) raise(`the transaction ${name} stands in two places`)
    ids.add(name)
    const key = toHex(device)
    const sequences = used.get(key) ?? new Set()
    if (sequences.has(sequence)) raise(`sequence ${sequence} of ${key} is used twice`)
    used.set(key, sequences.add(sequence))
    const owner = toHex(account)
    const before = spent.get(owner)
    const count = guest ? 0 : (before?.window === window ? before.count : 0) + 1
    spent.set(owner, { window: guest ? 0 : window, count })
  }

  const compare = (account: string, record: AccountRecord, raise: Raise) => {
    for (const { key, highest, low, high } of record.devices) {
      const sequences = used.get(toHex(key)) ?? new Set<number>()
      let most = 0
      for (const sequence of sequences) most = Math.max(most, sequence)
      if (most !== highest)
        raise(`a device of ${account} remembers ${highest} as its highest, and sent ${most}`)
      for (let back = 0; back < SEQUENCE_WINDOW && back < highest; back++) {
        const bit = back < 32 ? low >>> back : high >>> (back - 32)
        if (((bit & 1) === 1) !== sequences.has(highest - back))
          raise(`a device of ${account} is wrong about its sequence ${highest - back}`)
      }
    }
    const { window, count } = spent.get(account) ?? { window: 0, count: 0 }
    if (record.used !== count || (count > 0 && record.window !== window))
      raise(`${account} has used ${record.used} of its quota, and sent ${count}`)
  }

  return {
    extended({ parent, block, executed }, raise) {
      tip = executed
      const window = quotaWindow(genesis, block.header.slot)
      const touched = new Map<string, Transaction>()
      for (const transaction of block.transactions) {
        const owner = toHex(transaction.account)
        const guest = !touched.has(owner) && transaction.sequence === 1 && !exists(parent, transaction)
        note(transaction, window, raise, guest && !spent.has(owner))
        touched.set(owner, transaction)
      }
      const state = new View(executed.tree)
      for (const [owner, { account }] of touched) {
        const record = accountOf(state, account)
        if (!record) {
          raise(`${owner} stands in a block and has no account`)
          continue
        }
        compare(owner, record, raise)
        // A vote may have changed the quota in this block's own beginning.
        const most = Math.max(record.quota, accountOf(new View(parent.tree), account)?.quota ?? 0)
        // And where standings change, it may have risen and fallen again between two transactions of the block.
        const changed = executed.events.some(event => event.module === 'members')
        if (record.used > most && !changed)
          raise(`${owner} sent ${record.used} in one window, and its quota is ${most}`)
      }
      for (const { id, status } of executed.outcomes) {
        if (status === 'queued') continue
        const name = toHex(id)
        if (results.has(name)) raise(`the transaction ${name} has two results`)
        results.add(name)
        if (!ids.has(name)) raise(`the transaction ${name} has a result and stands nowhere`)
      }
    },
    end(_, raise) {
      for (const { key, value } of tip ? new View(tip.tree).each(accounts) : [])
        compare(toHex(key[0]), value, raise)
    },
  }
}

const exists = (parent: Executed, { account }: Transaction) =>
  accountOf(new View(parent.tree), account) !== undefined
