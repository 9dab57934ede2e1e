// A short run of the gate's stream of hostile entries.
import { expect, test } from 'vitest'
import { run } from './gate/notebook.ts'

test('of some thousand hostile entries of the notebook none is applied, and the good ones between them all are', async () => {
  const lines: string[] = []
  expect(await run(3000, line => lines.push(line), 7), lines.join('\n')).toBe(0)
  expect(lines.join('\n')).toContain('600 good entries')
}, 60_000)
