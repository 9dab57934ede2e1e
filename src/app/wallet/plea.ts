// A plea for a new key: the member key that is kept here says that it wants to be the account's.
import { fromHex } from '../../bytes/bytes.ts'
import type { Plea } from '../../peer/wallet/codes.ts'
import { consentOf } from '../../peer/wallet/keyring.ts'
import type { Keeper } from './keeper.svelte.ts'

const nameOf = ({ session }: Keeper) => `wattle.plea.${session.community.genesis.slice(0, 16)}`

/** For which account one was made before. */
export const pleaKept = (keeper: Keeper): string | null => localStorage.getItem(nameOf(keeper))

export async function pleaOf(keeper: Keeper, account: string): Promise<Plea | undefined> {
  const { keyring, session } = keeper
  const opened = keyring.facts ? await keeper.opened() : await keyring.begin()
  if (!opened) return undefined
  const signer = await keeper.signer(opened)
  const { genesis } = session.community
  localStorage.setItem(nameOf(keeper), account)
  return {
    ...{ genesis: fromHex(genesis)!, account: fromHex(account)!, key: signer.publicKey },
    consent: await consentOf(signer, genesis, account),
  }
}
