import { describe, expect, test } from 'vitest'
import { diskConformance } from './conformance.ts'
import { MemoryDisk, PowerLost } from './memory.ts'

describe('the disk in memory', () => {
  const cases = diskConformance('memory', async () => {
    let disk: MemoryDisk | undefined
    return {
      open: async () => (disk = disk ? disk.copy() : new MemoryDisk()),
      crashes: () => Array.from({ length: disk!.atRisk + 1 }, (_, survivors) => disk!.crash(survivors)),
    }
  })
  for (const { name, run } of cases) test(name, run)

  test('a failure that was asked for comes after that many writes, and the disk stays dead', async () => {
    const disk = new MemoryDisk()
    const write = (i: number) =>
      disk.write([{ key: Uint8Array.of(i), value: Uint8Array.of(i) }], i === 2 ? 'strict' : 'relaxed')
    disk.failAfter(3)
    await write(1)
    await write(2)
    await expect(write(3)).rejects.toThrow(PowerLost)
    await expect(disk.get(Uint8Array.of(1))).rejects.toThrow(PowerLost)
    expect(disk.atRisk).toBe(1)
    expect(await disk.crash(0).range(new Uint8Array(0))).toHaveLength(2)
    expect(await disk.crash(1).range(new Uint8Array(0))).toHaveLength(3)
  })
})
