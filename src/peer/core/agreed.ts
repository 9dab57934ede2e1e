// Under which name a peer notes what it has signed to go on with, by the era that ends.
import { toHex } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'

export const agreedNote = (chain: Hash): string => `agreement/${toHex(chain)}`
