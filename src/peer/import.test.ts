import { expect, test } from 'vitest'
import { toHex } from '../bytes/bytes.ts'
import { writeBlock } from '../chain/block.ts'
import { key, ToyChain } from '../chain/toy.testing.ts'
import type { Signed } from '../crypto/verify.ts'
import { importBlocks } from './import.ts'

const device = key(1)
const chain = new ToyChain([{ devices: [device] }])
const begin = chain.head
const wires = [1, 2, 3, 4, 5].map(sequence => {
  const transactions = [chain.send(device, sequence, sequence % 2 === 0 ? 'order' : 'add', sequence)]
  const { header } = chain.block(transactions)
  return writeBlock({ header, certificate: null, signature: new Uint8Array(64), transactions })
})

async function imported(from: readonly Uint8Array[], verify: (signed: Signed) => boolean = () => true) {
  const heights: number[] = []
  const verifier = async (items: readonly Signed[]) => items.map(verify)
  for await (const each of importBlocks(chain.community, begin, from, verifier)) {
    if ('code' in each) return { heights, stopped: each }
    heights.push(each.executed.header.height)
    if (each.executed.header.height === 5)
      expect(toHex(each.executed.tree.root())).toBe(toHex(chain.head.tree.root()))
  }
  return { heights, stopped: undefined }
}

test('blocks are executed one on the other, in their order', async () => {
  expect(await imported(wires)).toEqual({ heights: [1, 2, 3, 4, 5], stopped: undefined })
  expect(await imported([])).toEqual({ heights: [], stopped: undefined })
})

test('the branch ends at the first block that cannot be had, and says why', async () => {
  const broken = wires.with(3, wires[3]!.slice(1))
  expect(await imported(broken)).toEqual({ heights: [1, 2, 3], stopped: { code: 'block/form' } })
  const skipped = wires.toSpliced(2, 1)
  expect(await imported(skipped)).toEqual({ heights: [1, 2], stopped: { code: 'block/parent' } })
  const unsigned = await imported(wires, ({ message }) => toHex(message) !== toHex(chainMessage(2)))
  expect(unsigned).toEqual({ heights: [1], stopped: { code: 'kernel/signature', index: 0 } })
})

/** What the device signed in the block of this height. */
function chainMessage(height: number): Uint8Array {
  return chain.send(device, height, height % 2 === 0 ? 'order' : 'add', height).signed
}
