// A delegate's key as a node wants it.

import { equalBytes } from '../../bytes/bytes.ts'
import { RevealChain } from '../../chain/consensus/reveals.ts'
import type { OwnDelegate } from '../../chain/node/config.ts'
import type { DelegateKey } from './vault.ts'

/** The chain that was made last: it is a million hashes, and a peer that stands begins anew with the same one. */
let made:
  | {
      readonly secret: Uint8Array
      readonly base: number
      readonly slots?: number
      readonly chain: RevealChain
    }
  | undefined

function chainOf(secret: Uint8Array, base: number, slots: number | undefined): RevealChain {
  if (made && made.base === base && made.slots === slots && equalBytes(made.secret, secret)) return made.chain
  made = { secret, base, chain: new RevealChain(secret, base, slots), ...(slots !== undefined && { slots }) }
  return made.chain
}

/** `slots`: how many the chain of reveals serves; fewer than there are in tests alone. */
export function ownDelegate(
  { signer, secret, base }: DelegateKey,
  slots?: number,
): OwnDelegate & { readonly commitment: Uint8Array } {
  const chain = chainOf(secret, base, slots)
  return { key: signer.publicKey, commitment: chain.commitment, reveal: slot => chain.at(slot) }
}
