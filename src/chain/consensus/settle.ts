// What a block leaves for its children to read off the branch: certificates embedded and what they make final, the
// hand-over closed, the next set elected, the seed renewed. Written when all else of the block has been executed.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Genesis } from '../genesis.ts'
import type { Reading, Writing } from '../store.ts'
import { ancestorAt, epochStart, presenceStart, setOf } from './branch.ts'
import { type Held, NO_HASH } from './claims.ts'
import { makesFinal } from './finality.ts'
import { elections, eras, revealed, type Standing, sets, standing, type TailBlock, tail } from './records.ts'
import { foldReveal, renewSeed } from './schedule.ts'
import { type DelegateSet, sameMembers } from './sets.ts'

/** An election reads the state after one of so many blocks before the boundary. */
export const ELECTION_HEIGHTS = 8
/** Fewer delegates than this bear no loss. */
const LEAST_DELEGATES = 4

/** The block that is being settled. */
export interface Settled {
  readonly height: number
  readonly slot: number
  readonly view: number
  readonly reveal: Hash
  readonly parentHash: Hash
  readonly busy: boolean
}

/** The set that the state of this moment would elect of those present since a height; undefined where nobody elects. */
export type Elect = (state: Reading, presenceStart: number) => DelegateSet | undefined

/** Finality (rule 3), by the certificates on this branch: the height that is final once `newly` is justified. */
export function finalBy(state: Reading, newly: number, final: number): number {
  const last = ancestorAt(state, newly)!
  const first = ancestorAt(state, last.source)
  if (!first || last.source <= final) return final
  const justified = (height: number) => ancestorAt(state, height)!.justified
  const from = { height: last.source, view: first.view }
  return makesFinal(from, { height: newly, view: last.view }, justified) ? last.source : final
}

/** The newest final height on this branch, a block's own certificate included, as its modules may know it. */
export function finalWith(state: Reading, held: Held, parentHeight: number): number {
  if (held.recovery) return parentHeight
  const { certificate, standing: before } = held
  return certificate ? finalBy(state, certificate.height, before.final) : before.final
}

export function settle(
  context: Writing,
  genesis: Genesis,
  held: Held,
  block: Settled,
  elect: Elect,
): Standing {
  const { height, slot, view } = block
  const before = held.recovery ? newEra(context, held, block) : held.standing
  const parent = ancestorAt(context, height - 1)!
  context.put(tail, [height - 1], { ...parent, hash: block.parentHash })
  const { certificate, producer } = held
  let final = before.final
  if (certificate) {
    context.put(tail, [certificate.height], { ...ancestorAt(context, certificate.height)!, justified: true })
    final = finalBy(context, certificate.height, final)
  }
  const source = held.recovery ? height - 1 : (certificate?.height ?? parent.source)
  const { from, to } = before
  const { busy } = block
  context.put(tail, [height], { hash: null, slot, view, source, justified: false, busy, from, to })
  context.put(revealed, [producer.key], { slot, value: block.reveal, base: producer.base, left: null })

  let after: Standing = {
    ...before,
    final,
    reveals: foldReveal(before.reveals, block.reveal),
    newer: certificate || held.recovery ? slot : before.newer,
  }
  if (final > before.final || held.recovery) after = { ...after, busy: forget(context, final, height) }
  else if (busy && !after.busy) after = { ...after, busy: { height, slot } }
  after = closeHandover(context, after, block)
  after = boundary(context, genesis, after, block, elect)
  context.put(standing, [], after)
  return after
}

/** Lets go of what is older than the final block, and finds the earliest block after it that is not empty. */
function forget(context: Writing, final: number, height: number): Standing['busy'] {
  for (const { key } of context.each(tail)) {
    if (key[0] >= final) break
    context.delete(tail, key)
  }
  const { from } = ancestorAt(context, final)!
  for (const { key } of context.each(sets)) {
    if (key[0] >= from) break
    context.delete(sets, key)
  }
  for (let each = final + 1; each <= height; each++) {
    const { busy, slot } = ancestorAt(context, each)!
    if (busy) return { height: each, slot }
  }
  return null
}

/** Hand over (rule 5): it is open until the branch makes final a block at or above the boundary. */
function closeHandover(context: Writing, after: Standing, { slot }: Settled): Standing {
  if (!after.handover || after.final < after.handover.height) return after
  const remain = setOf(context, after.to)
  leave(context, setOf(context, after.from), remain, slot)
  // This block still needs both sets; its child needs the new one only.
  return { ...after, handover: null, from: after.to }
}

/** Remembers of the keys that leave when they were last in an active set: so long they can be accused. */
function leave(context: Writing, old: DelegateSet, remain: DelegateSet, slot: number): void {
  for (const { key, base, commitment } of old) {
    if (remain.some(delegate => equalBytes(delegate.key, key))) continue
    const known = context.get(revealed, [key]) ?? { slot: base, value: commitment, base }
    context.put(revealed, [key], { ...known, left: slot })
  }
}

function boundary(
  context: Writing,
  genesis: Genesis,
  after: Standing,
  { height, slot }: Settled,
  elect: Elect,
): Standing {
  const start = epochStart(genesis, height)
  if (height !== start) {
    if (start + genesis.epochBlocks - height <= ELECTION_HEIGHTS) {
      const set = elect(context, presenceStart(genesis, height, after))
      if (set) context.put(elections, [height], set)
    }
    return after
  }
  // Schedule (rule 1): the seed is renewed at every boundary, for the heights above it.
  const renewed = { ...after, seed: renewSeed(after.seed, after.reveals), reveals: NO_HASH }
  // Hand over (rule 5): elected by the state after a block that is final on this branch, nothing later.
  const elected = context.get(elections, [after.final])
  for (const { key } of context.each(elections)) context.delete(elections, key)
  // Hand over (rule 5): only where no hand-over is open, and only when one of the last eight heights is final.
  if (after.handover || !elected || height - after.final > ELECTION_HEIGHTS) return renewed
  const least = genesis.delegateCount < LEAST_DELEGATES ? genesis.delegateCount : LEAST_DELEGATES
  if (elected.length < least || sameMembers(elected, setOf(context, after.to))) return renewed
  const to = after.to + 1
  context.put(sets, [to], elected)
  return { ...renewed, from: after.to, to, handover: { height, slot } }
}

/** Recovery (rule 10): a new set, nothing open, and the block that was named is final as genesis is. */
function newEra(context: Writing, { standing: before, recovery }: Held, block: Settled): Standing {
  const { set, hash, chain } = recovery!
  const to = before.to + 1
  const named = ancestorAt(context, block.height - 1)!
  for (let number = before.from; number <= before.to; number++)
    leave(context, setOf(context, number), set, named.slot)
  context.put(sets, [to], set)
  context.put(eras, [before.era], before.chain)
  const anchor: TailBlock = { ...named, justified: true, from: to, to }
  context.put(tail, [block.height - 1], anchor)
  // Sleepers (rule 7): whom the state before would elect may be among those that are lost.
  for (const { key } of context.each(elections)) context.delete(elections, key)
  return {
    ...before,
    era: before.era + 1,
    chain,
    since: block.height - 1,
    seed: renewSeed(before.seed, hash),
    final: block.height - 1,
    from: to,
    to,
    handover: null,
  }
}
