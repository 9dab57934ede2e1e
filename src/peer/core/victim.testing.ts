// A delegate's peer in a process of its own, which a test kills: its disk is a directory, its links are the parent's.

import { pickVerifier } from '../../crypto/verify.ts'
import type { FromLinks } from '../../mesh/port.ts'
import { LevelDisk } from '../storage/level.ts'
import { Notes } from '../storage/notes.ts'
import { Core } from './core.ts'
import { founder, MEMORY_ROOM, REVEAL_SLOTS, type TownPlan, town } from './hub.testing.ts'
import { realPlatform } from './platform.ts'
import { seededVault } from './vault.ts'

export interface Life {
  readonly directory: string
  readonly plan: TownPlan
  readonly index: number
}

async function live({ directory, plan, index }: Life): Promise<void> {
  const early: FromLinks[] = []
  let core: Core | undefined
  process.on('message', said => {
    const message = said as FromLinks
    if (core) core.hear(message)
    else early.push(message)
  })
  const disk = await LevelDisk.open(directory)
  const opened = await Core.open({
    ...{ community: town(plan), disk, room: MEMORY_ROOM, revealSlots: REVEAL_SLOTS },
    vault: await seededVault(new Notes(disk), realPlatform.random, founder(index)),
    verifier: await pickVerifier(),
    post: message => process.send?.({ kind: 'post', message }),
  })
  if ('refused' in opened) throw new Error(`refused: ${opened.refused}`)
  core = opened
  for (const message of early) core.hear(message)
  core.watch('status', status => process.send?.({ kind: 'status', status }))
  // Whose parent has gone has nobody left to live for.
  process.on('disconnect', () => process.exit(1))
}

const [life] = process.argv.slice(2)
if (process.argv[1]?.endsWith('victim.testing.ts') && life) await live(JSON.parse(life) as Life)
