import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../chain/store.ts'
import { lock, unlock } from '../accounts/money.ts'
import { Bench, drawing } from '../testing.ts'
import { NO_NAME } from './bond.ts'
import { member, present, stand, street, tamper, village, vote } from './delegates.testing.ts'
import { elect } from './elect.ts'
import { delegates } from './index.ts'
import { candidacies, keys, MAX_TOKENS, presences, production, tallies, totals, votes } from './records.ts'

test('random walks keep every invariant, and the random commands succeed', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.integer(), seed => {
      const bench = new Bench(street({}, { evidenceSlots: 20, epochBlocks: 10, intervalSlots: 15 }))
      const draw = drawing(seed)
      for (let step = 0; step < 120; step++) {
        if (draw(12) === 0) bench.pass(1 + draw(20))
        if (draw(12) === 0) present(bench, draw(4))
        const module = ['delegates', 'delegates', 'members', 'accounts'][draw(4)]!
        const result = bench.random(module, draw)
        if (!result || module !== 'delegates') continue
        if (!['done', 'awaiting', 'kernel/key'].includes(result.result) && !/agree/.test(result.result))
          expect(`${result.command}: ${result.result}`).toBe('done')
        seen.add(result.command)
        // Who stands for play is never elected.
        for (const { commitment } of elect(bench.state, bench.community.genesis, 0))
          expect(commitment[0]).not.toBe('n'.charCodeAt(0))
      }
    }),
    { numRuns: 40, seed: 1 },
  )
  // Presence is a peer's to post, and only the world has keys that offend.
  for (const command of Object.keys(delegates.commands))
    if (command !== 'accuse' && command !== 'present') expect(seen, 'nothing generates it').toContain(command)
})

describe('an invariant notices', () => {
  const at = (i: number) => (bench: Bench) => bench.account(member(i))
  const wrongs: [string, (state: Store, account: Uint8Array, bench: Bench) => void, RegExp][] = [
    [
      'a stake that is not locked',
      (state, account) => unlock(state, account, 'candidacy', NO_NAME, 1),
      /stake of 1000 has 999/,
    ],
    [
      'a lock that nobody stands behind',
      (state, _, bench) => void lock(state, at(8)(bench), 'candidacy', NO_NAME, 1),
      /locks stand/,
    ],
    [
      'a vote’s weight that is not locked',
      (state, _, bench) => unlock(state, at(7)(bench), 'delegateVote', NO_NAME, 5),
      /vote’s stake of 50 has 45/,
    ],
    [
      'a tally that nobody voted',
      (state, account) => state.put(tallies, [account], { members: 2, stake: 50 }),
      /a recount gives 1 of 50/,
    ],
    ['a tally that is lost', (state, account) => state.delete(tallies, [account]), /0 tallies stand/],
    [
      'a vote that is lost',
      (state, _, bench) => {
        unlock(state, at(7)(bench), 'delegateVote', NO_NAME, 50)
        state.delete(votes, [at(7)(bench)])
      },
      /recount/,
    ],
    [
      'a key of two',
      (state, account, bench) => {
        const { key } = state.get(candidacies, [at(2)(bench)])!
        state.put(candidacies, [account], { ...state.get(candidacies, [account])!, key })
      },
      /is not its candidate’s/,
    ],
    [
      'a key of nobody',
      state => state.put(keys, [new Uint8Array(32)], { account: new Uint8Array(20), barred: false }),
      /keys are registered/,
    ],
    [
      'a barred key that stands',
      (state, account) => {
        const { key } = state.get(candidacies, [account])!
        state.put(keys, [key], { account, barred: true })
      },
      /has a barred key/,
    ],
    [
      'a candidacy that never ends',
      (state, account) =>
        state.put(candidacies, [account], {
          ...state.get(candidacies, [account])!,
          status: 'withdrawn',
          until: 99,
        }),
      /never ends/,
    ],
    [
      'presence of no candidate',
      (state, _, bench) => state.put(presences, [at(8)(bench)], 1),
      /present and no candidate/,
    ],
    [
      'a token of no block',
      (state, account) => state.put(production, [account], { blocks: 0, tokens: 1, burnt: 0 }),
      /1 tokens/,
    ],
    [
      'too many tokens',
      (state, account) =>
        state.put(production, [account], { blocks: 5000, tokens: MAX_TOKENS + 1, burnt: 0 }),
      /is not an integer/,
    ],
    [
      'a producer of no block',
      (state, _, bench) => state.put(production, [at(8)(bench)], { blocks: 7, tokens: 0, burnt: 0 }),
      /producers made/,
    ],
    [
      'a miscount',
      state => state.put(totals, [], { ...state.get(totals, [])!, candidacies: 9 }),
      /9 counted/,
    ],
  ]
  for (const [what, change, words] of wrongs)
    test(what, () => {
      const bench = village()
      stand(bench, 5)
      present(bench, 5)
      vote(bench, 7, [5], 50)
      expect(() => {
        tamper(bench, state => change(state, at(5)(bench), bench))
        for (const { check } of delegates.invariants) {
          const broken = check(bench.state, bench.community.genesis)
          if (broken) throw new Error(broken)
        }
      }).toThrow(words)
    })
})
