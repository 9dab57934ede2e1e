// How somebody is called on screens: until a community shares names, by a short form of the account.
import { short } from './look/figures.ts'
import type { Session } from './session.svelte.ts'
import { speech } from './words/index.svelte.ts'

export function nameOf(account: string | null, { identity }: Pick<Session, 'identity'>): string {
  if (account === null) return speech.words.guest
  return identity.belongs && account === identity.account ? speech.words.you : short(account)
}
