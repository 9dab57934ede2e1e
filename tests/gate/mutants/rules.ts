// Each rule of safety, and the source that keeps it. A mutant is the software with that one rule taken out, made by
// transforming the source as it is bundled: production code has no switches.
import type { DirectedName } from '../../../src/sim/directed/plans.ts'

/** What stands in a file exactly once, and what is put in its place. */
export interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface Mutant {
  /** The rule that is taken out. */
  readonly rule: string
  readonly edits: readonly Edit[]
  /** Where chance misses it: the directed plan in which it shows. */
  readonly plan?: DirectedName
}

const one = (rule: string, file: string, from: string, to = ''): Mutant => ({
  rule,
  edits: [{ file, from, to }],
})

const RECORD = 'src/chain/consensus/record.ts'
const FORKS = 'src/chain/consensus/forks.ts'
const FINALITY = 'src/chain/consensus/finality.ts'
const SETS = 'src/chain/consensus/sets.ts'
const VOTES = 'src/chain/consensus/votes.ts'
const NODE = 'src/chain/node/node.ts'
const SIGNATURES = 'src/crypto/rule.ts'
const SETTLE = 'src/chain/consensus/settle.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    rule: 'view rule',
    edits: [
      { file: RECORD, from: 'if (ballot.view <= record.view) return undefined', to: '' },
      {
        file: 'src/chain/node/voting.ts',
        from: 'if (holding.candidate.view <= record.view) break',
        to: '',
      },
    ],
  },
  one('lock', RECORD, 'if (ballot.sourceView < record.lock) return undefined'),
  {
    ...one(
      'consecutive views',
      FINALITY,
      'if (last.view - first.view !== last.height - first.height) return false',
    ),
    plan: 'far apart',
  },
  {
    ...one('justified between', FINALITY, 'if (!justified(height)) return false', '{}'),
    plan: 'over unjustified blocks',
  },
  one('quorum one short', SETS, 'divFloor(2 * set.length, 3) + 1', 'divFloor(2 * set.length, 3)'),
  {
    ...one('joint quorum', VOTES, 'active.every(set =>', 'active.some(set =>'),
    plan: 'apart at a hand-over',
  },
  {
    rule: 'closing on a single certificate',
    plan: 'closing on one',
    edits: [
      { file: SETTLE, from: '{ slot }: Settled): Standing {', to: '{ slot, height }: Settled): Standing {' },
      {
        file: SETTLE,
        from: 'after.final < after.handover.height',
        to: 'ancestorAt(context, height)!.source < after.handover.height',
      },
    ],
  },
  {
    // Two certificates at or above the boundary, whatever their sources are.
    rule: 'closing on certificates that are not linked',
    plan: 'closing on unlinked',
    edits: [
      {
        file: SETTLE,
        from: 'after.final < after.handover.height',
        to: '[...context.each(tail)].filter(({ value }) => value.justified).filter(({ key }) => key[0] >= after.handover!.height).length < 2',
      },
    ],
  },
  {
    // While one is open no set can be elected by a state that is final: it is elected by the newest there is.
    rule: 'electing while a hand-over is open',
    plan: 'electing while open',
    edits: [
      {
        file: SETTLE,
        from: 'const elected = context.get(elections, [after.final])',
        to: 'const elected = context.get(elections, [after.handover ? height - 1 : after.final])',
      },
      {
        file: SETTLE,
        from: 'if (after.handover || !elected || height - after.final > ELECTION_HEIGHTS) return renewed',
        to: 'if (!elected || (!after.handover && height - after.final > ELECTION_HEIGHTS)) return renewed',
      },
    ],
  },
  {
    rule: 'electing during a stall',
    plan: 'elected in a stall',
    edits: [
      {
        file: SETTLE,
        from: 'const elected = context.get(elections, [after.final])',
        to: 'const elected = context.get(elections, [after.final < height - 8 ? height - 1 : after.final])',
      },
      { file: SETTLE, from: '|| height - after.final > ELECTION_HEIGHTS', to: '' },
    ],
  },
  {
    ...one(
      'electing from later than the final block',
      SETTLE,
      'const elected = context.get(elections, [after.final])',
      'const elected = context.get(elections, [height - 1])',
    ),
    plan: 'elected from later',
  },
  {
    // What a peer holds to be final, and not what the branch shows: known while its node is at work.
    rule: 'hand-over by local knowledge',
    plan: 'known to some',
    edits: [
      {
        file: NODE,
        from: '    this.take(input)\n    this.settle()',
        to: '    ;(globalThis as any).held = this.holdings.forks.final.height\n    this.take(input)\n    this.settle()',
      },
      {
        file: NODE,
        from: '    return this.out.take()',
        to: '    ;(globalThis as any).held = undefined\n    return this.out.take()',
      },
      {
        file: SETTLE,
        from: 'after.final < after.handover.height',
        to: '((globalThis as any).held ?? after.final) < after.handover.height',
      },
    ],
  },
  {
    rule: 'head by blocks alone',
    plan: 'a night outgrown',
    edits: [
      { file: FORKS, from: 'if (a.votes !== b.votes) return a.votes > b.votes', to: '' },
      { file: FORKS, from: 'if (a.due !== b.due) return a.due > b.due', to: '' },
      {
        file: FORKS,
        from: 'if (a.justifiedView !== b.justifiedView) return a.justifiedView > b.justifiedView',
        to: '',
      },
    ],
  },
  one(
    'persist before send',
    'src/chain/node/outbox.ts',
    "this.persisting.set(token, then)\n    this.effects.push({ kind: 'persist', token, durability: 'strict', keep })",
    "this.persisting.set(token, () => {})\n    this.effects.push({ kind: 'persist', token, durability: 'strict', keep })\n    then()",
  ),
  {
    ...one('canonical decoding', 'src/bytes/codec.ts', "if (value < least) this.fail('not-shortest')"),
    plan: 'written longer',
  },
  {
    // What is read off the bytes, but for their lengths; each back-end's own arithmetic stays.
    rule: 'signature rule',
    plan: 'another S',
    edits: [
      { file: SIGNATURES, from: '    isReducedScalar(signature, KEY_BYTES) &&\n', to: '' },
      {
        file: SIGNATURES,
        from: 'signature.length === SIGNATURE_BYTES &&\n',
        to: 'signature.length === SIGNATURE_BYTES\n',
      },
      { file: SIGNATURES, from: '    isStrictPoint(publicKey) &&\n    isStrictPoint(signature)\n', to: '' },
    ],
  },
  {
    ...one('signatures within a block', 'src/chain/node/arrivals.ts', 'if (!verdicts[i]) holds = false'),
    plan: 'never signed',
  },
  {
    // At the gate of a block and of the pool alone: devices choose their numbers as before.
    ...one(
      'sequence windows',
      'src/chain/kernel/admit.ts',
      'useSequence(device, transaction.sequence)',
      'useSequence(device, transaction.sequence) ?? device',
    ),
    plan: 'sent again',
  },
]
