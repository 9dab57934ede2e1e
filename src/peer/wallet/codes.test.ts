import { webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { signerOf } from '../../crypto/keys.ts'
import {
  ASKING_MS,
  type DeviceAnswer,
  digitsOf,
  readAnswer,
  readAsking,
  readPlea,
  writeAnswer,
  writeAsking,
  writePlea,
} from './codes.ts'

const random = (count: number) => webcrypto.getRandomValues(new Uint8Array(count))
const GENESIS = random(32)
const ACCOUNT = random(20)
const asked = { genesis: GENESIS, account: ACCOUNT, nonce: random(8), sinceMs: 1_000_000 }
const NOW = asked.sinceMs + 60_000
let answer: DeviceAnswer
let said: string

async function answerOf(seed: Uint8Array, account = ACCOUNT, genesis = GENESIS): Promise<DeviceAnswer> {
  const { publicKey: key, sign } = await signerOf(seed)
  return { genesis, account, key, consent: await sign(consentBytes(genesis, account)), nonce: asked.nonce }
}

beforeAll(async () => {
  answer = await answerOf(random(32))
  said = await writeAnswer(answer)
})

test('a code says what it was made of, in a link too', async () => {
  const asking = { invitation: 'abc', account: ACCOUNT, nonce: asked.nonce }
  const code = await writeAsking(asking)
  expect(await readAsking(code)).toEqual(asking)
  expect(await readAsking(`https://wattle.example/#${code}`)).toEqual(asking)
  expect(await readAnswer(said, asked, NOW)).toEqual(answer)
  const { nonce, ...plea } = answer
  expect(await readPlea(await writePlea(plea), GENESIS)).toEqual(plea)
})

test('each fault has a name of its own', async () => {
  expect(await readAnswer('hello', asked, NOW)).toBe('other')
  expect(
    await readAnswer(await writeAsking({ invitation: '', account: ACCOUNT, nonce: asked.nonce }), asked, NOW),
  ).toBe('other')
  expect(await readAnswer(said.slice(0, -3), asked, NOW)).toBe('damaged')
  expect(await readAnswer(said, asked, asked.sinceMs + ASKING_MS + 1)).toBe('stale')
  expect(await readAnswer(said, { ...asked, nonce: random(8) }, NOW)).toBe('stale')
  const elsewhere = await writeAnswer(await answerOf(random(32), ACCOUNT, random(32)))
  expect(await readAnswer(elsewhere, asked, NOW)).toBe('community')
  expect(await readAnswer(await writeAnswer(await answerOf(random(32), random(20))), asked, NOW)).toBe(
    'account',
  )
  expect(await readPlea(elsewhere, GENESIS)).toBe('other')
})

test('who puts another key into an answer on its way has not its holder’s signature, nor its digits', async () => {
  const thief = await answerOf(random(32))
  const swapped = await writeAnswer({ ...answer, key: thief.key })
  expect(await readAnswer(swapped, asked, NOW)).toBe('forged')
  // A whole answer of his own is well formed: the digits that both screens show differ.
  expect(await readAnswer(await writeAnswer(thief), asked, NOW)).toEqual(thief)
  expect(await digitsOf(thief, asked.nonce)).not.toBe(await digitsOf(answer, asked.nonce))
  expect(await digitsOf(answer, asked.nonce)).toMatch(/^\d{4} \d{4} \d{4}$/)
})

test('anything at all is read or refused, and never thrown at', async () => {
  const bits = fc.oneof(
    fc.string(),
    fc.string().map(text => `wattle-answer:${text}`),
    fc.uint8Array().map(bytes => `wattle-answer:${Buffer.from(bytes).toString('base64url')}`),
  )
  await fc.assert(
    fc.asyncProperty(bits, async text => {
      expect(typeof (await readAnswer(text, asked, NOW))).toBe('string')
      expect(typeof (await readPlea(text, GENESIS))).toBe('string')
    }),
    { numRuns: 3000 },
  )
})

test('each letter of a code counts', async () => {
  for (let at = 0; at < said.length; at++) {
    const other = said[at] === 'A' ? 'B' : 'A'
    expect(typeof (await readAnswer(said.slice(0, at) + other + said.slice(at + 1), asked, NOW))).toBe(
      'string',
    )
  }
})
