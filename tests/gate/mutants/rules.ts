// Each rule of safety, and the source that keeps it. A mutant is the software with that one rule taken out, made by
// transforming the source as it is bundled: production code has no switches.

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
}

const one = (rule: string, file: string, from: string, to = ''): Mutant => ({
  rule,
  edits: [{ file, from, to }],
})

const RECORD = 'src/chain/consensus/record.ts'
const FORKS = 'src/chain/consensus/forks.ts'
const SETS = 'src/chain/consensus/sets.ts'
const VOTES = 'src/chain/consensus/votes.ts'
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
  one(
    'consecutive views',
    FORKS,
    'if (last.candidate.view - first.candidate.view !== last.height - first.height) return undefined',
  ),
  one('justified between', FORKS, 'if (!at.justified) return undefined'),
  one('quorum one short', SETS, 'divFloor(2 * set.length, 3) + 1', 'divFloor(2 * set.length, 3)'),
  one('joint quorum', VOTES, 'active.every(set =>', 'active.some(set =>'),
  {
    rule: 'closing on a single certificate',
    edits: [
      { file: SETTLE, from: '{ slot }: Settled): Standing {', to: '{ slot, height }: Settled): Standing {' },
      {
        file: SETTLE,
        from: 'after.final < after.handover.height',
        to: 'ancestorAt(context, height)!.source < after.handover.height',
      },
    ],
  },
  one(
    'closing on certificates that are not linked',
    SETTLE,
    'if (last.view - first.view !== newly - last.source) return final',
  ),
  one('electing while a hand-over is open', SETTLE, 'if (after.handover || !elected ||', 'if (!elected ||'),
  {
    rule: 'electing during a stall',
    edits: [
      {
        file: SETTLE,
        from: 'const elected = context.get(elections, [after.final])',
        to: 'const elected = context.get(elections, [after.final < height - 8 ? height - 1 : after.final])',
      },
      { file: SETTLE, from: '|| height - after.final > ELECTION_HEIGHTS', to: '' },
    ],
  },
  one(
    'electing from later than the final block',
    SETTLE,
    'const elected = context.get(elections, [after.final])',
    'const elected = context.get(elections, [height - 1])',
  ),
  {
    rule: 'head by blocks alone',
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
    "this.effects.push({ kind: 'persist', token, durability: 'relaxed', keep })\n    then()",
  ),
  one('canonical decoding', 'src/bytes/codec.ts', "if (value < least) this.fail('not-shortest')"),
  one('the signature rule', 'src/chain/node/arrivals.ts', 'if (!verdicts[i]) holds = false'),
  one(
    'sequence windows',
    'src/chain/sequence.ts',
    'if (back < 32) return low & bit ? undefined : { highest, low: (low | bit) >>> 0, high }',
    'if (back < 32) return { highest, low: (low | bit) >>> 0, high }',
  ),
]
