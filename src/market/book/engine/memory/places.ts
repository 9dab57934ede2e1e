// Orders by their place, in pages: places rise one by one, so most of what is near in number is near in time and memory.
interface Page<O> {
  readonly slots: (O | undefined)[]
  filled: number
}

const SIZE = 32

export class Places<O extends { readonly place: number }> {
  readonly #pages = new Map<number, Page<O>>()

  get(place: number): O | undefined {
    return this.#pages.get(place - (place % SIZE))?.slots[place % SIZE]
  }

  set(order: O): void {
    const slot = order.place % SIZE
    const number = order.place - slot
    let page = this.#pages.get(number)
    if (page === undefined) {
      page = { slots: [], filled: 0 }
      this.#pages.set(number, page)
    }
    if (page.slots[slot] === undefined) page.filled += 1
    page.slots[slot] = order
  }

  delete(place: number): void {
    const slot = place % SIZE
    const page = this.#pages.get(place - slot)
    if (page?.slots[slot] === undefined) return
    page.slots[slot] = undefined
    page.filled -= 1
    if (page.filled === 0) this.#pages.delete(place - slot)
  }

  /** Oldest first. */
  all(): O[] {
    const all: O[] = []
    for (const { slots } of this.#pages.values()) for (const order of slots) if (order) all.push(order)
    return all.sort((a, b) => a.place - b.place)
  }
}
