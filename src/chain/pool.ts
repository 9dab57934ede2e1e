// The pool: transactions that wait for a block. Bounded in all and for each account, so that nobody crowds out
// the rest; each device's transactions leave it in the order of their sequence.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import type { Code } from './codes.ts'
import type { Community } from './community.ts'
import type { Execution } from './execute.ts'
import { admit } from './kernel/admit.ts'
import { prepare, type Registry } from './registry.ts'
import type { Reading } from './store.ts'
import type { Transaction } from './transaction.ts'

/** As much as some ten full blocks hold, and an account's share of it: two devices with all their windows. */
export interface PoolLimits {
  readonly transactions: number
  readonly bytes: number
  readonly perAccount: number
}
export const POOL_LIMITS: PoolLimits = { transactions: 16_384, bytes: 8 << 20, perAccount: 128 }

interface Waiting {
  readonly transaction: Transaction
  readonly account: string
  readonly device: string
}

/** What a pool tells of a transaction that left it without a block. */
export type Dropped = (transaction: Transaction, code: Code) => void

export class Pool {
  private readonly community: Community
  private readonly limits: PoolLimits
  private readonly byId = new Map<string, Waiting>()
  /** Of each device in the order of its first arrival: what waits, by ascending sequence. */
  private readonly devices = new Map<string, Waiting[]>()
  private readonly accounts = new Map<string, number>()
  private bytes = 0

  constructor(community: Community, limits: PoolLimits = POOL_LIMITS) {
    this.community = community
    this.limits = limits
  }

  get size(): number {
    return this.byId.size
  }

  has(id: Bytes): boolean {
    return this.byId.has(toHex(id))
  }

  /** Those that wait, in no promised order. */
  *waiting(): Iterable<Transaction> {
    for (const { transaction } of this.byId.values()) yield transaction
  }

  /** Takes in a transaction whose signatures hold, judged by the head's state for a coming slot; else says why not. */
  add(
    transaction: Transaction,
    registry: Registry,
    state: Reading,
    slot: number,
    dropped: Dropped = () => {},
  ): Code | undefined {
    const id = toHex(transaction.id)
    if (this.byId.has(id)) return 'pool/known'
    const code = this.objection(transaction, registry, state, slot)
    if (code) return code
    const waiting = { transaction, account: toHex(transaction.account), device: toHex(transaction.device) }
    const queue = this.devices.get(waiting.device) ?? []
    const behind = queue.findIndex(other => other.transaction.sequence >= transaction.sequence)
    if (queue[behind]?.transaction.sequence === transaction.sequence) return 'pool/sequence'
    const held = this.accounts.get(waiting.account) ?? 0
    if (held >= this.limits.perAccount) return 'pool/crowded'
    if (this.isFullFor(transaction) && !this.displace(transaction, held, dropped)) return 'pool/full'
    queue.splice(behind === -1 ? queue.length : behind, 0, waiting)
    this.devices.set(waiting.device, queue)
    this.byId.set(id, waiting)
    this.accounts.set(waiting.account, held + 1)
    this.bytes += transaction.wire.length
    return undefined
  }

  private objection(
    transaction: Transaction,
    registry: Registry,
    state: Reading,
    slot: number,
  ): Code | undefined {
    const { community } = this
    if (toHex(transaction.chain) !== toHex(community.chainId)) return 'kernel/chain'
    const prepared = prepare(registry, community.genesis, transaction)
    if (typeof prepared === 'string') return prepared
    if (!('command' in prepared)) return prepared.code
    const { command, params } = prepared
    const verdict = admit(state, community.genesis, community.genesisHash, transaction, command, params, slot)
    return typeof verdict === 'string' ? verdict : undefined
  }

  private isFullFor(transaction: Transaction): boolean {
    const { transactions, bytes } = this.limits
    return this.byId.size >= transactions || this.bytes + transaction.wire.length > bytes
  }

  /** Makes room at the cost of whoever holds most, if that is more than this account would: the last it sent goes. */
  private displace(transaction: Transaction, held: number, dropped: Dropped): boolean {
    while (this.isFullFor(transaction)) {
      let largest = ''
      let most = held + 1
      for (const [account, count] of this.accounts)
        if (count > most) {
          largest = account
          most = count
        }
      if (largest === '') return false
      let last: Waiting | undefined
      for (const waiting of this.byId.values()) if (waiting.account === largest) last = waiting
      const tail = this.devices.get(last!.device)!.at(-1)!
      this.remove(tail.transaction.id)
      dropped(tail.transaction, 'pool/displaced')
    }
    return true
  }

  /** Lets go of a transaction: it stands in a block, or was dropped. */
  remove(id: Bytes): void {
    const name = toHex(id)
    const waiting = this.byId.get(name)
    if (!waiting) return
    const { transaction, account, device } = waiting
    this.byId.delete(name)
    this.bytes -= transaction.wire.length
    const held = this.accounts.get(account)! - 1
    if (held > 0) this.accounts.set(account, held)
    else this.accounts.delete(account)
    const queue = this.devices.get(device)!
    queue.splice(queue.indexOf(waiting), 1)
    if (queue.length === 0) this.devices.delete(device)
  }

  /** Fills a block, a transaction of each device in turn, until nothing more fits. Drops what can never go in. */
  fill(execution: Execution, most: number, mostBytes: number, dropped: Dropped = () => {}): Transaction[] {
    const taken: Transaction[] = []
    let room = mostBytes
    let turns = [...this.devices.values()].map(queue => ({ queue: [...queue], next: 0 }))
    while (turns.length > 0 && taken.length < most) {
      const still: typeof turns = []
      for (const turn of turns) {
        const { transaction } = turn.queue[turn.next++]!
        if (taken.length >= most) break
        if (transaction.wire.length > room) continue
        const result = execution.include(transaction, true)
        if (typeof result !== 'string') {
          taken.push(transaction)
          room -= transaction.wire.length
        } else if (WAITS.has(result)) continue
        else {
          this.remove(transaction.id)
          dropped(transaction, result)
        }
        if (turn.next < turn.queue.length) still.push(turn)
      }
      turns = still
    }
    return taken
  }

  /** Drops what the new head has made impossible: expired, replayed, of a key that is gone. */
  prune(registry: Registry, state: Reading, slot: number, dropped: Dropped = () => {}): void {
    for (const { transaction } of [...this.byId.values()]) {
      const code = this.objection(transaction, registry, state, slot)
      if (code && !WAITS.has(code)) {
        this.remove(transaction.id)
        dropped(transaction, code)
      }
    }
  }
}

/** What keeps a transaction out of this block and not out of the next. */
const WAITS = new Set<Code>(['kernel/quota', 'kernel/budget', 'kernel/order'])
