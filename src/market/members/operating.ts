// Whether the sender may act for the community as its operator.
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { CommandContext } from '../../chain/module.ts'
import { hasRole, refusalToWrite } from './standing.ts'

export function refusalToOperate(context: CommandContext): Refusal | undefined {
  const { account } = context
  const refusal = refusalToWrite(context, account)
  if (refusal) return refusal
  return hasRole(context, account, 'operator') ? undefined : refuse('members/not-operator')
}
