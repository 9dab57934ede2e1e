// Who watches what: each is told the whole of it when it changed, no more often than a screen can show.
import type { Stop, Watched } from '../api.ts'
import type { Platform } from './platform.ts'

const EVERY_MS = 100

export type Topic = keyof Watched

export class Watching {
  private readonly platform: Platform
  private readonly make: { readonly [K in Topic]: () => Watched[K] }
  private readonly hearers = new Map<Topic, Set<(now: never) => void>>()
  private readonly due = new Set<Topic>()
  private planned = false

  constructor(platform: Platform, make: { readonly [K in Topic]: () => Watched[K] }) {
    this.platform = platform
    this.make = make
  }

  watch<K extends Topic>(what: K, hear: (now: Watched[K]) => void): Stop {
    const there = this.hearers.get(what) ?? new Set()
    this.hearers.set(what, there)
    // Each watching is its own, also of one function twice.
    const own = (now: Watched[K]) => hear(now)
    there.add(own)
    own(this.make[what]())
    return () => there.delete(own)
  }

  isWatched(topic: Topic): boolean {
    return (this.hearers.get(topic)?.size ?? 0) > 0
  }

  changed(...topics: readonly Topic[]): void {
    for (const topic of topics) if (this.hearers.get(topic)?.size) this.due.add(topic)
    if (this.planned || this.due.size === 0) return
    this.planned = true
    this.platform.after(EVERY_MS, () => this.tell())
  }

  private tell(): void {
    this.planned = false
    const topics = [...this.due]
    this.due.clear()
    for (const topic of topics) {
      const now = this.make[topic]()
      for (const hear of this.hearers.get(topic) ?? []) hear(now as never)
    }
  }

  close(): void {
    this.hearers.clear()
    this.due.clear()
  }
}
