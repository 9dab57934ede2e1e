import { describe, expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { eras, sets } from '../../chain/consensus/records.ts'
import { MAX_PARAMS_BYTES } from '../../chain/limits.ts'
import { signaturesOf } from '../../chain/verification.ts'
import { verifyPortable } from '../../crypto/portable.ts'
import { balanceOf } from '../accounts/money.ts'
import { accuseParams } from './accuse.ts'
import {
  accuse,
  ballot,
  candidacyOf,
  delegateKey,
  doubleVote,
  EPOCH,
  EVIDENCE,
  elected,
  leaveSet,
  member,
  present,
  rekey,
  stand,
  tamper,
  twoBlocks,
  twoVotes,
  village,
} from './delegates.testing.ts'
import { convicted, released } from './events.ts'
import type { Evidence } from './evidence.ts'
import { potOf } from './pot.ts'
import { keys } from './records.ts'

type Bench = ReturnType<typeof village>
function inTwoEras(evidence: Evidence): Evidence {
  if (evidence.kind !== 'votes') throw new Error('of votes')
  return { ...evidence, second: { ...evidence.second, chain: hash(7) } }
}

function endCandidacy(bench: Bench, i: number): void {
  for (let n = 0; n <= EPOCH; n++) bench.pass(1)
  bench.pass(candidacyOf(bench, i)!.until! - bench.slot)
}
const free = (bench: Bench, i: number) => balanceOf(bench.state, bench.account(member(i))).free
const hash = (fill: number) => new Uint8Array(32).fill(fill)

/** Whether all signatures of an accusation hold, as the host would verify them. */
function verifies(bench: Bench, key: Uint8Array, evidence: Evidence): boolean {
  const sent = bench.send(member(8), 'delegates/accuse', { key, evidence })
  const signatures = signaturesOf(bench.community, bench.registry, sent)
  expect(signatures).toHaveLength(3)
  return signatures.slice(1).every(verifyPortable)
}

test('an offender loses its stake, a share of it to the accuser, and its key is barred', () => {
  const bench = village({ accuserPercent: 10, stake: 1005 })
  const evidence = doubleVote(bench, 2)
  expect(verifies(bench, delegateKey(2), evidence)).toBe(true)
  const before = free(bench, 8)
  expect(accuse(bench, 8, delegateKey(2), evidence)).toBe('done')
  expect(bench.happened(convicted)).toEqual([
    {
      key: delegateKey(2),
      account: bench.account(member(2)),
      slashed: 1005,
      accuser: bench.account(member(8)),
      reward: 100,
    },
  ])
  expect(free(bench, 8)).toBe(before + 100)
  expect(potOf(bench.state)).toBe(905)
  expect(candidacyOf(bench, 2)).toMatchObject({ status: 'barred', stake: 0 })
  expect(accuse(bench, 7, delegateKey(2), evidence)).toBe('delegates/accused')
})

test('who is barred is not elected, and stands again later, with another key and stake', () => {
  const bench = village()
  present(bench, 2)
  expect(elected(bench)).toEqual([2])
  accuse(bench, 8, delegateKey(2), doubleVote(bench, 2))
  expect(elected(bench)).toEqual([])
  expect(present(bench, 2)).toBe('delegates/not-standing')
  expect(stand(bench, 5, { key: delegateKey(2) })).toBe('delegates/key-barred')
  expect(stand(bench, 2, { key: delegateKey(7) })).toBe('delegates/barred')
  endCandidacy(bench, 2)
  expect(stand(bench, 2, { key: delegateKey(7) })).toBe('done')
  expect(free(bench, 2)).toBe(1_000_000_000 - 2000)
})

test('a barred candidacy ends, its key stays barred for good', () => {
  const bench = village()
  accuse(bench, 8, delegateKey(2), doubleVote(bench, 2))
  endCandidacy(bench, 2)
  expect(bench.happened(released)).toEqual([{ account: bench.account(member(2)), stake: 0 }])
  expect(candidacyOf(bench, 2)).toBeUndefined()
  expect(bench.state.get(keys, [delegateKey(2)])).toMatchObject({ barred: true })
  expect(stand(bench, 2)).toBe('delegates/key-barred')
})

test('where no stake is asked the key is barred all the same', () => {
  const bench = village({ stake: 0 })
  present(bench, 2)
  expect(accuse(bench, 8, delegateKey(2), doubleVote(bench, 2))).toBe('done')
  expect(elected(bench)).toEqual([])
  expect(potOf(bench.state)).toBe(0)
  // Nothing was lost, so that another key would cost nothing either: it stands out the time that a stake would wait.
  expect(stand(bench, 2, { key: delegateKey(7), stake: 0 })).toBe('delegates/barred')
  bench.pass(EVIDENCE)
  expect(stand(bench, 2, { key: delegateKey(7), stake: 0 })).toBe('delegates/barred')
})

test('accusing oneself brings nothing back', () => {
  const bench = village({ accuserPercent: 50 })
  accuse(bench, 2, delegateKey(2), doubleVote(bench, 2))
  expect(free(bench, 2)).toBe(1_000_000_000 - 1000)
  expect(potOf(bench.state)).toBe(1000)
})

describe('an offence is', () => {
  test('two votes of which one is around the other', () => {
    const bench = village()
    const outer = ballot({ view: 9, sourceView: 3 })
    const inner = ballot({ view: 7, sourceView: 6 })
    expect(accuse(bench, 8, delegateKey(1), twoVotes(bench, 1, outer, inner))).toBe('done')
    expect(accuse(bench, 8, delegateKey(2), twoVotes(bench, 2, inner, outer))).toBe('done')
  })

  test('two blocks in one slot', () => {
    const bench = village()
    const evidence = twoBlocks(bench, 2, { slot: 9 }, { slot: 9, height: 3 })
    expect(verifies(bench, delegateKey(2), evidence)).toBe(true)
    expect(accuse(bench, 8, delegateKey(2), evidence)).toBe('done')
  })

  test('not the same twice, nor two that do not touch', () => {
    const bench = village()
    const innocent: Evidence[] = [
      twoVotes(bench, 2, ballot(), ballot()),
      twoVotes(bench, 2, ballot(), ballot({ view: 8, block: hash(9) })),
      twoVotes(bench, 2, ballot(), ballot({ view: 8, sourceView: 7, block: hash(9) })),
      // The same block by the same source, said of another height: no honest key signs it, and no rule is broken.
      twoVotes(bench, 2, ballot(), ballot({ height: 6 })),
      twoBlocks(bench, 2, { slot: 9 }, { slot: 9 }),
      inTwoEras(doubleVote(bench, 2)),
      twoBlocks(bench, 2, { slot: 9 }, { slot: 10 }),
    ]
    for (const evidence of innocent)
      expect(accuse(bench, 8, delegateKey(2), evidence)).toBe('delegates/no-offence')
  })

  test('not one block under two chain ids', () => {
    const bench = village()
    const evidence = twoBlocks(bench, 2, { slot: 9 }, { slot: 9, chain: hash(7) })
    expect(accuse(bench, 8, delegateKey(2), evidence)).toBe('delegates/no-offence')
  })
})

describe('the signatures of an accusation fail', () => {
  test('by another key', () => {
    const bench = village()
    expect(verifies(bench, delegateKey(1), doubleVote(bench, 2))).toBe(false)
    expect(verifies(bench, delegateKey(1), twoBlocks(bench, 2, { slot: 9 }, { slot: 9, height: 3 }))).toBe(
      false,
    )
  })
})

test('an accusation is of this community, of the era now or of one before', () => {
  const bench = village()
  const votes = twoVotes(bench, 2, ballot(), ballot({ block: hash(3) }), hash(8))
  const blocks = twoBlocks(bench, 1, { slot: 9, chain: hash(8) }, { slot: 9, height: 3, chain: hash(8) })
  expect(verifies(bench, delegateKey(2), votes)).toBe(true)
  expect(verifies(bench, delegateKey(1), blocks)).toBe(true)
  expect(accuse(bench, 8, delegateKey(2), votes)).toBe('delegates/elsewhere')
  expect(accuse(bench, 8, delegateKey(1), blocks)).toBe('delegates/elsewhere')
  tamper(bench, state => state.put(eras, [0], hash(8)))
  expect(accuse(bench, 8, delegateKey(2), votes)).toBe('done')
  expect(accuse(bench, 8, delegateKey(1), blocks)).toBe('done')
})

describe('an accusation comes in time', () => {
  test('until so long after the key has left the active set', () => {
    for (const [later, result] of [
      [EVIDENCE - 1, 'done'],
      [EVIDENCE, 'delegates/too-late'],
    ] as const) {
      const bench = village()
      leaveSet(bench, delegateKey(2))
      bench.pass(later)
      expect(accuse(bench, 8, delegateKey(2), doubleVote(bench, 2))).toBe(result)
    }
  })

  test('for a key that was ever active', () => {
    const bench = village()
    stand(bench, 5)
    expect(accuse(bench, 8, delegateKey(5), doubleVote(bench, 5))).toBe('delegates/never-active')
  })

  test('for a key that was given up, and for a stake on its way back', () => {
    const bench = village()
    rekey(bench, 2, 7)
    bench.do(member(2), 'delegates/withdraw', {})
    expect(accuse(bench, 8, delegateKey(2), doubleVote(bench, 2))).toBe('done')
    expect(candidacyOf(bench, 2)).toMatchObject({ status: 'barred', stake: 0 })
    expect(bench.happened(convicted)).toMatchObject([{ slashed: 1000 }])
    // The other key is not barred; the account is, for as long as it can be accused of that one too.
    const { base } = candidacyOf(bench, 2)!
    expect(stand(bench, 2, { key: delegateKey(7), base })).toBe('delegates/barred')
    expect(accuse(bench, 7, delegateKey(7), doubleVote(bench, 7))).toBe('delegates/never-active')
  })

  test('for a key that only a recovery named, and that stands as it is', () => {
    const bench = village()
    const account = bench.account(member(6))
    tamper(bench, state => {
      const set = state.get(sets, [0])!
      state.put(sets, [0], [...set, { ...set[0]!, account, key: delegateKey(6) }])
    })
    expect(stand(bench, 5, { key: delegateKey(6), base: 0 })).toBe('delegates/key-taken')
    expect(stand(bench, 6)).toBe('delegates/key-taken')
    expect(accuse(bench, 8, delegateKey(6), doubleVote(bench, 6))).toBe('done')
    expect(bench.happened(convicted)).toMatchObject([{ account: null, slashed: 0 }])
    expect(stand(bench, 6, { base: 0 })).toBe('delegates/key-barred')
  })
})

test('the longest accusation fits a transaction', () => {
  const bench = village()
  const most = Number.MAX_SAFE_INTEGER
  const u48 = 2 ** 48 - 1
  const header = {
    rules: 2 ** 32 - 1,
    slot: u48,
    view: most,
    justify: { source: hash(1), view: most, certificate: hash(2) },
  }
  const evidence = twoBlocks(bench, 2, { ...header, height: u48 }, { ...header, height: u48 - 1 })
  expect(encode(accuseParams, { key: delegateKey(2), evidence }).length).toBeLessThan(MAX_PARAMS_BYTES)
})
