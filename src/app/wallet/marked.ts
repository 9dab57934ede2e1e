// Whether this browser keeps a key: what looks after it is loaded only then.
import { walletHere } from '../../peer/browser/named.ts'
import { markOf } from '../../peer/wallet/mark.ts'

export const hasKey = (): boolean => localStorage.getItem(markOf(walletHere())) !== null
