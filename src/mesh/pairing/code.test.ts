import fc from 'fast-check'
import encodeQR from 'qr'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Description } from '../links/description.ts'
import { makeTransportKey, type TransportKey } from '../links/key.ts'
import { longCandidates, shortCandidates } from './candidates.ts'
import { type CodeTrouble, type Half, readCode, type Wanted, writeCode } from './code.ts'
import { AHEAD_S, FRESH_S, MAX_CODE_CHARS } from './limits.ts'
import { isPromised, numberOf, promiseOf } from './number.ts'

const NOW = 1_800_000_000
const fill = (value: number) => new Uint8Array(32).fill(value)
const HERE = fill(1)

const candidatesOf = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    i % 3 === 0
      ? `${i + 1} 1 udp ${2113937151 - i} 0bf60a3c-2a04-4ff0-b0f8-1234567890a${i % 10}.local ${50000 + i} typ host`
      : i % 3 === 1
        ? `${i + 1} 1 udp ${2113937151 - i} 192.168.1.${i} ${50000 + i} typ host`
        : `${i + 1} 1 udp ${1677729535 - i} 2001:0db8:0000:0000:0000:0000:0000:000${i % 10} ${50000 + i} typ srflx raddr :: rport 0`,
  ).sort((a, b) => Number(b.split(' ')[3]) - Number(a.split(' ')[3]))

const describeWith = (candidates: readonly string[]): Description => ({
  ...{ ufrag: '8hhY', password: 'asd88fgpdd777uzjYhagZg12', fingerprint: fill(9), setup: 0, candidates },
})

let ours: TransportKey
let theirs: TransportKey
let router: TransportKey
beforeAll(async () => {
  ;[ours, theirs, router] = await Promise.all([makeTransportKey(), makeTransportKey(), makeTransportKey()])
})

const invite = (key: TransportKey, candidates = candidatesOf(3), nowS = NOW, to = HERE) =>
  writeCode(key, { is: 'invitation', to, promise: fill(5), description: describeWith(candidates) }, nowS)
const answer = (key: TransportKey, invitation: Uint8Array) =>
  writeCode(
    key,
    { is: 'answer', to: invitation, promise: fill(6), description: describeWith(candidatesOf(2)) },
    NOW,
  )
const read = (text: string, wanted: Wanted = { is: 'invitation', community: HERE }, nowS = NOW) =>
  readCode(theirs, text, wanted, nowS)

describe('candidates', () => {
  test('are the same after a code but for their numbers, the most wanted first', () => {
    const all = candidatesOf(9)
    const back = longCandidates(shortCandidates(all))!
    const rest = (text: string) => text.split(' ').slice(1).join(' ')
    expect(back.map(rest)).toEqual(all.map(rest))
  })

  test('of which a code has no room, or that it cannot name, are left out', () => {
    expect(shortCandidates(candidatesOf(16))).toHaveLength(12)
    for (const host of ['name.example', '1.2.3', '1.2.3.256', ':::', '1::2::3', '12345::', '::g'])
      expect(shortCandidates([`1 1 udp 5 ${host} 9 typ host`]), host).toEqual([])
    const odd = ['fe80::1', '::', '::ffff:1', '1:2:3:4:5:6:7:8'].map(host => `1 1 udp 5 ${host} 9 typ host`)
    expect(shortCandidates(odd)).toHaveLength(4)
  })
})

describe('a code', () => {
  test.each([1, 2, 4, 8, 12])('with %i candidates fits one QR', async count => {
    const { text } = await invite(ours, candidatesOf(count))
    const whole = `https://wattle.example.org/#pair=${text}`
    const side = encodeQR(whole, 'raw', { ecc: 'low', border: 1 }).length - 2
    console.log(`${count} candidates: ${text.length} characters, ${side} modules on a side with an address`)
    expect(whole.length).toBeLessThanOrEqual(MAX_CODE_CHARS)
  })

  test('is read by the other side, whole, in an address, or with broken lines in it', async () => {
    const made = await invite(ours)
    const lines = made.text.replace(/(.{60})/g, '$1\n ')
    for (const text of [made.text, `https://here/?peer=x#pair=${made.text}`, ` ${lines}\n`]) {
      const half = (await read(text)) as Half
      expect(half).toMatchObject({ is: 'invitation', to: HERE, peer: ours.peer, promise: fill(5) })
      expect(half.hash).toEqual(made.hash)
      expect(half.description.fingerprint).toEqual(fill(9))
    }
    const wanted = { is: 'answer', invitation: made.hash } as const
    const half = await readCode(ours, (await answer(theirs, made.hash)).text, wanted, NOW)
    expect(half).toMatchObject({ is: 'answer', peer: theirs.peer, to: made.hash })
  })

  test('that is of no use says why', async () => {
    const made = await invite(ours)
    const { text } = made
    const troubles: [string, Promise<Half | CodeTrouble>][] = [
      ['none', read('')],
      ['none', read('https://here/#join=WP1abc')],
      ['none', read('x'.repeat(10_000))],
      ['none', read(`${text}…`)],
      ['truncated', read(text.slice(0, 5))],
      ['truncated', read(text.slice(0, -1))],
      ['truncated', read(text.slice(0, text.length >> 1))],
      ['damaged', read(`${text}AAAA`)],
      ['damaged', read(text.slice(0, 40) + (text[40] === 'A' ? 'B' : 'A') + text.slice(41))],
      ['version', read(text.replace('WP1', 'WP2'))],
      ['stale', read(text, undefined, NOW + FRESH_S + 1)],
      ['future', read(text, undefined, NOW - AHEAD_S - 1)],
      ['community', read(text, { is: 'invitation', community: fill(2) })],
      ['self', readCode(ours, text, { is: 'invitation', community: HERE }, NOW)],
      ['is-invitation', read(text, { is: 'answer', invitation: made.hash })],
      ['is-answer', read((await answer(ours, made.hash)).text)],
      ['other', read((await answer(ours, fill(3))).text, { is: 'answer', invitation: made.hash })],
      // Who puts his own certificate into it has to sign as somebody else.
      ['forged', read((await invite({ ...router, peer: ours.peer })).text)],
    ]
    for (const [trouble, said] of troubles) expect(await said).toBe(trouble)
    // A newcomer has no community yet.
    expect(await read(text, { is: 'invitation', community: undefined })).toMatchObject({ to: HERE })
  })

  test('cut short or with any letter changed is refused', async () => {
    const { text } = await invite(ours)
    const letters = fc.constantFrom(...'ABCXYZabcxyz0123456789-_')
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), letters, async (at, letter) => {
        expect(typeof (await read(text.slice(0, at)))).toBe('string')
        const changed = text.slice(0, at) + letter + text.slice(at + 1)
        if (changed !== text) expect(typeof (await read(changed))).toBe('string')
      }),
    )
  })

  test('of any text at all: a reason, never an exception', async () => {
    const marked = fc.string({ maxLength: 200 }).map(text => `WP1${text}`)
    const lettered = fc.base64String({ maxLength: 400 }).map(text => `#pair=WP1${text.replaceAll('=', '')}`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), marked, lettered), async text => {
        expect(typeof (await read(text))).toBe('string')
      }),
      { numRuns: 500 },
    )
  })
})

test('numbers agree where both have the same codes and secrets, and differ for whoever is in between', () => {
  const all = { invitation: fill(1), answer: fill(2), inviter: fill(3), answerer: fill(4) }
  expect(numberOf(all)).toMatch(/^\d{6}$/)
  expect(numberOf({ ...all })).toBe(numberOf(all))
  for (const name of ['invitation', 'answer', 'inviter', 'answerer'] as const)
    expect(numberOf({ ...all, [name]: fill(7) })).not.toBe(numberOf(all))
  expect(isPromised(fill(3), promiseOf(fill(3)))).toBe(true)
  expect(isPromised(fill(4), promiseOf(fill(3)))).toBe(false)
})
