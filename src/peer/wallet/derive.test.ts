import { hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../bytes/bytes.ts'
import { memberSeed, memberSigner, walletId } from './derive.ts'

const ENTROPY = fromHex('7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f')!
const GENESIS = new Uint8Array(32).fill(1)

test('a member key is made of the entropy and the genesis hash as documented', async () => {
  const seed = await memberSeed(ENTROPY, GENESIS)
  expect(toHex(seed)).toBe(
    Buffer.from(hkdfSync('sha256', ENTROPY, 'wattle member key', GENESIS, 32)).toString('hex'),
  )
  // In docs/protocol.md, too.
  expect(toHex(seed)).toBe('91e53ad1045eaaf090d930714b3fc9301b1672eade8d3200261a7a5ce8adec66')
  expect(toHex((await memberSigner(ENTROPY, GENESIS)).publicKey)).toBe(
    'c2eb5f5f29f15b64b85a0808bd24be7177a365759193bc1750e57b0a4a7504b5',
  )
  expect(toHex(await walletId(ENTROPY))).toBe('881f0f1c2192c1e0')
})

test('communities have keys that do not tell of each other', async () => {
  const other = await memberSeed(ENTROPY, new Uint8Array(32).fill(2))
  expect(other).not.toEqual(await memberSeed(ENTROPY, GENESIS))
})
