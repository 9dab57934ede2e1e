import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { InputError, type Io, UsageError } from './io.ts'
import { relay } from './relay.ts'

const lines: string[] = []
const io: Io = { out: line => void lines.push(line), err: () => {}, read: async () => '' }

test('says what it does and takes', async () => {
  expect(await relay(['--help'], io)).toBe(0)
  expect(lines[0]).toContain('/relay.json')
})

test('refuses what it cannot do, in the words of who asked', async () => {
  for (const args of [['--port', 'x'], ['--port', '70000'], ['--app', 'x', '--no-app'], ['--no-such']])
    await expect(relay(args, io)).rejects.toThrow(UsageError)
  await expect(relay(['--port', '0', '--app', '/no/such/folder'], io)).rejects.toThrow(
    'There is no folder /no/such/folder to serve the app from.',
  )
  const other = createServer()
  await new Promise<void>(done => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as AddressInfo
  const taken = relay(['--port', `${port}`, '--host', '127.0.0.1', '--no-app'], io)
  await expect(taken).rejects.toThrow(InputError)
  await expect(taken).rejects.toThrow('Another program listens')
  other.close()
})
