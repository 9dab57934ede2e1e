// How the members of a community weigh, for what takes a share of all of them.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Reading } from '../store.ts'

/** Weighs the membership of a version of the state. */
export interface Membership {
  weightOf(state: Reading, account: Bytes): number
  total(state: Reading): number
}
