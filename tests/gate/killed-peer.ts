// A delegate's process is killed at random moments, again and again, and starts anew from its disk: it never signs what
// contradicts what it signed before, and it always comes back.
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ToLinks } from '../../src/mesh/port.ts'
import type { Status } from '../../src/peer/api.ts'
import { founder, Hub, type TownPlan, town, until } from '../../src/peer/core/hub.testing.ts'
import type { Life } from '../../src/peer/core/victim.testing.ts'

const KILLS = Number(process.env.WATTLE_KILLS ?? 20)
const VICTIM = 3

const plan: TownPlan = {
  ...{ founders: 5, delegates: 4, slotMs: 150, startMs: Date.now() },
  // Three of four go on without it; it votes again two slots after it was answered.
  genesis: { idleSlots: 1, waitSlots: 2 },
}
const hub = new Hub()
const others = []
for (const index of [0, 1, 2, 4]) {
  const { core } = await hub.seat({ community: town(plan), given: founder(index) })
  others.push(core)
}
const directory = await mkdtemp(join(tmpdir(), 'wattle-killed-'))
const life: Life = { directory, plan, index: VICTIM }

/** Lives until it is killed; says whether it voted. */
async function liveAndDie(afterMs: number | undefined): Promise<Status | undefined> {
  const child = fork('tools/run.mjs', ['src/peer/core/victim.testing.ts', JSON.stringify(life)], {
    serialization: 'advanced',
  })
  const seat = hub.newSeat()
  let last: Status | undefined
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.on('message', said => {
    const { kind, message, status } = said as { kind: string; message?: ToLinks; status?: Status }
    if (kind === 'post' && message) hub.post(seat, message)
    if (status) last = status
  })
  hub.take(seat, { hear: message => void (child.connected && child.send(message)) })
  const votes = () => last?.delegate?.state === 'voting' && last.delegate.votes > 0
  await until('it votes again', votes, 60_000)
  if (afterMs !== undefined) await new Promise(resolve => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await exited
  hub.remove(seat)
  return last
}

let view = 0
for (let kill = 1; kill <= KILLS; kill++) {
  const afterMs = Math.random() * 1500
  const status = await liveAndDie(afterMs)
  const now = status?.delegate?.view ?? 0
  if (now < view) throw new Error(`its record went back from ${view} to ${now}`)
  view = now
  console.log(
    `killed ${kill}: ${Math.round(afterMs)} ms after its first vote, at view ${now}, final ${status?.final?.height}`,
  )
  for (const core of others) {
    const lines = await core.recorder()
    if (lines.includes('"what":"offence"')) throw new Error('it signed what contradicts itself')
    const { halt, final } = await core.status()
    if (halt) throw new Error(`another one halted: ${halt.reason}`)
    if (!final || final.height === 0) throw new Error('nothing is final')
  }
}
await Promise.all(others.map(core => core.close()))
await rm(directory, { recursive: true })
console.log(`never a double vote in ${KILLS} lives, always back`)
process.exit(0)
