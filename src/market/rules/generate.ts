// Random commands that should succeed, for the simulator.
import { equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { paramsOf, rulesOf } from '../../chain/kernel/rules.ts'
import type { Actor, Deed, Draw, Scene } from '../../chain/module.ts'
import { mayUse, pick } from '../members/random/draws.ts'
import { mayWrite, voterSince } from '../members/standing.ts'
import type { Change } from './change.ts'
import { rulesParams } from './params.ts'
import { proposeParams } from './propose.ts'
import { MAX_PROPOSALS, NAME, proposals, votes } from './records.ts'
import { voteParams } from './vote.ts'

export function generate(scene: Scene, draw: Draw): Deed | undefined {
  const { state, actors } = scene
  const actor = pick(
    actors.filter(each => mayUse(state, each, 'vote') && mayWrite(state, each.account)),
    draw,
  )
  if (!actor) return undefined
  return draw(4) === 0
    ? (proposing(scene, draw, actor) ?? voting(scene, draw, actor))
    : voting(scene, draw, actor)
}

function voting({ state, slot }: Scene, draw: Draw, actor: Actor): Deed | undefined {
  const open: number[] = []
  const since = voterSince(state, actor.account)!
  for (const { key, value } of state.each(proposals))
    if (!value.closed && slot < value.until && since < value.opened) open.push(key[0])
  const number = pick(open, draw)
  if (number === undefined) return undefined
  const earlier = state.get(votes, [number, actor.account])
  const yes = earlier ? !earlier.yes : draw(3) > 0
  return { actor, module: NAME, command: 'vote', params: encode(voteParams, { number, yes }) }
}

function proposing(scene: Scene, draw: Draw, actor: Actor): Deed | undefined {
  const { state, slot } = scene
  const params = paramsOf(state, rulesParams)
  let open = 0
  let all = 0
  for (const { value } of state.each(proposals)) {
    all += 1
    if (value.closed) continue
    open += 1
    if (equalBytes(value.proposer, actor.account)) return undefined
  }
  if (open >= params.openProposals || all >= MAX_PROPOSALS) return undefined
  const { leastSlots, mostSlots } = params
  // Another share to pass with: a change that harms no other module.
  const proposed = { ...params, passPercent: 50 + draw(20) }
  const change: Change =
    draw(8) === 0
      ? { kind: 'version', version: rulesOf(state).version + 1, height: FAR }
      : { kind: 'parameters', module: NAME, params: encode(rulesParams.params, proposed) }
  // Towards the longest, because the command may stand in a later block than the next.
  const until = slot + mostSlots - draw(mostSlots - leastSlots + 1)
  return { actor, module: NAME, command: 'propose', params: encode(proposeParams, { change, until }) }
}

/** So far ahead that a simulated community never needs a version that nobody has. */
const FAR = 2 ** 40
