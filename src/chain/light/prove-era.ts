// Making era proofs, by a peer that holds both states.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { encode, tryDecode } from '../../bytes/codec.ts'
import type { Header } from '../block.ts'
import type { Membership } from '../consensus/membership.ts'
import { tail } from '../consensus/records.ts'
import { isCarriedAt, type Recovery, recoveryCodec } from '../consensus/recovery.ts'
import { certificateCodec } from '../consensus/votes.ts'
import { View } from '../store.ts'
import { prove } from '../tree/proof.ts'
import type { Leaf, Tree } from '../tree/tree.ts'
import { type Era, MAX_ERA_BYTES, type ShownFinality, type Succession, writeEra } from './era.ts'
import { type Headline, writeHeadline } from './headline.ts'
import { endOf } from './partial.ts'
import { finalityOf, type Source } from './prove.ts'

/** How far above the final block of a proof a reader may be. */
const SHOWN_BELOW = 64

/** The branch up to the block that a recovery names, as its prover holds it. */
export interface EraSource extends Source {
  headline(height: number): Headline | undefined
  /** The state after a block, where it is held. */
  tree(height: number): Tree | undefined
  membership(rules: number): Membership | undefined
}

/**
 * The proof that the era after the block at `named` was begun by this recovery. `final`: the newest height that is final
 * by the era before; what can be shown at the first height from there down to `least` is.
 */
export function proveEra(
  source: EraSource,
  heights: { readonly named: number; readonly final: number; readonly least: number },
  wire: Bytes,
): Succession | undefined {
  const recovery = tryDecode(recoveryCodec, wire)
  if ('error' in recovery) return undefined
  for (let height = heights.final; height >= heights.least; height--) {
    const shown = shownFinal(source, height, heights.named)
    const era = shown && eraFrom(source, height, heights.named, recovery.value)
    if (era && era.length <= MAX_ERA_BYTES) return { ...shown, era }
  }
  return undefined
}

/** Finality (rule 3): what shows a block to be final; of genesis nothing, for it is trusted by its hash. */
export function shownFinal(
  source: Pick<EraSource, 'header' | 'headline' | 'certificate' | 'active'>,
  height: number,
  to: number,
): ShownFinality | undefined {
  if (height === 0) return { headlines: [], certificates: [] }
  const links = finalityOf(source, height, to)?.links
  if (!links) return undefined
  const headlines: Bytes[] = []
  for (let at = height; at <= height + links.length; at++) {
    const line = source.headline(at)
    if (line) headlines.push(writeHeadline(line))
  }
  return { headlines, certificates: links.map(({ certificate }) => encode(certificateCodec, certificate)) }
}

function eraFrom(source: EraSource, height: number, to: number, recovery: Recovery): Bytes | undefined {
  const final = source.header(height)
  const named = source.header(to)
  if (!final || !named) return undefined
  const before = height === to ? [] : rangesOf(source, final, height, recovery)
  const at = rangesOf(source, named, to, recovery, height)
  return before && at && writeEra({ final, named, recovery, before, at })
}

/** All that is read of a state to judge a recovery by it; and with `from`, the blocks from this height on. */
function rangesOf(
  source: EraSource,
  header: Header,
  height: number,
  recovery: Recovery,
  from?: number,
): Era['at'] | undefined {
  const tree = source.tree(height)
  const membership = source.membership(header.rules)
  if (!tree || !membership) return undefined
  const traced = new Traced(tree)
  isCarriedAt(traced.view, membership, recovery)
  if (from !== undefined) {
    traced.note(tail.key([from]))
    traced.note(tail.key([Math.min(height, from + SHOWN_BELOW)]))
  }
  return traced.ranges().map(range => ({ ...range, proof: prove(tree, range.from, range.to) }))
}

/** A tree that remembers what was read of it: of each table one range. */
class Traced {
  private readonly tree: Tree
  private readonly read = new Map<number, { from: Bytes; to: Bytes }>()

  constructor(tree: Tree) {
    this.tree = tree
  }

  get view(): View {
    // Of a tree a view asks no more than this.
    return new View(this as unknown as Tree)
  }

  leaf(key: Bytes): Leaf | undefined {
    this.note(key)
    return this.tree.leaf(key)
  }

  first(prefix: Bytes): Leaf | undefined {
    this.note(prefix, endOf(prefix))
    return this.tree.first(prefix)
  }

  next(key: Bytes): Leaf | undefined {
    this.note(key, endOf(key.subarray(0, 2)))
    return this.tree.next(key)
  }

  prefix(prefix: Bytes): Iterable<Leaf> {
    this.note(prefix, endOf(prefix))
    return this.tree.prefix(prefix)
  }

  note(from: Bytes, to: Bytes = from): void {
    // A key begins with its module's byte and its table's.
    const table = from[0]! * 256 + from[1]!
    const known = this.read.get(table)
    if (!known) this.read.set(table, { from: from.slice(), to: to.slice() })
    else {
      if (compareBytes(from, known.from) < 0) known.from = from.slice()
      if (compareBytes(to, known.to) > 0) known.to = to.slice()
    }
  }

  ranges(): readonly { readonly from: Bytes; readonly to: Bytes }[] {
    return [...this.read.values()]
  }
}
