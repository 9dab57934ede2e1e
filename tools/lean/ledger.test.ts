import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registry } from '../../src/chain/registry.ts'
import { version1 } from '../../src/market/registry.ts'
import { withoutMeanings } from './ledger.ts'

test('every code stays, and no meaning', () => {
  const files = ['src/chain/codes.ts', ...version1.map(({ name }) => `src/market/${name}/codes.ts`)]
  const lean = files.map(file => withoutMeanings(readFileSync(file, 'utf8'))).join()
  const { codes } = registry(...version1)
  for (const [code, meaning] of Object.entries(codes)) {
    expect(lean).toContain(`'${code}': ''`)
    expect(lean).not.toContain(meaning)
  }
})
