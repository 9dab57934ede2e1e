// Recalls (rule 9): a starting delegate asks every full peer that it reaches, and again those who have not answered.

import { equalBytes } from '../../bytes/bytes.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Links } from './links.ts'
import type { Neighbour } from './neighbour.ts'
import { isFull } from './roles.ts'

const AGAIN_MS = 4000
/** Whoever has not answered by then is asked no more: it is away, and will be asked when it is reached again. */
const MOST_TIMES = 8
/** A neighbour is answered so often at most. */
const ANSWER_EVERY_MS = 2000

interface Asked {
  times: number
  at: number
  answered: boolean
}

export class Recalls {
  private recall: Recall | undefined
  private readonly asked = new Map<string, Asked>()
  private readonly links: Links
  due = Number.POSITIVE_INFINITY

  constructor(links: Links) {
    this.links = links
  }

  begin(recall: Recall | null): void {
    this.recall = recall ?? undefined
    this.asked.clear()
    this.due = Number.POSITIVE_INFINITY
    for (const neighbour of this.links.all.values()) this.ask(neighbour)
  }

  /** A neighbour is reached. */
  ask(neighbour: Neighbour): void {
    if (!this.recall || !isFull(neighbour.role)) return
    const { now } = this.links
    const known = this.asked.get(neighbour.id)
    if (known?.answered) return
    this.asked.set(neighbour.id, { times: 1, at: now + AGAIN_MS, answered: false })
    if (now + AGAIN_MS < this.due) this.due = now + AGAIN_MS
    this.links.say(neighbour, { kind: 'recall', body: this.recall })
  }

  left(id: string): void {
    if (!this.asked.get(id)?.answered) this.asked.delete(id)
  }

  /** Asks those again who have been silent. */
  run(): void {
    const { now, all } = this.links
    if (now < this.due || !this.recall) return
    this.due = Number.POSITIVE_INFINITY
    for (const [id, asked] of this.asked) {
      const neighbour = all.get(id)
      if (!neighbour || asked.answered || asked.times >= MOST_TIMES) continue
      if (asked.at <= now) {
        asked.times += 1
        asked.at = now + (AGAIN_MS << Math.min(asked.times - 1, 4))
        this.links.say(neighbour, { kind: 'recall', body: this.recall })
      }
      if (asked.at < this.due) this.due = asked.at
    }
  }

  hear(from: Neighbour, recall: Recall): void {
    const { now } = this.links
    if (now < from.recalledAt + ANSWER_EVERY_MS) return
    from.recalledAt = now
    this.links.effects.push({ kind: 'recalled', from: from.id, recall })
  }

  answer(to: string, memory: Memory): void {
    const neighbour = this.links.all.get(to)
    if (neighbour) this.links.say(neighbour, { kind: 'memory', body: memory })
  }

  /** An answer to what was asked, and to nothing else. */
  hearMemory(from: Neighbour, memory: Memory): void {
    const { recall } = this
    const asked = this.asked.get(from.id)
    if (!recall || !asked || asked.answered) return
    if (memory.recall.asked !== recall.asked || !equalBytes(memory.recall.key, recall.key)) return
    if (!equalBytes(memory.recall.chain, recall.chain)) return
    asked.answered = true
    this.links.effects.push({ kind: 'answered', from: from.id, memory })
  }
}
