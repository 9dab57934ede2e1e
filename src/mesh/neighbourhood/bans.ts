// Who stays out for a while.
import { BAN_MS, MOST_BANS } from './limits.ts'

export class Bans {
  private readonly until = new Map<string, number>()

  get size(): number {
    return this.until.size
  }

  has(name: string, now: number): boolean {
    return (this.until.get(name) ?? 0) > now
  }

  add(name: string, now: number): void {
    this.until.delete(name)
    this.until.set(name, now + BAN_MS)
    for (const oldest of this.until.keys()) {
      if (this.until.size <= MOST_BANS) break
      this.until.delete(oldest)
    }
  }
}
