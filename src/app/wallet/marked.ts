// Whether this browser keeps a key: what looks after it is loaded only then.
import { nameIn } from '../../peer/browser/open.ts'
import { markOf } from '../../peer/wallet/mark.ts'

export const hasKey = (): boolean => localStorage.getItem(markOf(nameIn(new URL(location.href)))) !== null
