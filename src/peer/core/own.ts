// This device's own transactions: kept until what became of them is final, told again after a restart, and followed.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Final } from '../../chain/light/finals.ts'
import { MAX_TRANSACTION_BYTES } from '../../chain/limits.ts'
import type { Outcome } from '../../chain/outcomes.ts'
import { readTransaction, type Transaction } from '../../chain/transaction.ts'
import type { Fate, Hex, OwnTransaction, Result, Spot, Stop } from '../api.ts'
import type { Notes } from '../storage/notes.ts'

const PREFIX = 'own/'
const noteCodec = struct({ wire: bytes(1, MAX_TRANSACTION_BYTES), sentMs: uint, note: text(64) })

type Note = ReturnType<typeof noteCodec.read>
/** What is sent in a burst is written together. */
const GATHER_MS = 50

/** More than a quota lets stand; and how many of those that are settled are remembered for the screen. */
const MOST_OPEN = 256
const MOST_SETTLED = 64

interface Place {
  readonly executed: Executed
  readonly outcome: Outcome
}

interface Followed {
  readonly transaction: Transaction
  readonly id: Hex
  readonly sentMs: number
  fate: Fate
  /** Where it stands, on whatever branch: in the block that took it in, and that which has its result. */
  places: Place[]
  readonly hear: Set<(fate: Fate) => void>
}

/** Which blocks are on the head's branch, and which of them final. */
export interface Branch {
  isOn(executed: Executed): boolean
  readonly finalHeight: number
  readonly finalSlot: number
}

export class Own {
  private readonly notes: Notes
  private readonly changed: () => void
  private readonly open = new Map<string, Followed>()
  private settled: Followed[] = []
  /** What the disk has still to be told, by name. */
  private changes = new Map<string, Note | null>()
  private writing: Promise<void> | undefined
  neighbours = 0

  private constructor(notes: Notes, changed: () => void) {
    this.notes = notes
    this.changed = changed
  }

  /** With what was not settled when the program ended. */
  static async read(notes: Notes, changed: () => void): Promise<Own> {
    const own = new Own(notes, changed)
    for (const { value } of await notes.all(PREFIX, noteCodec)) {
      const transaction = readTransaction(value.wire)
      if (typeof transaction !== 'string') own.enter(transaction, value.sentMs)
    }
    return own
  }

  private enter(transaction: Transaction, sentMs: number): Followed {
    const followed: Followed = {
      ...{ transaction, id: toHex(transaction.id), sentMs, places: [], hear: new Set() },
      fate: { stage: 'sent', neighbours: this.neighbours },
    }
    this.open.set(nameOf32(transaction.id), followed)
    return followed
  }

  /** Those that are not settled, the oldest first. */
  get waiting(): readonly Transaction[] {
    return [...this.open.values()].map(({ transaction }) => transaction)
  }

  get isCrowded(): boolean {
    return this.open.size >= MOST_OPEN
  }

  /** Sequences of this device that are taken, used or not. */
  sequences(device: Uint8Array): ReadonlySet<number> {
    const taken = new Set<number>()
    for (const { transaction } of this.open.values())
      if (equalBytes(transaction.device, device)) taken.add(transaction.sequence)
    return taken
  }

  has(module: string, command: string): boolean {
    for (const { transaction } of this.open.values())
      if (transaction.module === module && transaction.command === command) return true
    return false
  }

  /** Resolves once it is kept: no crash loses it silently. */
  async add(transaction: Transaction, sentMs: number): Promise<void> {
    this.enter(transaction, sentMs)
    this.changed()
    const note = `${transaction.module}/${transaction.command}`.slice(0, 64)
    await this.write(PREFIX + toHex(transaction.id), { wire: transaction.wire, sentMs, note })
  }

  /** Once the disk knows all. */
  async flush(): Promise<void> {
    await this.writing
  }

  private write(name: string, note: Note | null): Promise<void> {
    this.changes.set(name, note)
    this.writing ??= new Promise<void>(resolve => setTimeout(resolve, GATHER_MS)).then(() => {
      const changes = [...this.changes].map(([each, value]) => ({ name: each, value }))
      this.changes = new Map()
      this.writing = undefined
      return this.notes.change(noteCodec, changes)
    })
    return this.writing
  }

  // What becomes of them

  /** A block was executed. */
  note(executed: Executed): void {
    if (this.open.size === 0) return
    for (const outcome of executed.outcomes) {
      const followed = this.open.get(nameOf32(outcome.id))
      if (followed) followed.places.push({ executed, outcome })
    }
  }

  /** Whether this block took one of them in: then its outcomes are wanted. */
  concerns(transactions: readonly Transaction[]): boolean {
    return this.open.size > 0 && transactions.some(({ id }) => this.open.has(nameOf32(id)))
  }

  /** The head or the last final block is another. */
  settle(branch: Branch): void {
    for (const followed of [...this.open.values()]) {
      followed.places = followed.places.filter(
        ({ executed }) => executed.header.height > branch.finalHeight || branch.isOn(executed),
      )
      // Of one that was queued the result stands in the child.
      const last = followed.places.filter(({ executed }) => branch.isOn(executed)).at(-1)
      if (!last) {
        if (branch.finalSlot > followed.transaction.expiry) this.tell(followed, { stage: 'expired' })
        else if (followed.fate.stage !== 'sent')
          this.tell(followed, { stage: 'sent', neighbours: this.neighbours })
        continue
      }
      const { outcome, executed } = last
      const isFinal = executed.header.height <= branch.finalHeight && outcome.status !== 'queued'
      this.tell(followed, {
        stage: isFinal ? 'final' : 'in-block',
        at: spotOf(executed),
        ...resultOf(outcome),
      })
    }
  }

  /** A light peer was shown what became of one. */
  shown(id: Hash, outcome: Outcome, at: Final): void {
    const followed = this.open.get(nameOf32(id))
    const slot = at.headline?.header.slot ?? 0
    if (followed)
      this.tell(followed, {
        ...{ stage: 'final', at: { height: at.height, hash: toHex(at.hash), slot } },
        ...resultOf(outcome),
      })
  }

  expired(id: Hash): void {
    const followed = this.open.get(nameOf32(id))
    if (followed) this.tell(followed, { stage: 'expired' })
  }

  keptOut(id: Hash, code: string): void {
    const followed = this.open.get(nameOf32(id))
    // The pool's own codes say nothing about the transaction: it is tried again.
    if (!followed || code.startsWith('pool/')) return
    // What stands in a block already is kept out of the next.
    if (followed.places.length > 0) return
    this.tell(followed, { stage: 'kept-out', code, data: [] })
  }

  private tell(followed: Followed, fate: Fate): void {
    if (sameFate(followed.fate, fate)) return
    followed.fate = fate
    for (const hear of followed.hear) hear(fate)
    this.changed()
    if (!isLast(fate)) return
    followed.hear.clear()
    this.open.delete(nameOf32(followed.transaction.id))
    this.settled.unshift(followed)
    if (this.settled.length > MOST_SETTLED) this.settled.pop()
    void this.write(PREFIX + followed.id, null).catch(() => {})
  }

  // For screens

  follow(id: Hex, hear: (fate: Fate) => void): Stop {
    const followed = this.find(id)
    if (!followed) return () => {}
    hear(followed.fate)
    if (!isLast(followed.fate)) followed.hear.add(hear)
    return () => followed.hear.delete(hear)
  }

  private find(id: Hex): Followed | undefined {
    for (const each of this.open.values()) if (each.id === id) return each
    return this.settled.find(each => each.id === id)
  }

  get all(): readonly OwnTransaction[] {
    return [...[...this.open.values()].reverse(), ...this.settled].map(
      ({ id, transaction: { module, command }, sentMs, fate }) => ({ id, module, command, sentMs, fate }),
    )
  }
}

export const isLast = ({ stage }: Fate): boolean =>
  stage === 'final' || stage === 'kept-out' || stage === 'expired'

export const spotOf = ({
  header,
  hash,
}: {
  readonly header: { readonly height: number; readonly slot: number }
  readonly hash: Hash
}): Spot => ({
  height: header.height,
  hash: toHex(hash),
  slot: header.slot,
})

const resultOf = ({ status, code, data }: Outcome): Result => ({ status, code, data })

const sameFate = (a: Fate, b: Fate): boolean => JSON.stringify(a) === JSON.stringify(b)
