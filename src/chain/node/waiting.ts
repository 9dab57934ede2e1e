// Blocks that cannot be looked at yet: they wait for their slot, or for their parent, which is asked for.
import { divFloor } from '../../bytes/integer.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../block.ts'
import type { Clock } from './clock.ts'
import type { Bounds } from './config.ts'
import type { Holdings } from './holdings.ts'
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'
import { Remembered } from './remembered.ts'
import { Shelf } from './shelf.ts'
import { turnOf } from './turn.ts'

export interface HeardBlock {
  readonly message: Extract<Message, { kind: 'block' }>
  readonly from: string | undefined
}

/** A block takes a place for each of so many bytes, the first included. */
const PLACE_BYTES = 65_536
/** As many missing blocks are asked for again in a slot. */
const MAX_REMINDERS = 4

export class Waiting {
  private readonly out: Outbox
  private readonly clock: Clock
  private readonly holdings: Holdings
  /** Whether a block is under verification: it need not be asked for. */
  private readonly inHand: (name: string) => boolean
  private readonly early: Shelf<HeardBlock>
  /** By the parent that they wait for. */
  private readonly orphans: Shelf<HeardBlock>
  /** Blocks on branches that leave the final one below all that is held: nobody can tell any more what they are. */
  private readonly aside: Remembered<true>

  constructor(
    out: Outbox,
    clock: Clock,
    holdings: Holdings,
    bounds: Bounds,
    inHand: (name: string) => boolean,
  ) {
    this.out = out
    this.clock = clock
    this.holdings = holdings
    this.inHand = inHand
    this.early = new Shelf(bounds.early)
    this.orphans = new Shelf(bounds.orphans)
    this.aside = new Remembered(bounds.invalid)
  }

  get size(): number {
    return this.early.size + this.orphans.size
  }

  /** Whether something waits for this block. */
  awaits(name: string): boolean {
    return this.orphans.isAwaited(name)
  }

  // Propose (rule 1): what is more than half a slot ahead of the clock is held, not refused.
  holdEarly(name: string, heard: HeardBlock): void {
    const { out, clock } = this
    const { message, from } = heard
    const { slot } = message.block.header
    if (this.early.has(name)) out.verdict(message, from, 'known')
    // Of the slots to come the nearest matter.
    else if (
      this.early.put({ name, awaits: name, from, value: heard, rank: slot, places: placesOf(message) })
    ) {
      out.verdict(message, from, 'held')
      out.put({ kind: 'timer', ms: clock.takenFrom(slot) })
    } else out.verdict(message, from, 'late')
  }

  /** Time has passed: those that are early no more. */
  ripe(): readonly HeardBlock[] {
    const ripe: HeardBlock[] = []
    for (const { name, value } of [...this.early.entries()]) {
      if (this.clock.isEarly(value.message.block.header.slot)) continue
      this.early.delete(name)
      ripe.push(value)
    }
    return ripe
  }

  holdOrphan(name: string, heard: HeardBlock): void {
    const { out } = this
    const { message, from } = heard
    const { parent, height } = message.block.header
    const awaits = nameOf32(parent)
    // A parent as low as that would be held, were it of this peer's branch.
    if (height <= this.holdings.forks.floor + 1 || this.aside.has(awaits)) {
      this.setAside(name)
      out.verdict(message, from, 'late')
      return
    }
    if (this.orphans.has(name)) {
      out.verdict(message, from, 'known')
      return
    }
    // The way up begins below.
    if (!this.orphans.put({ name, awaits, from, value: heard, rank: height, places: placesOf(message) })) {
      out.verdict(message, from, 'late')
      return
    }
    out.verdict(message, from, 'held')
    if (this.isComing(awaits)) return
    out.put({ kind: 'want', hash: parent, height: height - 1, ...(from === undefined ? {} : { from }) })
  }

  private setAside(name: string): void {
    this.aside.set(name, true)
    for (const { message, from } of this.orphans.take(name)) {
      this.out.verdict(message, from, 'late')
      this.setAside(nameOf32(message.block.hash))
    }
  }

  /** Whether a missing block is on its way already: under verification, or waiting itself. */
  isComing(name: string): boolean {
    return this.inHand(name) || this.early.has(name) || this.orphans.has(name)
  }

  /** What is missing is asked for again, a few at a time, the lowest first, and in the end each of them. */
  remind(): void {
    const missing: Block['header'][] = []
    for (const { awaits, value } of this.orphans.awaited())
      if (!this.isComing(awaits)) missing.push(value.message.block.header)
    missing.sort((a, b) => a.height - b.height)
    // Whoever makes up orphans makes up low ones: in turn, theirs do not stand in the way.
    for (const { parent, height } of turnOf(missing, MAX_REMINDERS, this.clock.slot))
      this.out.put({ kind: 'want', hash: parent, height: height - 1 })
  }

  /** Those that waited for this parent. */
  childrenOf(name: string): readonly HeardBlock[] {
    return this.orphans.take(name)
  }

  /** The last final block has moved up: some can come to nothing any more. */
  release(): void {
    const { floor } = this.holdings.forks
    for (const { name, value } of [...this.orphans.entries()]) {
      const { header } = value.message.block
      // Its parent may be held by now, or be executed just now.
      if (header.height > floor + 1 || this.holdings.get(nameOf32(header.parent))) continue
      this.orphans.delete(name)
      this.out.verdict(value.message, value.from, 'late')
      this.setAside(name)
    }
  }
}

/** Roughly: what makes a block large are its transactions and what it carries. */
function placesOf({ block }: HeardBlock['message']): number {
  let bytes = block.certificate?.length ?? 0
  for (const { wire } of block.transactions) bytes += wire.length
  return 1 + divFloor(bytes, PLACE_BYTES)
}
