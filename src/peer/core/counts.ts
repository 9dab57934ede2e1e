// Counting by name.

export class Counter {
  private readonly counts = new Map<string, number>()

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by)
  }

  get all(): { readonly [name: string]: number } {
    return Object.fromEntries([...this.counts].sort())
  }
}
