// Dials take turns: a few at a time, a moment apart, so that a page that joins neither starves itself nor falls in
// step with all others that join.
import { DIAL_GAP_MS, DIAL_JITTER_MS, DIALS_AT_ONCE, DIALS_WAITING } from './limits.ts'
import { jitter } from './platform.ts'

export class Turns {
  private readonly waiting: (() => Promise<void>)[] = []
  private running = 0
  private paused = false

  /** Does it when its turn comes; false where too many wait already. */
  add(work: () => Promise<void>): boolean {
    if (this.waiting.length >= DIALS_WAITING) return false
    this.waiting.push(work)
    this.next()
    return true
  }

  private next(): void {
    if (this.paused || this.running >= DIALS_AT_ONCE) return
    const work = this.waiting.shift()
    if (!work) return
    this.running += 1
    this.paused = true
    setTimeout(() => {
      this.paused = false
      this.next()
    }, DIAL_GAP_MS + jitter(DIAL_JITTER_MS))
    void work().finally(() => {
      this.running -= 1
      this.next()
    })
  }
}
