import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { InputError, type Io, UsageError } from './io.ts'
import { start } from './start.ts'

const lines: string[] = []
const io: Io = { out: line => void lines.push(line), err: () => {}, read: async () => '' }

test('says what it does and takes', async () => {
  expect(await start(['--help'], io)).toBe(0)
  expect(lines[0]).toContain('--folder FOLDER')
  for (const args of [['--port', 'x'], ['--port', '70000'], ['--no-such']])
    await expect(start(args, io)).rejects.toThrow(UsageError)
})

test('says in words that a port is taken', async () => {
  const other = createServer()
  await new Promise<void>(done => other.listen(0, done))
  const { port } = other.address() as AddressInfo
  const taken = start(['--port', `${port}`], io)
  await expect(taken).rejects.toThrow(InputError)
  await expect(taken).rejects.toThrow(`Another program listens on port ${port}`)
  other.close()
})
