// A code by which another device of somebody asked this one to become the account's, until it has.

import { toHex } from '../../bytes/bytes.ts'
import { walletHere } from '../../peer/browser/named.ts'
import type { Asking } from '../../peer/wallet/codes.ts'

const NAME = () => `wattle/${walletHere()}/asking`

export const keepAsking = ({ account, nonce }: Asking): void =>
  sessionStorage.setItem(NAME(), JSON.stringify({ account: toHex(account), nonce: toHex(nonce) }))

export function askingKept(): { readonly account: string; readonly nonce: string } | undefined {
  return JSON.parse(sessionStorage.getItem(NAME()) ?? 'null') ?? undefined
}

export const forgetAsking = (): void => sessionStorage.removeItem(NAME())
