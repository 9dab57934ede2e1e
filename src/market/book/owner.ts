// Whose an order is, as the engine compares it: a text that stands for the 20 bytes of an account, a character a byte.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, type Codec } from '../../bytes/codec.ts'

export type Owner = string

const account = bytes(20)

export function ownerOf(of: Bytes): Owner {
  let owner = ''
  for (let i = 0; i < 20; i++) owner += String.fromCharCode(of[i]!)
  return owner
}

export function accountOfOwner(owner: Owner): Bytes {
  const of = new Uint8Array(20)
  for (let i = 0; i < 20; i++) of[i] = owner.charCodeAt(i)
  return of
}

/** Written as the account is. */
export const ownerCodec: Codec<Owner> = {
  form: account.form,
  write: (writer, owner) => account.write(writer, accountOfOwner(owner)),
  read: reader => ownerOf(account.read(reader)),
}
