// What happens to candidates.
import { bytes, type Codec, optional, struct, uint } from '../../bytes/codec.ts'
import type { EventType } from '../../chain/module.ts'
import { NAME } from './records.ts'

const event = <E>(name: string, data: Codec<E>): EventType<E> => ({ module: NAME, name, data })

const account = bytes(20)
const key = bytes(32)

export const stood = event('stood', struct({ account, number: uint, key }))
export const rekeyed = event('rekeyed', struct({ account, key }))
/** Stands no more; the stake comes back in this slot, or later where a key is needed so long. */
export const withdrawn = event('withdrawn', struct({ account, until: uint }))
/** The candidacy is over and its stake back. */
export const released = event('released', struct({ account, stake: uint }))
/** Somebody voted for, and locked credits with it, and has gone. */
export const voteEnded = event('vote-ended', struct({ account, stake: uint }))
/** A key is barred for ever, and the stake behind it lost: a share to the accuser, the rest to the pot. */
export const convicted = event(
  'convicted',
  struct({ key, account: optional(account), slashed: uint, accuser: account, reward: uint }),
)

export const events: readonly EventType<any>[] = [stood, rekeyed, withdrawn, released, voteEnded, convicted]
