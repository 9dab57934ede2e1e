// What happened in a run, as far as the report and the checkers ask: the blocks, and what became of what was sent.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import { type Block, writeBlock } from '../chain/block.ts'
import type { Code } from '../chain/codes.ts'
import type { Executed, Invalid } from '../chain/execute.ts'
import type { Checks } from './checkers/all.ts'
import type { Witness } from './life.ts'
import { Tally } from './report.ts'

/** A name for any bytes. */
const nameOf = (wire: Bytes): string => toHex(sha256(wire))

/** What an onlooker may want to know as it happens. */
export interface Onlooker {
  block?(block: Block, executed: Executed): void
  keptOut?(wire: Bytes, code: Code, peer: number): void
}

export class Chronicle implements Witness {
  /** The newest block that any peer has executed. */
  tip: Executed
  /** The blocks' bytes, from height 1 on. */
  readonly wires: Bytes[] = []
  readonly count = { sent: 0, hostile: 0, applied: 0, awaiting: 0 }
  readonly commands = new Tally()
  readonly refused = new Tally()
  private readonly checks: Checks
  private readonly onlooker: Onlooker
  private readonly ordered = new Set<string>()
  private readonly forbidden: Set<string>
  /** What was sent and stands in a block; what does not, and why. */
  private readonly inside = new Set<string>()
  private readonly outside = new Map<string, Code>()

  constructor(genesis: Executed, checks: Checks, forbidden: Set<string>, onlooker: Onlooker) {
    this.tip = genesis
    this.checks = checks
    this.forbidden = forbidden
    this.onlooker = onlooker
  }

  forbid(wire: Bytes): void {
    this.forbidden.add(nameOf(wire))
  }

  executed(peer: number, parent: Executed, block: Block, executed: Executed): void {
    const first = executed.header.height > this.tip.header.height
    if (first) this.note(block, executed)
    this.checks.block({ peer, parent, block, executed, first })
    if (first) this.onlooker.block?.(block, executed)
  }

  private note(block: Block, executed: Executed): void {
    this.tip = executed
    this.wires.push(writeBlock(block))
    for (const { wire, module, command } of block.transactions) {
      this.commands.add(`${module}/${command}`)
      this.inside.add(nameOf(wire))
      this.outside.delete(nameOf(wire))
    }
    for (const { status, code } of executed.outcomes) {
      if (status === 'done') this.count.applied += 1
      else if (status === 'awaiting') this.count.awaiting += 1
      else if (status === 'refused') this.refused.add(code)
    }
  }

  ordering(wire: Bytes): void {
    this.ordered.add(nameOf(wire))
  }

  /** Only what was ordered counts: a forged block ought to be found invalid. */
  invalid(peer: number, wire: Bytes, invalid: Invalid): void {
    if (this.ordered.has(nameOf(wire))) this.checks.invalid(peer, invalid)
  }

  keptOut(peer: number, wire: Bytes, code: Code): void {
    this.onlooker.keptOut?.(wire, code, peer)
    const name = nameOf(wire)
    if (code !== 'pool/known' && !this.inside.has(name)) this.outside.set(name, code)
  }

  /** It stands in a block. */
  holds(wire: Bytes): boolean {
    return this.inside.has(nameOf(wire))
  }

  /** It stands in a block, or its sender was told why not. */
  answered(wire: Bytes): boolean {
    const name = nameOf(wire)
    return this.inside.has(name) || this.outside.has(name)
  }

  /** By the code that the sender was told last. */
  keptOutByCode(): Tally {
    const tally = new Tally()
    for (const code of this.outside.values()) tally.add(code)
    return tally
  }
}

export const isForbidden =
  (forbidden: ReadonlySet<string>) =>
  (wire: Bytes): boolean =>
    forbidden.has(nameOf(wire))
