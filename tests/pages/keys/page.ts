// A page with keys and nothing to look at: what a test calls from outside.
import { Keyring } from '../../../src/peer/wallet/keyring.ts'

export interface Global {
  ring: Keyring
  begin(): Promise<void>
}

const global = globalThis as unknown as Global

global.begin = async () => {
  global.ring = await Keyring.open('main')
}
