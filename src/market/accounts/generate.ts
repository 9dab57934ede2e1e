// Random commands that should succeed, for the simulated world.
import { equalBytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import type { Actor, Deed, Draw, Scene } from '../../chain/module.ts'
import { hasRole, isMember, mayWrite } from '../members/standing.ts'
import { issueParams } from './issue.ts'
import { setLineParams } from './line.ts'
import { balanceOf, coverOf } from './money.ts'
import { openRedemptions, redemptions } from './records.ts'
import { MAX_OPEN_REDEMPTIONS, redeemParams } from './redeem.ts'
import { declineParams, payParams } from './settle.ts'
import { transferParams } from './transfer.ts'

const deed = <P>(actor: Actor, command: string, codec: Codec<P>, params: P): Deed => ({
  actor,
  module: 'accounts',
  command,
  params: encode(codec, params),
})

export function generate(scene: Scene, draw: Draw): Deed | undefined {
  const { state } = scene
  const actor = scene.actors[draw(scene.actors.length)]
  const other = scene.actors[draw(scene.actors.length)]
  if (!actor || !other) return undefined
  const { account } = actor
  const to = other.account
  if (hasRole(state, account, 'treasurer') && draw(2) === 0) return treasurersDeed(scene, draw, actor, to)
  const cover = coverOf(state, account)
  if (cover < 1 || !mayWrite(state, account)) return undefined
  const amount = 1 + draw(cover < 1_000_000 ? cover : 1_000_000)
  if (draw(8) === 0) {
    if (balanceOf(state, account).free < amount) return undefined
    if ((state.get(openRedemptions, [account]) ?? 0) >= MAX_OPEN_REDEMPTIONS) return undefined
    return deed(actor, 'redeem', redeemParams, { amount, reference: 'to my bank account' })
  }
  if (equalBytes(to, account) || !isMember(state, to)) return undefined
  return deed(actor, 'transfer', transferParams, { to, amount, note: '' })
}

function treasurersDeed(scene: Scene, draw: Draw, actor: Actor, to: Uint8Array): Deed | undefined {
  const { state } = scene
  const open = state.first(redemptions, [])
  const choice = draw(4)
  if (open && choice === 0)
    return deed(actor, 'pay', payParams, { number: open.key[0], reference: 'bank transfer' })
  if (open && choice === 1)
    return deed(actor, 'decline', declineParams, { number: open.key[0], reason: 'unknown bank account' })
  if (!isMember(state, to)) return undefined
  if (choice === 2) {
    const { free } = balanceOf(state, to)
    const line = draw(5_000_000) + (free < 0 ? -free : 0)
    return deed(actor, 'setLine', setLineParams, { account: to, line })
  }
  return deed(actor, 'issue', issueParams, { to, amount: 1 + draw(50_000_000), reference: 'paid in' })
}
