// The records of the device's own key, one an era: what rule 2 asks before a vote, and rule 1 before a block. They
// are raised in memory first, and nothing is signed before they are on the disk.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { FRESH_RECORD } from '../consensus/record.ts'
import type { OwnRecord } from './keep.ts'
import type { Outbox } from './outbox.ts'

/** As many votes and blocks wait for the disk. */
const MAX_RESTING = 64

export class Records {
  readonly key: Bytes | undefined
  readonly keyName: string | undefined
  /** The key may be one of two: nothing is signed with it any more (rule 9). */
  stopped = false
  /** Whether it votes again since the last start: from then on its record knows of all that it signs. */
  settled = false
  private readonly out: Outbox
  private readonly byChain = new Map<string, OwnRecord>()
  private writing = false
  /** What rests on records that wait to be written. */
  private resting: { readonly chain: Hash; readonly then: () => void }[] = []

  constructor(out: Outbox, key: Bytes | undefined, kept: readonly OwnRecord[]) {
    this.out = out
    this.key = key
    this.keyName = key && nameOf32(key)
    for (const record of kept)
      if (key && equalBytes(record.key, key)) this.byChain.set(nameOf32(record.chain), record)
    this.stopped = this.all().some(({ retired }) => retired)
  }

  of(chain: Hash): OwnRecord {
    const known = this.byChain.get(nameOf32(chain))
    return known ?? { ...FRESH_RECORD, key: this.key!, chain, slot: 0, retired: false }
  }

  /** Every record there is, for whoever looks on. */
  all(): readonly OwnRecord[] {
    return [...this.byChain.values()]
  }

  /** Persist durably, then do what rests on it (rules 1 and 2). */
  keep(record: OwnRecord, then: () => void): void {
    this.byChain.set(nameOf32(record.chain), record)
    // Where the disk is as slow as that, what was to be signed longest ago never is.
    if (this.resting.length >= MAX_RESTING) this.resting.shift()
    this.resting.push({ chain: record.chain, then })
    if (!this.writing) this.write()
  }

  /** One write at a time, so that none can overtake a later one: those that come in the meantime share the next. */
  private write(): void {
    const [first] = this.resting
    this.writing = first !== undefined
    if (!first) return
    const together = this.resting.filter(({ chain }) => equalBytes(chain, first.chain))
    this.resting = this.resting.filter(each => !together.includes(each))
    this.out.keepStrictly({ kind: 'record', record: this.of(first.chain) }, () => {
      this.write()
      for (const { then } of together) then()
    })
  }

  /** What was signed before the last start (rule 9). */
  raise(chain: Hash, { view = 0, lock = 0, slot = 0 }: Partial<OwnRecord>): void {
    const record = this.of(chain)
    if (view <= record.view && lock <= record.lock && slot <= record.slot) return
    this.byChain.set(nameOf32(chain), {
      ...record,
      view: view > record.view ? view : record.view,
      lock: lock > record.lock ? lock : record.lock,
      slot: slot > record.slot ? slot : record.slot,
    })
  }

  /** A vote or a block of the own key was seen: the record knows of it, or is raised, or the key is two people's. */
  saw(chain: Hash, seen: { readonly view?: number; readonly lock?: number; readonly slot?: number }): void {
    const { view = 0, slot = 0 } = seen
    const record = this.of(chain)
    if (view <= record.view && slot <= record.slot) return
    if (!this.settled) {
      this.raise(chain, seen)
      return
    }
    // Own key ahead of its record (rule 9): it stops signing, and a new key is due. No restart undoes that.
    if (this.stopped) return
    this.stopped = true
    this.keep({ ...record, retired: true }, () => {})
    this.out.put({ kind: 'halt', halt: { reason: 'rekey' } })
  }
}
