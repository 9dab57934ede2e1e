// A map that forgets its oldest: what strangers can make grow stays bounded.

export class Remembered<V> {
  private readonly most: number
  private readonly known = new Map<string, V>()

  constructor(most: number) {
    this.most = most
  }

  get size(): number {
    return this.known.size
  }

  get(name: string): V | undefined {
    return this.known.get(name)
  }

  has(name: string): boolean {
    return this.known.has(name)
  }

  set(name: string, value: V): void {
    if (this.known.size >= this.most && !this.known.has(name)) {
      const [oldest] = this.known.keys()
      this.known.delete(oldest!)
    }
    this.known.set(name, value)
  }
}
