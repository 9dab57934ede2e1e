// Members: who belongs to the community, as what, and with which keys.
import type { Module } from '../../chain/module.ts'
import { addDevice } from './addDevice.ts'
import { admit } from './admit.ts'
import { apply, applyAgain } from './apply.ts'
import { begin, genesis } from './begin.ts'
import { codes } from './codes.ts'
import { decline } from './decline.ts'
import { endorseRecovery } from './endorseRecovery.ts'
import { events } from './events.ts'
import { exclude } from './exclude.ts'
import { generate } from './generate.ts'
import { invariants } from './invariants.ts'
import { invite } from './invite.ts'
import { applicationLapse } from './lapse.ts'
import { leave } from './leave.ts'
import { nameGuardians } from './nameGuardians.ts'
import { objectRecovery } from './objectRecovery.ts'
import { openRecovery } from './openRecovery.ts'
import { checkParams, type MembersParams, membersParams } from './params.ts'
import { queries } from './queries.ts'
import { giveQuotas } from './quotas.ts'
import * as records from './records.ts'
import { recoveryDue } from './recovery.ts'
import { reinstate } from './reinstate.ts'
import { revokeDevice } from './revokeDevice.ts'
import { rotateDevice } from './rotateDevice.ts'
import { setRoles } from './setRoles.ts'
import { setThreshold } from './setThreshold.ts'
import { membership } from './standing.ts'
import { suspend } from './suspend.ts'
import { withdrawInvitation } from './withdrawInvitation.ts'

export const members: Module<MembersParams, ReturnType<typeof genesis.read>> = {
  ...membersParams,
  tables: [
    records.members,
    records.applications,
    records.guardians,
    records.recoveries,
    records.census,
    records.givenQuotas,
  ],
  codes,
  genesis,
  checkParams,
  begin,
  commands: {
    apply,
    applyAgain,
    admit,
    decline,
    setRoles,
    suspend,
    reinstate,
    leave,
    exclude,
    invite,
    withdrawInvitation,
    addDevice,
    revokeDevice,
    rotateDevice,
    setThreshold,
    nameGuardians,
    openRecovery,
    endorseRecovery,
    objectRecovery,
  },
  membership,
  hooks: { interval: giveQuotas, due: [applicationLapse, recoveryDue] },
  queries,
  events,
  invariants,
  generate,
}
