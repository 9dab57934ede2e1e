// How somebody is called on screens: as it calls itself in the notebook, and always by a short form of the account, for
// two may choose one name.
import { short } from './look/figures.ts'
import type { Session } from './session.svelte.ts'
import { speech } from './words/index.svelte.ts'

export function nameOf(
  account: string | null,
  { identity, names }: Pick<Session, 'identity' | 'names'>,
): string {
  if (account === null) return speech.words.guest
  if (identity.belongs && account === identity.account) return speech.words.you
  const name = names.get(account)
  return name ? `${name} (${short(account)})` : short(account)
}
