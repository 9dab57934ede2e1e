import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../bytes/bytes.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import { verifyPortable } from '../../crypto/portable.ts'
import { chance } from '../clockwork.testing.ts'
import { type Claims, frameOf, readFrame } from '../frames/index.ts'
import { bytesOf, CHAIN } from '../said.testing.ts'
import {
  EARLY_FRAMES,
  HANDSHAKE_MS,
  type HandshakeEffect,
  Handshakes,
  MAX_HALF_OPEN,
  OPENS_AT_ONCE,
  type Who,
} from './index.ts'

type Refused = Extract<HandshakeEffect, { kind: 'refused' }>
type Proven = Extract<HandshakeEffect, { kind: 'proven' }>

interface Given {
  community?: Bytes
  claims?: Claims
  who?: (key: Bytes) => Who
  seed?: number
}

const STRANGER: Who = { kind: 'stranger' }

/** A peer that signs and checks at once, with real signatures. */
class Meeter {
  readonly handshakes: Handshakes
  readonly signer
  readonly peer: string
  readonly out: { link: number; bytes: Bytes }[] = []
  readonly proven: Proven[] = []
  readonly refused: Refused[] = []
  readonly wakes: number[] = []
  signatures = 0
  now = 1000

  constructor(n: number, given: Given = {}) {
    this.signer = signerFromSeed(bytesOf(given.seed ?? n))
    this.peer = `peer${n}`
    let token = 0
    this.handshakes = new Handshakes(
      {
        community: given.community ?? CHAIN,
        key: this.signer.publicKey,
        who: given.who ?? (() => STRANGER),
        claims: () => given.claims ?? 'full',
        links: () => 3,
        token: () => token++,
      },
      chance(n),
    )
    this.tell({ kind: 'self', peer: this.peer })
  }

  tell(input: Parameters<Handshakes['step']>[0]): void {
    for (const effect of this.handshakes.step(input, this.now)) {
      if (effect.kind === 'send') this.out.push(effect)
      else if (effect.kind === 'proven') this.proven.push(effect)
      else if (effect.kind === 'refused') this.refused.push(effect)
      else if (effect.kind === 'wake') this.wakes.push(effect.ms)
      else if (effect.kind === 'sign') {
        this.signatures += 1
        const signature = this.signer.signNow(effect.message)
        this.tell({ kind: 'signed', token: effect.token, signature })
      } else this.tell({ kind: 'verified', token: effect.token, verdicts: effect.items.map(verifyPortable) })
    }
  }

  open(link: number, peer: string, dialled: boolean): void {
    this.tell({ kind: 'opened', link, peer, dialled, way: 'direct' })
  }

  hear(link: number, bytes: Bytes): void {
    this.tell({ kind: 'frame', link, stream: 'live', bytes })
  }

  /** What it has said since the last time, in order. */
  takeOut(): Bytes[] {
    return this.out.splice(0).map(({ bytes }) => bytes)
  }
}

/** Carries everything until nobody says anything more; the frames of each. */
function talk(a: Meeter, b: Meeter): { a: Bytes[]; b: Bytes[] } {
  const said = { a: [] as Bytes[], b: [] as Bytes[] }
  for (let round = 0; round < 10; round++) {
    const fromA = a.takeOut()
    const fromB = b.takeOut()
    if (fromA.length + fromB.length === 0) break
    said.a.push(...fromA)
    said.b.push(...fromB)
    for (const bytes of fromA) b.hear(1, bytes)
    for (const bytes of fromB) a.hear(1, bytes)
  }
  return said
}

function meet(a: Meeter, b: Meeter) {
  a.open(1, b.peer, true)
  b.open(1, a.peer, false)
  return talk(a, b)
}

const kinds = (frames: readonly Bytes[]) =>
  frames.map(frame => {
    const read = readFrame(frame)
    return typeof read === 'string' ? read : read[0]!.kind
  })

describe('handshake', () => {
  test('two of one community are through after a hello and a proof each', () => {
    const [a, b] = [new Meeter(1), new Meeter(2)]
    const said = meet(a, b)
    expect(kinds(said.a)).toEqual(['hello', 'proof'])
    expect(kinds(said.b)).toEqual(['hello', 'proof'])
    expect(a.proven).toMatchObject([{ link: 1, peer: 'peer2', claims: 'full', links: 3, dialled: true }])
    expect(a.proven[0]!.key).toEqual(b.signer.publicKey)
    expect(b.proven[0]!.key).toEqual(a.signer.publicKey)
    expect(a.handshakes.size + b.handshakes.size).toBe(0)
  })

  test('a key that nobody knows is a guest; one that the community has excluded is refused and hears why', () => {
    const [a, b] = [new Meeter(1), new Meeter(2)]
    meet(a, b)
    expect(a.proven[0]!.who).toEqual(STRANGER)
    const strict = new Meeter(3, { who: () => ({ kind: 'banned' }) })
    const c = new Meeter(4)
    meet(c, strict)
    expect(strict.refused).toMatchObject([{ by: 'us', reason: 'banned' }])
    // The excluded one has found nothing wrong with the other, but learns that it is not wanted.
    expect(strict.proven).toEqual([])
  })

  test('another community, another version: refused on both sides, with the reason', () => {
    const [a, b] = [new Meeter(1), new Meeter(2, { community: bytesOf(77) })]
    meet(a, b)
    expect(a.refused[0]).toMatchObject({ reason: 'community' })
    expect(b.refused[0]).toMatchObject({ reason: 'community' })
    expect(a.signatures + b.signatures).toBe(0)

    const c = new Meeter(3)
    c.open(1, 'x', false)
    const body = { least: 2, most: 9, community: CHAIN, nonce: bytesOf(1) }
    c.hear(1, frameOf({ kind: 'hello', body }))
    expect(c.refused).toMatchObject([{ by: 'us', reason: 'version' }])
    expect(kinds(c.takeOut())).toEqual(['hello', 'refusal'])
    c.open(2, 'y', false)
    c.tell({ kind: 'frame', link: 2, stream: 'live', bytes: Uint8Array.of(2, 0x81, 0x82, 16, 0) })
    expect(c.refused[1]).toMatchObject({ link: 2, reason: 'version' })
    // Spoken by someone whose versions begin lower: the greatest in common is taken.
    c.open(3, 'z', false)
    c.hear(3, frameOf({ kind: 'hello', body: { ...body, least: 0, most: 1 } }))
    expect(c.refused).toHaveLength(2)
  })

  test('what was recorded once is worth nothing on another link', () => {
    const [a, b] = [new Meeter(1), new Meeter(2)]
    const recorded = meet(a, b).a
    b.open(9, a.peer, false)
    for (const frame of recorded) b.hear(9, frame)
    expect(b.refused).toMatchObject([{ link: 9, reason: 'proof' }])
    expect(b.proven).toHaveLength(1)
  })

  test('one in between who passes everything on between two honest peers joins with neither', () => {
    const [a, b] = [new Meeter(1), new Meeter(2)]
    // Both see the transport id of the one in between.
    a.open(1, 'between', true)
    b.open(1, 'between', false)
    talk(a, b)
    expect(a.proven).toEqual([])
    expect(b.proven).toEqual([])
    expect(a.refused[0]).toMatchObject({ reason: 'proof' })
    expect(b.refused[0]).toMatchObject({ reason: 'proof' })
  })

  test('one in between who has dialled both, or was dialled by both, neither', () => {
    for (const dialled of [true, false]) {
      const [a, b] = [new Meeter(1), new Meeter(2)]
      a.open(1, b.peer, dialled)
      b.open(1, a.peer, dialled)
      talk(a, b)
      expect([...a.proven, ...b.proven]).toEqual([])
    }
  })

  test('its own words come back: refused, with another nonce too', () => {
    const a = new Meeter(1)
    a.open(1, 'mirror', true)
    for (const frame of a.takeOut()) a.hear(1, frame)
    expect(a.refused).toMatchObject([{ reason: 'proof' }])

    // The mirror dials a second link and plays each one's words to the other.
    a.takeOut()
    a.open(2, 'mirror', true)
    a.open(3, 'mirror', false)
    for (let round = 0; round < 4; round++)
      for (const { link, bytes } of a.out.splice(0)) a.hear(link === 2 ? 3 : 2, bytes)
    expect(a.proven).toEqual([])
    expect(a.refused.slice(1).some(({ reason }) => reason === 'self')).toBe(true)
  })

  test('a claim is signed: nobody can make more or less of it on the way', () => {
    const [a, b] = [new Meeter(1, { claims: 'light' }), new Meeter(2)]
    a.open(1, b.peer, true)
    b.open(1, a.peer, false)
    const [helloA, helloB] = [a.takeOut()[0]!, b.takeOut()[0]!]
    a.hear(1, helloB)
    b.hear(1, helloA)
    const read = readFrame(a.takeOut()[0]!)
    const told = typeof read === 'string' ? undefined : read[0]
    if (told?.kind !== 'proof') throw new Error('no proof')
    b.hear(1, frameOf({ kind: 'proof', body: { ...told.body, claims: 'delegate' } }))
    expect(b.refused).toMatchObject([{ reason: 'proof' }])
  })

  test('nothing may be said before; what comes early, when the other side is through first, is kept, bounded', () => {
    const a = new Meeter(1)
    a.open(1, 'x', false)
    a.hear(1, frameOf({ kind: 'prune', body: {} }))
    expect(a.refused).toMatchObject([{ reason: 'form' }])
    expect(a.handshakes.size).toBe(0)

    const [c, d] = [new Meeter(3), new Meeter(4)]
    c.open(1, d.peer, true)
    d.open(1, c.peer, false)
    const early = frameOf({ kind: 'prune', body: {} })
    // Bulk before the hello even, for the streams are two.
    for (let i = 0; i < 100; i++) c.tell({ kind: 'frame', link: 1, stream: 'bulk', bytes: early })
    talk(c, d)
    expect(c.proven[0]!.early).toHaveLength(EARLY_FRAMES)
    expect(d.proven[0]!.early).toEqual([])
  })

  test('who says nothing is let go after a while, without blame', () => {
    const a = new Meeter(1)
    a.open(1, 'x', false)
    a.now += HANDSHAKE_MS - 1
    a.tell({ kind: 'time' })
    expect(a.refused).toEqual([])
    expect(a.wakes).toEqual([1000 + HANDSHAKE_MS])
    a.now += 1
    a.tell({ kind: 'time' })
    expect(a.refused).toMatchObject([{ by: 'us', reason: 'silent' }])
    expect(a.handshakes.size).toBe(0)
  })

  test('a flood of opens is bounded in what is kept and in what is signed; own dials are not in its way', () => {
    const a = new Meeter(1)
    const hello = (n: number) =>
      frameOf({ kind: 'hello', body: { least: 1, most: 1, community: CHAIN, nonce: bytesOf(n) } })
    for (let i = 0; i < 2000; i++) {
      a.open(i, `flood${i}`, false)
      a.hear(i, hello(i))
      expect(a.handshakes.size).toBeLessThanOrEqual(MAX_HALF_OPEN)
      // It lets go of them again as fast as it can.
      if (i % 3 === 0) a.tell({ kind: 'closed', link: i })
    }
    expect(a.signatures).toBeLessThanOrEqual(OPENS_AT_ONCE)
    expect(a.refused.every(({ reason }) => reason === 'crowded')).toBe(true)
    const b = new Meeter(2)
    a.takeOut()
    a.open(5000, b.peer, true)
    b.open(1, a.peer, false)
    for (let round = 0; round < 5; round++) {
      for (const bytes of a.takeOut()) b.hear(1, bytes)
      for (const bytes of b.takeOut()) a.hear(5000, bytes)
    }
    expect(a.proven).toHaveLength(1)
    // Of one transport id, two.
    const c = new Meeter(3)
    for (let i = 0; i < 5; i++) c.open(i, 'same', false)
    expect(c.handshakes.size).toBe(2)
  })

  test('whatever is said, and in whatever order, nothing is thrown and nobody is proven without a signature', () => {
    const [a, b] = [new Meeter(1), new Meeter(2)]
    const recorded = meet(a, b)
    const frames = [...recorded.a, ...recorded.b, frameOf({ kind: 'refusal', body: { number: 1 } })]
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.nat(frames.length - 1).map(i => frames[i]!),
            fc.uint8Array({ maxLength: 80 }),
            fc.tuple(fc.nat(frames.length - 1), fc.nat(), fc.nat(255)).map(([i, at, byte]) => {
              const frame = frames[i]!.slice()
              frame[at % frame.length] = byte
              return frame
            }),
          ),
          { maxLength: 6 },
        ),
        fc.boolean(),
        (said, dialled) => {
          const victim = new Meeter(9)
          victim.open(1, a.peer, dialled)
          for (const bytes of said) victim.hear(1, bytes)
          expect(victim.proven).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })
})
