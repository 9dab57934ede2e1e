import { webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { concatBytes } from '../../bytes/bytes.ts'
import { fromLetters, toLetters } from '../../mesh/letters.ts'
import { stretched } from './argon.ts'
import { LEAST_MEMORY_KIB } from './cost.ts'
import { walletId } from './derive.ts'
import { type Contents, close, fresh, type Keys } from './keys.ts'
import {
  lockByBrowser,
  lockByPasskey,
  lockByPassphrase,
  openByBrowser,
  openByPasskey,
  openByPassphrase,
} from './locks.ts'
import { readKeys, writeKeys } from './text.ts'

const random = (count: number) => webcrypto.getRandomValues(new Uint8Array(count))
const COST = { memoryKiB: LEAST_MEMORY_KIB, passes: 1, lanes: 1 }
const PASSPHRASE = 'lamp river stone under'
const CONTENTS: Contents = {
  entropy: new Uint8Array(16).fill(9),
  communities: [
    { genesis: new Uint8Array(32).fill(1), invitation: 'x'.repeat(200) },
    { genesis: new Uint8Array(32).fill(2), invitation: 'y'.repeat(80) },
  ],
}

let keys: Keys
let file: string

beforeAll(async () => {
  const open = fresh(await walletId(CONTENTS.entropy), CONTENTS, random)
  keys = await close(await lockByPassphrase(open, PASSPHRASE, COST, stretched, random), random)
  file = await writeKeys(keys)
})

test('a file opens with its passphrase, wherever it is', async () => {
  const read = (await readKeys(file)) as Keys
  expect(read).toEqual(keys)
  expect(await openByPassphrase(read, PASSPHRASE, stretched)).toMatchObject({ contents: CONTENTS })
})

test('and with no other', async () => {
  expect(await openByPassphrase(keys, 'lamp river stone over', stretched)).toBe('passphrase')
  expect(await openByPasskey(keys, random(16), random(32))).toBe('no-such-lock')
})

test('nothing of the secret stands in it', () => {
  const wire = Buffer.from(fromLetters(file.split(':')[1]!)!)
  expect(wire.includes(Buffer.from(CONTENTS.entropy))).toBe(false)
  expect(wire.includes('xxxxxxxx')).toBe(false)
})

test('a messenger may break its lines', async () => {
  expect(await readKeys(`\n${file.replace(/(.{60})/g, '$1\r\n')}\n`)).toEqual(keys)
})

test('what is something else, or of a later app, is called so', async () => {
  for (const other of ['', 'hello', '{"keys":[]}', 'wattle-answer:AAAA'])
    expect(await readKeys(other)).toBe('other')
  const wire = fromLetters(file.split(':')[1]!)!.slice(0, -8)
  wire[1] = 2
  expect(await readKeys(await checked(wire))).toBe('future')
})

async function checked(wire: Uint8Array): Promise<string> {
  const check = new Uint8Array(await webcrypto.subtle.digest('SHA-256', wire)).subarray(0, 8)
  return `wattle-keys:${toLetters(concatBytes(wire, check))}`
}

/** What happens to a text on its way. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('letter'), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('cut'), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('lost'), at: fc.nat(), to: fc.nat(20) }),
  fc.record({ kind: fc.constant('twice'), at: fc.nat(), to: fc.nat(20) }),
)
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function damaged(text: string, { kind, at, to }: { kind: string; at: number; to: number }): string {
  const place = at % text.length
  if (kind === 'letter') return text.slice(0, place) + LETTERS[to % 64] + text.slice(place + 1)
  if (kind === 'cut') return text.slice(0, place)
  if (kind === 'lost') return text.slice(0, place) + text.slice(place + 1 + to)
  return text.slice(0, place + to + 1) + text.slice(place)
}

test('a damaged file is refused as a whole, whatever the damage', async () => {
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async damages => {
      const text = damages.reduce(damaged, file)
      // What stands before the mark is not the file's.
      if (text.endsWith(file)) return
      expect(['other', 'damaged']).toContain(await readKeys(text))
      refused += 1
    }),
    { numRuns: 5000 },
  )
  expect(refused).toBeGreaterThan(4000)
})

test('each of its letters counts', async () => {
  for (let at = 0; at < file.length; at++) {
    const other = file[at] === 'A' ? 'B' : 'A'
    expect(typeof (await readKeys(file.slice(0, at) + other + file.slice(at + 1)))).toBe('string')
  }
})

test('who changes a file and its check, too, gets nobody to take what is in it for the keys', async () => {
  const wire = fromLetters(file.split(':')[1]!)!.slice(0, -8)
  let opened = 0
  for (let at = 2; at < wire.length; at += 9) {
    const forged = wire.slice()
    forged[at]! ^= 1 << (at % 8)
    const read = await readKeys(await checked(forged))
    if (typeof read === 'string') continue
    opened += 1
    // What costs more than a file should is not tried here.
    if (read.passphrase && read.passphrase.passes * read.passphrase.memoryKiB > 4 * COST.memoryKiB) continue
    expect(['passphrase', 'damaged', 'no-such-lock']).toContain(
      await openByPassphrase(read, PASSPHRASE, stretched),
    )
  }
  expect(opened).toBeGreaterThan(20)
}, 60_000)

test('a file that would cost minutes is refused before it does', async () => {
  const asks = (memoryKiB: number, passes: number) =>
    writeKeys({ ...keys, passphrase: { ...keys.passphrase!, memoryKiB, passes } })
  expect(await readKeys(await asks(64 * 1024, 256))).not.toBe('damaged')
  expect(await readKeys(await asks(64 * 1024, 257))).toBe('damaged')
  expect(await readKeys(await asks(256 * 1024, 10_000))).toBe('damaged')
})

test('and one that would take more memory than a phone has, before any of it is taken', async () => {
  const wire = Buffer.from(fromLetters(file.split(':')[1]!)!.slice(0, -8))
  // An integer of two bytes, and what no wallet of ours writes in its place: four gigabytes.
  const [usual, dear] = [Uint8Array.of(0x19, 0x40, 0x00), Uint8Array.of(0x1a, 0x00, 0x40, 0x00, 0x00)]
  const at = wire.indexOf(usual)
  expect(at).toBeGreaterThan(0)
  const asking = Buffer.concat([wire.subarray(0, at), dear, wire.subarray(at + usual.length)])
  expect(await readKeys(await checked(new Uint8Array(asking)))).toBe('damaged')
})

const browserKey = () =>
  webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

test('until there is a lock, the browser holds it; with one it no longer does', async () => {
  const door = await browserKey()
  const open = fresh(await walletId(CONTENTS.entropy), CONTENTS, random)
  await expect(close(open, random)).rejects.toThrow()
  const held = await close(await lockByBrowser(open, door, random), random)
  expect(await openByBrowser(held, door)).toMatchObject({ contents: CONTENTS })
  expect(await openByBrowser(held, await browserKey())).toBe('damaged')
  const locked = await close(await lockByPassphrase(open, PASSPHRASE, COST, stretched, random), random)
  expect(locked.browser).toBeNull()
  expect(await openByBrowser(locked, door)).toBe('no-such-lock')
})

test('a passkey opens it beside a passphrase, with its own answer alone', async () => {
  const [credential, salt, secret] = [random(16), random(32), random(32)]
  const open = fresh(await walletId(CONTENTS.entropy), CONTENTS, random)
  const one = await lockByPassphrase(open, PASSPHRASE, COST, stretched, random)
  const both = await close(await lockByPasskey(one, credential, salt, secret, random), random)
  expect(await openByPasskey(both, credential, secret)).toMatchObject({ contents: CONTENTS })
  expect(await openByPasskey(both, credential, random(32))).toBe('passkey')
  expect(await openByPasskey(both, random(16), secret)).toBe('no-such-lock')
  expect(await openByPassphrase(both, PASSPHRASE, stretched)).toMatchObject({ contents: CONTENTS })
})

test('a lock of another wallet opens nothing, though the passphrase is the same', async () => {
  const contents = { ...CONTENTS, entropy: new Uint8Array(32).fill(8) }
  const other = fresh(await walletId(contents.entropy), contents, random)
  const theirs = await close(await lockByPassphrase(other, PASSPHRASE, COST, stretched, random), random)
  const mixed = { ...keys, passphrase: theirs.passphrase }
  expect(await openByPassphrase(mixed, PASSPHRASE, stretched)).toBe('passphrase')
})
