// All keys of the people that the world plays.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { accountOf, deviceOf, ownerOf } from '../chain/kernel/keys.ts'
import type { Actor } from '../chain/module.ts'
import type { Reading } from '../chain/store.ts'
import type { Random } from './random.ts'
import type { Scheme, Signer } from './signing.ts'

/** Keys that never came to anything are forgotten; more than this are never held. */
const MOST_SPARE_KEYS = 512

export class Keyring {
  private readonly scheme: Scheme
  private readonly random: Random
  private readonly signers = new Map<string, Signer>()

  constructor(scheme: Scheme, random: Random) {
    this.scheme = scheme
    this.random = random
  }

  get size(): number {
    return this.signers.size
  }

  newKey(): Signer {
    const signer = this.scheme.signer(this.random.bytes(32))
    this.signers.set(toHex(signer.publicKey), signer)
    return signer
  }

  signerOf(key: Bytes): Signer | undefined {
    return this.signers.get(toHex(key))
  }

  /** A fresh device, for a generator of random commands. */
  newDevice = (): { readonly key: Bytes; sign(message: Bytes): Bytes } => {
    const { publicKey, sign } = this.newKey()
    return { key: publicKey, sign }
  }

  /** Every account that can be played in this state, by each of its devices whose key is here. */
  actors(state: Reading): Actor[] {
    const actors: Actor[] = []
    const spare: string[] = []
    for (const [name, { publicKey }] of this.signers) {
      const account = ownerOf(state, publicKey)
      const record = account && accountOf(state, account)
      if (account && record && deviceOf(record, publicKey)) actors.push({ account, device: publicKey })
      else spare.push(name)
    }
    for (const name of spare.slice(0, -MOST_SPARE_KEYS)) this.signers.delete(name)
    return actors
  }
}
