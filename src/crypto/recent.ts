// A bounded memory of what was made for a key: the least recently used is forgotten first.
import type { Bytes } from '../bytes/bytes.ts'
import { nameOf32 } from '../bytes/name.ts'

export class Recent<T> {
  private readonly made = new Map<string, T>()
  private readonly most: number
  private readonly make: (key: Bytes) => T

  constructor(most: number, make: (key: Bytes) => T) {
    this.most = most
    this.make = make
  }

  of(key: Bytes): T {
    const name = nameOf32(key)
    let value = this.made.get(name)
    // A map keeps the order of insertion: what is used goes to its end.
    if (value !== undefined) this.made.delete(name)
    else value = this.make(key)
    this.made.set(name, value)
    if (this.made.size > this.most) this.made.delete(this.made.keys().next().value!)
    return value
  }

  forget(key: Bytes): void {
    this.made.delete(nameOf32(key))
  }
}
