// A community that has lost half of its delegates recovers, and light peers follow, awake or not; liars are refused.
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { compareBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { headerHash } from '../block.ts'
import { activeSets, standingOf } from '../consensus/branch.ts'
import { type Recovery, recoveryBytes, recoveryCodec } from '../consensus/recovery.ts'
import type { Certificate } from '../consensus/votes.ts'
import { accounts } from '../kernel/records.ts'
import type { Step } from '../node/keep.ts'
import { seal, Village } from '../node/village.testing.ts'
import { Store, View } from '../store.ts'
import { key } from '../toy.testing.ts'
import { accountId } from '../transaction.ts'
import type { LightEffect } from './effect.ts'
import { type Era, readEra, type Succession, writeEra } from './era.ts'
import { headlineOf } from './headline.ts'
import type { LightInput } from './input.ts'
import { LightPeer } from './peer.ts'
import { type EraSource, proveEra } from './prove-era.ts'
import { readAnswer, readQuestion, writeAnswer, writeQuestion } from './question.ts'
import { Trust } from './trust.ts'

const FOUNDERS = 8

/** What a full peer of the village holds: its head's branch, and certificates. */
class Holder implements EraSource {
  readonly steps: Step[] = []
  private readonly certificates = new Map<string, Certificate>()
  private readonly village: Village

  constructor(village: Village) {
    this.village = village
    const { node, effects } = village.peers[0]!
    const byName = new Map<string, Step>()
    for (const effect of effects) {
      if (effect.kind === 'executed') byName.set(nameOf32(effect.executed.hash), effect)
      if (effect.kind === 'persist' && effect.keep.kind === 'certificate')
        this.certificates.set(nameOf32(effect.keep.certificate.block), effect.keep.certificate)
    }
    for (let at = byName.get(nameOf32(node!.head.hash)); at; at = byName.get(nameOf32(at.parent.hash)))
      this.steps[at.block.header.height] = at
  }

  get height(): number {
    return this.steps.length - 1
  }

  private executed(height: number) {
    return height === 0 ? this.village.genesis : this.steps[height]?.executed
  }

  header(height: number) {
    return this.executed(height)?.header
  }

  tree(height: number) {
    return this.executed(height)?.tree
  }

  headline(height: number) {
    const block = this.steps[height]?.block
    return block && headlineOf(block)
  }

  certificate(height: number) {
    const header = this.executed(height)
    return header && this.certificates.get(nameOf32(header.hash))
  }

  active(height: number) {
    const parent = this.executed(height - 1)
    return parent && activeSets(new View(parent.tree))
  }

  membership(rules: number) {
    return this.village.community.rules.get(rules)?.membership
  }

  /** The first block of an era. */
  get first(): Step {
    return this.steps.find(step => step && !equalBytes(step.block.header.chain, step.parent.header.chain))!
  }

  /** How the first era ended, as shown at the first height from here down that can be. */
  succession(final?: number): Succession {
    const { block, parent } = this.first
    const least = standingOf(new View(parent.tree)).final
    const heights = { named: parent.header.height, final: final ?? least, least }
    return proveEra(this, heights, block.certificate!)!
  }
}

class Reader {
  readonly peer: LightPeer
  readonly effects: LightEffect[] = []
  /** Answered from here, by whoever is asked. */
  answers: (asked: LightEffect & { kind: 'ask' }) => readonly LightInput[] = () => []

  constructor(village: Village, trust?: Trust) {
    const { genesis, community } = village
    const state = new View(genesis.tree)
    const first = Trust.in(community.chainId, 0, genesis.hash, activeSets(state))
    this.peer = new LightPeer({ slotMs: community.genesis.slotMs, law: community }, trust ?? first)
    this.step({ kind: 'time', ms: 1_000_000 })
  }

  step(input: LightInput): void {
    for (const effect of this.peer.step(input)) {
      this.effects.push(effect)
      if (effect.kind === 'ask') for (const each of this.answers(effect)) this.step(each)
      if (effect.kind !== 'verify') continue
      const verdicts = effect.items.map(({ publicKey, message, signature }) =>
        equalBytes(signature, seal(publicKey, message)),
      )
      this.step({ kind: 'verified', token: effect.token, verdicts })
    }
  }

  /** Headlines and certificates of these heights. */
  hear(holder: Holder, from: number, to: number): this {
    for (let height = from; height <= to; height++) {
      const line = holder.headline(height)!
      this.step({ kind: 'heard', item: { kind: 'headline', headline: line }, from: 'n' })
      const certificate = holder.certificate(height)
      const { chain } = line.header
      if (certificate) this.step({ kind: 'heard', item: { kind: 'certificate', chain, certificate } })
    }
    return this
  }

  of<K extends LightEffect['kind']>(kind: K): Extract<LightEffect, { kind: K }>[] {
    return this.effects.filter(effect => effect.kind === kind) as never
  }
}

/** As they come over the wire. */
const told = (shown: Succession) => readAnswer(writeAnswer('recovery', shown), 'n')!
const answering = (shown: Succession) => (asked: LightEffect & { kind: 'ask' }) => {
  const question = readQuestion(writeQuestion(asked.ask))
  return question?.kind === 'recovery' ? told(shown) : []
}

function recoveryAt(
  village: Village,
  block: Uint8Array,
  left: readonly number[],
  signers = FOUNDERS,
): Recovery {
  const [set] = activeSets(new View(village.genesis.tree))
  const delegates = left.map(i => set![i]!)
  const message = recoveryBytes(village.community.chainId, { block, delegates })
  const signatures = Array.from({ length: signers }, (_, i) => ({
    account: village.add(i, 1).account,
    device: key(i, 1),
    signature: seal(key(i, 1), message),
  }))
  return { block, delegates, signatures: signatures.sort((a, b) => compareBytes(a.account, b.account)) }
}

/** Two of four are lost; blocks go on, nothing is final; members recover, and the new era makes blocks final. */
function recovered(): { village: Village; holder: Holder; recovery: Recovery } {
  const village = new Village(4, {}, [undefined])
  village.until(22)
  for (let i = 1; i < 6; i++) {
    village.submit(0, village.add(5, i, 7))
    village.until(22 + 2 * i)
  }
  for (const lost of [2, 3]) village.peers[lost]!.node = undefined
  for (let i = 6; i < 9; i++) {
    village.submit(0, village.add(5, i, 7))
    village.until(24 + 2 * i)
  }
  const recovery = recoveryAt(village, village.peers[0]!.node!.head.hash, [0, 1])
  for (const peer of village.peers) village.tell(peer, { kind: 'recovery', recovery })
  village.until(60)
  const { chain } = village.peers[0]!.node!.head.header
  for (let i = 9; i < 12; i++) {
    village.submit(0, village.add(5, i, 7, chain))
    village.until(50 + 2 * i)
  }
  village.until(80)
  return { village, holder: new Holder(village), recovery }
}

let village: Village
let holder: Holder
let recovery: Recovery
let shown: Succession
let named: number
let final: number

beforeAll(() => {
  ;({ village, holder, recovery } = recovered())
  named = holder.first.parent.header.height
  shown = holder.succession()
  final = readEra(shown.era)!.final.height
})

const hashOf = (height: number) => toHex(holder.steps[height]!.executed.hash)

test('the stage is what it should be', () => {
  expect(final).toBeGreaterThan(1)
  expect(named).toBeGreaterThan(final + 1)
  expect(holder.height).toBeGreaterThan(named + 2)
  expect(village.peers[0]!.node!.final.header.height).toBeGreaterThan(named)
})

describe('a recovery is followed', () => {
  test('by who was awake', () => {
    const reader = new Reader(village).hear(holder, 1, named)
    expect(reader.peer.final.height).toBeLessThan(named)
    reader.answers = answering(shown)
    reader.hear(holder, named + 1, named + 1)
    const [era] = reader.of('era')
    expect(toHex(era!.trust.chain)).toBe(toHex(holder.first.block.header.chain))
    expect(toHex(era!.ended)).toBe(toHex(village.community.chainId))
    expect(toHex(reader.peer.final.hash)).toBe(hashOf(named))
    reader.hear(holder, named + 1, holder.height)
    expect(reader.peer.final.height).toBeGreaterThan(named)
    expect(toHex(reader.peer.final.hash)).toBe(hashOf(reader.peer.final.height))
    // What became final in between was told, as far as it was heard of.
    const heights = reader.of('final').flatMap(({ blocks }) => blocks.map(({ height }) => height))
    expect([...new Set(heights)]).toEqual(Array.from({ length: reader.peer.final.height }, (_, i) => i + 1))
    expect(reader.of('halt')).toEqual([])
    expect(reader.of('refuted')).toEqual([])
  })

  test('by who slept through it and knows genesis alone', () => {
    const reader = new Reader(village)
    reader.answers = answering(shown)
    for (let i = 0; i < 2; i++) reader.hear(holder, named + 1, holder.height)
    expect(reader.of('era')).toHaveLength(1)
    expect(reader.peer.final.height).toBeGreaterThan(named)
    expect(toHex(reader.peer.final.hash)).toBe(hashOf(reader.peer.final.height))
  })

  test('by who goes on from where it trusts the new era, and asks for no other', () => {
    const reader = new Reader(village).hear(holder, 1, named)
    reader.answers = answering(shown)
    reader.hear(holder, named + 1, holder.height).hear(holder, 1, named)
    const on = new Reader(village, reader.peer.trust).hear(holder, named + 1, holder.height)
    expect(on.peer.final.height).toBe(reader.peer.final.height)
    expect(reader.of('ask').filter(({ ask }) => ask.kind === 'recovery')).toHaveLength(1)
  })

  test('where the verification takes its time, and its answer comes in the new era', () => {
    const reader = new Reader(village).hear(holder, 1, named)
    const late: LightEffect[] = []
    const feed = (input: LightInput) => {
      for (const effect of reader.peer.step(input)) late.push(effect)
    }
    const line = (height: number) =>
      feed({ kind: 'heard', item: { kind: 'headline', headline: holder.headline(height)! } })
    for (const input of told(shown)) feed(input)
    line(named)
    const asked = late.filter(effect => effect.kind === 'verify')
    expect(asked.length).toBeGreaterThan(0)
    for (const { token, items } of asked) feed({ kind: 'verified', token, verdicts: items.map(() => true) })
    expect(late.some(({ kind }) => kind === 'era')).toBe(true)
    line(named + 1)
    const before = late.length
    for (const { token, items } of asked) feed({ kind: 'verified', token, verdicts: items.map(() => false) })
    expect(late.length).toBe(before)
  })
})

describe('a recovery is refused', () => {
  const forged = (changes: Partial<Era>): Succession => ({
    ...shown,
    era: writeEra({ ...readEra(shown.era)!, ...changes }),
  })
  const hearing = (liar: Succession): Reader => {
    const reader = new Reader(village).hear(holder, 1, named)
    for (const input of told(liar)) reader.step(input)
    return reader
  }
  const stays = (reader: Reader) => {
    expect(reader.of('era')).toEqual([])
    expect(reader.peer.halted).toBe(false)
    expect(toHex(reader.peer.trust.chain)).toBe(toHex(village.community.chainId))
    // The truth comes later, from somebody else.
    reader.answers = answering(shown)
    reader.step({ kind: 'time', ms: 2_000_000 })
    reader.hear(holder, named + 1, named + 1)
    expect(reader.of('era')).toHaveLength(1)
  }

  test('where too few have signed it', () => {
    // Five of eight members are not more than two thirds; six are.
    const few = { ...recovery, signatures: recovery.signatures.slice(3) }
    const reader = hearing(forged({ recovery: few }))
    expect(reader.of('unproven').map(({ fault }) => fault)).toEqual(['few'])
    stays(reader)
  })

  test('where a signature does not hold', () => {
    const [first, ...others] = recovery.signatures
    const wrong = { ...recovery, signatures: [{ ...first!, signature: others[0]!.signature }, ...others] }
    const reader = hearing(forged({ recovery: wrong }))
    expect(reader.of('refuted')).toHaveLength(1)
    stays(reader)
  })

  test('where what it is judged by is left out, or is of another state', () => {
    const { before, at } = readEra(shown.era)!
    const lies: Partial<Era>[] = [
      { before: [] },
      { at: [] },
      { before: before.slice(1) },
      { at: at.slice(0, -1) },
      { before: at },
      { at: before },
    ]
    for (const lie of lies) {
      const reader = hearing(forged(lie))
      expect(reader.of('refuted')).toHaveLength(1)
      stays(reader)
    }
  })

  test('where a header is not the one that the members named', () => {
    const { named: header } = readEra(shown.era)!
    for (const changes of [{ state: header.parent }, { view: header.view + 1 }, { chain: header.parent }]) {
      const reader = hearing(forged({ named: { ...header, ...changes } }))
      expect(reader.of('refuted')).toHaveLength(1)
      stays(reader)
    }
  })

  test('where it names a block whose state says that the liars are the members', () => {
    const liars = Array.from({ length: FOUNDERS }, (_, i) => key(40 + i, 1))
    const draft = holder.tree(named)!.edit()
    const store = new Store(draft)
    const [delegate] = recovery.delegates
    const like = store.get(accounts, [recovery.signatures[0]!.account])!
    for (const device of liars)
      store.put(accounts, [accountId(village.community.genesisHash, device)], {
        ...like,
        devices: [{ ...like.devices[0]!, key: device }],
      })
    const tree = store.commit()
    const header = { ...holder.header(named)!, state: tree.root() }
    const own = { block: headerHash(header), delegates: [delegate!] }
    const message = recoveryBytes(village.community.chainId, own)
    const signatures = liars
      .map(device => ({
        ...{ account: accountId(village.community.genesisHash, device), device },
        signature: seal(device, message),
      }))
      .sort((a, b) => compareBytes(a.account, b.account))
    const source: EraSource = {
      header: height => (height === named ? header : holder.header(height)),
      tree: height => (height === named ? tree : holder.tree(height)),
      headline: height => holder.headline(height),
      certificate: height => holder.certificate(height),
      active: height => holder.active(height),
      membership: rules => holder.membership(rules),
    }
    const lie = proveEra(source, { named, final, least: 1 }, encode(recoveryCodec, { ...own, signatures }))
    const reader = hearing(lie!)
    expect(reader.of('unproven').map(({ fault }) => fault)).toEqual(['few'])
    stays(reader)
  })

  test('where the block that it is judged at is not final here', () => {
    const era = readEra(shown.era)!
    const other = { ...era.final, state: era.named.state }
    stays(hearing(forged({ final: other, before: era.at })))
    // Nor may one who has not followed be told that it is: what shows it is looked at.
    const reader = new Reader(village)
    for (const input of told({ ...shown, headlines: [], certificates: [] })) reader.step(input)
    expect(reader.of('era')).toEqual([])
    for (const input of told(shown)) reader.step(input)
    expect(reader.of('era')).toHaveLength(1)
  })

  test('where it ended another era than the one that is trusted', () => {
    const reader = new Reader(village).hear(holder, 1, named)
    for (const input of [...told(shown), ...told(shown)]) reader.step(input)
    expect(reader.of('era')).toHaveLength(1)
    expect(reader.of('halt')).toEqual([])
    expect(reader.of('refuted')).toEqual([])
  })

  test('whatever bytes come as one', () => {
    const wire = writeAnswer('recovery', shown)
    fc.assert(
      fc.property(fc.nat(wire.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = wire.slice()
        bytes[at]! ^= change
        const reader = new Reader(village).hear(holder, 1, named)
        for (const input of readAnswer(bytes, 'n') ?? []) reader.step(input)
        // What shows the final block to be final was known before, so that only the proof itself must be whole.
        for (const { trust } of reader.of('era'))
          expect(toHex(trust.chain)).toBe(toHex(holder.first.block.header.chain))
      }),
      { numRuns: 60 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(readEra(bytes)).toBeUndefined()
      }),
    )
  })
})

test('a recovery that contradicts a final block halts, and nothing is believed any more', () => {
  // It names a block below the last final one.
  const village = new Village(4, {}, [undefined])
  village.until(22)
  for (let i = 1; i < 6; i++) {
    village.submit(0, village.add(5, i, 7))
    village.until(22 + 2 * i)
  }
  const holder = new Holder(village)
  const block = holder.steps[2]!.executed
  const named = recoveryAt(village, block.hash, [0, 1])
  const heights = { named: 2, final: 2, least: 1 }
  const shown = proveEra(holder, heights, encode(recoveryCodec, named))!
  const reader = new Reader(village).hear(holder, 1, holder.height)
  expect(reader.peer.final.height).toBeGreaterThan(3)
  for (const input of told(shown)) reader.step(input)
  const [halt] = reader.of('halt')
  expect(halt).toMatchObject({
    reason: 'recovery',
    held: { height: reader.peer.final.height },
    other: { height: 2 },
  })
  expect(reader.peer.halted).toBe(true)
  expect(reader.peer.step({ kind: 'time', ms: 3_000_000 })).toEqual([])
  // Whoever is not so far follows it.
  const behind = new Reader(village).hear(holder, 1, 2)
  for (const input of told(shown)) behind.step(input)
  expect(behind.of('era')).toHaveLength(1)
})
