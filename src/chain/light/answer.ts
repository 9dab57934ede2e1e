// How a full peer answers a light one.
import type { Bytes } from '../../bytes/bytes.ts'
import { compareBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Header } from '../block.ts'
import type { DelegateSet } from '../consensus/sets.ts'
import { prove } from '../tree/proof.ts'
import type { Tree } from '../tree/tree.ts'
import type { Succession } from './era.ts'
import { MAX_HANDOVER_BYTES, writeHandover } from './handover.ts'
import { type Headline, MAX_HEADLINE_BYTES, writeHeadline } from './headline.ts'
import { proveOutcome } from './outcome.ts'
import { carriedFor, nextHandover, proveHandover, type Source } from './prove.ts'
import { shownFinal } from './prove-era.ts'
import { MAX_ANSWERED_HANDOVERS, MAX_ANSWERED_HEADLINES, type Question, writeAnswer } from './question.ts'

/** What a full peer answers from: its branch by height, up to the head, and what it finds by hash. */
export interface Library extends Source {
  readonly epochBlocks: number
  /** The last final block, and its state. */
  readonly final: { readonly height: number; readonly hash: Hash; readonly tree: Tree }
  readonly head: number
  headline(at: number | Hash): Headline | undefined
  /** The sets active at the child of a block. */
  setsAfter(header: Header): readonly DelegateSet[] | undefined
  /** How the era with this chain id ended, where this peer can show it. */
  succession(chain: Hash): Succession | undefined
  /** Where the newest outcome of a transaction stands, and all items of that block's outcomes. */
  outcome(id: Hash):
    | {
        readonly height: number
        readonly hash: Hash
        readonly items: readonly Bytes[]
        readonly index: number
      }
    | undefined
}

/** As much as goes into one answer. */
const ANSWER_BYTES = 1 << 18

/** The answer, or undefined where this peer has none. */
export function answerLight(library: Library, question: Question): Bytes | undefined {
  switch (question.kind) {
    case 'handover':
      return handovers(library, question.above)
    case 'headline': {
      const line = library.headline(question.hash)
      return line && writeAnswer('headlines', [writeHeadline(line)])
    }
    case 'latest':
      return latest(library)
    case 'finality':
      return finality(library, question.height)
    case 'checkpoint': {
      const header = library.headline(question.hash)?.header
      const active = header && library.setsAfter(header)
      return active && writeAnswer('checkpoint', { header, active })
    }
    case 'recovery': {
      const succession = library.succession(question.chain)
      return succession && writeAnswer('recovery', succession)
    }
    case 'outcome': {
      const found = library.outcome(question.id)
      if (!found || found.height > library.final.height) return undefined
      return writeAnswer('outcome', proveOutcome(found, [], found.items, found.index))
    }
    case 'state': {
      const { from, to } = question
      if (compareBytes(from, to) > 0) return undefined
      const { height, hash, tree } = library.final
      const proof = prove(tree, from, to)
      // A range that is too long for one answer is asked for in parts.
      if (proof.length > ANSWER_BYTES) return undefined
      return writeAnswer('state', { height, block: hash, from, to, proof })
    }
  }
}

/** So far below the height that was asked for. */
const LOOKED_BELOW = 8

/** Finality (rule 3): at this height or, where that can be shown no more, just below. */
function finality(library: Library, height: number): Bytes | undefined {
  const headline = (at: number) => library.headline(at)
  const source = {
    headline,
    header: (at: number) => headline(at)?.header,
    certificate: (at: number) => library.certificate(at) ?? carriedFor(headline, at),
    active: () => undefined,
  }
  for (let at = height; at > 0 && at >= height - LOOKED_BELOW; at--) {
    const shown = at <= library.final.height ? shownFinal(source, at, library.head) : undefined
    if (shown) return writeAnswer('finality', shown)
  }
  return undefined
}

/** Hand over (rule 5): one after the other, from the first whose boundary is above. */
function handovers(library: Library, above: number): Bytes | undefined {
  const wires: Bytes[] = []
  let room = ANSWER_BYTES
  let at = above
  while (wires.length < MAX_ANSWERED_HANDOVERS && room > 0) {
    const boundary = nextHandover(library, at, library.head, library.epochBlocks)
    const handover = boundary === undefined ? undefined : proveHandover(library, boundary)
    if (!handover || boundary === undefined) break
    const wire = writeHandover(handover)
    room -= wire.length
    if (wire.length <= MAX_HANDOVER_BYTES) wires.push(wire)
    at = boundary
  }
  return wires.length > 0 ? writeAnswer('handovers', wires) : undefined
}

/** From the last final block to the head, the newest where there are too many. */
function latest(library: Library): Bytes | undefined {
  const wires: Bytes[] = []
  const first = library.head - MAX_ANSWERED_HEADLINES + 1
  for (let at = library.final.height > first ? library.final.height : first; at <= library.head; at++) {
    const line = library.headline(at)
    const wire = line && writeHeadline(line)
    if (wire && wire.length <= MAX_HEADLINE_BYTES) wires.push(wire)
  }
  return wires.length > 0 ? writeAnswer('headlines', wires) : undefined
}
