import { describe, expect, test } from 'vitest'
import { EXCEPTIONS, type Exception } from './house/exceptions.ts'
import { inspect } from './house/inspect.ts'
import { readTree } from './house/tree.ts'

/** What the check reports of some files, as `path:line rule`. */
function report(files: Record<string, string>, exceptions: readonly Exception[] = []): string[] {
  return inspect(new Map(Object.entries(files)), exceptions).map(
    ({ path, line, rule }) => `${path}:${line} ${rule}`,
  )
}

/** The rules that one file breaks. */
function rules(path: string, text: string): string[] {
  return report({ [path]: text }).map(line => line.split(' ')[1]!)
}

test('the house is in order', () => {
  const findings = inspect(readTree(process.cwd()), EXCEPTIONS)
  expect(findings.map(({ path, line, rule, words }) => `${path}:${line} ${rule} ${words}`)).toEqual([])
})

describe('rooms and imports', () => {
  test.each([
    ['src/bytes/a.ts', '../crypto/b.ts'],
    ['src/chain/a.ts', '../market/b.ts'],
    ['src/grid/a.ts', '../chain/b.ts'],
    ['src/mesh/a.ts', '../market/b.ts'],
    ['src/peer/a.ts', '../sim/b.ts'],
    ['src/sim/a.ts', '../app/b.ts'],
    ['src/app/a.ts', '../../relay/b.ts'],
    ['src/peer/a.ts', '../../tools/b.ts'],
    ['src/peer/a.ts', '../../bench/b.ts'],
    ['src/peer/a.ts', '../../tests/b.ts'],
    ['relay/a.ts', '../src/app/b.ts'],
    ['tools/a.ts', '../relay/b.ts'],
    ['bench/a.ts', '../relay/b.ts'],
  ])('%s may not import %s', (path, target) => {
    for (const text of [
      `import { b } from '${target}'\nb()`,
      `import type { B } from '${target}'\nexport type C = B`,
      `export * from '${target}'`,
      `export type C = import('${target}').B`,
    ])
      expect(rules(path, text)).toEqual(['imports'])
  })

  test.each([
    ['src/market/a.ts', '../grid/b.ts'],
    ['src/market/a.ts', '../chain/b.ts'],
    ['src/sim/a.ts', '../peer/b.ts'],
    ['src/app/a.ts', '../sim/b.ts'],
    ['relay/a.ts', '../bench/b.ts'],
    ['tests/a.ts', '../src/app/b.ts'],
    ['tests/a.ts', '../relay/b.ts'],
    ['src/market/book/a.ts', '../limits/b.ts'],
    // A test may use every room at or below its own.
    ['src/grid/a.test.ts', '../chain/b.ts'],
    ['src/mesh/a.test.ts', '../market/b.ts'],
    ['src/chain/a.test.ts', '../../tests/vectors/b.json'],
  ])('%s may import %s', (path, target) => {
    expect(rules(path, `import { b } from '${target}'\nb()`)).toEqual([])
  })

  test('a test beside its unit reaches no higher than its room', () => {
    expect(rules('src/chain/a.test.ts', `import '../sim/b.ts'`)).toEqual(['imports'])
    expect(rules('src/chain/a.test.ts', `import '../../tests/b.ts'`)).toEqual(['imports'])
  })

  test('nothing imports a test', () => {
    expect(rules('src/peer/a.ts', `import './b.test.ts'`)).toEqual(['imports'])
    expect(rules('src/peer/a.test.ts', `import './b.test.ts'`)).toEqual(['imports'])
    expect(rules('tests/a.ts', `import './b.test.ts'`)).toEqual(['imports'])
  })

  test('only tests import what is for tests', () => {
    expect(rules('src/peer/a.ts', `import './b.testing.ts'`)).toEqual(['imports'])
    expect(rules('src/peer/a.test.ts', `import './b.testing.ts'`)).toEqual([])
    expect(rules('src/peer/c.testing.ts', `import './b.testing.ts'`)).toEqual([])
    expect(rules('src/chain/b.testing.ts', 'export const a = Math.random() / 2')).toEqual([])
  })

  test('a worker and a file loaded later are imports, too', () => {
    expect(rules('src/peer/a.ts', `new Worker(new URL('../app/b.ts', import.meta.url))`)).toEqual(['imports'])
    expect(rules('src/peer/a.ts', `await import('../app/b.ts')`)).toEqual(['imports'])
  })

  test('the script of a component is held to its room, on its own lines', () => {
    const text = `<p>hello</p>\n<script lang="ts">\n  import { b } from '../../../relay/b.ts'\n</script>\n<p>{b}</p>`
    expect(report({ 'src/app/home/Home.svelte': text })).toEqual(['src/app/home/Home.svelte:3 imports'])
  })

  test('a new room needs a line in the map', () => {
    expect(rules('src/attic/a.ts', 'export const a = 1')).toEqual(['room'])
    expect(rules('src/a.ts', 'export const a = 1')).toEqual(['room'])
    expect(rules('src/peer/a.ts', `import '../attic/a.ts'`)).toEqual(['imports'])
  })

  test('a relative import writes the ending', () => {
    expect(rules('src/peer/a.ts', `import './b'`)).toEqual(['ending'])
    expect(rules('src/peer/a.ts', `import './b.js'`)).toEqual(['ending'])
  })

  test('a pure room names its packages, and only tests use those for tests', () => {
    expect(rules('src/bytes/a.ts', `import '@noble/hashes/sha2.js'`)).toEqual([])
    expect(rules('src/chain/a.ts', `import '@noble/hashes/sha2.js'`)).toEqual(['package'])
    expect(rules('src/peer/a.ts', `import 'fast-check'`)).toEqual(['package'])
    expect(rules('src/chain/a.test.ts', `import 'fast-check'`)).toEqual([])
  })

  test('no files stand in a circle', () => {
    const circle = {
      'src/chain/a.ts': `import './b.ts'`,
      'src/chain/b.ts': `\nimport './c.ts'`,
      'src/chain/c.ts': `import type { A } from './a.ts'\nexport type C = A`,
    }
    expect(report(circle)).toEqual(['src/chain/c.ts:1 circle'])
    expect(report({ ...circle, 'src/chain/c.ts': 'export type C = 1' })).toEqual([])
    expect(report({ 'relay/a.ts': `import './a.ts'` })).toEqual(['relay/a.ts:1 circle'])
  })
})

describe('purity', () => {
  const impure = [
    'Date.now()',
    'new Date()',
    'performance.now()',
    'Math.random()',
    'const { random } = Math',
    'crypto.getRandomValues(new Uint8Array(8))',
    'globalThis.crypto.getRandomValues(new Uint8Array(8))',
    'setTimeout(() => {}, 1)',
    'setInterval(() => {}, 1)',
    'queueMicrotask(() => {})',
    `fetch('x')`,
    'process.env.HOME',
    `import 'node:fs'`,
    `await import('./b.ts')`,
    `typeof window`,
    'document.body',
    'localStorage.a',
    'indexedDB.open()',
    'navigator.onLine',
    'console.log(1)',
    'globalThis.setTimeout(() => {}, 1)',
    'const g = globalThis',
    'import.meta.url',
    'const now = { Date }',
    'class Clock extends Date {}',
    'new WeakRef({})',
    'declare const process: { pid: number }\nexport const pid = process.pid',
  ]
  test.each(impure)('a pure file is refused: %s', text => {
    expect(rules('src/agents/a.ts', text)).toEqual(['pure'])
    expect(rules('src/meter/sml/a.ts', text)).toEqual(['pure'])
    expect(rules('src/agents/a.test.ts', text)).toEqual([])
    expect(rules('src/meter/ports/a.ts', text)).toEqual([])
    expect(rules('relay/a.ts', text)).toEqual([])
  })

  test('sim/ has a clock of its own', () => {
    expect(rules('src/sim/a.ts', 'Date.now()')).toEqual(['pure'])
  })

  test.each([
    'const window = 4\nexport const slots = window * 2',
    'export function due(process: { at: number }) { return process.at }',
    'export const at = (slot: { document: number }) => slot.document',
    'export const { history: past } = { history: 1 }',
    'export type When = Date\nexport const f = (d: Date, w: Window): Date => d',
    `import { fetch } from './b.ts'\nfetch()`,
    'export interface Screen extends Window { location: Location }',
    'screen: for (;;) break screen',
  ])('a name of its own is not the platform’s: %s', text => {
    expect(rules('src/agents/a.ts', text)).toEqual([])
  })

  test('crypto/ has subtle, and no chance', () => {
    expect(rules('src/crypto/a.ts', `crypto.subtle.digest('SHA-256', a)\nconst a = 1`)).toEqual([])
    expect(rules('src/crypto/a.ts', `globalThis.crypto.subtle`)).toEqual([])
    expect(rules('src/crypto/a.ts', `crypto.getRandomValues(a)\nconst a = 1`)).toEqual(['pure'])
    expect(rules('src/crypto/a.ts', `crypto.randomUUID()`)).toEqual(['pure'])
    expect(rules('src/chain/a.ts', `crypto.subtle`)).toEqual(['pure'])
  })
})

describe('consensus path', () => {
  const broken: [string, string[]][] = [
    ['export const a = (b: number) => b / 2', ['divide']],
    ['export let a = 4\na /= 2', ['divide']],
    ['export const a = 2 ** -8', ['float']],
    ['export const a = 2 ** 0.5', ['float', 'float']],
    ['export const a = (b: number) => 2 ** b', ['float']],
    ['export const a = 0.5', ['float']],
    ['export const a = 1e3', ['float']],
    ['export const a = 9007199254740993', ['float']],
    ['export const a = (b: number) => Math.floor(b)', ['float']],
    ['export const a = Math.PI', ['float']],
    [`export const a = Number.parseFloat('1')`, ['float']],
    [`export const a = parseFloat('1')`, ['float']],
    ['export const a = new Float64Array(1)', ['float']],
    ['export const a = (b: DataView) => b.getFloat64(0)', ['float']],
    ['export const a = (b: number) => b.toFixed(2)', ['float']],
    ['export const a = (b: number) => b.toLocaleString()', ['locale']],
    ['export const a = (b: string) => b.localeCompare(b)', ['locale']],
    [`export const a = (b: any) => b['toLocaleString']()`, ['locale']],
    ['export const a = (b: string) => b.normalize()', ['locale']],
    ['export const a = /\\p{L}/u', ['locale']],
    ['export const a = new Intl.Collator()', ['locale', 'pure']],
    ['export const a = JSON.stringify({})', ['order']],
    ['export function a(b: object) {\n  for (const c in b) return c\n}', ['order']],
    ['export const a = Object.keys({})', ['order']],
    ['export const a = Object.values({})', ['order']],
    ['export const a = Object.entries({})', ['order']],
    ['export const a = Reflect.ownKeys({})', ['order']],
    ['export const a = [3, 1].sort()', ['order']],
    ['export const a = [3, 1].toSorted()', ['order']],
    ['export const a = new WeakRef({})', ['pure']],
    ['export const a = new FinalizationRegistry(() => {})', ['pure']],
    ['export async function a() {}', ['async']],
    ['export const a = async () => 1', ['async']],
    ['export const a = { async b() {} }', ['async']],
    [`import { b } from './d.ts'\nawait b`, ['async']],
    ['export const a = Promise.resolve(1)', ['async']],
  ]
  test.each(broken)('%s', (text, expected) => {
    for (const path of ['src/bytes/a.ts', 'src/chain/a/b.ts', 'src/market/book/a.ts', 'src/grid/carries.ts'])
      expect(rules(path, text).toSorted()).toEqual(expected)
    expect(rules('src/chain/a.test.ts', text)).toEqual([])
    expect(rules('src/agents/a.ts', text).filter(rule => rule !== 'pure')).toEqual([])
  })

  test.each([
    'export const a = 2 ** 53',
    'export const a = 1_000 + 0xff + 0b11',
    'export const a = Math.max(1, Math.min(2, Math.abs(-3)))',
    'export const a = [3, 1].sort((x, y) => x - y)',
    'export const a = (b: bigint) => b / 10n',
    'export function a(b: Map<number, number>) {\n  for (const [c] of b) return c\n}',
    'export type A = Promise<0.5>',
    'export const a = (b: { keys(): string[] }) => b.keys()',
    'export const a = /[a-z]/.test("a/b")',
    'export const a = Object.freeze({})',
  ])('is fine: %s', text => {
    expect(rules('src/chain/a.ts', text)).toEqual([])
  })

  test('what of grid/ the ledger runs is on the path, and no more of it', () => {
    const files = {
      'src/grid/carries.ts': `import { b } from './limits.ts'\nimport type { C } from './flow.ts'\nexport const a: C = b`,
      'src/grid/limits.ts': 'export const b = 1 / 2',
      'src/grid/flow.ts': 'export type C = number\nexport const c = 1 / 2',
    }
    expect(report(files)).toEqual(['src/grid/limits.ts:1 divide'])
    const market = { 'src/market/limits/a.ts': `import { c } from '../../grid/flow.ts'\nexport const d = c` }
    expect(report({ ...files, ...market })).toEqual([
      'src/grid/flow.ts:2 divide',
      'src/grid/limits.ts:1 divide',
    ])
  })
})

describe('names', () => {
  test.each([
    ['src/peer/utils.ts', 'export const a = 1'],
    ['src/peer/wire-helpers.test.ts', 'export const a = 1'],
    ['src/peer/a.ts', 'export class KeyManager {}'],
    ['relay/a.ts', 'export const dialHelper = () => 1'],
    ['tests/a.ts', 'export interface Utils {}'],
  ])('%s: %s', (path, text) => {
    expect(rules(path, text)).toEqual(['name'])
  })
})

describe('exceptions', () => {
  const halve = { 'src/chain/a.ts': 'export const a = 1 / 2\nexport const b = 0.5' }
  const exception: Exception = { path: 'src/chain/a.ts', rule: 'divide', reason: 'a test' }

  test('covers its rule in its file, and nothing else', () => {
    expect(report(halve, [exception])).toEqual(['src/chain/a.ts:2 float'])
  })

  test('one that nothing needs is reported', () => {
    expect(report({ 'src/chain/a.ts': 'export const a = 1' }, [exception])).toEqual([
      'src/chain/a.ts:1 stale',
    ])
    expect(report({}, [exception])).toEqual(['src/chain/a.ts:1 stale'])
  })
})
