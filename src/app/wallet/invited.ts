// The invitation by which this browser found the community that it shows, as it may be handed on: without its ticket.
import { invitationTo, placeHere } from '../../peer/browser/places.ts'
import { readInvitation, writeInvitation } from '../../peer/invitation.ts'

export function invitationKept(): string {
  const place = placeHere()
  const invitation = readInvitation((place && invitationTo(place.store)) ?? '')
  return invitation ? writeInvitation({ ...invitation, token: null }) : ''
}

/** The same, short enough for a code: its genesis is asked of a relay or a neighbour. */
export function shortInvitation(): string {
  const invitation = readInvitation(invitationKept())
  return invitation ? writeInvitation({ ...invitation, genesis: null }) : ''
}
