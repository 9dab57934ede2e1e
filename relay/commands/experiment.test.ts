import { expect, test } from 'vitest'
import { experiment } from './experiment.ts'
import { type Io, UsageError } from './io.ts'

async function run(...args: string[]) {
  const out: string[] = []
  const io: Io = { out: line => void out.push(line), err: () => {}, read: async () => '' }
  expect(await experiment(args, io)).toBe(0)
  return out
}

test('says what it takes, and what it does not', async () => {
  expect((await run('--help'))[0]).toContain('--traders LIST')
  const io: Io = { out: () => {}, err: () => {}, read: async () => '' }
  for (const args of [
    ['nothing'],
    ['--traders', 'genius'],
    ['--sessions', '0'],
    ['mechanisms', '--days', '2'],
    ['autopilot', '--errors', '10,x'],
    ['autopilot', '--roofs', '30'],
  ])
    await expect(experiment(args, io)).rejects.toThrow(UsageError)
})

test('one report, the same for the same seed', async () => {
  const args = ['--traders', 'zip,zic', '--sessions', '3', '--days', '2', '--quotes', '60', '--each', '4']
  const [line, ...more] = await run(...args)
  expect(more).toEqual([])
  expect(await run(...args)).toEqual([line])
  expect(await run(...args, '--seed', '2')).not.toEqual([line])
  const report = JSON.parse(line!)
  expect(report).toMatchObject({ experiment: 'traders', traders: ['zip', 'zic'], sessions: 3 })
  expect(report.efficiency.lastDay.median).toBeLessThanOrEqual(1)
  expect(Object.keys(report.surplusShare)).toEqual(['zip', 'zic'])
})

test('the same orders in three ways: at their limits a call takes all that there is', async () => {
  const report = JSON.parse((await run('mechanisms', '--sessions', '20'))[0]!)
  const of = (quoting: string, mechanism: string) =>
    report.mechanisms.find((one: any) => one.quoting === quoting && one.mechanism === mechanism)
  expect(of('limit', 'clear')).toMatchObject({ efficiency: 1, priceMilli: 200 })
  expect(of('limit', 'cda').efficiency).toBeLessThan(1)
  expect(of('limit', 'bid').buyersShare).toBe(0)
})

test('a small community on autopilot', async () => {
  const args = ['autopilot', '--households', '4', '--roofs', '2', '--batteries', '1', '--days', '1']
  const report = JSON.parse((await run(...args, '--sessions', '1', '--errors', '20'))[0]!)
  expect(report.byError).toHaveLength(1)
  expect(report.byError[0].onForecast).toBeLessThanOrEqual(1.01)
  expect(report.byError[0].tradedWhADay).toBeGreaterThan(0)
})
