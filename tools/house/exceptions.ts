// Every exception to the rules of the house, with its reason. One that nothing needs any more is reported.
import type { Rule } from './finding.ts'

export interface Exception {
  readonly path: string
  readonly rule: Rule
  readonly reason: string
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    path: 'src/bytes/integer.ts',
    rule: 'divide',
    reason: 'divFloor is the one division, and exact: the remainder is taken off first',
  },
  {
    path: 'src/bytes/codec.ts',
    rule: 'float',
    reason: 'a multiple of 2^32 times 2 ** -32 is exact',
  },
  {
    path: 'src/bytes/codec.ts',
    rule: 'order',
    reason: 'the fields of a struct are written in code, with names that are no integers',
  },
  {
    path: 'src/bytes/hash.ts',
    rule: 'pure',
    reason:
      'looks once whether the platform has a SHA-256 that answers at once; the digest is the same by any',
  },
  {
    path: 'src/bytes/hash.ts',
    rule: 'async',
    reason: 'WebAssembly is awaited once, as the module loads; hashing itself is synchronous',
  },
  {
    path: 'src/crypto/keys.ts',
    rule: 'pure',
    reason: 'plain code is loaded where the platform has none, and a platform gives its keys as base64',
  },
  {
    path: 'src/crypto/verify.ts',
    rule: 'pure',
    reason: 'plain code is loaded where the platform has none; the verdicts are the same by either',
  },
  {
    path: 'src/chain/table.ts',
    rule: 'float',
    reason: 'a multiple of 256 times 2 ** -8 is exact, and so is 256 to the size of a key part',
  },
  {
    path: 'src/chain/registry.ts',
    rule: 'order',
    reason: 'the codes of a module are written in code, with names that are no integers',
  },
  {
    path: 'src/chain/verification.ts',
    rule: 'async',
    reason: 'signatures need no state: they are verified before anything is executed',
  },
]
