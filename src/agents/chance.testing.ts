// Chance for tests: Park and Miller's generator, twice for every draw.
import { Chance } from './chance.ts'

const PRIME = 2 ** 31 - 1

export function chanceOf(seed: number): Chance {
  let state = (Math.abs(seed) % (PRIME - 1)) + 1
  const next = () => (state = (state * 48_271) % PRIME)
  // Small seeds begin alike.
  for (let i = 0; i < 3; i++) next()
  return new Chance(below => (next() * 2 ** 20 + (next() >> 11)) % below)
}
