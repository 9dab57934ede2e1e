// A peer's ledger on any disk, cut short at every one of its writes: what is found again is always a state that it had,
// with every record that it was promised.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Keep, OwnRecord } from '../../chain/node/keep.ts'
import type { Disk } from './disk.ts'
import { failing } from './failing.testing.ts'
import { finalStep, Ledger, type Opened } from './ledger.ts'
import { PowerLost } from './memory.ts'
import { toyChain, toyCommunity, toyKey } from './toy.testing.ts'

const TOY = toyCommunity(5)
const CHAIN = toyChain(TOY, 14)
const RETENTION = { snapshotEvery: 4, snapshots: 2, blocks: 6 }

const recordOf = (view: number): OwnRecord => ({
  ...{ key: toyKey(1), chain: TOY.chainId, view, lock: 0, slot: 0, retired: false },
})

function keepsOf(height: number): Keep[] {
  const step = CHAIN[height - 1]!
  const keeps = finalStep(step).slice(0, height % 3 === 1 ? 1 : 2)
  return height % 2 === 0 ? [...keeps, { kind: 'record', record: recordOf(height) }] : keeps
}

async function open(disk: Disk): Promise<Opened> {
  const opened = await Ledger.open(disk, TOY, RETENTION)
  if ('refused' in opened) throw new Error(`refused: ${opened.refused}`)
  return opened
}

/** The highest height, having made sure that all is what the chain had. */
function sound({ kept, dropped }: Opened): number {
  if (dropped.length > 0) throw new Error(`lost ${JSON.stringify(dropped)}`)
  let highest = 0
  for (const { header, hash, tree } of [kept.root, ...kept.path.map(({ executed }) => executed)]) {
    const { height } = header
    if (height > 0 && !equalBytes(hash, CHAIN[height - 1]!.executed.hash)) throw new Error('another block')
    if (!equalBytes(tree.root(), header.state)) throw new Error('another state')
    highest = Math.max(highest, height)
  }
  return highest
}

/** `newPlace` gives, for an empty place, what opens it. */
export async function crashTrials(newPlace: () => Promise<() => Promise<Disk>>): Promise<void> {
  for (const made of [false, true])
    for (let after = 1; ; after++) {
      const start = await newPlace()
      if (!(await trial(start, after, made))) break
    }
}

/** Whether the disk failed at all. */
async function trial(start: () => Promise<Disk>, after: number, made: boolean): Promise<boolean> {
  const first = await start()
  let promised = 0
  let begun = 0
  let failed = false
  try {
    const { ledger } = await open(failing(first, after, made))
    for (let height = 1; height <= CHAIN.length; height++) {
      begun = height
      await ledger.keep(keepsOf(height), height % 2 === 0 ? 'strict' : 'relaxed')
      if (height % 2 === 0) promised = height
    }
    await ledger.idle()
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error
    failed = true
  }
  await first.close()
  const opened = await open(await start())
  const height = sound(opened)
  const view = opened.kept.records[0]?.view ?? 0
  if (height < promised || height > begun) throw new Error(`${height} is not from ${promised} to ${begun}`)
  if (view < promised || view > begun) throw new Error(`a record of ${view} was promised ${promised}`)
  for (let next = height + 1; next <= CHAIN.length; next++) await opened.ledger.keep(keepsOf(next), 'relaxed')
  await opened.ledger.close()
  const last = await open(await start())
  if (sound(last) !== CHAIN.length) throw new Error('the chain did not go on')
  await last.ledger.close()
  return failed
}
