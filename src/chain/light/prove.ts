// Making hand-over proofs, by a peer that holds the chain.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Header } from '../block.ts'
import { type Delegate, type DelegateSet, positionOf } from '../consensus/sets.ts'
import type { Certificate } from '../consensus/votes.ts'
import { Active } from './active.ts'
import { type Handover, type Link, MAX_SPAN, packVotes } from './handover.ts'
import type { Headline } from './headline.ts'

/** The branch that a full peer proves from, by height. */
export interface Source {
  header(height: number): Header | undefined
  /** Any certificate that it holds for the block there: heard by itself, or carried by a later block. */
  certificate(height: number): Certificate | undefined
  /** The sets active at the block there. */
  active(height: number): readonly DelegateSet[] | undefined
}

/** The first boundary above a height at which a hand-over opened, up to `to`. */
export function nextHandover(
  source: Source,
  above: number,
  to: number,
  epochBlocks: number,
): number | undefined {
  for (let at = above - (above % epochBlocks) + epochBlocks; at <= to; at += epochBlocks) {
    const header = source.header(at)
    // Hand over (rule 5): from the child of the boundary block both sets are active.
    if (header && !equalBytes(header.active, header.activeNext) && (source.active(at + 1)?.length ?? 0) > 1)
      return at
  }
  return undefined
}

/** The proof of the hand-over that opened at this boundary, as soon as there is one: the shortest. */
export function proveHandover(source: Source, boundary: number): Handover | undefined {
  const sets = source.active(boundary + 1)
  const first = source.header(boundary + 1)
  if (!first || sets?.length !== 2) return undefined
  const joint = Active.of(first.chain, sets)
  let best: Shown | undefined
  for (let at = boundary + 1; ; at++) {
    const last = source.header(at)
    // Hand over (rule 5): up to the block that closes it, which every proof comes before.
    if (!last || !equalBytes(last.active, joint.hash) || !equalBytes(last.activeNext, joint.hash)) break
    const shown = finalBy(source, last, boundary)
    if (shown && (!best || shown.links.length < best.links.length)) best = shown
    if (best?.links.length === 1) break
  }
  return best && packHandover(best, joint)
}

/** A block X that is final by the last of the headers after it, all of them justified. */
export interface Shown {
  readonly links: readonly { readonly header: Header; readonly certificate: Certificate }[]
}

/** Finality (rule 3), read back from Y: the way down to its source, where that is final by it and past the boundary. */
function finalBy(source: Source, last: Header, boundary: number): Shown | undefined {
  const span = last.view - last.justify.view
  if (span < 1 || span > MAX_SPAN || last.height - span < boundary) return undefined
  const links: { header: Header; certificate: Certificate }[] = []
  for (let height = last.height; height > last.height - span; height--) {
    const header = source.header(height)
    const certificate = source.certificate(height)
    if (!header || !certificate) return undefined
    links.unshift({ header, certificate })
  }
  return equalBytes(links[0]!.header.parent, last.justify.source) ? { links } : undefined
}

/** Finality (rule 3): the blocks after the one at this height, up to `to`, by which it is final. */
export function finalityOf(source: Source, height: number, to: number): Shown | undefined {
  for (let at = height + 1; at <= to && at <= height + MAX_SPAN; at++) {
    const last = source.header(at)
    const shown = last && finalBy(source, last, height)
    if (shown?.links.length === at - height) return shown
  }
  return undefined
}

/** The certificate of a block that one of the next carries. */
export function carriedFor(
  headline: (height: number) => Headline | undefined,
  height: number,
): Certificate | undefined {
  for (let at = height + 1; at <= height + MAX_SPAN; at++) {
    const line = headline(at)
    if (!line) return undefined
    if (line.certificate?.height === height) return line.certificate
  }
  return undefined
}

/** Writes down that X is final by these blocks after it, all of them under both sets. */
export function packHandover({ links }: Shown, joint: Active): Handover {
  const last = links[links.length - 1]!.header
  const [old, next] = joint.sets as [DelegateSet, DelegateSet]
  return {
    height: last.height - links.length,
    view: last.justify.view,
    block: last.justify.source,
    links: links.map(({ header, certificate }): Link => {
      const { rules, slot, producer, transactions, state, outcomes, reveal, justify } = header
      return {
        ...{ rules, slot, producer, transactions, state, outcomes, reveal },
        source: header === last ? null : { hash: justify.source, view: justify.view },
        certificate: justify.certificate,
        votes: packVotes(joint.signers.length, leanest(joint, certificate)),
      }
    }),
    members: next.map(delegate => memberOf(old, delegate)),
  }
}

function memberOf(old: DelegateSet, delegate: Delegate): number | Delegate {
  const place = positionOf(old, delegate.key)
  const before = old[place]
  const stays =
    before !== undefined &&
    before.base === delegate.base &&
    equalBytes(before.account, delegate.account) &&
    equalBytes(before.commitment, delegate.commitment)
  return stays ? place : delegate
}

/** As few votes of a certificate as make a quorum of every set: those first that count in more of them. */
export function leanest(active: Active, { votes }: Certificate): Certificate['votes'] {
  const lacking = [...active.lacking([])]
  const kept: { signer: number; signature: Uint8Array }[] = []
  for (let seats = active.sets.length; seats > 0; seats--)
    for (const vote of votes) {
      if (active.seatsOf(vote.signer) !== seats) continue
      const helps = lacking.some((votes, set) => votes > 0 && active.sits(vote.signer, set))
      if (!helps) continue
      kept.push(vote)
      for (let set = 0; set < lacking.length; set++) if (active.sits(vote.signer, set)) lacking[set]! -= 1
    }
  return kept.sort((a, b) => a.signer - b.signer)
}
