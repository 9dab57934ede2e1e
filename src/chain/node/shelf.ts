// What waits for something else to come: bounded in all. When it is full, whoever fills most of it gives way, so that no
// neighbour pushes out what others brought.

interface Entry<T> {
  readonly name: string
  /** What it waits for. */
  readonly awaits: string
  /** The neighbour that brought it. */
  readonly from: string | undefined
  readonly value: T
  /** Of one neighbour's the greatest goes first; without it the oldest. */
  readonly rank?: number
  /** How much room it takes; one place if nothing else is said. */
  readonly places?: number
}

interface Share<T> {
  places: number
  readonly entries: Set<Entry<T>>
}

export class Shelf<T> {
  private readonly most: number
  private readonly letGo: (value: T) => void
  private places = 0
  private readonly byName = new Map<string, Entry<T>>()
  private readonly byAwaited = new Map<string, Set<Entry<T>>>()
  private readonly shares = new Map<string | undefined, Share<T>>()

  /** `letGo` hears of what gives way to something else. */
  constructor(most: number, letGo: (value: T) => void = () => {}) {
    this.most = most
    this.letGo = letGo
  }

  get size(): number {
    return this.byName.size
  }

  has(name: string): boolean {
    return this.byName.has(name)
  }

  isAwaited(name: string): boolean {
    return this.byAwaited.has(name)
  }

  entries(): Iterable<Readonly<Entry<T>>> {
    return this.byName.values()
  }

  /** Of everything that is awaited, one of those that wait for it. */
  *awaited(): Iterable<Readonly<Entry<T>>> {
    for (const [first] of this.byAwaited.values()) yield first!
  }

  /** Whether it stays: what is here already under this name is not put here again. */
  put(entry: Entry<T>): boolean {
    if (this.byName.has(entry.name)) return false
    this.byName.set(entry.name, entry)
    within(this.byAwaited, entry.awaits, () => new Set<Entry<T>>()).add(entry)
    const share = within(this.shares, entry.from, () => ({ places: 0, entries: new Set<Entry<T>>() }))
    share.entries.add(entry)
    share.places += placesOf(entry)
    this.places += placesOf(entry)
    while (this.places > this.most) {
      const last = this.lastOf(this.largest(share))
      this.delete(last.name)
      if (last !== entry) this.letGo(last.value)
    }
    return this.byName.has(entry.name)
  }

  private largest(own: Share<T>): Share<T> {
    let largest = own
    for (const share of this.shares.values()) if (share.places > largest.places) largest = share
    return largest
  }

  private lastOf({ entries }: Share<T>): Entry<T> {
    let last: Entry<T> | undefined
    for (const entry of entries) {
      if (entry.rank === undefined) return entry
      if (!last || entry.rank >= last.rank!) last = entry
    }
    return last!
  }

  /** What waited for this: it waits no more. */
  take(awaited: string): readonly T[] {
    const entries = [...(this.byAwaited.get(awaited) ?? [])]
    for (const { name } of entries) this.delete(name)
    return entries.map(({ value }) => value)
  }

  delete(name: string): void {
    const entry = this.byName.get(name)
    if (!entry) return
    this.byName.delete(name)
    const others = this.byAwaited.get(entry.awaits)!
    others.delete(entry)
    if (others.size === 0) this.byAwaited.delete(entry.awaits)
    const share = this.shares.get(entry.from)!
    share.entries.delete(entry)
    share.places -= placesOf(entry)
    this.places -= placesOf(entry)
    if (share.entries.size === 0) this.shares.delete(entry.from)
  }
}

const placesOf = ({ places = 1 }: Entry<unknown>): number => places

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
