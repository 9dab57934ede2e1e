import { expect, test } from 'vitest'
import { signerFromSeed } from '../crypto/plain.ts'
import { verifyInPlainCode as verify } from '../crypto/verify.ts'
import { faultOf, readRelease, signedBy, unsigned, writeRelease } from './release.ts'

const key = (fill: number) => signerFromSeed(new Uint8Array(32).fill(fill))
const [ours, theirs] = [key(1), key(2)]
const made = (sequence: number, path = 'index.html') =>
  unsigned({
    ...{ version: '1.2.3', sequence, timeMs: 1_790_000_000_000 },
    files: [{ path, size: 12, hash: new Uint8Array(32).fill(7) }],
  })

test('is read as it was written, whatever has signed it', async () => {
  const twice = await signedBy(await signedBy(made(5), ours), theirs)
  expect(readRelease(writeRelease(made(5)))).toEqual(made(5))
  expect(readRelease(writeRelease(twice))).toEqual(twice)
  // A key signs once.
  expect((await signedBy(twice, ours)).signatures).toHaveLength(2)
})

test('is none where it is damaged, or names a file that is not below the root', async () => {
  const wire = writeRelease(await signedBy(made(5), ours))
  for (let end = 0; end < wire.length; end++) expect(readRelease(wire.subarray(0, end))).toBeUndefined()
  for (const path of ['/index.html', '../x', 'a/../b', 'a//b', 'a?b', '.hidden', 'a/', ''])
    expect(readRelease(writeRelease(made(5, path)))).toBeUndefined()
})

test('follows where everybody who was named has signed, and it is newer', async () => {
  const current = await signedBy(made(5), ours)
  const next = await signedBy(made(6), ours)
  expect(await faultOf(next, current, [ours.publicKey], verify)).toBeUndefined()
  expect(await faultOf(next, current, [ours.publicKey, theirs.publicKey], verify)).toBe('unsigned')
  const both = await signedBy(next, theirs)
  expect(await faultOf(both, current, [ours.publicKey, theirs.publicKey], verify)).toBeUndefined()
  expect(await faultOf(await signedBy(made(4), ours), current, [ours.publicKey], verify)).toBe('older')
  expect(await faultOf(current, current, [ours.publicKey], verify)).toBe('older')
})

test('does not follow with a signature that is over something else', async () => {
  const current = await signedBy(made(5), ours)
  const { signatures } = await signedBy(made(7), ours)
  expect(await faultOf({ ...made(6), signatures }, current, [ours.publicKey], verify)).toBe('forged')
  const every = await signedBy(made(6), ours)
  const wire = writeRelease(every)
  let read = 0
  for (let at = 0; at < wire.length; at++) {
    const changed = wire.slice()
    changed[at]! ^= 1
    const next = readRelease(changed)
    if (!next) continue
    read += 1
    expect(await faultOf(next, current, [ours.publicKey], verify)).toMatch(/unsigned|forged/)
  }
  expect(read).toBeGreaterThan(100)
})

test('where nobody is named, any other follows, signed or not', async () => {
  expect(await faultOf(made(1), made(5), [], verify)).toBeUndefined()
})
