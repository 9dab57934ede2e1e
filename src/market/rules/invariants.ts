// What holds of proposals and votes in every version of the state.
import { toHex } from '../../bytes/bytes.ts'
import { schedule } from '../../chain/kernel/records.ts'
import type { Invariant } from '../../chain/module.ts'
import { PROPOSAL_END } from './close.ts'
import { MAX_OPEN, MAX_PROPOSALS, numberIn, proposals, RULES, subjectOf, votes } from './records.ts'

const counted: Invariant = {
  name: 'an open proposal counts its votes, of its electorate',
  check(state) {
    for (const { key, value } of state.each(proposals)) {
      if (value.closed) continue
      let yes = 0
      let no = 0
      for (const vote of state.each(votes, key))
        if (vote.value.yes) yes += 1
        else no += 1
      if (yes + no > value.electorate)
        return `proposal ${key[0]} has ${yes + no} votes of ${value.electorate}`
      if (value.yes !== yes || value.no !== no)
        return `proposal ${key[0]} has ${yes} to ${no} and counts ${value.yes} to ${value.no}`
    }
    return undefined
  },
}

const ending: Invariant = {
  name: 'every proposal ends, once',
  check(state) {
    for (const { key, value } of state.each(proposals))
      if (!state.get(schedule, [value.until, RULES, PROPOSAL_END, subjectOf(key[0])]))
        return `proposal ${key[0]} never ends`
    for (const { key } of state.each(schedule))
      if (key[1] === RULES && state.get(proposals, [numberIn(key[3])])?.until !== key[0])
        return `the end of proposal ${numberIn(key[3])} is scheduled for slot ${key[0]} and not awaited`
    return undefined
  },
}

const kept: Invariant = {
  name: 'a vote goes with its proposal',
  check(state) {
    for (const { key } of state.each(votes))
      if (!state.get(proposals, [key[0]])) return `a vote on proposal ${key[0]}, which is gone`
    return undefined
  },
}

const bounded: Invariant = {
  name: 'a member has one proposal open at most, and there are not too many',
  check(state) {
    const proposers = new Set<string>()
    let all = 0
    for (const { value } of state.each(proposals)) {
      all += 1
      if (value.closed) continue
      const proposer = toHex(value.proposer)
      if (proposers.has(proposer)) return `${proposer} has several proposals open`
      proposers.add(proposer)
    }
    if (proposers.size > MAX_OPEN || all > MAX_PROPOSALS) return `${proposers.size} are open, of ${all}`
    return undefined
  },
}

export const invariants = [counted, ending, kept, bounded]
