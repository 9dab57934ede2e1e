import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { diskConformance } from './conformance.ts'
import { crashTrials } from './crashes.testing.ts'
import { LevelDisk } from './level.ts'

const made: string[] = []

async function newPlace(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'wattle-disk-'))
  made.push(directory)
  return directory
}

afterAll(async () => {
  for (const directory of made) await rm(directory, { recursive: true })
})

describe('the disk under Node', () => {
  const cases = diskConformance('level', async () => {
    const directory = await newPlace()
    return { open: () => LevelDisk.open(directory) }
  })
  for (const { name, run } of cases) test(name, run)

  test('whatever a peer is cut short at, it goes on from', async () => {
    await crashTrials(async () => {
      const directory = await newPlace()
      return () => LevelDisk.open(directory)
    })
  })

  test('nobody else may read it, and one program has it at a time', async () => {
    const directory = await newPlace()
    const disk = await LevelDisk.open(directory)
    expect((await stat(directory)).mode & 0o077).toBe(0)
    await expect(LevelDisk.open(directory)).rejects.toThrow('Another program has')
    await disk.close()
  })
})
