// Whose an order is, as the engine compares it: a text that stands for the 20 bytes of an account, a character a byte.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Codec, named } from '../../bytes/codec.ts'
import { nameOf20 } from '../../bytes/name.ts'

export type Owner = string

export const ownerOf: (account: Bytes) => Owner = nameOf20

export function accountOfOwner(owner: Owner): Bytes {
  const of = new Uint8Array(20)
  for (let i = 0; i < 20; i++) of[i] = owner.charCodeAt(i)
  return of
}

/** Written as the account is. */
export const ownerCodec: Codec<Owner> = named(20, nameOf20)
