// What a community is called on the screen: as it calls itself once it was open here, or as its invitation says.
import { invitationTo, type Place } from '../../peer/browser/places.ts'
import { titleIn } from '../../peer/browser/titles.ts'
import { short } from '../look/figures.ts'

export const titleOf = ({ name, store, genesis }: Place): string =>
  name ?? titleIn(invitationTo(store) ?? '') ?? short(genesis)
