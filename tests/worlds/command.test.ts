// `wattle sim` as a script would use it.
import { expect, test } from 'vitest'
import type { Io } from '../../relay/commands/io.ts'
import { wattle } from '../../relay/wattle.ts'

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io: Io = { out: line => out.push(line), err: line => err.push(line), read: async () => '' }
  return { code: await wattle(['sim', ...args], io), out, err }
}

test('one report, the same each time', async () => {
  const args = ['--peers', '6', '--delegates', '4', '--minutes', '1', '--seed', '3']
  const { code, out, err } = await run(...args)
  expect(code).toBe(0)
  expect(err).toEqual([])
  expect(out).toHaveLength(1)
  const report = JSON.parse(out[0]!)
  expect(report).toMatchObject({
    peers: 6,
    delegates: 4,
    minutes: 1,
    seed: 3,
    sent: 60,
    lost: 0,
    violations: [],
  })
  expect(report.applied + report.refused).toBe(60)
  for (const field of ['blocks', 'quietSlots', 'messagesPerPeer', 'bytesPerPeer', 'invariantsChecked'])
    expect(report[field]).toBeGreaterThan(0)
  expect(report.final).toBe(60)
  expect(report.finalityMs.any.p50).toBeLessThan(3000)
  expect((await run(...args)).out).toEqual(out)
})

test('with faults, by name and all', async () => {
  const some = await run(
    '--peers',
    '8',
    '--seed',
    '5',
    '--faults',
    'loss,crash',
    '--hop',
    '50',
    '--transfers',
    '30',
  )
  expect(some.code).toBe(0)
  expect(JSON.parse(some.out[0]!)).toMatchObject({ sent: 30, faults: ['loss', 'crash'], lost: 0 })
  const all = await run('--peers', '8', '--minutes', '2', '--seed', '6', '--faults', 'all')
  expect(all.code).toBe(0)
  expect(JSON.parse(all.out[0]!).violations).toEqual([])
})

test.each([
  [['--peers', 'many'], 'a whole number'],
  [['--peers', '1'], 'from 2'],
  [['--peers', '4', '--delegates', '5'], 'more than'],
  [['--faults', 'rain'], 'there is no fault rain'],
  [['--sun'], 'Unknown option'],
  [['seven'], 'Unexpected argument'],
])('bad usage %j is told in words', async (args, words) => {
  const { code, out, err } = await run(...args)
  expect(code).toBe(2)
  expect(out).toEqual([])
  expect(err.join('\n')).toContain(words)
})
