// What a light peer asks: put to one neighbour after another, until an answer is worth something.
import type { Bytes } from '../../bytes/bytes.ts'
import { readLight } from './answers.ts'
import type { SyncLimits } from './limits.ts'
import type { Requests } from './requests.ts'

interface Asked {
  readonly token: number
  readonly question: Bytes
  readonly first: string | undefined
  readonly tried: Set<string>
  readonly until: number
  state: 'open' | 'flying' | 'assessing'
  from: string | undefined
}

export class Questions {
  private readonly asked = new Map<number, Asked>()
  private readonly requests: Requests
  private readonly limits: SyncLimits

  constructor(requests: Requests, limits: SyncLimits) {
    this.requests = requests
    this.limits = limits
  }

  get size(): number {
    return this.asked.size
  }

  ask(token: number, question: Bytes, first: string | undefined): void {
    if (this.asked.size >= this.limits.questions) {
      this.requests.effects.push({ kind: 'answered', token, answer: null })
      return
    }
    const until = this.requests.now + this.limits.questionMs
    this.asked.set(token, {
      ...{ token, question, first, tried: new Set<string>(), until },
      ...{ state: 'open', from: undefined },
    })
  }

  assessed(token: number, worth: 'good' | 'nothing' | 'bad'): void {
    const asked = this.asked.get(token)
    if (asked?.state !== 'assessing') return
    if (worth === 'good') {
      this.asked.delete(token)
      return
    }
    if (worth === 'bad' && asked.from !== undefined) this.requests.lied(asked.from)
    asked.state = 'open'
  }

  run(): void {
    for (const asked of this.asked.values()) {
      if (asked.state !== 'open') continue
      if (asked.until <= this.requests.now) {
        this.asked.delete(asked.token)
        this.requests.effects.push({ kind: 'answered', token: asked.token, answer: null })
      } else this.put(asked)
    }
  }

  private put(asked: Asked): void {
    const { requests } = this
    const first = asked.first === undefined ? undefined : requests.neighbours.get(asked.first)
    const isFirst = first && !asked.tried.has(first.id) && requests.isFree(first)
    const to = isFirst ? first : requests.choose(({ id }) => !asked.tried.has(id))
    if (!to) return
    asked.tried.add(to.id)
    asked.state = 'flying'
    requests.ask(to, { kind: 'light', body: asked.question }, (answer, from) => {
      asked.state = 'open'
      // Who was silent may be asked again, who had nothing need not be.
      if (answer === 'lost') asked.tried.delete(from)
      if (answer === undefined || answer === 'lost') return
      const read = readLight(answer)
      if (!read) {
        requests.lied(from)
        return
      }
      asked.state = 'assessing'
      asked.from = from
      requests.effects.push({ kind: 'answered', token: asked.token, answer: read, from })
    })
  }

  get due(): number {
    let due = Number.POSITIVE_INFINITY
    for (const { state, until } of this.asked.values()) if (state === 'open') due = Math.min(due, until)
    return due
  }
}
