// Random commands of guardians and of recoveries.
import { compareBytes, equalBytes } from '../../../bytes/bytes.ts'
import { consentBytes } from '../../../chain/kernel/consent.ts'
import { paramsOf } from '../../../chain/kernel/rules.ts'
import type { Scene } from '../../../chain/module.ts'
import { endorseRecovery } from '../endorseRecovery.ts'
import { nameGuardians } from '../nameGuardians.ts'
import { objectRecovery } from '../objectRecovery.ts'
import { openRecovery } from '../openRecovery.ts'
import { membersParams } from '../params.ts'
import { guardians, MAX_CLAIMS, MAX_GUARDIANS, recoveries } from '../records.ts'
import { belongs, hasRole, mayWrite } from '../standing.ts'
import { deed, type Kind, pick, pickActor, pickMember } from './draws.ts'

const naming: Kind = (scene, draw) => {
  const { state } = scene
  const { leastGuardians } = paramsOf(state, membersParams)
  const actor = pickActor(scene, draw, 'administer', account => belongs(state, account) !== undefined)
  if (!actor) return undefined
  const able = scene.actors.map(({ account }) => account).filter(account => mayWrite(state, account))
  const others = able.filter(account => !equalBytes(account, actor.account)).sort(compareBytes)
  const distinct = others.filter((account, i) => i === 0 || !equalBytes(others[i - 1]!, account))
  while (distinct.length > MAX_GUARDIANS) distinct.splice(draw(distinct.length), 1)
  if (distinct.length < leastGuardians) return undefined
  return deed(actor, 'nameGuardians', nameGuardians, { accounts: distinct, need: leastGuardians })
}

const opening: Kind = (scene, draw) => {
  const { state } = scene
  const actor = pickActor(scene, draw, 'administer', account => hasRole(state, account, 'operator'))
  if (!actor) return undefined
  const account = lost(scene, actor.account, draw)
  if (!account) return undefined
  const { key, sign } = scene.newDevice()
  const consent = sign(consentBytes(scene.genesisHash, account))
  return deed(actor, 'openRecovery', openRecovery, { account, key, consent })
}

/** Some member with guardians whom this one is not helping yet. */
const lost = (scene: Scene, helper: Uint8Array, draw: (below: number) => number) => {
  const { state } = scene
  const free = (account: Uint8Array) => {
    if (!state.get(guardians, [account])) return false
    const open = state.get(recoveries, [account])
    if (!open) return true
    const helping = open.claims.some(({ opener }) => equalBytes(opener, helper))
    return open.agreed === null && !helping && open.claims.length < MAX_CLAIMS
  }
  const fitting = { ...scene, actors: scene.actors.filter(({ account }) => free(account)) }
  return pickMember(fitting, draw, helper, ({ status }) => status === 'active' || status === 'suspended')
}

const endorsing: Kind = (scene, draw) => {
  const { state } = scene
  for (const { key, value } of state.each(recoveries)) {
    if (value.agreed !== null || value.due <= scene.slot) continue
    const named = state.get(guardians, key)!.accounts
    const claim = pick(value.claims, draw)!
    const actor = pickActor(
      scene,
      draw,
      'vote',
      account =>
        mayWrite(state, account) &&
        named.some(each => equalBytes(each, account)) &&
        ![claim.opener, ...claim.endorsed].some(each => equalBytes(each, account)),
    )
    if (actor) return deed(actor, 'endorseRecovery', endorseRecovery, { account: key[0], key: claim.key })
  }
  return undefined
}

const objecting: Kind = (scene, draw) => {
  // Most who are being helped have lost their keys and stay silent.
  if (draw(4) > 0) return undefined
  const actor = pickActor(
    scene,
    draw,
    'any',
    account => (scene.state.get(recoveries, [account])?.due ?? 0) > scene.slot,
  )
  return actor && deed(actor, 'objectRecovery', objectRecovery, {})
}

export const recoveryKinds: readonly Kind[] = [naming, opening, endorsing, objecting]
