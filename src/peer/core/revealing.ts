// A delegate's key as a node wants it.

import { RevealChain } from '../../chain/consensus/reveals.ts'
import type { OwnDelegate } from '../../chain/node/config.ts'
import type { DelegateKey } from './vault.ts'

/** `slots`: how many the chain of reveals serves; fewer than there are in tests alone. */
export function ownDelegate(
  { signer, secret, base }: DelegateKey,
  slots?: number,
): OwnDelegate & { readonly commitment: Uint8Array } {
  const chain = new RevealChain(secret, base, slots)
  return { key: signer.publicKey, commitment: chain.commitment, reveal: slot => chain.at(slot) }
}
