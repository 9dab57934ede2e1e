// A community of a single delegate, for tests and benchmarks of what is not consensus: it owns every slot, and its
// blocks never carry a certificate.
import type { Bytes } from '../bytes/bytes.ts'
import { ownerAt, standingOf } from './consensus/branch.ts'
import type { Claims } from './consensus/claims.ts'
import { sameAgain } from './consensus/claims.ts'
import { RevealChain } from './consensus/reveals.ts'
import type { Executed } from './execute.ts'
import type { Genesis } from './genesis.ts'
import { View } from './store.ts'

/** As many slots as a test lets pass. */
const SLOTS = 200_000

let chain: RevealChain | undefined
const reveals = () => {
  chain ??= RevealChain.of(new Uint8Array(32).fill(7), 0, SLOTS)
  return chain
}

export const SOLO_KEY: Bytes = new Uint8Array(32).fill(0xee)

/** What genesis says of the single delegate; every slot is due. */
export const solo = (founder: Bytes): Pick<Genesis, 'delegates' | 'idleSlots' | 'turns'> => ({
  delegates: [{ founder, key: SOLO_KEY, commitment: reveals().commitment }],
  idleSlots: 1,
  turns: 'fixed',
})

/** The single delegate's claims for a block in this slot. */
export function soloClaims(genesis: Genesis, parent: Executed, slot: number): Claims {
  const state = new View(parent.tree)
  return {
    chain: standingOf(state).chain,
    slot,
    view: slot,
    producer: ownerAt(state, genesis, slot).account,
    reveal: reveals().at(slot)!,
    justify: sameAgain(parent),
    certificate: null,
  }
}
