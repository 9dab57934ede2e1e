// The community's time, by this device's clock and its neighbours'. A pure machine: inputs and the time in, effects out.
import { divFloor } from '../../bytes/integer.ts'
import { Asked } from './asked.ts'
import type { ClockEffect, ClockState } from './effect.ts'
import type { ClockInput } from './input.ts'
import {
  ASK_MS,
  ASKED_AT_ONCE,
  ASKED_MS,
  FIRST_MS,
  LEAST_ANSWERS,
  LONGEST_TRIP_MS,
  MOST_OFF_MS,
  MOVING_MS,
  STILL_MS,
} from './limits.ts'
import { medianOf } from './median.ts'
import { Smooth } from './smooth.ts'

const MAX_ID = 0xffff_ffff

export class Clock {
  private readonly draw: (below: number) => number
  /** Half a slot: so far ahead a block is taken. */
  private readonly toleranceMs: number
  private readonly asked = new Map<string, Asked>()
  private readonly smooth = new Smooth()
  private effects: ClockEffect[] = []
  private now = 0
  private nextId: number
  private wakeAt = Number.POSITIVE_INFINITY
  private said = ''
  state: ClockState = 'alone'
  /** How far this device's own clock is from the others', as last measured. */
  offMs = 0

  constructor(slotMs: number, draw: (below: number) => number) {
    this.draw = draw
    this.toleranceMs = divFloor(slotMs, 2)
    this.nextId = draw(MAX_ID)
  }

  /** The corrected time in milliseconds since 1970. It never goes back. */
  time(now: number): number {
    return this.smooth.at(now)
  }

  /** `now`: this device's clock in whole milliseconds since 1970, which its host keeps from going back. */
  step(input: ClockInput, now: number): readonly ClockEffect[] {
    if (now > this.now) this.now = now
    this.effects = []
    this.take(input)
    this.askAround()
    this.judge()
    return this.effects
  }

  private take(input: ClockInput): void {
    switch (input.kind) {
      case 'joined':
        if (!this.asked.has(input.neighbour) || this.asked.get(input.neighbour)!.counts !== input.counts)
          this.asked.set(input.neighbour, new Asked(input.counts, this.now, ASKED_AT_ONCE, this.now))
        this.call(this.now)
        return
      case 'left':
        this.asked.delete(input.neighbour)
        return
      case 'asked':
        this.tell(input.from, input.id)
        return
      case 'told':
        this.measure(input.from, input.id, input.at)
        return
      case 'woken':
        for (const each of this.asked.values()) {
          each.forget()
          each.askAt = this.now + this.draw(FIRST_MS)
        }
        this.call(this.now)
        return
      case 'time':
        return
    }
  }

  private tell(from: string, id: number): void {
    const each = this.asked.get(from)
    if (!each) return
    const filled = divFloor(this.now - each.allowanceAt, ASKED_MS)
    each.allowance = Math.min(ASKED_AT_ONCE, each.allowance + filled)
    each.allowanceAt += filled * ASKED_MS
    if (each.allowance === 0) return
    each.allowance -= 1
    this.effects.push({ kind: 'tell', to: from, id, at: this.time(this.now) })
  }

  private measure(from: string, id: number, at: number): void {
    const each = this.asked.get(from)
    if (!each || each.id !== id) return
    each.id = undefined
    const trip = this.now - each.sentAt
    if (trip > LONGEST_TRIP_MS) return
    // Half of the way was the answer's.
    each.keep({ off: at + (trip >> 1) - this.now, trip, at: this.now })
    this.follow()
  }

  private follow(): void {
    const counted = [...this.asked.values()].filter(each => each.counts)
    if (counted.some(each => each.isNew(this.now))) return
    const best = counted.flatMap(each => each.best(this.now) ?? [])
    if (best.length < LEAST_ANSWERS) return
    const off = medianOf(best.map(each => each.off))
    const blur = Math.max(STILL_MS, medianOf(best.map(each => each.trip)) >> 1)
    this.offMs = off
    if (Math.abs(off) > MOST_OFF_MS) this.smooth.target = off > 0 ? MOST_OFF_MS : -MOST_OFF_MS
    else if (Math.abs(off - this.smooth.target) > blur) this.smooth.target = off
  }

  private askAround(): void {
    if (this.now < this.wakeAt) return
    this.wakeAt = Number.POSITIVE_INFINITY
    for (const [to, each] of this.asked) {
      if (each.askAt <= this.now) {
        this.nextId = this.nextId === MAX_ID ? 0 : this.nextId + 1
        each.id = this.nextId
        each.sentAt = this.now
        if (each.first > 0) each.first -= 1
        const wait = each.first > 0 ? FIRST_MS : each.moves || this.moves ? MOVING_MS : ASK_MS
        each.askAt = this.now + wait + this.draw(wait >> 2)
        this.effects.push({ kind: 'ask', to, id: each.id })
      }
      this.call(each.askAt)
    }
  }

  /** Whether this clock itself is on its way. */
  private get moves(): boolean {
    return this.smooth.applied !== this.smooth.target
  }

  private judge(): void {
    this.time(this.now)
    const answers = [...this.asked.values()].filter(each => each.counts && each.best(this.now)).length
    const { applied, target } = this.smooth
    if (answers < LEAST_ANSWERS) this.state = 'alone'
    else if (Math.abs(this.offMs) > MOST_OFF_MS) this.state = 'beyond'
    else if (Math.abs(this.offMs - applied) > this.toleranceMs) this.state = 'settling'
    else this.state = 'good'
    if (this.state === 'settling')
      this.call(this.now + 2 * Math.max(1, Math.abs(target - applied) - this.toleranceMs))
    const said = `${this.state} ${this.offMs} ${answers < LEAST_ANSWERS}`
    if (said === this.said) return
    this.said = said
    this.effects.push({ kind: 'clock', state: this.state, offMs: this.offMs, answers })
  }

  private call(ms: number): void {
    if (ms >= this.wakeAt) return
    this.wakeAt = ms
    this.effects.push({ kind: 'wake', ms })
  }
}
