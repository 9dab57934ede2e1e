import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { DelegateSet } from '../consensus/sets.ts'
import { type Outcome, outcomeItems, outcomesRoot } from '../outcomes.ts'
import { prove } from '../tree/proof.ts'
import { Tree } from '../tree/tree.ts'
import { answerLight, type Library } from './answer.ts'
import { MAX_HELD } from './branches.ts'
import { CHAIN, type Choice, certifyBlock, delegate, holds, setOf, sign, TestChain } from './chain.testing.ts'
import type { LightEffect } from './effect.ts'
import { type Headline, headlineOf, readHeadline, writeHeadline } from './headline.ts'
import type { LightItem } from './input.ts'
import { proveOutcome, readOutcomeProof, writeOutcomeProof } from './outcome.ts'
import { LightPeer } from './peer.ts'
import { nextHandover, proveHandover } from './prove.ts'
import { type Question, readAnswer, readQuestion, writeAnswer, writeQuestion } from './question.ts'
import { Trust } from './trust.ts'
import { MAX_WAITING } from './waiting.ts'

const A = setOf(1, 2, 3, 4)
const B = setOf(3, 4, 5, 6)
const C = setOf(7, 8, 9, 10)
const SLOT_MS = 1000

/** A light peer whose verifications are answered at once. */
class Reader {
  readonly peer: LightPeer
  readonly effects: LightEffect[] = []

  constructor(chain: TestChain, set: DelegateSet, ms = 1_000_000) {
    this.peer = new LightPeer({ slotMs: SLOT_MS }, Trust.in(CHAIN, 0, chain.at(0).hash, [set]))
    this.step({ kind: 'time', ms })
  }

  step(input: Parameters<LightPeer['step']>[0]): void {
    for (const effect of this.peer.step(input)) {
      this.effects.push(effect)
      if (effect.kind === 'verify')
        this.step({ kind: 'verified', token: effect.token, verdicts: effect.items.map(holds) })
    }
  }

  hear(...items: LightItem[]): this {
    for (const item of items) this.step({ kind: 'heard', item, from: 'n' })
    return this
  }

  /** Its requests for hand-overs, answered from this chain, as far as it goes. */
  answer(chain: TestChain): this {
    for (;;) {
      const asked = this.effects.findLast(({ kind }) => kind === 'ask')
      if (asked?.kind !== 'ask' || asked.ask.kind !== 'handover') return this
      const boundary = nextHandover(chain, asked.ask.above, chain.height, 8)
      const handover = boundary && proveHandover(chain, boundary)
      if (!handover) return this
      const before = this.peer.trust
      this.hear({ kind: 'handover', handover })
      if (this.peer.trust === before) return this
    }
  }

  of<K extends LightEffect['kind']>(kind: K): Extract<LightEffect, { kind: K }>[] {
    return this.effects.filter(effect => effect.kind === kind) as never
  }

  get verdict(): string {
    return this.of('verdict').at(-1)!.verdict
  }
}

const headline = (line: Headline): LightItem => ({ kind: 'headline', headline: line })
const line = (chain: TestChain, height: number) => headline(chain.at(height).line)
const certificate = (chain: TestChain, height: number): LightItem => ({
  kind: 'certificate',
  chain: CHAIN,
  certificate: chain.certificate(height)!,
})

function chainOf(
  sets: readonly DelegateSet[],
  blocks: number,
  choice: (height: number) => Choice = () => ({}),
) {
  const chain = new TestChain(sets)
  while (chain.height < blocks) chain.grow(choice(chain.height + 1))
  return chain
}

describe('headlines and certificates', () => {
  test('make blocks final: by what headlines carry, and one sooner by certificates of their own', () => {
    const chain = chainOf([A], 6)
    const reader = new Reader(chain, A)
    for (let height = 1; height <= 6; height++) {
      reader.hear(line(chain, height))
      expect(reader.verdict).toBe('good')
      expect(reader.peer.head!.header.height).toBe(height)
      expect(reader.peer.final.height).toBe(Math.max(0, height - 2))
    }
    reader.hear(certificate(chain, 6))
    expect(reader.verdict).toBe('good')
    expect(reader.peer.final.height).toBe(5)
    expect(reader.of('final').flatMap(({ blocks }) => blocks.map(({ height }) => height))).toEqual([
      1, 2, 3, 4, 5,
    ])
    reader.hear(certificate(chain, 6), line(chain, 6), line(chain, 2))
    expect(
      reader
        .of('verdict')
        .slice(-3)
        .map(({ verdict }) => verdict),
    ).toEqual(['known', 'known', 'known'])
  })

  test('are verified once: what is known to be justified is not verified again', () => {
    const chain = chainOf([A], 3)
    const reader = new Reader(chain, A)
    reader.hear(line(chain, 1), certificate(chain, 1), line(chain, 2))
    expect(reader.of('verify').map(({ items }) => items.length)).toEqual([1, 4, 1])
    // Peers in one process are asked for the very same list, so that who verifies may remember it.
    const other = new Reader(chain, A)
    other.peer.step({ kind: 'trust', trust: reader.peer.trust })
    other.hear(line(chain, 1), certificate(chain, 1), line(chain, 2))
    expect(other.of('verify').map(({ items }) => items)).toEqual(
      reader.of('verify').map(({ items }) => items),
    )
    expect(other.of('verify').every(({ items }, i) => items === reader.of('verify')[i]!.items)).toBe(true)
  })

  test('in whatever order they come, end at the same final block', () => {
    const chain = chainOf([A], 9, height => ({ lag: height % 3 === 0 ? 1 : 0, certified: height % 5 !== 0 }))
    const items = Array.from({ length: 9 }, (_, i) => i + 1).flatMap(height =>
      chain.certificate(height) ? [line(chain, height), certificate(chain, height)] : [line(chain, height)],
    )
    const straight = new Reader(chain, A).hear(...items)
    expect(straight.peer.final.height).toBe(7)
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), shuffled => {
        const reader = new Reader(chain, A).hear(...shuffled)
        expect(reader.peer.final.name).toBe(straight.peer.final.name)
        expect(reader.peer.head!.name).toBe(straight.peer.head!.name)
        expect(reader.of('halt')).toEqual([])
      }),
    )
  })

  test('after a sleep need nothing of what was missed', () => {
    const chain = chainOf([A], 40)
    const reader = new Reader(chain, A).hear(
      line(chain, 37),
      line(chain, 38),
      line(chain, 39),
      line(chain, 40),
    )
    expect(reader.peer.final.height).toBe(38)
    expect(reader.peer.final.headline).toBe(chain.at(38).line)
    // The first that it could tell was final came without its header.
    const [, asked, ...more] = reader.of('ask').map(({ ask }) => ask)
    expect([asked, more]).toEqual([{ kind: 'headline', hash: chain.at(36).hash }, []])
  })

  test('are refused where a signature, a quorum or a claim does not hold', () => {
    const chain = chainOf([A], 4)
    const { header, hash, signature, certificate: carried } = chain.at(2).line
    const told = (forged: Headline) => new Reader(chain, A).hear(line(chain, 1), headline(forged)).verdict
    const made = (changes: object) => {
      const changed = { ...header, ...changes }
      const read = headlineOf({ header: changed, hash, certificate: null, signature })
      return { ...read, certificate: carried }
    }
    expect(told(chain.at(2).line)).toBe('good')
    expect(told({ ...chain.at(2).line, signature: sign(delegate(9).key, hash) })).toBe('bad')
    expect(told(made({ producer: delegate(9).account }))).toBe('bad')
    expect(told(made({ height: 3 }))).toBe('bad')
    expect(told(made({ slot: 1 }))).toBe('bad')
    expect(told(made({ view: 1 }))).toBe('bad')
    expect(told(made({ view: 900 }))).toBe('bad')
    expect(told(made({ chain: hash }))).toBe('late')
    const short = { ...carried!, votes: carried!.votes.slice(2) }
    expect(told({ ...chain.at(2).line, certificate: short })).toBe('bad')
    const [one, ...others] = carried!.votes
    const wrong = { ...carried!, votes: [{ ...one!, signature: others[0]!.signature }, ...others] }
    expect(told({ ...chain.at(2).line, certificate: wrong })).toBe('bad')
    expect(told({ ...chain.at(2).line, certificate: { ...carried!, sourceView: 1 } })).toBe('bad')
  })

  test('wait for their slot, and for their block', () => {
    const chain = chainOf([A], 3)
    const reader = new Reader(chain, A, 400).hear(line(chain, 1))
    expect(reader.verdict).toBe('held')
    reader.step({ kind: 'time', ms: 500 })
    expect(reader.verdict).toBe('good')
    const early = new Reader(chain, A).hear(certificate(chain, 1))
    expect(early.verdict).toBe('held')
    expect(early.of('ask').at(-1)!.ask).toEqual({ kind: 'headline', hash: chain.at(1).hash })
    early.hear(line(chain, 1))
    expect(early.peer.size.waiting).toBe(0)
    expect(early.of('verdict').filter(({ verdict }) => verdict === 'good')).toHaveLength(2)
  })

  test('are read back from their bytes, and only in their one form', () => {
    const { line: own } = chainOf([A], 3).at(3)
    const wire = writeHeadline(own)
    expect(readHeadline(wire)).toEqual(own)
    expect(readHeadline(wire.slice(1))).toBeUndefined()
    expect(readHeadline(new Uint8Array([...wire, 0]))).toBeUndefined()
    // A certificate that the header does not name.
    const { certificate: carried } = own
    const fewer = { ...own, certificate: { ...carried!, votes: carried!.votes.slice(1) } }
    expect(readHeadline(writeHeadline(fewer))).toBeUndefined()
  })

  test('fill a bounded memory, however many there are', () => {
    const chain = chainOf([A], 2 * MAX_HELD, () => ({ certified: false }))
    const reader = new Reader(chain, A)
    for (let height = 1; height <= chain.height; height++) {
      reader.hear(line(chain, height))
      expect(reader.peer.size.held).toBeLessThanOrEqual(MAX_HELD)
    }
    expect(reader.peer.head!.header.height).toBe(chain.height)
    for (let height = 1; height < 100; height++) reader.hear(certificate(chainOf([A], height), height))
    expect(reader.peer.size.waiting).toBeLessThanOrEqual(MAX_WAITING)
    // The quorum is back: what was let go is not needed.
    chain.grow()
    chain.grow()
    chain.grow()
    for (let i = 2; i >= 0; i--) reader.hear(line(chain, chain.height - i))
    expect(reader.peer.final.height).toBe(chain.height - 2)
    expect(reader.peer.size.held).toBeLessThan(48)
    // Of one slot a few, no more.
    const flooded = new Reader(chain, A)
    for (let mark = 0; mark < 20; mark++) flooded.hear(headline(chain.fork(5).grow({ mark }).line))
    expect(flooded.peer.size.held).toBe(4)
  })
})

describe('hand-overs', () => {
  test('are asked for when a set is not known, and followed', () => {
    const chain = chainOf([A, B, C, A], 40)
    const reader = new Reader(chain, A)
    for (let height = 1; height <= 40; height++) {
      reader.hear(line(chain, height)).answer(chain)
      reader.step({ kind: 'time', ms: 1_000_000 + 4000 * height })
    }
    expect(reader.peer.final.height).toBe(38)
    expect(reader.peer.trust.set).toEqual(A)
    // Closed, as a final block said.
    expect(reader.peer.trust.joint).toBeUndefined()
    expect(reader.of('halt')).toEqual([])
    const heights = reader.of('final').flatMap(({ blocks }) => blocks.map(({ height }) => height))
    expect([...new Set(heights)]).toEqual(Array.from({ length: 38 }, (_, i) => i + 1))
  })

  test('while one is open, a block needs a quorum of both sets, and a proof is good for others', () => {
    const chain = chainOf([A, B], 9)
    const reader = new Reader(chain, A)
    const handover = proveHandover(chain, 8)!
    reader.hear({ kind: 'handover', handover }, line(chain, 8), line(chain, 9))
    expect(reader.of('verdict').map(({ verdict }) => verdict)).toEqual(['good', 'known', 'good'])
    expect(reader.peer.final.headline).toBe(chain.at(8).line)
    const whole = chain.certificate(9)!
    const votes = whole.votes.filter(({ signer }) => signer < 4)
    reader.hear({ kind: 'certificate', chain: CHAIN, certificate: { ...whole, votes } })
    expect(reader.verdict).toBe('bad')
    reader.hear(certificate(chain, 9))
    expect(reader.verdict).toBe('good')
    reader.hear({ kind: 'handover', handover })
    expect(reader.verdict).toBe('known')
  })

  test('that were slept through are walked one by one', () => {
    const D = setOf(10, 11, 12, 13)
    const E = setOf(10, 14, 15, 16)
    const chain = chainOf([A, B, C, D, A, E], 45)
    const reader = new Reader(chain, A)
    for (let height = 42; height <= 45; height++) reader.hear(line(chain, height))
    expect(reader.peer.final.height).toBe(0)
    reader.answer(chain)
    expect(reader.peer.trust.set).toEqual(E)
    expect(reader.peer.trust.height).toBe(40)
    expect(reader.peer.final.height).toBe(43)
  })

  test('that come many at once are asked for once, and what is beyond them when all of them were verified', () => {
    const sets = [A, B, C, setOf(10, 11, 12, 13), A, setOf(10, 14, 15, 16)]
    const chain = chainOf(sets, 45)
    const peer = new LightPeer({ slotMs: SLOT_MS }, Trust.in(CHAIN, 0, chain.at(0).hash, [A]))
    const asked: unknown[] = []
    const open: { readonly token: number; readonly verdicts: readonly boolean[] }[] = []
    const step = (input: Parameters<LightPeer['step']>[0]) => {
      for (const effect of peer.step(input)) {
        if (effect.kind === 'verify') open.push({ token: effect.token, verdicts: effect.items.map(holds) })
        if (effect.kind === 'ask' && effect.ask.kind !== 'latest') asked.push(effect.ask)
      }
    }
    const hear = (item: LightItem) => step({ kind: 'heard', item, from: 'n' })
    const verify = () => {
      for (const each of open.splice(0)) step({ kind: 'verified', ...each })
    }
    const proofs = chain.boundaries.map(each => proveHandover(chain, each)!)
    step({ kind: 'time', ms: 1_000_000 })
    hear(line(chain, 45))
    expect(asked.splice(0)).toEqual([{ kind: 'handover', above: 0 }])
    for (const handover of proofs.slice(0, 4)) hear({ kind: 'handover', handover })
    hear(line(chain, 44))
    verify()
    expect(asked.splice(0)).toEqual([
      { kind: 'headline', hash: chain.at(32).hash },
      { kind: 'handover', above: 32 },
    ])
    hear({ kind: 'handover', handover: proofs[4]! })
    verify()
    expect(asked.splice(0)).toEqual([{ kind: 'headline', hash: chain.at(40).hash }])
    verify()
    expect(peer.head!.header.height).toBe(45)
  })

  test('of long ago lead nobody astray who knows the set as it was elected again', () => {
    const chain = chainOf([A, B, C, A, B], 45)
    const reader = new Reader(chain, A)
    const [first, second] = chain.boundaries.map(each => proveHandover(chain, each)!)
    reader.hear({ kind: 'handover', handover: first! })
    // The same set, much later: its blocks are as good as ever.
    for (let height = 42; height <= 45; height++) reader.hear(line(chain, height))
    expect(reader.peer.final.height).toBe(43)
    reader.hear({ kind: 'handover', handover: second! })
    expect(reader.verdict).toBe('known')
    expect(reader.peer.trust.set).toEqual(B)
  })
})

describe('finality', () => {
  test('of one block is shown by itself and a few after it, to whoever trusts the set', () => {
    const chain = chainOf([A], 30, height => ({ certified: height !== 11 }))
    const library = {
      ...{ final: { height: 28 }, head: 30, headline: (at: number) => chain.blocks[at]?.line },
      // Held no more: what later blocks carry is enough.
      certificate: () => undefined,
    } as unknown as Library
    const question = { kind: 'finality' as const, height: 12 }
    expect(readQuestion(writeQuestion(question))).toEqual(question)
    const told = (height: number) => {
      const answer = answerLight(library, { kind: 'finality', height })
      const reader = new Reader(chain, A)
      for (const input of (answer && readAnswer(answer, 'n')) ?? []) reader.step(input)
      return reader.peer.final
    }
    expect(told(20).name).toBe(nameOf32(chain.at(20).hash))
    // Below a block that was never certified another one is shown.
    expect(told(11).height).toBeLessThan(11)
    expect(told(11).height).toBeGreaterThan(0)
    expect(told(29).height).toBe(28)
    expect(answerLight(library, { kind: 'finality', height: 60 })).toBeUndefined()
  })

  test('that is told in another form is none', () => {
    const wire = writeAnswer('finality', { headlines: [new Uint8Array(9)], certificates: [] })
    expect(readAnswer(wire)).toBeUndefined()
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), certificate => {
        const { line } = chainOf([A], 2).at(1)
        const told = { headlines: [writeHeadline(line)], certificates: [certificate] }
        expect(readAnswer(writeAnswer('finality', told))).toBeUndefined()
        expect(readAnswer(writeAnswer('finality', { ...told, headlines: [] }))).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })
})

describe('a checkpoint', () => {
  const chain = chainOf([A, B, C], 30)
  const shown = (height: number, active = chain.active(height + 1)!) => ({
    header: chain.at(height).header,
    active,
  })
  const pointed = (height: number) => {
    const reader = new Reader(chain, A)
    reader.step({ kind: 'checkpoint', height, hash: chain.at(height).hash })
    return reader
  }

  test('is trusted once it was shown what it says, and nothing is believed before', () => {
    const reader = pointed(20)
    expect(reader.of('ask').at(-1)!.ask).toMatchObject({ kind: 'checkpoint', height: 20 })
    for (let height = 1; height <= 30; height++) reader.hear(line(chain, height))
    expect([reader.peer.isAwaiting, reader.peer.final.height]).toEqual([true, 0])
    const question = { kind: 'checkpoint' as const, height: 20, hash: chain.at(20).hash }
    expect(readQuestion(writeQuestion(question))).toEqual(question)
    for (const input of readAnswer(writeAnswer('checkpoint', shown(20)), 'n')!) reader.step(input)
    expect(reader.of('trusted').map(({ trust }) => trust.height)).toEqual([20])
    for (let height = 21; height <= 30; height++) reader.hear(line(chain, height)).answer(chain)
    expect(reader.peer.final.height).toBe(28)
    expect(reader.of('refuted')).toEqual([])
  })

  test('that is shown as what it is not costs who showed it, and is asked for again', () => {
    const reader = pointed(20)
    const lies = [
      shown(19),
      shown(20, [A]),
      shown(20, []),
      { ...shown(20), header: { ...shown(20).header, view: 1 } },
    ]
    for (const lie of lies) reader.step({ kind: 'checkpointed', shown: lie, from: 'liar' })
    expect(reader.of('refuted').map(({ from }) => from)).toEqual(lies.map(() => 'liar'))
    expect(reader.peer.isAwaiting).toBe(true)
    const before = reader.of('ask').length
    reader.step({ kind: 'time', ms: 1_000_000 + 4 * SLOT_MS })
    expect(reader.of('ask').length).toBe(before + 1)
    reader.step({ kind: 'checkpointed', shown: shown(20), from: 'n' })
    expect(reader.peer.isAwaiting).toBe(false)
    // What comes later is of no use.
    reader.step({ kind: 'checkpointed', shown: shown(20), from: 'n' })
    expect(reader.of('trusted')).toHaveLength(1)
  })
})

describe('questions', () => {
  const tree = Tree.empty.edit().commit()
  const chain = chainOf([A, B, C], 30, height => (height === 28 ? { state: tree.root() } : {}))
  const items = outcomeItems([{ id: chain.at(1).hash, status: 'done', code: '', data: [] }], [])
  const library: Library = {
    epochBlocks: 8,
    final: { height: 28, hash: chain.at(28).hash, tree },
    head: 30,
    header: height => chain.header(height),
    certificate: height => chain.certificate(height),
    active: height => chain.active(height),
    headline: at =>
      (typeof at === 'number' ? chain.blocks[at] : chain.blocks.find(({ hash }) => equalBytes(hash, at)))
        ?.line,
    succession: () => undefined,
    setsAfter: header => chain.active(header.height + 1),
    outcome: id =>
      equalBytes(id, chain.at(1).hash) ? { height: 3, hash: chain.at(3).hash, items, index: 0 } : undefined,
  }
  const told = (question: Question) => {
    const wire = writeQuestion(question)
    expect(readQuestion(wire)).toEqual(question)
    const answer = answerLight(library, readQuestion(wire)!)
    return answer && readAnswer(answer, 'full')!
  }

  test('are answered with what brings a peer that knows nothing but a checkpoint up to now', () => {
    const reader = new Reader(chain, A)
    for (const question of [{ kind: 'handover', above: 0 }, { kind: 'latest' }] as const)
      for (const input of told(question)!) reader.step(input)
    expect(reader.peer.trust.set).toEqual(C)
    expect(reader.peer.final.height).toBe(28)
    const range = { from: Uint8Array.of(1), to: Uint8Array.of(2) }
    for (const input of told({ kind: 'state', ...range })!) reader.step(input)
    expect(reader.of('proved')[0]!.entries).toEqual([])
    expect(told({ kind: 'headline', hash: chain.at(5).hash })).toHaveLength(1)
    expect(told({ kind: 'outcome', id: chain.at(1).hash })).toHaveLength(1)
  })

  test('without an answer, or not in their form, are nothing', () => {
    expect(told({ kind: 'headline', hash: A[0]!.key })).toBeUndefined()
    expect(told({ kind: 'outcome', id: A[0]!.key })).toBeUndefined()
    expect(told({ kind: 'handover', above: 16 })).toBeUndefined()
    expect(told({ kind: 'state', from: Uint8Array.of(2), to: Uint8Array.of(1) })).toBeUndefined()
    expect(readQuestion(Uint8Array.of(1))).toBeUndefined()
    expect(readAnswer(Uint8Array.of(1))).toBeUndefined()
    expect(readAnswer(writeAnswer('headlines', [Uint8Array.of(1)]))).toBeUndefined()
    const wire = writeQuestion({ kind: 'latest' })
    expect(readQuestion(new Uint8Array([...wire, 0]))).toBeUndefined()
  })
})

test('two final blocks that exclude each other halt it, and it names who signed both', () => {
  const chain = chainOf([A], 8)
  const rival = chain.fork(4)
  for (let i = 0; i < 3; i++) rival.grow({ mark: 1 })
  const reader = new Reader(chain, A)
  for (let height = 1; height <= 8; height++) reader.hear(line(chain, height))
  expect(reader.peer.final.height).toBe(6)
  reader.hear(line(rival, 5), line(rival, 6))
  expect(reader.peer.halted).toBe(false)
  // On that branch, delegate 4 is honest and has not voted.
  const three = certifyBlock(rival.at(6), [4])!
  reader.hear({ kind: 'certificate', chain: CHAIN, certificate: three })
  const [halt] = reader.of('halt')
  expect(halt!.held.name).toBe(chain.at(5).line.name)
  expect(halt!.other.name).toBe(rival.at(5).line.name)
  const names = (keys: readonly Uint8Array[]) => keys.map(nameOf32).sort()
  // The block before was certified by all in the chain's own certificate, which headlines of both carry.
  expect(names(halt!.keys)).toEqual(names([1, 2, 3, 4].map(i => delegate(i).key)))
  expect(reader.peer.step({ kind: 'time', ms: 2_000_000 })).toEqual([])
})

describe('proofs', () => {
  const id = (i: number) => new Uint8Array(32).fill(i)
  const outcome = (i: number, status: Outcome['status'] = 'done'): Outcome => ({
    id: id(i),
    status,
    code: status === 'refused' ? 'accounts/uncovered' : '',
    data: [],
  })
  const outcomes = [outcome(1), outcome(2, 'refused'), outcome(3, 'queued')]
  const draft = Tree.empty.edit()
  for (let i = 0; i < 9; i++) draft.put(Uint8Array.of(1, i), Uint8Array.of(i))
  const tree = draft.commit()
  const items = outcomeItems(outcomes, [])
  const chain = chainOf([A], 8, height =>
    height === 3 ? { outcomes: outcomesRoot(outcomes, []), state: tree.root() } : {},
  )

  function reader(): Reader {
    const reader = new Reader(chain, A)
    for (const i of [1, 2, 3]) reader.step({ kind: 'mine', id: id(i), expiry: 5 })
    for (let height = 1; height <= 8; height++) reader.hear(line(chain, height))
    return reader
  }

  const anchor = (height: number) => ({ height, hash: chain.at(height).hash })

  test('of what became of its own transactions, in a final block or an ancestor of one', () => {
    const ours = reader()
    ours.step({ kind: 'time', ms: 1_004_000 })
    const asked = ours.of('ask').flatMap(({ ask }) => (ask.kind === 'outcome' ? [ask.id[0]] : []))
    expect(asked).toEqual([1, 2, 3])
    const proof = proveOutcome(anchor(3), [], items, 0)
    expect(readOutcomeProof(writeOutcomeProof(proof))).toEqual(proof)
    ours.step({ kind: 'outcome', proof })
    const path = [3, 4].map(height => chain.header(height)!)
    ours.step({ kind: 'outcome', proof: proveOutcome(anchor(5), path, items, 1) })
    // What is queued is not yet anything.
    ours.step({ kind: 'outcome', proof: proveOutcome(anchor(3), [], items, 2) })
    expect(ours.of('settled').map(({ id, outcome }) => [id[0], outcome.status])).toEqual([
      [1, 'done'],
      [2, 'refused'],
    ])
    expect(ours.peer.size.mine).toBe(1)
    expect(ours.of('refuted')).toEqual([])
  })

  test('of outcomes that are not those, or not of a final block, are not believed', () => {
    const ours = reader()
    const proof = proveOutcome(anchor(3), [], items, 0)
    ours.step({ kind: 'outcome', proof: { ...proof, index: 1 }, from: 'liar' })
    ours.step({ kind: 'outcome', proof: proveOutcome(anchor(4), [], items, 0) })
    ours.step({ kind: 'outcome', proof: proveOutcome(anchor(6), [chain.header(3)!], items, 0) })
    expect(ours.of('refuted').map(({ from }) => from)).toEqual(['liar', undefined, undefined])
    // Tentative still: it waits, and holds when the block is final.
    const path = [3, 4, 5, 6, 7].map(height => chain.header(height)!)
    ours.step({ kind: 'outcome', proof: proveOutcome(anchor(8), path, items, 0) })
    expect(ours.of('settled')).toEqual([])
    const on = chain.fork(8)
    on.grow()
    ours.hear(line(on, 9), certificate(on, 9))
    expect(ours.of('settled')).toHaveLength(1)
  })

  test('of its account, complete for a range, after a final block', () => {
    const ours = reader()
    const [from, to] = [Uint8Array.of(1, 2), Uint8Array.of(1, 4)]
    const proof = { height: 3, block: chain.at(3).hash, from, to, proof: prove(tree, from, to) }
    ours.step({ kind: 'state', proof })
    expect(ours.of('proved')[0]!.entries.map(({ value }) => value[0])).toEqual([2, 3, 4])
    ours.step({ kind: 'state', proof: { ...proof, height: 4, block: chain.at(4).hash } })
    expect(ours.of('refuted')).toHaveLength(1)
    ours.step({ kind: 'state', proof: { ...proof, block: chain.at(4).hash } })
    expect(ours.of('refuted')).toHaveLength(1)
  })

  test('that never come: a transaction is let go when final blocks are long past its expiry', () => {
    const long = chainOf([A], 90)
    const ours = new Reader(long, A)
    ours.step({ kind: 'mine', id: id(1), expiry: 5 })
    for (let height = 1; height <= 90; height++) ours.hear(line(long, height))
    expect(ours.of('expired').map(({ id }) => id[0])).toEqual([1])
    expect(ours.peer.size.mine).toBe(0)
  })
})
