// Members acting together: they vote for delegates, and for the next version of the rules.
import { compareBytes, toHex } from '../bytes/bytes.ts'
import { encode } from '../bytes/codec.ts'
import type { Executed } from '../chain/execute.ts'
import { paramsOf } from '../chain/kernel/rules.ts'
import type { Actor, Deed } from '../chain/module.ts'
import { View } from '../chain/store.ts'
import { delegatesParams } from '../market/delegates/params.ts'
import { candidacies, NAME } from '../market/delegates/records.ts'
import { voteParams } from '../market/delegates/vote.ts'
import { rulesParams } from '../market/rules/params.ts'
import { proposeParams } from '../market/rules/propose.ts'
import { proposals } from '../market/rules/records.ts'
import { voteParams as ballotParams } from '../market/rules/vote.ts'
import type { Place } from './place.ts'
import type { People } from './traffic.ts'

/** One device of every account. */
function actorsOf(people: People, at: Executed): Actor[] {
  const seen = new Set<string>()
  return people.actors(at).filter(({ account }) => {
    const name = toHex(account)
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}

/** Everybody, or those who are at home at some peers, votes for these candidates, as many as a vote may name. */
export function elect(
  people: People,
  at: Executed,
  candidates: readonly Place[],
  voters: readonly Place[] | undefined,
  home: (account: Uint8Array) => Place,
): Deed[] {
  const state = new View(at.tree)
  if (!people.modules(at).some(({ name }) => name === NAME)) return []
  const most = paramsOf(state, delegatesParams).votes
  const chosen = candidates
    .map(({ delegate }) => delegate!.account)
    .filter(account => state.get(candidacies, [account])?.status === 'standing')
    .slice(0, most)
    .sort(compareBytes)
  if (chosen.length === 0) return []
  const params = encode(voteParams, { candidates: chosen, stake: 0 })
  return actorsOf(people, at)
    .filter(({ account }) => !voters || voters.includes(home(account)))
    .map(actor => ({ actor, module: NAME, command: 'vote', params }))
}

/** What an assembly needs of the world. */
interface Square {
  readonly people: People
  readonly slot: number
  tip(): Executed
  act(deed: Deed): void
  later(slots: number, run: () => void): void
}

/** Somebody proposes the next version, and a while later all who are asked say yes. */
export function upgrade(square: Square): void {
  const { people, slot } = square
  const tip = square.tip()
  const [actor] = people.actors(tip)
  const version = tip.header.rules + 1
  if (!actor || !people.community.rules.has(version)) return
  if (!people.modules(tip).some(({ name }) => name === 'rules')) return
  const { leastSlots } = paramsOf(new View(tip.tree), rulesParams)
  const change = { kind: 'version', version, height: tip.header.height + 1 } as const
  const params = encode(proposeParams, { change, until: slot + leastSlots + 12 })
  square.act({ actor, module: 'rules', command: 'propose', params })
  for (const later of [4, 10]) square.later(later, () => agree(square, version))
}

function agree(square: Square, version: number): void {
  const tip = square.tip()
  for (const { key, value } of new View(tip.tree).each(proposals)) {
    if (value.closed || value.change.kind !== 'version' || value.change.version !== version) continue
    const params = encode(ballotParams, { number: key[0], yes: true })
    for (const actor of actorsOf(square.people, tip))
      square.act({ actor, module: 'rules', command: 'vote', params })
  }
}
