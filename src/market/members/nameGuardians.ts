// A member names the members who can help it to a new key when its last is lost; or, with an empty list, none.
import { equalBytes } from '../../bytes/bytes.ts'
import { integer, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { membersParams } from './params.ts'
import { accountSet, guardians, MAX_GUARDIANS } from './records.ts'
import { objectTo } from './recovery.ts'
import { belongs, mayWrite } from './standing.ts'

export const nameGuardians = command({
  params: struct({ accounts: accountSet, need: integer(0, MAX_GUARDIANS) }),
  scope: 'administer',
  work: ({ accounts }) => 2 + accounts.length,
  execute(context, { accounts, need }) {
    const { account } = context
    if (!belongs(context, account)) return refuse('members/not-a-member')
    const least = accounts.length === 0 ? 0 : context.params(membersParams).leastGuardians
    if (need < least || need > accounts.length)
      return refuse('members/guardian-need', need, least, accounts.length)
    for (let i = 0; i < accounts.length; i++) {
      if (equalBytes(accounts[i]!, account)) return refuse('members/guardian-self')
      if (!mayWrite(context, accounts[i]!)) return refuse('members/guardian', i)
    }
    objectTo(context, account)
    if (need === 0) context.delete(guardians, [account])
    else context.put(guardians, [account], { accounts, need })
    return undefined
  },
})
