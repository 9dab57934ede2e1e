// Drawing actors and accounts for random commands.
import { type Bytes, equalBytes } from '../../../bytes/bytes.ts'
import { encode } from '../../../bytes/codec.ts'
import { accountOf, deviceOf } from '../../../chain/kernel/keys.ts'
import {
  type Actor,
  type Command,
  type Deed,
  type Draw,
  SCOPE,
  type Scene,
  type Scope,
} from '../../../chain/module.ts'
import type { Reading } from '../../../chain/store.ts'
import { type Member, NAME } from '../records.ts'
import { memberOf } from '../standing.ts'

/** One kind of random command: it should succeed, and is undefined where none fits the scene. */
export type Kind = (scene: Scene, draw: Draw) => Deed | undefined

/** Now and then: what would empty the community, or stop it, if it came as often as the rest. */
export const seldom =
  (kind: Kind): Kind =>
  (scene, draw) =>
    draw(8) === 0 ? kind(scene, draw) : undefined

export const pick = <T>(items: readonly T[], draw: Draw): T | undefined =>
  items.length === 0 ? undefined : items[draw(items.length)]

export const deed = <P>(actor: Actor, name: string, command: Command<P>, params: P): Deed => ({
  actor,
  module: NAME,
  command: name,
  params: encode(command.params, params),
})

export function mayUse(state: Reading, { account, device }: Actor, scope: Scope | 'any'): boolean {
  const record = accountOf(state, account)
  const known = record && deviceOf(record, device)
  return known !== undefined && (scope === 'any' || (known.scopes & SCOPE[scope]) !== 0)
}

/** An actor whose device has this scope and whose account fits. */
export const pickActor = (
  { actors, state }: Scene,
  draw: Draw,
  scope: Scope | 'any',
  fits: (account: Bytes) => boolean = () => true,
): Actor | undefined =>
  pick(
    actors.filter(actor => mayUse(state, actor, scope) && fits(actor.account)),
    draw,
  )

/** Some actor's account that is a member of this kind, and not this one. */
export const pickMember = (
  { actors, state }: Scene,
  draw: Draw,
  not: Bytes,
  fits: (member: Member) => boolean,
): Bytes | undefined =>
  pick(
    actors
      .map(actor => actor.account)
      .filter(account => {
        const member = memberOf(state, account)
        return member !== undefined && fits(member) && !equalBytes(account, not)
      }),
    draw,
  )
