// The final blocks that a light peer remembers: enough to hold proofs against, and to notice another one at the same
// height.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { isOffence } from '../consensus/evidence.ts'
import type { Testimony } from './active.ts'
import type { Headline } from './headline.ts'

/** A minute of blocks, or more: an answer that was made from a final block finds it still remembered. */
export const MAX_FINALS = 64

export interface Final {
  readonly height: number
  readonly hash: Hash
  readonly name: string
  /** Undefined where it was shown by a hand-over or a checkpoint and its header has not come yet. */
  readonly headline: Headline | undefined
  /** The certificates that showed it, or a descendant of it, final. */
  readonly shownBy: readonly Testimony[]
}

export class Finals {
  private readonly byHeight = new Map<number, Final>()
  newest: Final

  constructor(newest: Final) {
    this.newest = newest
    this.byHeight.set(newest.height, newest)
  }

  at(height: number): Final | undefined {
    return this.byHeight.get(height)
  }

  /** Remembers one, or its headline once that has come. */
  put(final: Final): void {
    this.byHeight.set(final.height, final)
    if (final.height >= this.newest.height) this.newest = final
    if (this.byHeight.size <= MAX_FINALS) return
    for (const height of this.byHeight.keys()) {
      if (height !== this.newest.height) this.byHeight.delete(height)
      if (this.byHeight.size <= MAX_FINALS) return
    }
  }
}

/** Evidence (rule 6): the keys that signed towards both of two blocks that exclude each other. */
export function signersOfBoth(one: readonly Testimony[], other: readonly Testimony[]): readonly Bytes[] {
  const proven = new Map<string, Bytes>()
  const both = new Map<string, Bytes>()
  for (const a of one) {
    const keys = new Set(a.signed.map(({ publicKey }) => nameOf32(publicKey)))
    for (const b of other) {
      const offence = isOffence(a.ballot, b.ballot)
      for (const { publicKey } of b.signed) {
        const name = nameOf32(publicKey)
        if (!keys.has(name)) continue
        both.set(name, publicKey)
        if (offence) proven.set(name, publicKey)
      }
    }
  }
  // Where the votes in between were not heard, who voted on both sides is all that can be told.
  return [...(proven.size > 0 ? proven : both).values()].sort(compareBytes)
}
