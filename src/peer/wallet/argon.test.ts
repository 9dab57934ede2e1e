import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { stretched } from './argon.ts'

// Of the tests that the authors of Argon2 publish with it (phc-winner-argon2, test.c), version 1.3.
test.each([
  [2, 65_536, '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
  [2, 256, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
])('it is Argon2id: %i passes over %i KiB', async (passes, memoryKiB, hex) => {
  const salt = new TextEncoder().encode('somesalt')
  expect(toHex(await stretched('password', salt, { memoryKiB, passes, lanes: 1 }))).toBe(hex)
})

test('what looks the same, and a space behind it, is the same passphrase', async () => {
  const salt = new Uint8Array(16)
  const cost = { memoryKiB: 64, passes: 1, lanes: 1 }
  const one = await stretched('caf\u00e9 am Platz', salt, cost)
  expect(await stretched('cafe\u0301 am Platz ', salt, cost)).toEqual(one)
  expect(await stretched('caf\u00e9 am platz', salt, cost)).not.toEqual(one)
})
