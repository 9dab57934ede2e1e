// The invitation by which this browser found its community, as it may be handed on: without its ticket.
import { nameHere } from '../../peer/browser/named.ts'
import { readInvitation, writeInvitation } from '../../peer/invitation.ts'

export function invitationKept(): string {
  const text = localStorage.getItem(`wattle/${nameHere()}/invitation`) ?? ''
  const invitation = readInvitation(text)
  return invitation ? writeInvitation({ ...invitation, token: null }) : ''
}

/** The same, short enough for a code: its genesis is asked of a relay or a neighbour. */
export function shortInvitation(): string {
  const invitation = readInvitation(invitationKept())
  return invitation ? writeInvitation({ ...invitation, genesis: null }) : ''
}
