import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { OFFER_EVERY_MS, OFFERS_AT_ONCE, SWALLOWED, VAIN_DIALS } from '../discovery/index.ts'
import {
  frameOf,
  MAX_PRESENCES,
  type Part,
  type Presence,
  presenceTag,
  readFrame,
  refusalOf,
} from '../frames/index.ts'
import { bytesOf, CHAIN } from '../said.testing.ts'
import { Hall, type Page, stampOf } from './hall.testing.ts'

const MINUTE = 60_000

const partOf = (bytes: Bytes): Part | undefined => {
  const read = readFrame(bytes)
  return typeof read === 'string' ? undefined : (read[0] as Part)
}

/** A few pages that know each other, without a relay; the first is linked to all. */
function star(seed: number, count: number): Hall {
  const hall = new Hall(seed)
  hall.relay = false
  const [first] = Array.from({ length: count }, (_, i) => hall.enter(i))
  for (const page of hall.pages.slice(1)) hall.connect(page, first!)
  return hall
}

const whys = (page: Page, of: Page) =>
  page.left.filter(({ neighbour }) => neighbour === of.id).map(({ why }) => why)

function linkTo(page: Page, to: Page): number {
  for (const [link, { other }] of page.links) if (other === to) return link
  throw new Error('no link')
}

const say = (hall: Hall, from: Page, to: Page, part: Part) =>
  hall.send(from, linkTo(from, to), 'live', frameOf(part))

/** A record that was never anybody's, with a signature that holds. */
function invented(hall: Hall, n: number): Presence {
  const key = bytesOf(90_000 + n)
  const told = { key, peer: `nobody${n}`, claims: 'full' as const, addresses: [], links: 1, at: hall.now }
  return { ...told, signature: stampOf(key, encode(presenceTag, { community: CHAIN, ...told })) }
}

describe('who may come in', () => {
  test('another community and the excluded are refused, with the reason on both screens; strangers are guests', () => {
    const hall = new Hall(1)
    hall.relay = false
    const page = hall.enter(0)
    const elsewhere = hall.enter(1, 'full', true, bytesOf(5))
    const excluded = hall.enter(2)
    hall.banned.add(excluded.id)
    const stranger = hall.enter(3, 'full', false)
    for (const each of [elsewhere, excluded, stranger]) hall.connect(each, page)
    hall.run(5000)
    expect([...page.neighbours.keys()]).toEqual([stranger.id])
    expect(page.neighbours.get(stranger.id)).toMatchObject({ role: 'guest', claims: 'full' })
    expect(stranger.neighbours.get(page.id)).toMatchObject({ role: 'full', account: bytesOf(0).slice(0, 20) })
    expect(elsewhere.refused[0]!.reason).toBe('community')
    expect(excluded.left.concat(excluded.refused as never[])[0]).toMatchObject({ why: 'banned' })
    // It becomes a member: the same neighbour, in another role.
    hall.members.set(stranger.id, 3)
    hall.tell(page, { kind: 'changed' })
    expect(page.neighbours.get(stranger.id)).toMatchObject({ role: 'full' })
    // And is excluded: its link ends.
    hall.banned.add(stranger.id)
    hall.tell(page, { kind: 'changed' })
    expect(page.neighbours.size).toBe(0)
    hall.run(1000)
    expect(stranger.left.map(({ why }) => why)).toEqual(['banned'])
  })

  test('a relay that lists everybody: peers of another community are dialled once', () => {
    const hall = new Hall(2)
    for (let i = 0; i < 6; i++) hall.enter(i, 'full', true, i < 3 ? CHAIN : bytesOf(8))
    hall.run(20 * MINUTE)
    for (const page of hall.pages) {
      expect(page.neighbours.size).toBe(2)
      expect(page.dials).toBeLessThanOrEqual(6)
    }
  })

  test('two that dial each other at the same moment end up with one link, the same on both sides', () => {
    for (let seed = 0; seed < 20; seed++) {
      const hall = new Hall(seed)
      hall.relay = false
      const [a, b] = [hall.enter(0), hall.enter(1)]
      hall.at(hall.now + hall.draw(80), () => hall.connect(a, b))
      hall.at(hall.now + hall.draw(80), () => hall.connect(b, a))
      hall.run(3000)
      expect([a.links.size, b.links.size]).toEqual([1, 1])
      const [[link, end] = [0, { there: 0 }]] = [...a.links]
      expect(a.neighbourhood.linkOf(b.id)).toBe(link)
      expect(b.neighbourhood.linkOf(a.id)).toBe(end.there)
    }
  })

  test('a page that has made as many connections as it may says so, and makes no more but when it is alone', () => {
    const hall = new Hall(13)
    hall.most = 6
    for (let i = 0; i < 12; i++) hall.enter(i)
    hall.run(2 * MINUTE)
    const page = hall.pages[0]!
    expect(page.neighbours.size).toBeGreaterThan(2)
    for (let i = 0; i < 20; i++) {
      for (const [link, end] of [...page.links].slice(3)) {
        page.links.delete(link)
        end.other.links.delete(end.there)
        hall.tell(page, { kind: 'closed', link })
        hall.tell(end.other, { kind: 'closed', link: end.there })
      }
      hall.run(MINUTE)
    }
    for (const each of hall.pages) expect(each.dials).toBeLessThanOrEqual(6)
    expect(page.standing).toBe('spent')
  })

  test('light pages have three neighbours, serve nobody, and nobody is told of them', () => {
    const hall = new Hall(3)
    for (let i = 0; i < 10; i++) hall.enter(i)
    const light = hall.enter(10, 'light')
    hall.run(2 * MINUTE)
    expect(light.neighbours.size).toBe(3)
    const before = light.sent.bytes
    const told = hall.pages.some(page => page.neighbours.has(light.id) && page.neighbourhood.sizes.people > 9)
    expect(told).toBe(false)
    hall.run(60 * MINUTE)
    expect(light.sent.bytes - before).toBeLessThan(100_000)
  })
})

describe('neighbours that lie', () => {
  test('who forges a record loses its link at once, and stays out for a while', () => {
    const hall = star(4, 8)
    hall.run(MINUTE)
    const liar = hall.pages[5]!
    const near = hall.awake().filter(page => page.neighbours.has(liar.id))
    liar.mangle = bytes => {
      const part = partOf(bytes)
      if (part?.kind !== 'gossip') return bytes
      const records = part.body.records.map(record => ({
        ...record,
        peer: 'elsewhere',
        at: record.at + 1000,
      }))
      return frameOf({ kind: 'gossip', body: { ...part.body, records } })
    }
    hall.run(10 * MINUTE)
    for (const page of near) if (whys(page, liar).length > 0) expect(whys(page, liar)).toContain('lied')
    expect(near.some(page => whys(page, liar).includes('lied'))).toBe(true)
    for (const page of hall.awake()) expect(page.dials).toBeLessThan(20)
  })

  test('invented members: with a ledger nobody believes in them; without one they cost a few dials and the link', () => {
    const hall = star(5, 3)
    const [honest, liar] = [hall.pages[0]!, hall.pages[1]!]
    const newcomer = hall.enter(9)
    hall.blind.add(newcomer)
    hall.connect(newcomer, honest)
    hall.connect(newcomer, liar)
    hall.run(30_000)
    // Whatever is asked of it comes back as lost.
    liar.mangle = bytes => (partOf(bytes)?.kind === 'gossip' ? undefined : bytes)
    const dials = { newcomer: newcomer.dials, honest: honest.dials }
    for (let round = 0; round < 40; round++) {
      const records = Array.from({ length: MAX_PRESENCES }, (_, i) => invented(hall, round * 100 + i))
      liar.mangle = undefined
      for (const page of [newcomer, honest])
        if (page.neighbours.has(liar.id))
          say(hall, liar, page, { kind: 'gossip', body: { links: 1, records, asks: false } })
      hall.run(10_000)
    }
    expect(honest.dials - dials.honest).toBe(0)
    expect(newcomer.dials - dials.newcomer).toBeLessThanOrEqual(VAIN_DIALS + 3)
    expect(whys(newcomer, liar)).toEqual(['lied'])
    expect(newcomer.neighbours.has(honest.id)).toBe(true)
  })

  test('who swallows offers is found out after a few', () => {
    const hall = star(6, 14)
    hall.run(5)
    const router = hall.pages[0]!
    const [page, friend] = [hall.enter(50), hall.enter(51)]
    hall.connect(page, router)
    hall.connect(page, friend)
    router.mangle = bytes => (['offer', 'answer'].includes(partOf(bytes)?.kind ?? '') ? undefined : bytes)
    hall.run(10 * MINUTE)
    expect(whys(page, router)).toContain('lied')
    expect(page.dials).toBeLessThanOrEqual(SWALLOWED + 4)
  })

  test('who only calls everything lost wastes a few dials, and others are found all the same', () => {
    const hall = star(7, 14)
    const router = hall.pages[0]!
    hall.run(5)
    router.mangle = bytes => {
      const part = partOf(bytes)
      return part?.kind === 'offer' ? undefined : bytes
    }
    // It passes nothing on, and says so in time: by its own trail. Behind it there is an honest one.
    const page = hall.enter(50)
    hall.connect(page, router)
    hall.connect(page, hall.pages[1]!)
    hall.run(20 * MINUTE)
    expect(page.neighbourhood.sizes.connections).toBeLessThan(100)
  })

  test('a flood of offers is passed on slowly, then not at all', () => {
    const hall = star(8, 5)
    hall.run(MINUTE)
    const [middle, flooder, victim] = [hall.pages[0]!, hall.pages[1]!, hall.pages[2]!]
    let reached = 0
    middle.mangle = (bytes, to) => {
      if (to === victim && partOf(bytes)?.kind === 'offer') reached += 1
      return bytes
    }
    const answered = victim.verified
    for (let i = 0; i < 400 && middle.neighbours.has(flooder.id); i++) {
      const body = {
        id: bytesOf(i).slice(0, 8),
        to: victim.key,
        toPeer: victim.peer,
        key: flooder.key,
        peer: 'another',
        links: 0,
        at: hall.now,
        body: new Uint8Array(100),
        hops: 6,
        signature: new Uint8Array(64),
      }
      say(hall, flooder, middle, { kind: 'offer', body })
      hall.run(100)
    }
    hall.run(1000)
    expect(whys(middle, flooder)).toEqual(['flood'])
    const most = OFFERS_AT_ONCE + 40_000 / OFFER_EVERY_MS
    expect(reached).toBeLessThanOrEqual(most)
    expect(victim.verified - answered).toBeLessThanOrEqual(most + 10)
    // What is not signed by whom it names is answered by nobody.
    expect(victim.links.size).toBe(victim.neighbours.size)
  })

  test('an offer that was recorded is not answered again', () => {
    const hall = star(9, 4)
    const middle = hall.pages[0]!
    const recorded: Bytes[] = []
    middle.mangle = bytes => {
      if (partOf(bytes)?.kind === 'offer') recorded.push(bytes)
      return bytes
    }
    hall.run(MINUTE)
    middle.mangle = undefined
    expect(recorded.length).toBeGreaterThan(0)
    const connections = hall.pages.map(page => page.neighbourhood.sizes.connections)
    hall.run(5 * MINUTE)
    for (const bytes of recorded)
      for (const page of hall.pages.slice(1)) hall.send(middle, linkTo(middle, page), 'live', bytes)
    hall.run(5000)
    expect(hall.pages.map(page => page.neighbourhood.sizes.connections)).toEqual(connections)
  })

  test('a flood of anything about neighbours ends the link, and what is kept stays bounded', () => {
    const parts: ((i: number) => Part)[] = [
      i => ({ kind: 'timeAsk', body: { id: i } }),
      i => ({ kind: 'timeTold', body: { id: i, at: i } }),
      i => ({ kind: 'answer', body: { id: bytesOf(i).slice(0, 8), says: 'lost', body: new Uint8Array(0) } }),
      () => ({ kind: 'gossip', body: { links: 0, records: [], asks: true } }),
    ]
    for (const make of parts) {
      const hall = star(10, 3)
      hall.run(MINUTE)
      const [middle, flooder] = [hall.pages[0]!, hall.pages[1]!]
      const sent = middle.sent.frames
      for (let i = 0; i < 3000 && middle.neighbours.has(flooder.id); i++) {
        say(hall, flooder, middle, make(i))
        hall.run(5)
      }
      hall.run(1000)
      expect(whys(middle, flooder)).toEqual(['flood'])
      expect(middle.sent.frames - sent).toBeLessThan(60)
      // It comes back, and is refused.
      hall.connect(flooder, middle)
      hall.run(1000)
      expect(middle.neighbours.has(flooder.id)).toBe(false)
      hall.run(11 * MINUTE)
      hall.connect(flooder, middle)
      hall.run(1000)
      expect(middle.neighbours.has(flooder.id)).toBe(true)
    }
  })

  test('whatever bytes a neighbour sends, nothing is thrown, and only its own link can end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 14, max: 25 }), fc.uint8Array({ maxLength: 200 })), {
          maxLength: 8,
        }),
        said => {
          const hall = star(11, 3)
          hall.run(3000)
          const [middle, odd, other] = [hall.pages[0]!, hall.pages[1]!, hall.pages[2]!]
          for (const [number, rest] of said) {
            if (!middle.neighbours.has(odd.id)) break
            hall.send(odd, linkTo(odd, middle), 'live', new Uint8Array([1, 0x81, 0x82, number, ...rest]))
            hall.run(100)
          }
          expect(middle.neighbours.has(other.id)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a refusal says why, to whoever can read it', () => {
    const hall = star(12, 2)
    hall.run(1000)
    const [a, b] = [hall.pages[0]!, hall.pages[1]!]
    hall.tell(a, { kind: 'bad', neighbour: b.id })
    hall.run(1000)
    expect(whys(b, a)).toEqual(['lied'])
    expect(b.links.size).toBe(0)
    expect(refusalOf(11)).toBe('lied')
  })
})
