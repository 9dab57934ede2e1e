import { expect, test } from 'vitest'
import { bytes, encode, int, list, struct, text, tryDecode } from '../bytes/codec.ts'
import { mutate } from './mutate.ts'
import { Random } from './random.ts'

const codec = struct({ to: bytes(20), amount: int, note: text(40), more: list(int, 4) })
const sound = encode(codec, { to: new Uint8Array(20), amount: 5, note: 'hello', more: [1, 2] })

test('parameters keep their form and take extreme values', () => {
  const random = new Random('mutate')
  const amounts = new Set<number>()
  let changed = 0
  for (let i = 0; i < 400; i++) {
    const read = tryDecode(codec, mutate(sound, random))
    if (!('value' in read)) throw new Error('the form is lost')
    amounts.add(read.value.amount)
    if (read.value.to.some(byte => byte !== 0)) changed += 1
  }
  expect(amounts).toContain(Number.MAX_SAFE_INTEGER)
  expect(amounts).toContain(-Number.MAX_SAFE_INTEGER)
  expect(changed).toBeGreaterThan(20)
})

test('what has nothing to change stays', () => {
  expect(mutate(new Uint8Array(0), new Random('a'))).toEqual(new Uint8Array(0))
})
