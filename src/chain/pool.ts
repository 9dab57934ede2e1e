// The pool: transactions that wait for a block. Bounded in all and for each account, so that nobody crowds out
// the rest; each device's transactions leave it in the order of their sequence.
import { type Bytes, equalBytes, toHex } from '../bytes/bytes.ts'
import { nameOf32 } from '../bytes/name.ts'
import type { Code } from './codes.ts'
import type { Community } from './community.ts'
import { standingOf } from './consensus/branch.ts'
import type { Execution } from './execute.ts'
import { admit } from './kernel/admit.ts'
import { usesOf } from './kernel/tokens.ts'
import { BLOCK_ENVELOPE_BYTES, MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from './limits.ts'
import { prepare, type Registry } from './registry.ts'
import type { Reading } from './store.ts'
import type { Transaction } from './transaction.ts'

/** As much as some ten full blocks hold, and an account's share of it: two devices with all their windows. */
export interface PoolLimits {
  readonly transactions: number
  readonly bytes: number
  readonly perAccount: number
  /** Applications by guests, who have no quota yet. */
  readonly guests: number
}
export const POOL_LIMITS: PoolLimits = { transactions: 16_384, bytes: 8 << 20, perAccount: 128, guests: 1024 }

interface Waiting {
  readonly transaction: Transaction
  readonly account: string
  readonly device: string
  /** The invitation that a guest's application uses. */
  readonly token: string | undefined
}

/** A transaction that may wait, and the invitation that it would use, with what that has left. */
interface Admitted {
  readonly token?: { readonly name: string; readonly uses: number }
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
  /** Applications by the invitation that they use. */
  private readonly guests = new Map<string, number>()
  private bytes = 0

  constructor(community: Community, limits: PoolLimits = POOL_LIMITS) {
    this.community = community
    this.limits = limits
  }

  get size(): number {
    return this.byId.size
  }

  has(id: Bytes): boolean {
    return this.byId.has(nameOf32(id))
  }

  get(id: Bytes): Transaction | undefined {
    return this.byId.get(nameOf32(id))?.transaction
  }

  /** Those that wait, in no promised order. */
  *waiting(): Iterable<Transaction> {
    for (const { transaction } of this.byId.values()) yield transaction
  }

  /**
   * Takes in a transaction whose signatures hold, judged by the head's state for a coming slot; else says why not. One
   * that is `returning` from an abandoned branch also waits for what passes by itself, as a quota's window does.
   */
  add(
    transaction: Transaction,
    registry: Registry,
    state: Reading,
    slot: number,
    dropped: Dropped = () => {},
    returning = false,
  ): Code | undefined {
    if (this.byId.has(nameOf32(transaction.id))) return 'pool/known'
    const judged = this.judge(transaction, registry, state, slot)
    if (typeof judged === 'string' && !(returning && passes(judged))) return judged
    const token = typeof judged === 'string' ? undefined : judged.token
    if (token && (this.guests.get(token.name) ?? 0) >= token.uses) return 'pool/crowded'
    if (token && sum(this.guests) >= this.limits.guests) return 'pool/full'
    const waiting = {
      transaction,
      account: toHex(transaction.account),
      device: nameOf32(transaction.device),
      token: token?.name,
    }
    const queue = this.devices.get(waiting.device) ?? []
    if (queue.some(other => other.transaction.sequence === transaction.sequence)) return 'pool/sequence'
    const held = this.accounts.get(waiting.account) ?? 0
    if (held >= this.limits.perAccount) return 'pool/crowded'
    if (this.isFullFor(transaction) && !this.displace(transaction, held, dropped)) return 'pool/full'
    this.put(waiting)
    return undefined
  }

  private put(waiting: Waiting): void {
    const { transaction, account, device, token } = waiting
    const queue = this.devices.get(device) ?? []
    const behind = queue.findIndex(other => other.transaction.sequence > transaction.sequence)
    queue.splice(behind === -1 ? queue.length : behind, 0, waiting)
    this.devices.set(device, queue)
    this.byId.set(nameOf32(transaction.id), waiting)
    count(this.accounts, account, 1)
    if (token) count(this.guests, token, 1)
    this.bytes += transaction.wire.length
  }

  /** Why a transaction cannot wait here, signatures aside: asked before they are verified, it saves the work. */
  objection(transaction: Transaction, registry: Registry, state: Reading, slot: number): Code | undefined {
    const judged = this.judge(transaction, registry, state, slot)
    return typeof judged === 'string' ? judged : undefined
  }

  private judge(transaction: Transaction, registry: Registry, state: Reading, slot: number): Admitted | Code {
    const { genesis, genesisHash } = this.community
    if (!equalBytes(transaction.chain, standingOf(state).chain)) return 'kernel/chain'
    const prepared = prepare(registry, genesis, transaction)
    if (typeof prepared === 'string') return prepared
    if (!('command' in prepared)) return prepared.code
    const { command, params, work } = prepared
    if (work > genesis.workBudget) return 'kernel/budget'
    const admission = admit(state, genesis, genesisHash, transaction, command, params, slot)
    if (typeof admission === 'string') return admission
    if (!('guest' in admission)) return {}
    const token = command.token!(params)
    return { token: { name: toHex(token), uses: usesOf(state, token) } }
  }

  private isFullFor(transaction: Transaction): boolean {
    const { transactions, bytes } = this.limits
    return this.byId.size >= transactions || this.bytes + transaction.wire.length > bytes
  }

  /** Makes room at the cost of whoever holds most, if that is more than this account would: the last it sent goes. */
  private displace(transaction: Transaction, held: number, dropped: Dropped): boolean {
    const gone: Waiting[] = []
    while (this.isFullFor(transaction)) {
      const last = this.lastOfLargest(held + 1)
      if (!last) {
        // Not enough room to be made: nobody goes for nothing.
        for (const each of gone) this.put(each)
        return false
      }
      this.remove(last.transaction.id)
      gone.push(last)
    }
    for (const { transaction: each } of gone) dropped(each, 'pool/displaced')
    return true
  }

  /** What was sent last by the account that holds most, if that is more than this many. */
  private lastOfLargest(more: number): Waiting | undefined {
    let largest: string | undefined
    let most = more
    for (const [account, held] of this.accounts)
      if (held > most) {
        largest = account
        most = held
      }
    let last: Waiting | undefined
    for (const waiting of this.byId.values()) if (waiting.account === largest) last = waiting
    // Of that device the highest sequence, so that no gap is torn.
    return last && this.devices.get(last.device)!.at(-1)
  }

  /** Lets go of a transaction: it stands in a block, or was dropped. */
  remove(id: Bytes): void {
    const name = nameOf32(id)
    const waiting = this.byId.get(name)
    if (!waiting) return
    const { transaction, account, device, token } = waiting
    this.byId.delete(name)
    this.bytes -= transaction.wire.length
    count(this.accounts, account, -1)
    if (token) count(this.guests, token, -1)
    const queue = this.devices.get(device)!
    queue.splice(queue.indexOf(waiting), 1)
    if (queue.length === 0) this.devices.delete(device)
  }

  /**
   * Fills a block, a transaction of each device in turn, until nothing more fits. Drops what can never go in. What is
   * taken stays here until its block is the head's and `remove` is told.
   */
  fill(execution: Execution, dropped: Dropped = () => {}): Transaction[] {
    const taken: Transaction[] = []
    let room = MAX_BLOCK_BYTES - BLOCK_ENVELOPE_BYTES
    let turns = [...this.devices.values()].map(queue => ({ queue: [...queue], next: 0 }))
    while (turns.length > 0) {
      const still: typeof turns = []
      for (const turn of turns) {
        const { transaction } = turn.queue[turn.next++]!
        const size = transaction.wire.length + LENGTH_BYTES
        if (size > room || taken.length === MAX_BLOCK_TRANSACTIONS) continue
        const result = execution.include(transaction, true)
        if (typeof result !== 'string') {
          taken.push(transaction)
          room -= size
        } else if (passes(result)) continue
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
      if (code && !passes(code)) {
        this.remove(transaction.id)
        dropped(transaction, code)
      }
    }
  }
}

/** What keeps a transaction out of this block and not out of the next. */
const WAITS = new Set<Code>(['kernel/quota', 'kernel/budget', 'kernel/order'])
export const passes = (code: Code): boolean => WAITS.has(code)

/** What a list says of the length of one transaction. */
const LENGTH_BYTES = 3

function count(of: Map<string, number>, name: string, change: number): void {
  const now = (of.get(name) ?? 0) + change
  if (now > 0) of.set(name, now)
  else of.delete(name)
}

function sum(of: ReadonlyMap<string, number>): number {
  let all = 0
  for (const each of of.values()) all += each
  return all
}
