// Keys at rest as a text: a file, or the code that brings them to another address.
import { isBearable } from './cost.ts'
import { type Form, type FrameFault, frame, unframe } from './frame.ts'
import { type Keys, keysCodec } from './keys.ts'

const FORM: Form<Keys> = { mark: 'wattle-keys', version: 1, codec: keysCodec }

export const writeKeys = (keys: Keys): Promise<string> => frame(FORM, keys)

export async function readKeys(said: string): Promise<Keys | FrameFault> {
  const read = await unframe(FORM, said)
  if (typeof read === 'string') return read
  const { passphrase } = read.value
  return passphrase && !isBearable(passphrase) ? 'damaged' : read.value
}
