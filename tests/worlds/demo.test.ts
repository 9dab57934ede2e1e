// `wattle demo`: the story that it tells, and that its screen fits whatever terminal it is given.
import { expect, test } from 'vitest'
import type { Io } from '../../relay/commands/io.ts'
import { wattle } from '../../relay/wattle.ts'
import { standIn } from '../../src/sim/signing.ts'
import { picture } from '../../src/sim/story/picture.ts'
import { Stage } from '../../src/sim/story/stage.ts'

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io: Io = { out: line => out.push(line), err: line => err.push(line), read: async () => '' }
  return { code: await wattle(['demo', ...args], io), out, err }
}

test('a round of the story, in lines', async () => {
  const { code, out, err } = await run('--seconds', '75', '--fast', '--seed', '7')
  expect(err).toEqual([])
  expect(code).toBe(0)
  const all = out.join('\n')
  for (const words of [
    'paid',
    'asks to join',
    'admitted No. 7',
    'a second phone',
    'School is offline',
    'School is back',
    'Refused: No. 4 wanted to pay €5,000.00',
    'Kept out: a payment in another’s name',
    'proposes: a change should take more than 60 %',
    'votes yes',
    'Mill has lost power',
    'Mill is back',
    'All eight agree',
    'nothing is kept',
  ])
    expect(all).toContain(words)
  expect(all).not.toMatch(/!|undefined|NaN|somebody/)
  expect(await run('--seconds', '75', '--fast', '--seed', '7')).toEqual({ code, out, err })
})

test('any seed tells a sound story', async () => {
  for (const seed of [1, 2, 3]) {
    const stage = await Stage.begin(seed, standIn)
    await stage.play(160_400)
    expect(stage.world.checks.violations).toEqual([])
    expect(stage.answer()).toMatch(/^All eight agree|^The /)
    expect(stage.lines.map(({ words }) => words).join('\n')).not.toMatch(
      /undefined|NaN|somebody|kernel|rules\//,
    )
  }
})

test('the screen is never wider or higher than the terminal, and the answer comes first', async () => {
  const stage = await Stage.begin(7, standIn)
  for (let second = 1; second <= 75; second++) {
    await stage.play(second * 1000 + 300)
    for (const [columns, rows] of [
      [80, 24],
      [60, 18],
      [40, 12],
      [200, 60],
      [20, 6],
    ] as const) {
      const lines = picture(stage, 'The lane', columns, rows)
      expect(lines.length).toBeLessThanOrEqual(rows)
      for (const { text } of lines) expect(text.length).toBeLessThanOrEqual(columns)
      expect(lines[0]!.text.slice(0, 12)).toBe(stage.answer().slice(0, 12))
    }
  }
  // At the usual size every sentence is whole.
  const shown = picture(stage, 'The lane', 80, 24).map(({ text }) => text)
  expect(shown.filter(text => text.endsWith('…'))).toEqual([])
})

test.each([
  [['--seconds', 'x'], 'a whole number'],
  [['--seconds', '5', '--minutes', '1'], 'either'],
  [['--fast'], 'needs an end'],
  [['--loud'], 'Unknown option'],
])('bad usage %j is told in words', async (args, words) => {
  const { code, err } = await run(...args)
  expect(code).toBe(2)
  expect(err.join('\n')).toContain(words)
})
