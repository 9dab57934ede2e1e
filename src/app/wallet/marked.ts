// Whether this browser keeps a key: what looks after it is loaded only then.
import { nameHere } from '../../peer/browser/named.ts'
import { markOf } from '../../peer/wallet/mark.ts'

export const hasKey = (): boolean => localStorage.getItem(markOf(nameHere())) !== null
