import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { duration, table } from './stages/table.ts'
import { line, totalsOf } from './stages/totals.ts'

describe('totals', () => {
  const report = (numPassedTests: number, numFailedTests: number, testResults: unknown[] = []) =>
    line(totalsOf(JSON.stringify({ numPassedTests, numFailedTests, testResults })))

  test('are what vitest counted', () => {
    expect(report(12, 3)).toBe('12 passed, 3 failed')
  })

  test('count a file that could not be loaded as one failed', () => {
    const unloaded = { status: 'failed', assertionResults: [] }
    const judged = { status: 'failed', assertionResults: [{}] }
    expect(report(12, 1, [unloaded, judged])).toBe('12 passed, 2 failed')
  })
})

test('the table names what went over its budget', () => {
  const rows = [
    { name: 'quick', state: 'passed', seconds: 4, budgetSeconds: 60 },
    { name: 'slow', state: 'failed', seconds: 75, budgetSeconds: 60 },
    { name: 'last', state: 'not run', budgetSeconds: 60 },
  ]
  expect(table(rows, 180).split('\n')).toEqual([
    'stage           took      budget    over?',
    'quick  passed   4.0 s     1:00 min',
    'slow   failed   1:15 min  1:00 min  OVER',
    'last   not run  -         1:00 min',
    'total           1:19 min  3:00 min',
  ])
  expect(duration(59.96)).toBe('1:00 min')
})

// The commands run in a project in little, whose tools only leave a mark that they ran.
describe('in a project in little', () => {
  let dir: string
  const home = process.cwd()
  // In a hook git names its repository in the environment, and ours here is another.
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'wattle-stages-'))
    write('.cache/ran', '')
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  /** Runs a command of the stages and says how it ended, what it printed and which tools it ran. */
  function run(args: string[], env: Record<string, string> = {}) {
    write('.cache/ran', '')
    const command = [resolve(home, 'tools/run.mjs'), 'tools/stages.ts', ...args]
    // Any file that is there will do for a browser that nobody starts.
    const chromium = { WATTLE_CHROMIUM: process.execPath }
    const options = { cwd: dir, env: { ...plain, ...chromium, ...env }, encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, command, options)
    const ran = readFileSync(join(dir, '.cache/ran'), 'utf8').trim().split('\n').filter(Boolean)
    return { status, stdout, stderr, ran, last: stdout.trimEnd().split('\n').at(-1) }
  }

  describe('test', () => {
    const mark = (name: string, code = 0) =>
      `require('node:fs').appendFileSync('.cache/ran', '${name}\\n'); process.exitCode = ${code}\n`

    function vitest(reports: Record<string, { passed: number; failed: number; code: number }>) {
      write(
        'node_modules/vitest/vitest.mjs',
        `import { appendFileSync, writeFileSync } from 'node:fs'
        const value = name => process.argv.find(arg => arg.startsWith(name)).slice(name.length + 1)
        const project = value('--project')
        appendFileSync('.cache/ran', project + '\\n')
        const { passed, failed, code } = ${JSON.stringify(reports)}[project]
        const report = { numPassedTests: passed, numFailedTests: failed, testResults: [] }
        writeFileSync(value('--outputFile.json'), JSON.stringify(report))
        process.exitCode = code`,
      )
    }
    const fine = { passed: 5, failed: 0, code: 0 }

    beforeEach(() => {
      write('node_modules/typescript/bin/tsc', mark('types'))
      write('node_modules/@biomejs/biome/bin/biome', mark('biome'))
      write(
        'tools/run.mjs',
        `import { appendFileSync } from 'node:fs'
        appendFileSync('.cache/ran', /(\\w+)\\.ts$/.exec(process.argv[2])[1] + '\\n')`,
      )
      vitest({ node: fine, worlds: fine, browser: fine })
    })

    test('runs every stage in order and adds up the totals', () => {
      const { status, ran, last, stdout } = run(['test'])
      expect({ status, ran, last }).toEqual({
        status: 0,
        ran: ['types', 'biome', 'house', 'node', 'worlds', 'browser'],
        last: '15 passed, 0 failed',
      })
      expect(stdout).toMatch(/^browser +passed +/m)
      expect(readFileSync(join(dir, '.cache/stages.tsv'), 'utf8')).toMatch(
        /^static checks and build\t[\d.]+\t120\nunit and property\t[\d.]+\t180\n/,
      )
      expect(readFileSync(join(dir, '.cache/totals.txt'), 'utf8')).toBe('15 passed, 0 failed\n')
    })

    test('builds and weighs where there is something to build', () => {
      write('vite.config.ts', '')
      write('node_modules/svelte-check/bin/svelte-check', mark('screens'))
      write('node_modules/vite/bin/vite.js', mark('build'))
      const parts = ['types', 'biome', 'house', 'screens', 'build', 'sizes']
      expect(run(['test']).ran.slice(0, parts.length)).toEqual(parts)
    })

    test('says how to get a Chromium before anything runs', () => {
      const { status, ran, stderr } = run(['test'], { WATTLE_CHROMIUM: join(dir, 'none') })
      expect({ status, ran }).toEqual({ status: 1, ran: [] })
      expect(stderr).toContain('WATTLE_CHROMIUM names')
    })

    test('stops at the first stage that fails', () => {
      vitest({ node: fine, worlds: { passed: 3, failed: 2, code: 1 }, browser: fine })
      const { status, ran, last, stdout } = run(['test'])
      expect({ status, last }).toEqual({ status: 1, last: '8 passed, 2 failed' })
      expect(ran).not.toContain('browser')
      expect(stdout).toContain('Stopped at simulated worlds: 2 failed.')
      expect(stdout).toMatch(/^browser +not run +-/m)

      write('node_modules/typescript/bin/tsc', mark('types', 2))
      expect(run(['test'])).toMatchObject({ status: 1, ran: ['types'], last: '0 passed, 0 failed' })
    })

    test('a run without a test, or that ended badly, has failed', () => {
      vitest({ node: { passed: 0, failed: 0, code: 0 }, worlds: fine, browser: fine })
      expect(run(['test'])).toMatchObject({ status: 1, last: '0 passed, 0 failed' })
      vitest({ node: { passed: 4, failed: 0, code: 1 }, worlds: fine, browser: fine })
      expect(run(['test'])).toMatchObject({ status: 1, last: '4 passed, 0 failed' })
      write('node_modules/vitest/vitest.mjs', '')
      const { status, stdout } = run(['test'])
      expect(status).toBe(1)
      expect(stdout).toContain('left no report')
    })
  })

  describe('gate', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, env: plain })
    const commit = () => {
      git('add', '.')
      git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a', '--no-verify')
    }

    beforeEach(() => {
      git('init', '-q')
      write('.gitignore', '.cache/\n')
      write(
        'tools/run.mjs',
        `import { appendFileSync, existsSync } from 'node:fs'
        appendFileSync('.cache/ran', process.argv.slice(2).join(' ') + '\\n')
        process.exitCode = existsSync('.cache/fails') && process.argv[2].includes('safety') ? 3 : 0`,
      )
      write('tests/gate/safety.ts', '')
      write('tests/gate/amnesia.ts', `import { forget } from './forgetting.ts'`)
      write('tests/gate/forgetting.ts', '')
      write('tests/gate/amnesia.test.ts', '')
      commit()
    })
    const [amnesia, safety] = ['tests/gate/amnesia.ts', 'tests/gate/safety.ts']

    test('goes on where it was cut short, for the same tree', () => {
      write('.cache/fails', '')
      expect(run(['gate'])).toMatchObject({ status: 1, ran: [amnesia, safety] })
      rmSync(join(dir, '.cache/fails'))
      expect(run(['gate'])).toMatchObject({ status: 0, ran: [safety], last: 'The gate is open.' })
      expect(run(['gate'])).toMatchObject({ status: 0, ran: [], last: 'The gate is open.' })
      expect(run(['gate', 'amnesia'])).toMatchObject({ status: 0, ran: [amnesia] })
      expect(run(['gate', '--fresh'])).toMatchObject({ status: 0, ran: [amnesia, safety] })
      write('tests/gate/safety.ts', '// changed')
      commit()
      expect(run(['gate'])).toMatchObject({ status: 0, ran: [amnesia, safety] })
    })

    test('hands a stage the number behind its name, and does not take that for the whole of it', () => {
      expect(run(['gate', 'safety', '3', 'amnesia'])).toMatchObject({
        ...{ status: 0, ran: [`${safety} 3`, amnesia] },
        last: 'Still to pass: safety.',
      })
      expect(run(['gate']).ran).toEqual([safety])
      expect(run(['gate', '3'])).toMatchObject({ status: 2, ran: [] })
    })

    test('resumes and remembers nothing where files are changed', () => {
      write('notes', '')
      expect(run(['gate']).ran).toEqual([amnesia, safety])
      expect(run(['gate']).ran).toEqual([amnesia, safety])
      rmSync(join(dir, 'notes'))
      expect(run(['gate']).ran).toEqual([amnesia, safety])
      write('notes', '')
      expect(run(['gate']).ran).toEqual([amnesia, safety])
    })

    test('runs one by its name, and knows the names', () => {
      expect(run(['gate', 'safety'])).toMatchObject({
        status: 0,
        ran: [safety],
        last: 'Still to pass: amnesia.',
      })
      const { status, ran, stderr } = run(['gate', 'haste'])
      expect({ status, ran }).toEqual({ status: 2, ran: [] })
      expect(stderr).toContain('It has: amnesia, safety.')
    })

    test('a gate without stages is shut', () => {
      rmSync(join(dir, 'tests'), { recursive: true })
      expect(run(['gate'])).toMatchObject({ status: 1, ran: [] })
    })
  })
})
