import { expect, test } from 'vitest'
import { toHex } from '../../src/bytes/bytes.ts'
import { PUBLISHED } from '../../src/crypto/published.ts'
import { wattle } from '../wattle.ts'
import { InputError, type Io } from './io.ts'

async function run(args: string[], input: string | InputError = '') {
  const out: string[] = []
  const err: string[] = []
  const asked: (string | undefined)[] = []
  const io: Io = {
    out: line => out.push(line),
    err: line => err.push(line),
    async read(file) {
      asked.push(file)
      if (input instanceof InputError) throw input
      return input
    },
  }
  return { code: await wattle(args, io), out, err, asked }
}

const verify = (input: string | InputError) => run(['crypto', 'verify'], input)

const records = PUBLISHED.map(({ tries, publicKey, message, signature }) => ({
  tries,
  pub_key: toHex(publicKey),
  message: toHex(message),
  signature: toHex(signature).toUpperCase(),
}))
const verdicts = PUBLISHED.map(({ expected }, index) => ({ index, native: expected, portable: expected }))
const sound = JSON.stringify(records[3])

test.each([
  ['lines', records.map(record => JSON.stringify(record)).join('\n')],
  ['an array', JSON.stringify(records)],
  ['an indented array', JSON.stringify(records, null, 2)],
])('%s of signatures, with fields that mean nothing here', async (_, text) => {
  const { code, out, err } = await verify(text)
  expect(out.map(line => JSON.parse(line))).toEqual(verdicts)
  expect(err).toEqual([])
  expect(code).toBe(0)
})

test('a verdict is written to the letter', async () => {
  expect((await verify(sound)).out).toEqual(['{"index":0,"native":true,"portable":true}'])
})

test('no input is no lines', async () => {
  for (const text of ['', '\n', '[]']) expect(await verify(text)).toMatchObject({ code: 0, out: [], err: [] })
})

test('a length that no signature has is a verdict and no fault of the input', async () => {
  const { code, out } = await verify('{"pub_key":"00","message":"","signature":""}')
  expect(out).toEqual(['{"index":0,"native":false,"portable":false}'])
  expect(code).toBe(0)
})

test.each([
  ['{"pub_key":"00","message":"00"}', 'signature is missing'],
  ['{"pub_key":"0","message":"00","signature":"00"}', 'pub_key is not hexadecimal'],
  ['{"pub_key":"00","message":"0x00","signature":"00"}', 'message is not hexadecimal'],
  ['{"pub_key":"00","message":7,"signature":"00"}', 'message is not hexadecimal'],
  ['{"pub_key":"00","message":null,"signature":"00"}', 'message is not hexadecimal'],
  ['nonsense', 'this is not JSON'],
  ['[1]', 'an object {…} belongs here'],
])('bad input %s is refused by its line, and nothing is written', async (line, message) => {
  const { code, out, err } = await verify(`${sound}\n\n${line}\n${sound}`)
  expect(err).toHaveLength(1)
  expect(err[0]).toContain(`line 3: ${message}`)
  expect(out).toEqual([])
  expect(code).toBe(1)
})

test('a file that is not there', async () => {
  expect(await verify(new InputError('x: there is no such file'))).toMatchObject({
    code: 1,
    out: [],
    err: ['x: there is no such file'],
  })
})

test('which file is read', async () => {
  expect((await run(['crypto', 'verify'])).asked).toEqual([undefined])
  expect((await run(['crypto', 'verify', '-'])).asked).toEqual(['-'])
  expect((await run(['crypto', 'verify', 'a.json'])).asked).toEqual(['a.json'])
})

test.each([
  [[]],
  [['nothing']],
  [['toString']],
  [['crypto']],
  [['crypto', 'sign']],
  [['crypto', 'verify', 'a', 'b']],
  [['crypto', 'verify', '--fast']],
])('%j is bad usage', async args => {
  const { code, out, err, asked } = await run(args)
  expect(err).toHaveLength(1)
  expect({ code, out, asked }).toEqual({ code: 2, out: [], asked: [] })
})

test.each([[['--help']], [['help']], [['crypto', '--help']], [['crypto', 'verify', '--help']]])(
  '%j helps',
  async args => {
    const { code, out, err } = await run(args)
    expect(out.join('\n')).toContain('wattle')
    expect({ code, err }).toEqual({ code: 0, err: [] })
  },
)
