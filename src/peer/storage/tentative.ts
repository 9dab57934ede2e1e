// The blocks above the last final one, of all branches: which are kept, and what becomes of them when one is final.
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Executed } from '../../chain/execute.ts'

export interface Tentative {
  readonly height: number
  readonly hash: Hash
  readonly parentName: string
  readonly executed: Executed
}

export interface Decided {
  /** Those that are final now, the lowest first. */
  readonly final: readonly Tentative[]
  /** Those that can never be. */
  readonly lost: readonly Tentative[]
}

export class Tentatives {
  private readonly byName = new Map<string, Tentative>()

  get size(): number {
    return this.byName.size
  }

  add(executed: Executed): void {
    const { header, hash } = executed
    const { height, parent } = header
    this.byName.set(nameOf32(hash), { height, hash, parentName: nameOf32(parent), executed })
  }

  has(hash: Hash): boolean {
    return this.byName.has(nameOf32(hash))
  }

  /** A block is final: it and its ancestors go, and so do all that do not descend from it. Undefined where it is not here. */
  decide(hash: Hash): Decided | undefined {
    const last = this.byName.get(nameOf32(hash))
    if (!last) return undefined
    const final: Tentative[] = []
    for (let at: Tentative | undefined = last; at; at = this.byName.get(at.parentName)) final.unshift(at)
    for (const each of final) this.byName.delete(nameOf32(each.hash))
    const above = new Set([nameOf32(hash)])
    const lost: Tentative[] = []
    // A block is kept after its parent, so one pass finds all descendants.
    for (const [name, each] of this.byName)
      if (above.has(each.parentName)) above.add(name)
      else lost.push(each)
    for (const each of lost) this.byName.delete(nameOf32(each.hash))
    return { final, lost }
  }

  /** All of them go. */
  clear(): readonly Tentative[] {
    const all = [...this.byName.values()]
    this.byName.clear()
    return all
  }
}
