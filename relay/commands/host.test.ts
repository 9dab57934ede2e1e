import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readInvitation } from '../../src/peer/invitation.ts'
import { criteriaIn } from '../host/found.ts'
import { foundAndRun, runHosts } from '../host/hosts.ts'
import { wattle } from '../wattle.ts'
import type { Io } from './io.ts'

const made: string[] = []

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'wattle-host-'))
  made.push(path)
  return path
}

afterAll(async () => {
  for (const path of made) await rm(path, { recursive: true })
})

function said() {
  const lines: string[] = []
  const io: Io = { out: line => lines.push(line), err: line => lines.push(line), read: async () => '' }
  return { lines, io }
}

describe('wattle host', () => {
  test('says what it takes', async () => {
    const { lines, io } = said()
    expect(await wattle(['host', '--help'], io)).toBe(0)
    expect(lines.join('\n')).toContain('--found NAME')
    expect(await wattle(['host'], io)).toBe(2)
    expect(await wattle(['host', 'x', '--found', 'A', '--invitation', 'B'], io)).toBe(2)
    expect(await wattle(['host', 'x', '--found', 'A', '--hosts', 'many'], io)).toBe(2)
    expect(lines.at(-1)).toContain('--hosts takes a number from 1 to 64')
  })

  test('a folder without a community says what to do', async () => {
    const { lines, io } = said()
    expect(await wattle(['host', await folder()], io)).toBe(1)
    expect(lines.at(-1)).toContain('found one, or join with an invitation')
  })

  test('founds a community, whose hosts go on after a restart with their own keys', async () => {
    const path = join(await folder(), 'town')
    const hosts = await foundAndRun(path, { name: 'Elm Row', hosts: 2, slotMs: 1000 }, [])
    expect(readInvitation(hosts.invitation)?.genesis).toEqual(hosts.genesis)
    expect(criteriaIn(hosts.genesis)).toBe(0b111)
    const names = await Promise.all(hosts.peers.map(({ peer }) => peer.identity()))
    expect(names.map(({ belongs }) => belongs)).toEqual([true, true])
    expect((await hosts.peers[0]!.peer.status()).role).toBe('delegate')
    await hosts.close()
    expect((await readdir(path)).sort()).toEqual(['host-1', 'host-2', 'invitation.txt'])
    expect((await stat(join(path, 'host-1'))).mode & 0o077).toBe(0)
    await expect(foundAndRun(path, { name: 'Elm Row', hosts: 2, slotMs: 1000 }, [])).rejects.toThrow(
      'holds a community already',
    )
    const again = await runHosts(path, [])
    expect(await Promise.all(again.peers.map(({ peer }) => peer.identity()))).toEqual(names)
    await again.close()
  }, 60_000)
})
