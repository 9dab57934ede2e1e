// A light peer at its station: it follows finality by headlines and certificates, sends what its user has to send, and
// is content when the outcome, and then its account's balance, are proven to it.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Block } from '../../chain/block.ts'
import type { LightEffect } from '../../chain/light/effect.ts'
import type { Final } from '../../chain/light/finals.ts'
import type { LightInput, LightItem } from '../../chain/light/input.ts'
import type { Law } from '../../chain/light/judge-era.ts'
import { LightPeer } from '../../chain/light/peer.ts'
import { type Question, readAnswer, writeQuestion } from '../../chain/light/question.ts'
import type { Trust } from '../../chain/light/trust.ts'
import type { Message } from '../../chain/node/message.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Signed } from '../../crypto/signed.ts'
import { balances } from '../../market/accounts/records.ts'
import type { Said } from '../../mesh/frames/index.ts'
import { NOTHING } from '../../mesh/sync/index.ts'
import type { Resident, Station } from './station.ts'

/** What it needs of the world around it. */
export interface Watching {
  readonly slotMs: number
  readonly trust: Trust
  /** Recoveries are judged by it. */
  readonly law: Law
  /** The very same bytes are the same object for all who live here. */
  same(answer: Bytes): Bytes
  verify(items: readonly Signed[]): readonly boolean[]
  final(blocks: readonly Final[]): void
  settled(): void
  /** What its own account holds was proven. */
  proved(): void
  halted(): void
}

export class Watcher implements Resident {
  readonly awake = true
  readonly follows = false
  readonly source = NOTHING
  /** It executes nothing. */
  readonly node = undefined
  station!: Station
  private readonly light: LightPeer
  private readonly around: Watching
  private token = 0
  /** What it sent and has not been shown the outcome of. */
  private readonly own = new Set<Transaction>()
  /** Headlines and certificates above the last final block. */
  private items: LightItem[] = []
  /** What an answer under way turned out to be worth. */
  private worth: 'good' | 'bad' = 'good'

  constructor(around: Watching) {
    this.around = around
    this.light = new LightPeer(around, around.trust)
  }

  readonly held = {
    standing: () => {
      const { final, head } = this.light
      const place = { height: final.height, hash: final.hash }
      return { final: place, head: head ? { height: head.header.height, hash: head.hash } : place }
    },
    pending: () => this.pending(),
  }

  private *pending(): Iterable<Said> {
    for (const transaction of this.own) yield { kind: 'transaction', transaction }
    yield* this.items
  }

  /** Where it stands, for whoever looks. */
  get finalHeight(): number {
    return this.light.final.height
  }

  get size(): number {
    return this.light.size.held + this.items.length
  }

  /** A slot has begun. */
  tick(ms: number): void {
    this.feed({ kind: 'time', ms })
  }

  /** From its neighbours; or, without one, from its own user. */
  hear(said: Said, from?: string): void {
    if (said.kind === 'transaction') {
      if (from === undefined) this.submit(said)
    } else if (said.kind !== 'block' && said.kind !== 'vote') this.feed({ kind: 'heard', item: said, from })
  }

  private submit(said: Message & { kind: 'transaction' }): void {
    const { transaction } = said
    if (this.own.has(transaction)) return
    this.own.add(transaction)
    this.feed({ kind: 'mine', id: transaction.id, expiry: transaction.expiry })
    this.station.tell({ kind: 'publish', said })
  }

  private feed(input: LightInput): void {
    for (const effect of this.light.step(input)) this.carry(effect)
  }

  private carry(effect: LightEffect): void {
    switch (effect.kind) {
      case 'verify':
        this.feed({ kind: 'verified', token: effect.token, verdicts: this.around.verify(effect.items) })
        return
      case 'verdict': {
        const { item, verdict, from } = effect
        if (verdict === 'good' && item.kind !== 'handover') this.items.push(item)
        if (verdict === 'bad') this.worth = 'bad'
        this.station.tell({ kind: 'verdict', said: item, verdict, from })
        return
      }
      case 'ask':
        this.ask(effect.ask, effect.from)
        return
      case 'final': {
        const { height } = this.light.final
        this.items = this.items.filter(item => heightOf(item) > height)
        // One without its headline is told of again once that has come.
        this.around.final(effect.blocks.filter(({ headline }) => headline))
        return
      }
      case 'settled':
      case 'expired':
        for (const each of this.own) {
          if (!equalBytes(each.id, effect.id)) continue
          this.own.delete(each)
          if (effect.kind === 'settled') this.askBalance(each.account)
        }
        if (effect.kind === 'settled') this.around.settled()
        return
      case 'proved':
        if (effect.entries.some(({ key }) => equalBytes(key, effect.from))) this.around.proved()
        return
      case 'refuted':
        this.worth = 'bad'
        return
      case 'era':
        this.items = []
        return
      case 'halt':
        this.around.halted()
        return
      case 'unproven':
      case 'trusted':
      case 'head':
    }
  }

  private ask(about: Question, from?: string): void {
    const question = writeQuestion(about)
    this.station.ask({ kind: 'ask', token: this.token++, question, from })
  }

  private askBalance(account: Bytes): void {
    const key = balances.key([account])
    this.ask({ kind: 'state', from: key, to: key })
  }

  answered(token: number, answer: Bytes | null, from: string | undefined): void {
    if (answer === null) return
    const inputs = readAnswer(this.around.same(answer), from)
    this.worth = inputs ? 'good' : 'bad'
    for (const input of inputs ?? []) this.feed(input)
    this.station.ask({ kind: 'assessed', token, worth: this.worth })
  }

  // A light peer is not asked for such.
  recalled(): void {}
  remembered(): void {}
  fetched(_block: Block): void {}
}

const heightOf = (item: LightItem): number =>
  item.kind === 'headline'
    ? item.headline.header.height
    : item.kind === 'certificate'
      ? item.certificate.height
      : 0
