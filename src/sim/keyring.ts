// All keys of the people that the world plays.
import { type Bytes, equalBytes, toHex } from '../bytes/bytes.ts'
import { accountOf, deviceOf, ownerOf } from '../chain/kernel/keys.ts'
import type { Actor } from '../chain/module.ts'
import type { Reading } from '../chain/store.ts'
import type { Signer } from '../crypto/keys.ts'
import type { Random } from './random.ts'
import type { Scheme } from './signing.ts'

/** Keys that never came to anything are forgotten; more than this are never held. */
const MOST_SPARE_KEYS = 512

interface Promised {
  readonly signer: Signer
  readonly message: Bytes
  readonly mark: Bytes
}

export class Keyring {
  private readonly scheme: Scheme
  private readonly random: Random
  private readonly signers = new Map<string, Signer>()
  private promised: Promised[] = []

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

  /** For a generator, which cannot wait: it gets a mark, and `keep` puts the signature in its place. */
  newDevice = (): { readonly key: Bytes; sign(message: Bytes): Bytes } => {
    const signer = this.newKey()
    return { key: signer.publicKey, sign: message => this.promise(signer, message) }
  }

  private promise(signer: Signer, message: Bytes): Bytes {
    const mark = this.random.bytes(64)
    this.promised.push({ signer, message: message.slice(), mark })
    return mark
  }

  /** The parameters with every promised signature in place of its mark. */
  async keep(params: Bytes): Promise<Bytes> {
    const kept = params.slice()
    for (const { signer, message, mark } of this.promised) {
      const at = indexOf(kept, mark)
      if (at >= 0) kept.set(await signer.sign(message), at)
    }
    this.promised = []
    return kept
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

function indexOf(within: Bytes, part: Bytes): number {
  for (let at = 0; at + part.length <= within.length; at++)
    if (within[at] === part[0] && equalBytes(within.subarray(at, at + part.length), part)) return at
  return -1
}
