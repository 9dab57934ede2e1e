// A delegate's key as a node wants it. Its chains of reveals are a million hashes each: they are made once, in short
// steps beside other work, and kept.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { REVEAL_SLOTS, RevealChain } from '../../chain/consensus/reveals.ts'
import type { OwnDelegate } from '../../chain/node/config.ts'
import type { Notes } from '../storage/notes.ts'
import type { Platform } from './platform.ts'
import type { DelegateKey, Reveals } from './vault.ts'

const keptCodec = struct({ secret: bytes(32), commitment: bytes(32), kept: bytes(0, REVEAL_SLOTS) })
const KEPT = 'reveals/'

export interface RevealingParts {
  readonly notes: Notes
  readonly platform: Platform
  /** How many slots a chain serves; fewer than there are in tests alone. */
  readonly slots?: number | undefined
}

export class Revealing implements OwnDelegate {
  readonly key: Bytes
  private readonly parts: RevealingParts
  /** The newest first. */
  private chains: readonly RevealChain[] = []

  private constructor(key: Bytes, parts: RevealingParts) {
    this.key = key
    this.parts = parts
  }

  static async open(key: DelegateKey, parts: RevealingParts): Promise<Revealing> {
    const revealing = new Revealing(key.signer.publicKey, parts)
    await revealing.take(key)
    return revealing
  }

  /** The end of the newest chain. */
  get commitment(): Bytes {
    return this.chains[0]!.commitment
  }

  /** Among the chains that are here the one that was committed to. */
  reveal(slot: number, commitment: Bytes): Bytes | undefined {
    return this.chains.find(chain => equalBytes(chain.commitment, commitment))?.at(slot)
  }

  /** The chains of this key as it is now. */
  async take({ reveals }: DelegateKey): Promise<void> {
    const chains: RevealChain[] = []
    for (const each of reveals) chains.push(await this.chainOf(each))
    this.chains = chains
  }

  private async chainOf({ secret, base }: Reveals): Promise<RevealChain> {
    const { notes, slots = REVEAL_SLOTS } = this.parts
    const name = KEPT + toHex(secret.subarray(0, 4))
    const found = await notes.get(name, keptCodec)
    const known =
      found &&
      equalBytes(found.secret, secret) &&
      RevealChain.restored(found.commitment, found.kept, base, slots)
    if (known) return known
    const making = RevealChain.making(secret, base, slots)
    for (;;) {
      const { done, value } = making.next()
      if (done) {
        const { commitment, kept } = value
        await notes.put(name, keptCodec, { secret, commitment, kept })
        return value
      }
      await new Promise<void>(resolve => this.parts.platform.after(0, resolve))
    }
  }
}
