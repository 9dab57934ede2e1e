// What holds of candidates, votes, stakes and tokens in every version of the state.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { accountOf } from '../../chain/kernel/keys.ts'
import { schedule } from '../../chain/kernel/records.ts'
import type { Invariant } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { balanceOf, lockedFor } from '../accounts/money.ts'
import { REASONS, type Reason } from '../accounts/reasons.ts'
import { locks } from '../accounts/records.ts'
import { NO_NAME } from './bond.ts'
import { POT } from './pot.ts'
import {
  candidacies,
  DELEGATES,
  keys,
  MAX_TOKENS,
  presences,
  production,
  tallies,
  totals,
  votes,
} from './records.ts'
import { candidacyEnd } from './release.ts'

const backed: Invariant = {
  name: 'stakes of candidates and votes are locked, to the last micro-credit',
  check(state) {
    let candidates = 0
    for (const { key, value } of state.each(candidacies)) {
      if (value.stake > 0) candidates += 1
      const held = lockedFor(state, key[0], 'candidacy', NO_NAME)
      if (held !== value.stake) return `a candidate’s stake of ${value.stake} has ${held} locked`
      if (value.status === 'barred' && value.stake > 0) return 'one who is barred has a stake'
    }
    let voters = 0
    for (const { key, value } of state.each(votes)) {
      if (value.stake > 0) voters += 1
      const held = lockedFor(state, key[0], 'delegateVote', NO_NAME)
      if (held !== value.stake) return `a vote’s stake of ${value.stake} has ${held} locked`
    }
    const locked = { candidacy: locksFor(state, 'candidacy'), delegateVote: locksFor(state, 'delegateVote') }
    return locked.candidacy === candidates && locked.delegateVote === voters
      ? undefined
      : `${candidates} candidates and ${voters} voters have stakes, ${locked.candidacy} and ${locked.delegateVote} locks stand`
  },
}

function locksFor(state: Reading, reason: Reason): number {
  let found = 0
  for (const { key } of state.each(locks)) if (key[1] === REASONS[reason].id) found += 1
  return found
}

const potIsNobodys: Invariant = {
  name: 'the pot is nobody’s and owes nothing',
  check(state) {
    const { free, line } = balanceOf(state, POT)
    if (free < 0 || line !== 0) return `the pot holds ${free} with a line of ${line}`
    if (accountOf(state, POT) || state.first(locks, [POT])) return 'somebody uses the pot'
    return undefined
  },
}

const counted: Invariant = {
  name: 'tallies equal a recount of the votes',
  check(state) {
    const recount = new Map<string, { members: number; stake: bigint }>()
    for (const { value } of state.each(votes)) {
      if (value.for.length === 0) return 'a vote is for nobody'
      for (const { account, number } of value.for) {
        if (state.get(candidacies, [account])?.number !== number) continue
        const name = toHex(account)
        const { members, stake } = recount.get(name) ?? { members: 0, stake: 0n }
        recount.set(name, { members: members + 1, stake: stake + BigInt(value.stake) })
      }
    }
    let found = 0
    for (const { key, value } of state.each(tallies)) {
      found += 1
      const name = toHex(key[0])
      const right = recount.get(name)
      if (right?.members !== value.members || right.stake !== BigInt(value.stake))
        return `${name} has ${value.members} votes of ${value.stake}, a recount gives ${right?.members} of ${right?.stake}`
    }
    return found === recount.size ? undefined : `${found} tallies stand, a recount gives ${recount.size}`
  },
}

const keyed: Invariant = {
  name: 'every candidacy answers for its own keys, and every key that is not barred has its candidacy',
  check(state) {
    let answered = 0
    for (const { key, value } of state.each(candidacies))
      for (const each of [value.key, ...value.former.map(({ key }) => key)]) {
        const record = state.get(keys, [each])
        if (!record?.account || !equalBytes(record.account, key[0]))
          return `the key ${toHex(each)} is not its candidate’s`
        if (!record.barred) answered += 1
        else if (value.status === 'standing' && equalBytes(each, value.key))
          return 'one who stands has a barred key'
      }
    let free = 0
    for (const { value } of state.each(keys)) if (!value.barred) free += 1
    return free === answered ? undefined : `${free} keys are registered, candidacies answer for ${answered}`
  },
}

const ending: Invariant = {
  name: 'every candidacy that stands no more ends, once',
  check(state) {
    const { newest, candidacies: expected } = state.get(totals, [])!
    let all = 0
    let over = 0
    for (const { key, value } of state.each(candidacies)) {
      all += 1
      if (value.number > newest) return `candidacy ${value.number} of ${newest}`
      if ((value.status === 'standing') !== (value.until === null))
        return `a ${value.status} candidacy ends in ${value.until}`
      if (value.until === null) continue
      over += 1
      const subject = new Uint8Array(32)
      subject.set(key[0])
      if (!state.get(schedule, [value.until, DELEGATES, candidacyEnd.id, subject]))
        return `the candidacy of ${toHex(key[0])} never ends`
    }
    let scheduled = 0
    for (const { key } of state.each(schedule)) if (key[1] === DELEGATES) scheduled += 1
    if (scheduled !== over) return `${over} candidacies are over, ${scheduled} ends are scheduled`
    if (all !== expected) return `${all} candidacies, ${expected} counted`
    for (const { key } of state.each(presences))
      if (!state.get(candidacies, key)) return `${toHex(key[0])} is present and no candidate`
    return undefined
  },
}

const earned: Invariant = {
  name: 'priority is earned by a block each, and by nothing else',
  check(state) {
    let sum = 0n
    for (const { key, value } of state.each(production)) {
      const { blocks, tokens, burnt } = value
      if (tokens + burnt > blocks || tokens > MAX_TOKENS)
        return `${toHex(key[0])} has ${tokens} tokens and burnt ${burnt} for ${blocks} blocks`
      sum += BigInt(blocks)
    }
    const { blocks } = state.get(totals, [])!
    return sum === BigInt(blocks) ? undefined : `producers made ${sum} blocks of ${blocks}`
  },
}

export const invariants = [backed, potIsNobodys, counted, keyed, ending, earned]
