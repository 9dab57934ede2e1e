// `wattle demo`: the story that it tells, and that its screen fits whatever terminal it is given.
import { expect, test } from 'vitest'
import type { Io } from '../../relay/commands/io.ts'
import { wattle } from '../../relay/wattle.ts'
import { standIn } from '../../src/sim/signing.ts'
import { picture } from '../../src/sim/story/picture.ts'
import { ROUND } from '../../src/sim/story/script.ts'
import { Stage } from '../../src/sim/story/stage.ts'

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io: Io = { out: line => out.push(line), err: line => err.push(line), read: async () => '' }
  return { code: await wattle(['demo', ...args], io), out, err }
}

/** The scenes that the story promises, in their order. */
const SCENES = [
  'Seven vote for Mill, School, Café and No. 2',
  'asks to join',
  'admitted No. 7',
  'Refused: No. 4 wanted to pay €5,000.00',
  'Eight vote for Mill, School, Café and Bakery',
  'Kept out: a payment in another’s name',
  'Elected: Bakery for No. 2. Both sets sign until that is final.',
  'Handed over: Mill, School, Café and Bakery take turns now.',
  'A storm cuts the lane in two',
  'The storm is over',
  'Night: two of four delegates sleep',
  'Morning:',
  'Café cheats',
  'Café is caught and barred',
  'Elected: Farm for Café',
  'Handed over: Mill, School, Bakery and Farm take turns now.',
]

function expectInOrder(all: string, words: readonly string[]) {
  let from = 0
  for (const each of words) {
    const at = all.indexOf(each, from)
    expect(at, `${each}, in its turn`).toBeGreaterThanOrEqual(0)
    from = at
  }
}

test('a round of the story, in lines', async () => {
  const { code, out, err } = await run('--seconds', `${ROUND}`, '--fast', '--seed', '7')
  expect(err).toEqual([])
  expect(code).toBe(0)
  const all = out.join('\n')
  expectInOrder(all, SCENES)
  // The last of it by the clock: the hand-over may still be under way.
  expectInOrder(all, ['Elected: Farm for Café', 'Nobody does anything', 'All eight agree', 'nothing is kept'])
  expect(all).not.toMatch(/!|undefined|NaN|somebody|kernel|delegates\//)
  expect(await run('--seconds', `${ROUND}`, '--fast', '--seed', '7')).toEqual({ code, out, err })
})

test.each([1, 2, 3, 4, 5, 6])('any seed tells a sound story: %i', seed => {
  const lines: string[] = []
  const stage = Stage.begin(seed, standIn, ({ words }) => lines.push(words))
  const heights = () => stage.world.peers.map(({ finalHeight }) => finalHeight)
  const at = (second: number) => {
    stage.play(second * 1000 + 600)
    const open = stage.weave(ROUND).filter(stitch => stitch === 'open').length
    return { answer: stage.look().answer(), finals: heights(), open }
  }
  // The storm: one side goes on to be final, the other waits; then all agree.
  const [early, late, healed] = [at(40), at(51), at(58)]
  expect(late.answer).toBe('Five agree and go on; School, No. 4 and No. 7 must wait.')
  late.finals.forEach((height, place) => {
    if ([1, 6, 7].includes(place)) expect(height - early.finals[place]!).toBeLessThanOrEqual(1)
    else expect(height).toBeGreaterThan(early.finals[place]! + 2)
  })
  expect(healed.answer).toMatch(/^All eight agree/)
  // The night: blocks go on, and none becomes final; in the morning all do.
  const [dusk, dawn, morning] = [at(64), at(79), at(89)]
  expect(dawn.answer).toMatch(/^Only two of four delegates are awake: .* payments? waits?/)
  expect(dawn.finals).toEqual(dusk.finals)
  expect(dawn.open).toBeGreaterThan(dusk.open + 3)
  expect(morning.open).toBeLessThanOrEqual(2)
  expect(morning.answer).toMatch(/^All eight agree/)
  expect(Math.min(...morning.finals)).toBeGreaterThan(Math.max(...dawn.finals) + 4)
  // One that signed twice is caught, and has lost its seat before the day is over.
  at(ROUND + 8)
  expectInOrder(lines.join('\n'), SCENES)
  // The next day is as good as the first.
  expect(at(2 * ROUND + 8).answer).toMatch(/^All eight agree/)
  expect(lines.filter(words => words.startsWith('Handed over')).length).toBeGreaterThanOrEqual(3)
  expect(stage.world.checks.violations).toEqual([])
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|somebody|nobody|kernel|delegates\//)
})

test('the screen is never wider or higher than the terminal, and the answer comes first', () => {
  const stage = Stage.begin(7, standIn)
  for (let second = 1; second <= ROUND; second++) {
    stage.play(second * 1000 + 300)
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
      expect(lines[0]!.text.slice(0, 12)).toBe(stage.look().answer().slice(0, 12))
    }
    // At the usual size every sentence is whole.
    const shown = picture(stage, 'The lane', 80, 24).map(({ text }) => text)
    expect(shown.filter(text => text.endsWith('…'))).toEqual([])
  }
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
