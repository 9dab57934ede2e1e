// What was asked of neighbours and is not answered yet: whom to ask, the pieces as they come, and when to ask another.
import type { Bytes } from '../../bytes/bytes.ts'
import { frameOf } from '../frames/frame.ts'
import { PIECE_BYTES } from '../frames/limits.ts'
import type { Piece, Question } from '../frames/requests.ts'
import type { Standing } from '../frames/summary.ts'
import type { SyncEffect } from './effect.ts'
import type { SyncLimits } from './limits.ts'
import { piecesOf } from './serve.ts'

export interface Neighbour {
  readonly id: string
  readonly serves: boolean
  standing: Standing | undefined
  /** Since when it is known to stand there. */
  standingAt: number
  flying: number
  restUntil: number
  misses: number
}

/** Whole; or undefined: it cannot be had there; or `lost`: no answer came. */
export type Answer = Bytes | undefined | 'lost'

interface Flying {
  readonly id: number
  readonly to: Neighbour
  readonly then: (answer: Answer, from: string) => void
  deadline: number
  answer: Bytes | undefined
  readonly here: Set<number>
}

const MAX_ID = 2 ** 32

export class Requests {
  readonly neighbours = new Map<string, Neighbour>()
  now = 0
  effects: SyncEffect[] = []
  /** Nobody ever said to stand further on, so that most need not be looked at one by one. */
  readonly farthest = { final: 0, head: 0 }
  private readonly flying = new Map<number, Flying>()
  /** Nobody rests longer. */
  private restedUntil = 0
  private readonly limits: SyncLimits
  private readonly draw: (below: number) => number
  private id: number

  constructor(limits: SyncLimits, draw: (below: number) => number) {
    this.limits = limits
    this.draw = draw
    // Not from zero: an answer to what was asked before a restart is none of ours.
    this.id = draw(MAX_ID)
  }

  get size(): number {
    return this.flying.size
  }

  join(id: string, serves: boolean): void {
    if (this.neighbours.has(id)) return
    this.neighbours.set(id, {
      ...{ id, serves, standing: undefined, standingAt: this.now },
      ...{ flying: 0, restUntil: 0, misses: 0 },
    })
  }

  leave(id: string): void {
    if (!this.neighbours.delete(id)) return
    for (const each of [...this.flying.values()]) if (each.to.id === id) this.end(each, 'lost')
  }

  stands(neighbour: Neighbour, standing: Standing): void {
    const { farthest } = this
    neighbour.standing = standing
    neighbour.standingAt = this.now
    if (!neighbour.serves) return
    farthest.final = Math.max(farthest.final, standing.final.height)
    farthest.head = Math.max(farthest.head, standing.head.height)
  }

  /** Whoever can be asked now and suits: the least busy, else by chance. */
  choose(suits: (neighbour: Neighbour) => boolean): Neighbour | undefined {
    if (this.flying.size >= this.limits.atAll) return undefined
    let best: Neighbour[] = []
    for (const neighbour of this.neighbours.values()) {
      if (!this.isFree(neighbour) || !suits(neighbour)) continue
      const least = best[0]?.flying ?? Number.POSITIVE_INFINITY
      if (neighbour.flying < least) best = [neighbour]
      else if (neighbour.flying === least) best.push(neighbour)
    }
    return best.length > 0 ? best[this.draw(best.length)] : undefined
  }

  isFree({ serves, flying, restUntil }: Neighbour): boolean {
    return serves && flying < this.limits.atOne && restUntil <= this.now
  }

  ask(to: Neighbour, question: Question, then: (answer: Answer, from: string) => void): void {
    this.id = (this.id + 1) % MAX_ID
    const deadline = this.now + this.limits.answerMs
    this.flying.set(this.id, { ...{ id: this.id, to, then, deadline }, answer: undefined, here: new Set() })
    to.flying += 1
    const bytes = frameOf({ kind: 'request', body: { id: this.id, question } })
    this.effects.push({ kind: 'frame', to: to.id, stream: 'bulk', bytes })
  }

  hear(from: string, { id, index, total, bytes }: Piece): void {
    const flying = this.flying.get(id)
    // Too late, or never asked for: the network doubles and delays, so it is nobody's fault.
    if (flying?.to.id !== from || flying.here.has(index)) return
    const expected = Math.min(PIECE_BYTES, total - index * PIECE_BYTES)
    // One allocation, of a length that is bounded, and only for what was asked for.
    const fits = index < piecesOf(total) && bytes.length === expected
    if (fits) flying.answer ??= new Uint8Array(total)
    if (!fits || flying.answer?.length !== total) {
      this.lied(from)
      return
    }
    flying.answer.set(bytes, index * PIECE_BYTES)
    flying.here.add(index)
    flying.deadline = Math.max(flying.deadline, this.now + this.limits.pieceMs)
    if (flying.here.size < piecesOf(total)) return
    flying.to.misses = 0
    this.end(flying, total === 0 ? undefined : flying.answer)
  }

  /** What it says cannot be: that costs the link, and whatever else it was asked is asked elsewhere. */
  lied(from: string, reason: 'lied' | 'form' | 'size' | 'version' = 'lied'): void {
    if (!this.neighbours.has(from)) return
    this.effects.push({ kind: 'neighbour', neighbour: from, is: 'bad', reason })
    this.leave(from)
  }

  /** Gives up on what has not come: whoever was silent rests, and is not blamed. */
  run(): void {
    if (this.flying.size === 0) return
    for (const each of [...this.flying.values()]) {
      if (each.deadline > this.now) continue
      each.to.misses += 1
      each.to.restUntil = this.now + (this.limits.restMs << Math.min(each.to.misses - 1, 4))
      this.restedUntil = Math.max(this.restedUntil, each.to.restUntil)
      this.end(each, 'lost')
    }
  }

  private end(flying: Flying, answer: Answer): void {
    if (!this.flying.delete(flying.id)) return
    flying.to.flying -= 1
    flying.then(answer, flying.to.id)
  }

  get due(): number {
    let due = Number.POSITIVE_INFINITY
    for (const { deadline } of this.flying.values()) due = Math.min(due, deadline)
    if (this.restedUntil <= this.now) return due
    for (const { restUntil } of this.neighbours.values())
      if (restUntil > this.now) due = Math.min(due, restUntil)
    return due
  }
}
