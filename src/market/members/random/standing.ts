// Random commands about who belongs to the community, and as what.

import { tokens } from '../../../chain/kernel/records.ts'
import { paramsOf } from '../../../chain/kernel/rules.ts'
import type { Actor, Draw, Scene } from '../../../chain/module.ts'
import { admit } from '../admit.ts'
import { applyAgain } from '../apply.ts'
import { decline } from '../decline.ts'
import { exclude } from '../exclude.ts'
import { invite } from '../invite.ts'
import { leave } from '../leave.ts'
import { allCriteria, membersParams } from '../params.ts'
import { applications, census } from '../records.ts'
import { reinstate } from '../reinstate.ts'
import { ALL_ROLES, ROLE, writes } from '../roles.ts'
import { setRoles } from '../setRoles.ts'
import { hasRole, memberOf } from '../standing.ts'
import { suspend } from '../suspend.ts'
import { withdrawInvitation } from '../withdrawInvitation.ts'
import { deed, type Kind, pick, pickActor, pickMember, seldom } from './draws.ts'

const SOME = 8

function operator(scene: Scene, draw: Draw): Actor | undefined {
  return pickActor(scene, draw, 'administer', account => hasRole(scene.state, account, 'operator'))
}

function applicant(scene: Scene, draw: Draw): Uint8Array | undefined {
  const some: Uint8Array[] = []
  for (const { key, value } of scene.state.each(applications))
    if (value.until > scene.slot && some.push(key[0]) === SOME) break
  return pick(some, draw)
}

/** Mostly plain members: with an operator drawn now and then, none of them is ever the last. */
const randomRoles = (draw: Draw): number => (draw(4) === 0 ? 1 + draw(ALL_ROLES) : ROLE.household)

/** Whether the community can do without one operator. */
const canSpare = ({ state }: Scene): boolean => state.get(census, [])!.operators > 1

const admitting: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const account = applicant(scene, draw)
  if (!actor || !account) return undefined
  const confirmed = allCriteria(paramsOf(scene.state, membersParams))
  return deed(actor, 'admit', admit, { account, roles: randomRoles(draw), confirmed })
}

const declining: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const account = applicant(scene, draw)
  return actor && account && deed(actor, 'decline', decline, { account, reason: 'no meter' })
}

const settingRoles: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  if (!actor) return undefined
  const plain = pickMember(
    scene,
    draw,
    actor.account,
    ({ status, roles }) =>
      (status === 'active' || status === 'suspended') && ((roles & ROLE.operator) === 0 || canSpare(scene)),
  )
  return plain && deed(actor, 'setRoles', setRoles, { account: plain, roles: randomRoles(draw) })
}

const suspending: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const account = actor && pickMember(scene, draw, actor.account, ({ status }) => status === 'active')
  return account && deed(actor!, 'suspend', suspend, { account, reason: 'its meter is being replaced' })
}

const reinstating: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const account = actor && pickMember(scene, draw, actor.account, ({ status }) => status === 'suspended')
  return account && deed(actor!, 'reinstate', reinstate, { account })
}

const excluding: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const account = actor && pickMember(scene, draw, actor.account, ({ status }) => status === 'suspended')
  return account && deed(actor!, 'exclude', exclude, { account, reason: 'it broke the declaration' })
}

const leaving: Kind = (scene, draw) => {
  const actor = pickActor(scene, draw, 'administer', account => {
    const member = memberOf(scene.state, account)
    if (member?.status !== 'active' && member?.status !== 'suspended') return false
    return writes(member.roles) && (!hasRole(scene.state, account, 'operator') || canSpare(scene))
  })
  return actor && deed(actor, 'leave', leave, {})
}

const applyingAgain: Kind = (scene, draw) => {
  const { state } = scene
  const actor = pickActor(scene, draw, 'administer', account => {
    const status = memberOf(state, account)?.status
    return (status === undefined || status === 'left') && !state.get(applications, [account])
  })
  if (!actor) return undefined
  const { declaration } = paramsOf(state, membersParams)
  const details = new Uint8Array(draw(64))
  return deed(actor, 'applyAgain', applyAgain, { declaration, roles: randomRoles(draw), details })
}

/** A key of the simulator's becomes a token: where it finds one of its keys among the tokens, a guest can apply. */
const inviting: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  if (!actor) return undefined
  const { invitationUses, invitationSlots } = paramsOf(scene.state, membersParams)
  const uses = 1 + draw(invitationUses < 5 ? invitationUses : 5)
  // A slot of leave: the command may stand in a later block than the next.
  const expiry = scene.slot + (invitationSlots < 500 ? invitationSlots : 500)
  return deed(actor, 'invite', invite, { key: scene.newDevice().key, uses, expiry })
}

const withdrawing: Kind = (scene, draw) => {
  const actor = operator(scene, draw)
  const token = scene.state.first(tokens, [])
  if (!actor || !token || token.value.expiry <= scene.slot) return undefined
  return deed(actor, 'withdrawInvitation', withdrawInvitation, { key: token.key[0] })
}

export const standingKinds: readonly Kind[] = [
  admitting,
  admitting, // most applicants are admitted
  declining,
  seldom(settingRoles),
  seldom(suspending),
  reinstating,
  seldom(excluding),
  seldom(leaving),
  applyingAgain,
  inviting,
  withdrawing,
]
