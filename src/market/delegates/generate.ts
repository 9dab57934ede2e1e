// Random commands that should succeed, for the simulated world. Who really signs blocks stands, is present and
// re-keys by its own peer; those drawn here stand with keys that nobody holds, never say that they are present, and so
// are never elected.
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Actor, Deed, Draw, Scene } from '../../chain/module.ts'
import { balanceOf } from '../accounts/money.ts'
import { pickActor } from '../members/random/draws.ts'
import { belongs, mayWrite } from '../members/standing.ts'
import { standBytes } from './consent.ts'
import { delegatesParams } from './params.ts'
import { raiseParams } from './raise.ts'
import {
  type Candidacy,
  candidacies,
  MAX_CANDIDACIES,
  MAX_FORMER,
  MAX_STAKE,
  NAME,
  totals,
  votes,
} from './records.ts'
import { rekeyParams } from './rekey.ts'
import { standParams } from './stand.ts'
import { voteParams } from './vote.ts'
import { withdraw } from './withdraw.ts'

/** The end of no chain of reveals: by it the generator knows its own candidates. */
const NO_REVEALS: Bytes = new TextEncoder().encode('nobody holds a chain ending here')

type Kind = (scene: Scene, draw: Draw) => Deed | undefined

const deed = <P>(actor: Actor, command: string, codec: Codec<P>, params: P): Deed => ({
  actor,
  module: NAME,
  command,
  params: encode(codec, params),
})

/** Somebody who stands for play. */
const pickPlayed = (scene: Scene, draw: Draw, fits: (candidacy: Candidacy) => boolean) =>
  pickActor(scene, draw, 'vote', account => {
    const candidacy = scene.state.get(candidacies, [account])
    // The candidacy of one who has gone may end before the command comes to it.
    return candidacy !== undefined && isPlayed(candidacy) && fits(candidacy) && mayWrite(scene.state, account)
  })

const isPlayed = ({ status, commitment }: Candidacy) =>
  status === 'standing' && equalBytes(commitment, NO_REVEALS)

function newKey({ newDevice, genesisHash, slot }: Scene, account: Bytes) {
  const { key, sign } = newDevice()
  const consent = sign(standBytes(genesisHash, account, NO_REVEALS))
  return { key, consent, commitment: NO_REVEALS, base: slot }
}

const standing: Kind = (scene, draw) => {
  const { state } = scene
  const least = paramsOf(state, delegatesParams).stake
  if (state.get(totals, [])!.candidacies >= MAX_CANDIDACIES) return undefined
  const actor = pickActor(scene, draw, 'vote', account => {
    const candidacy = state.get(candidacies, [account])
    if (candidacy && !isReturning(candidacy)) return false
    return mayWrite(state, account) && balanceOf(state, account).free + (candidacy?.stake ?? 0) >= least
  })
  if (!actor) return undefined
  const { account } = actor
  const held = state.get(candidacies, [account])?.stake ?? 0
  const room = balanceOf(state, account).free + held - least
  const stake = least + (draw(2) === 0 || room < 1 ? 0 : draw(room < 1_000_000 ? room : 1_000_000))
  if (stake > MAX_STAKE) return undefined
  return deed(actor, 'stand', standParams, { ...newKey(scene, account), stake })
}

const isReturning = ({ status, commitment, former }: Candidacy) =>
  status === 'withdrawn' && equalBytes(commitment, NO_REVEALS) && former.length < MAX_FORMER

const rekeying: Kind = (scene, draw) => {
  const actor = pickPlayed(scene, draw, ({ former }) => former.length < MAX_FORMER)
  return actor && deed(actor, 'rekey', rekeyParams, newKey(scene, actor.account))
}

const withdrawing: Kind = (scene, draw) => {
  const actor = draw(3) === 0 ? pickPlayed(scene, draw, () => true) : undefined
  return actor && deed(actor, 'withdraw', withdraw.params, {})
}

const raising: Kind = (scene, draw) => {
  const actor = pickPlayed(scene, draw, ({ stake }) => stake < MAX_STAKE)
  if (!actor) return undefined
  const { free } = balanceOf(scene.state, actor.account)
  if (free < 1) return undefined
  const { stake } = scene.state.get(candidacies, [actor.account])!
  const room = free < MAX_STAKE - stake ? free : MAX_STAKE - stake
  return deed(actor, 'raise', raiseParams, { amount: 1 + draw(room < 100_000 ? room : 100_000) })
}

const voting: Kind = (scene, draw) => {
  const { state } = scene
  const actor = pickActor(scene, draw, 'vote', account => mayWrite(state, account))
  if (!actor) return undefined
  const { account } = actor
  const before = state.get(votes, [account])
  if (before && draw(4) === 0) return deed(actor, 'vote', voteParams, { candidates: [], stake: 0 })
  const candidates = someCandidates(scene, draw)
  // Who lives on a credit line has nothing to lock.
  const own = balanceOf(state, account).free + (before?.stake ?? 0)
  const stake = own > 0 ? draw(1 + Math.min(own, 1_000_000)) : 0
  if (candidates.length === 0 || (before && before.stake === stake)) return undefined
  return deed(actor, 'vote', voteParams, { candidates, stake })
}

function someCandidates({ state }: Scene, draw: Draw): Bytes[] {
  const all: Bytes[] = []
  for (const { key, value } of state.each(candidacies))
    if (value.status === 'standing' && belongs(state, key[0])) all.push(key[0])
  const most = 1 + draw(paramsOf(state, delegatesParams).votes)
  while (all.length > most) all.splice(draw(all.length), 1)
  return all.sort(compareBytes)
}

const kinds: readonly Kind[] = [standing, rekeying, withdrawing, raising, voting, voting]

export function generate(scene: Scene, draw: Draw): Deed | undefined {
  const start = draw(kinds.length)
  for (let i = 0; i < kinds.length; i++) {
    const deed = kinds[(start + i) % kinds.length]!(scene, draw)
    if (deed) return deed
  }
  return undefined
}
