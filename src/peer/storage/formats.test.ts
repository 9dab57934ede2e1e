import { expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { refusalWords } from '../words.ts'
import { FORMAT_CASES } from './formats.testing.ts'
import { Ledger } from './ledger.ts'
import { MemoryDisk } from './memory.ts'
import { FORMAT_KEY, formatCodec, STORE_FORMAT } from './records.ts'
import { toyCommunity } from './toy.testing.ts'

for (const [name, run] of Object.entries(FORMAT_CASES))
  test(name, async () => {
    let disk = new MemoryDisk()
    await run(async () => {
      disk = disk.copy()
      return disk
    })
  })

test('a ledger of another format is refused, and whoever meets it is told why', async () => {
  const toy = toyCommunity(4)
  for (const [format, refused] of [
    [STORE_FORMAT + 1, 'update'],
    [STORE_FORMAT - 1, 'outdated'],
  ] as const) {
    const disk = new MemoryDisk()
    await disk.write([{ key: FORMAT_KEY, value: encode(formatCodec, { format }) }], 'strict')
    const answer = await Ledger.open(disk, toy)
    expect(answer).toEqual({ refused, format })
    if ('refused' in answer) expect(refusalWords(answer)).toMatch(/version/)
  }
})
