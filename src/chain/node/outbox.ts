// What a step wants done, in order, and who waits for which answer.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Effect, Signable, Verdict } from './effect.ts'
import type { Keep } from './keep.ts'
import type { Message } from './message.ts'

export class Outbox {
  private effects: Effect[] = []
  private last = 0
  private readonly verifying = new Map<number, (verdicts: readonly boolean[]) => void>()
  private readonly persisting = new Map<number, () => void>()
  private readonly signing = new Map<number, (signature: Bytes) => void>()

  /** What has gathered, for the host to carry out. */
  take(): readonly Effect[] {
    const { effects } = this
    if (effects.length === 0) return effects
    this.effects = []
    return effects
  }

  put(effect: Effect): void {
    this.effects.push(effect)
  }

  verdict(message: Message, from: string | undefined, verdict: Verdict, code?: string): void {
    // Of every message: written out, for spreading costs more.
    if (from === undefined)
      this.effects.push(
        code === undefined
          ? { kind: 'verdict', message, verdict }
          : { kind: 'verdict', message, verdict, code },
      )
    else if (code === undefined) this.effects.push({ kind: 'verdict', message, verdict, from })
    else this.effects.push({ kind: 'verdict', message, verdict, from, code })
  }

  get inVerification(): number {
    return this.verifying.size
  }

  get unanswered(): number {
    return this.verifying.size + this.persisting.size + this.signing.size
  }

  verify(items: readonly Signed[], then: (verdicts: readonly boolean[]) => void): void {
    const token = ++this.last
    this.verifying.set(token, then)
    this.effects.push({ kind: 'verify', token, items })
  }

  /** May be lost in a crash. */
  keep(keep: Keep): void {
    this.effects.push({ kind: 'persist', token: ++this.last, durability: 'relaxed', keep })
  }

  /** What follows rests on it: it happens once this is on the disk for good. */
  keepStrictly(keep: Keep, then: () => void): void {
    const token = ++this.last
    this.persisting.set(token, then)
    this.effects.push({ kind: 'persist', token, durability: 'strict', keep })
  }

  sign(what: Signable, message: Bytes, then: (signature: Bytes) => void): void {
    const token = ++this.last
    this.signing.set(token, then)
    this.effects.push({ kind: 'sign', token, what, message })
  }

  verified(token: number, verdicts: readonly boolean[]): void {
    const then = this.verifying.get(token)
    this.verifying.delete(token)
    then?.(verdicts)
  }

  persisted(token: number): void {
    const then = this.persisting.get(token)
    this.persisting.delete(token)
    then?.()
  }

  signed(token: number, signature: Bytes): void {
    const then = this.signing.get(token)
    this.signing.delete(token)
    then?.(signature)
  }
}
