import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registry } from '../src/chain/registry.ts'
import { version1 } from '../src/market/registry.ts'
import { withReference } from './reference.ts'

test('docs/protocol.md says what the code does; `node tools/run.mjs tools/reference.ts` writes it anew', () => {
  const page = readFileSync('docs/protocol.md', 'utf8')
  expect(withReference(page)).toBe(page)
})

test('every code that the source gives is registered, and every registered one is given somewhere', () => {
  const { codes } = registry(...version1)
  const given = new Set<string>()
  const prefixes = ['kernel', 'pool', 'block', ...version1.map(module => module.name)].join('|')
  for (const file of sources()) {
    const literal = new RegExp(`'((?:${prefixes})/[a-z-]+)'(?!:)`, 'g')
    for (const [, code] of readFileSync(file, 'utf8').matchAll(literal)) given.add(code!)
  }
  expect([...given].filter(code => !Object.hasOwn(codes, code))).toEqual([])
  expect(Object.keys(codes).filter(code => !given.has(code))).toEqual([])
})

/** The source that gives codes. The world names commands alike, and tests name both. */
function sources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !/\.test|^sim/.test(file))
    .map(file => `src/${file}`)
}
