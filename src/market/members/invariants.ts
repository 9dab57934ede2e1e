// What holds of members in every version of the state.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { accountOf } from '../../chain/kernel/keys.ts'
import { progress, schedule } from '../../chain/kernel/records.ts'
import type { DueHook, Invariant } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { weigh } from './enrol.ts'
import { applicationLapse } from './lapse.ts'
import { quotaOf } from './quotas.ts'
import { applications, census, givenQuotas, guardians, MEMBERS, members, recoveries } from './records.ts'
import { recoveryDue } from './recovery.ts'
import { writes } from './roles.ts'
import { belongs } from './standing.ts'

function scheduled(state: Reading, hook: DueHook, slot: number, account: Uint8Array): boolean {
  const subject = new Uint8Array(32)
  subject.set(account)
  return state.get(schedule, [slot, hook.module, hook.id, subject]) !== undefined
}

const counted: Invariant = {
  name: 'the census counts the members',
  check(state) {
    let active = 0
    let voters = 0
    let operators = 0
    for (const { value } of state.each(members)) {
      const weight = weigh(value)
      active += weight.active
      voters += weight.voters
      operators += weight.operators
    }
    const count = state.get(census, [])!
    if (count.active === active && count.voters === voters && count.operators === operators) return undefined
    return `${active} active, ${voters} voting, ${operators} operating; counted ${count.active}, ${count.voters}, ${count.operators}`
  },
}

const operated: Invariant = {
  name: 'there is an operator',
  check: state => (state.get(census, [])!.operators > 0 ? undefined : 'nobody operates the community'),
}

const voting: Invariant = {
  name: 'who writes votes, and who is gone does not',
  check(state) {
    for (const { key, value } of state.each(members)) {
      const here = belongs(state, key[0]) !== undefined
      if (here ? writes(value.roles) && value.voter === null : value.voter !== null)
        return `${toHex(key[0])} is ${value.status} and votes since ${value.voter}`
    }
    return undefined
  },
}

const rationed: Invariant = {
  name: 'members have the quota of their roles',
  check(state, genesis) {
    // While the walk is parked some have the new one and some the old.
    if (state.get(progress, [])!.cursor?.module === MEMBERS) return undefined
    const quotas = state.get(givenQuotas, [])!
    for (const { key, value } of state.each(members)) {
      const { quota } = accountOf(state, key[0])!
      const due = quotaOf(quotas, genesis, value)
      if (quota !== due) return `${toHex(key[0])} has the quota ${quota} and not ${due}`
    }
    return undefined
  },
}

const accounted: Invariant = {
  name: 'members and applicants have accounts with keys',
  check(state) {
    for (const table of [members, applications])
      for (const { key } of state.each<readonly [Uint8Array], unknown>(table))
        if (!accountOf(state, key[0])?.devices.length) return `${toHex(key[0])} has none`
    return undefined
  },
}

const applying: Invariant = {
  name: 'applicants are not members, and their applications lapse',
  check(state) {
    for (const { key, value } of state.each(applications)) {
      const [account] = key
      if (belongs(state, account)) return `${toHex(account)} is a member and applies`
      if (!scheduled(state, applicationLapse, value.until, account))
        return `the application of ${toHex(account)} never lapses`
    }
    return undefined
  },
}

const guarded: Invariant = {
  name: 'guardians are others, and as many as must agree',
  check(state) {
    for (const { key, value } of state.each(guardians)) {
      const [account] = key
      if (!belongs(state, account)) return `${toHex(account)} is no member and has guardians`
      if (value.need > value.accounts.length) return `${toHex(account)} has fewer guardians than must agree`
      if (value.accounts.some(guardian => equalBytes(guardian, account)))
        return `${toHex(account)} is its own guardian`
    }
    return undefined
  },
}

const recovering: Invariant = {
  name: 'recoveries have guardians and an end',
  check(state) {
    for (const { key, value } of state.each(recoveries)) {
      const [account] = key
      const named = state.get(guardians, [account])
      if (!named) return `${toHex(account)} is recovered and has no guardians`
      for (const { endorsed } of value.claims) {
        if (endorsed.some(each => !named.accounts.some(guardian => equalBytes(guardian, each))))
          return `one who is no guardian of ${toHex(account)} agreed to its recovery`
        if ((value.agreed !== null) !== endorsed.length >= named.need)
          return `the recovery of ${toHex(account)} has miscounted its guardians`
      }
      for (const distinct of [value.claims.map(({ key }) => key), value.claims.map(({ opener }) => opener)])
        if (new Set(distinct.map(toHex)).size < distinct.length)
          return `two keys are the same, or are shown by the same member, for ${toHex(account)}`
      if (value.claims.length === 0 || (value.agreed !== null && value.claims.length > 1))
        return `${value.claims.length} keys are shown for ${toHex(account)}`
      if (!scheduled(state, recoveryDue, value.due, account))
        return `the recovery of ${toHex(account)} never ends`
    }
    return undefined
  },
}

const awaited: Invariant = {
  name: 'nothing is scheduled that is not awaited',
  check(state) {
    for (const { key } of state.each(schedule)) {
      const [slot, module, hook, subject] = key
      if (module !== MEMBERS) continue
      const account = subject.slice(0, 20)
      const end =
        hook === applicationLapse.id
          ? state.get(applications, [account])?.until
          : state.get(recoveries, [account])?.due
      if (end !== slot) return `the hook ${hook} for ${toHex(account)} in slot ${slot}`
    }
    return undefined
  },
}

export const invariants = [
  counted,
  voting,
  operated,
  rationed,
  accounted,
  applying,
  guarded,
  recovering,
  awaited,
]
