import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromHex } from '../../src/bytes/bytes.ts'
import { verifyInPlainCode } from '../../src/crypto/verify.ts'
import { faultOf } from '../../src/peer/release.ts'
import { freshRelease, putRelease, releaseIn } from '../../tools/release/built.ts'
import { InputError, type Io, UsageError } from './io.ts'
import { release } from './release.ts'

let folder: string
const lines: string[] = []
const io: Io = { out: line => void lines.push(line), err: () => {}, read: async () => '' }
const last = () => JSON.parse(lines.at(-1)!)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wattle-release-'))
  mkdirSync(join(folder, 'app/assets'), { recursive: true })
  writeFileSync(join(folder, 'app/index.html'), '<title>app</title>')
  writeFileSync(join(folder, 'app/assets/main.js'), 'run()')
  putRelease(join(folder, 'app'), freshRelease(join(folder, 'app'), '1.2.3', 1000))
})
afterAll(() => rmSync(folder, { recursive: true }))

const makeKey = async (name: string) => {
  await release(['--new-key', join(folder, name)], io)
  return fromHex(last().publicKey)!
}

test('makes a key that its owner alone may read, and never over another', async () => {
  const key = await makeKey('one')
  expect(key).toHaveLength(32)
  expect(statSync(join(folder, 'one')).mode & 0o077).toBe(0)
  await expect(makeKey('one')).rejects.toThrow(InputError)
})

test('signs a build, and a second time for somebody else', async () => {
  const app = join(folder, 'app')
  const [first, second] = [await makeKey('first'), await makeKey('second')]
  await release(['--key', join(folder, 'first'), app], io)
  expect(last()).toMatchObject({ version: '1.2.3', files: 2 })
  await release(['--key', join(folder, 'second'), app], io)
  const both = releaseIn(app)!
  expect(await faultOf(both, undefined, [first, second], verifyInPlainCode)).toBeUndefined()
  expect(both.release.files.map(({ path }) => path)).toEqual(['assets/main.js', 'index.html'])
  // Changed since: a list of its own, and only one stands for it.
  writeFileSync(join(app, 'index.html'), '<title>another</title>')
  await release(['--key', join(folder, 'first'), '--sequence', '9', app], io)
  const next = releaseIn(app)!
  expect(next.release.sequence).toBe(9)
  expect(await faultOf(next, undefined, [first, second], verifyInPlainCode)).toBe('unsigned')
})

test('says what is wrong', async () => {
  for (const args of [[], ['--key', 'x', 'a', 'b'], ['--key', 'x', '--sequence', '-1'], ['--no-such']])
    await expect(release(args, io)).rejects.toThrow(UsageError)
  const app = join(folder, 'app')
  writeFileSync(join(folder, 'bad'), 'abc')
  for (const args of [
    ['--key', join(folder, 'none'), app],
    ['--key', join(folder, 'bad'), app],
    ['--key', join(folder, 'one'), join(folder, 'nowhere')],
    ['--key', join(folder, 'one'), join(folder, 'app/assets')],
  ])
    await expect(release(args, io)).rejects.toThrow(InputError)
})
