// An application that the operator has not decided on ends by itself.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Context, DueHook } from '../../chain/module.ts'
import { lapsed } from './events.ts'
import { applications, MEMBERS } from './records.ts'

export const applicationLapse: DueHook = {
  module: MEMBERS,
  id: 1,
  name: 'application-lapse',
  run(context, subject) {
    const account = subject.slice(0, 20)
    context.delete(applications, [account])
    context.emit(lapsed, { account })
    return undefined
  },
}

/** Takes an application off the table, with its deadline. False where there is none. */
export function closeApplication(context: Context, account: Bytes): boolean {
  const application = context.get(applications, [account])
  if (!application) return false
  context.delete(applications, [account])
  context.unschedule(applicationLapse, application.until, account)
  return true
}
