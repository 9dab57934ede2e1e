// Whatever order things come in, and wherever the power fails: what is signed rests on a record that is on the disk, and
// no record that is written is behind one that was.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { BOUNDS } from './config.ts'
import type { Effect } from './effect.ts'
import type { OwnRecord } from './keep.ts'
import type { Message } from './message.ts'
import { type Peer, Village } from './village.testing.ts'

const COUNT = 4

const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), slots: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('submit' as const), to: fc.nat(COUNT - 1) }) },
  // The power fails after so many more effects: at every boundary between two of them.
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), who: fc.nat(COUNT - 1), after: fc.nat(12) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const), side: fc.nat(15) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('woken' as const), who: fc.nat(COUNT - 1) }) },
  // A clock is set wrong for a moment, by so many slots.
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant('clock' as const), who: fc.nat(COUNT - 1) },
      slots: fc.integer({ min: -30, max: 30 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const), who: fc.nat(COUNT - 1) }) },
  // What was said before is said again.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), who: fc.nat(COUNT - 1) }) },
)

class Trial {
  readonly village = new Village(COUNT, { idleSlots: 6, waitSlots: 3 })
  private readonly written = new Map<string, OwnRecord>()
  private readonly fuses = new Map<Peer, number>()
  private readonly said: Message[] = []
  private side = 0
  private sequence = 0
  readonly wrong: string[] = []

  constructor(writeMs: readonly number[]) {
    const { village } = this
    village.passes = (from, to) => ((this.side >> from) & 1) === ((this.side >> to) & 1)
    let writes = 0
    village.intercept = (peer, effect) => {
      if (!peer.node || this.isBurnt(peer)) return true
      this.check(peer, effect)
      if (effect.kind !== 'persist' || effect.durability !== 'strict') return false
      // A strict write takes its time, and is on the disk at its end.
      const life = peer.node
      village.at(village.now + writeMs[writes++ % writeMs.length]!, () => {
        if (peer.node !== life) return
        this.write(peer, effect)
        village.tell(peer, { kind: 'persisted', token: effect.token })
        // An answer that comes twice is one answer.
        village.tell(peer, { kind: 'persisted', token: effect.token })
      })
      return true
    }
  }

  private isBurnt(peer: Peer): boolean {
    const left = this.fuses.get(peer)
    if (left === undefined) return false
    this.fuses.set(peer, left - 1)
    if (left > 0) return false
    this.fuses.delete(peer)
    peer.node = undefined
    return true
  }

  private write(peer: Peer, effect: Extract<Effect, { kind: 'persist' }>): void {
    peer.disk.write(effect)
    if (effect.keep.kind !== 'record') return
    const { record } = effect.keep
    const name = toHex(record.key) + toHex(record.chain)
    const before = this.written.get(name)
    if (before && (record.view < before.view || record.lock < before.lock || record.slot < before.slot))
      this.wrong.push('a record that is behind the one before')
    this.written.set(name, record)
  }

  private check(peer: Peer, effect: Effect): void {
    if (effect.kind !== 'send') return
    const { message } = effect
    if (message.kind === 'vote' || message.kind === 'block') this.said.push(message)
    const chain = message.kind === 'vote' ? message.chain : undefined
    if (message.kind === 'vote') {
      const record = this.written.get(toHex(peer.delegate!.key) + toHex(chain!))
      if (!record || record.view < message.vote.view || record.lock < message.vote.sourceView)
        this.wrong.push('a vote without its record')
      // Vote (rule 2): on what was executed, and all that it stands on.
      if (!peer.node!.executed(message.vote.block)) this.wrong.push('a vote for what was not executed')
    }
    if (message.kind === 'block') {
      const record = this.written.get(toHex(peer.delegate!.key) + toHex(message.block.header.chain))
      if (!record || record.slot < message.block.header.slot) this.wrong.push('a block without its record')
    }
  }

  do(each: typeof deed extends fc.Arbitrary<infer D> ? D : never): void {
    const { village } = this
    const { slotMs } = village.community.genesis
    switch (each.kind) {
      case 'pass':
        village.until(Math.floor(village.now / slotMs) + each.slots)
        break
      case 'submit':
        village.submit(each.to, village.add(COUNT, ++this.sequence))
        break
      case 'crash': {
        const peer = village.peers[each.who]!
        if (peer.node) this.fuses.set(peer, each.after)
        else village.start(peer)
        break
      }
      case 'split':
        this.side = each.side
        break
      case 'join':
        this.side = 0
        break
      case 'woken':
        village.tell(village.peers[each.who]!, { kind: 'woken' })
        break
      case 'clock':
        village.tell(village.peers[each.who]!, { kind: 'time', ms: village.now + each.slots * slotMs })
        break
      case 'answer':
        // For a question that nobody asked.
        village.tell(village.peers[each.who]!, {
          kind: 'signed',
          token: 999_999,
          signature: new Uint8Array(64),
        })
        village.tell(village.peers[each.who]!, { kind: 'verified', token: 999_999, verdicts: [] })
        break
      case 'again':
        for (const message of this.said.slice(-40))
          village.tell(village.peers[each.who]!, { kind: 'heard', message, from: '9' })
        break
    }
  }

  /** All is well again: everybody is there, and hears everybody. */
  heal(): void {
    const { village } = this
    this.side = 0
    this.fuses.clear()
    for (const peer of village.peers) if (!peer.node) village.start(peer)
    const { slotMs } = village.community.genesis
    village.until(Math.floor(village.now / slotMs) + 50)
    village.submit(0, village.add(COUNT + 1, 1))
    village.until(Math.floor(village.now / slotMs) + 50)
  }
}

test('nothing signed leaves before its record, nothing is forgotten, and calm brings finality', () => {
  fc.assert(
    fc.property(
      fc.array(deed, { minLength: 10, maxLength: 60 }),
      fc.array(fc.constantFrom(0, 1, 40, 700, 2500), { minLength: 1, maxLength: 5 }),
      (deeds, writeMs) => {
        const trial = new Trial(writeMs)
        const { village } = trial
        village.until(12)
        for (const each of deeds) trial.do(each)
        trial.heal()
        expect(trial.wrong).toEqual([])
        expect(village.agrees).toBe(true)
        for (const { node, offences, halts } of village.peers) {
          expect([offences, halts]).toEqual([[], []])
          expect(node!.figures.waitingBlocks).toBeLessThanOrEqual(BOUNDS.early + BOUNDS.orphans)
          expect(node!.votes).toBe(true)
          expect(node!.final.header.height).toBeGreaterThan(0)
        }
        const finals = village.peers.map(({ node }) => toHex(node!.final.hash))
        expect(new Set(finals).size).toBe(1)
      },
    ),
    { numRuns: 25, seed: 1 },
  )
})
