// A device's own transactions, followed until what became of them is proven.
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'

/** More than one device's quota in a window lets stand. */
export const MAX_MINE = 256
/** How long after its expiry, in slots, an outcome may still be on its way to being final and shown. */
const GRACE_SLOTS = 64

interface Followed {
  readonly id: Hash
  readonly expiry: number
  asked: number | undefined
}

export class Mine {
  private readonly followed = new Map<string, Followed>()

  get size(): number {
    return this.followed.size
  }

  /** Follows one more; the oldest is no longer followed where there are too many. */
  add(id: Hash, expiry: number): void {
    this.followed.set(nameOf32(id), { id, expiry, asked: undefined })
    if (this.followed.size > MAX_MINE) this.followed.delete(this.followed.keys().next().value!)
  }

  /** Whether it was followed; it is no longer. */
  settle(id: Hash): boolean {
    return this.followed.size > 0 && this.followed.delete(nameOf32(id))
  }

  /** Those to ask for now, none within `every` milliseconds of the last time. */
  toAsk(ms: number, every: number): readonly Hash[] {
    if (this.followed.size === 0) return []
    const ids: Hash[] = []
    for (const each of this.followed.values()) {
      // The first answer is worth asking for once a block has had time to become final.
      if (each.asked === undefined) each.asked = ms
      else if (ms - each.asked >= every) {
        each.asked = ms
        ids.push(each.id)
      }
    }
    return ids
  }

  /** Lets go of those whose expiry is long past, by the slot of a final block. */
  expire(slot: number, tell: (id: Hash) => void): void {
    for (const [name, { id, expiry }] of this.followed)
      if (slot > expiry + GRACE_SLOTS) {
        this.followed.delete(name)
        tell(id)
      }
  }
}
