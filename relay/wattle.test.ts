// The command as a person calls it: through npm, from a folder of their own.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toHex } from '../src/bytes/bytes.ts'
import { PUBLISHED } from '../src/crypto/published.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const { publicKey, message, signature } = PUBLISHED[3]!
const sound = JSON.stringify({
  pub_key: toHex(publicKey),
  message: toHex(message),
  signature: toHex(signature),
})
const valid = '{"index":0,"native":true,"portable":true}\n'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wattle-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command to its end. */
function call(command: string, args: string[], cwd: string, input = ''): Promise<Ended> {
  // What vitest was started with is not what a person's shell has.
  const { INIT_CWD: _, npm_lifecycle_event: __, ...env } = process.env
  const child = spawn(command, args, { cwd, env })
  let out = ''
  let err = ''
  child.stdout.on('data', data => (out += data))
  child.stderr.on('data', data => (err += data))
  child.stdin.on('error', () => {}) // it may end without reading
  child.stdin.end(input)
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', code => done({ code, out, err }))
  })
}

const npm = (args: string[], input?: string) =>
  call('npm', ['--prefix', project, 'run', '-s', 'wattle', '--', ...args], folder, input)

test('reads a file of the folder one stands in', async () => {
  await writeFile(join(folder, 'signatures.jsonl'), `\uFEFF${sound}\r\n`)
  expect(await npm(['crypto', 'verify', 'signatures.jsonl'])).toMatchObject({ code: 0, out: valid })
})

test('reads standard input', async () => {
  const run = join(project, 'tools/run.mjs')
  const args = [run, 'relay/wattle.ts', 'crypto', 'verify']
  expect(await call('node', args, folder, sound)).toEqual({ code: 0, out: valid, err: '' })
  expect(await call('node', [...args, '-'], folder, `[${sound}]`)).toEqual({ code: 0, out: valid, err: '' })
})

test('says what is wrong on standard error, and how by its exit code', async () => {
  await writeFile(join(folder, 'bad.jsonl'), `${sound}\n{"pub_key":"xy"}\n`)
  const bad = await npm(['crypto', 'verify', 'bad.jsonl'])
  expect(bad).toMatchObject({ code: 1, out: '' })
  expect(bad.err).toContain('line 2: pub_key is not hexadecimal')

  const missing = await npm(['crypto', 'verify', 'missing.jsonl'])
  expect(missing).toMatchObject({ code: 1, out: '' })
  expect(missing.err).toContain('missing.jsonl: there is no such file')

  await writeFile(join(folder, 'binary'), Uint8Array.of(0xff, 0xfe, 0x00))
  expect((await npm(['crypto', 'verify', 'binary'])).err).toContain('binary: this is not UTF-8 text')

  expect(await npm(['nonsense'])).toMatchObject({ code: 2, out: '' })
})

test('a reader that stops early is no failure', async () => {
  const many = `${sound}\n`.repeat(3000)
  await writeFile(join(folder, 'many.jsonl'), many)
  const line = `node '${join(project, 'tools/run.mjs')}' relay/wattle.ts crypto verify many.jsonl`
  const { code, out, err } = await call('bash', ['-o', 'pipefail', '-c', `${line} | head -n 1`], folder)
  expect({ code, out, err }).toEqual({ code: 0, out: valid, err: '' })
})
