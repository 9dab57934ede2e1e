// The ledger: how fast blocks become state, how that grows, and what proofs weigh.
import type { Executed } from '../src/chain/execute.ts'
import { diff } from '../src/chain/tree/diff.ts'
import { pickVerifier, type Signed, type Verifier } from '../src/crypto/verify.ts'
import { type Imported, importBlocks } from '../src/peer/import.ts'
import { finalStep, Ledger } from '../src/peer/storage/ledger.ts'
import { MemoryDisk } from '../src/peer/storage/memory.ts'
import { runInChromiumWorker } from '../tools/chromium.ts'
import { collect } from './collect.ts'
import { median, type Report, round, timed } from './figures.ts'
import { foundMarket, makeOrders } from './orders.ts'
import measureProofs, { type ProofFigures } from './proofs.worker.ts'
import { foundTown, type Made, makeBlocks, type Town } from './town.ts'

export async function ledger(report: Report): Promise<void> {
  const verifier = await pickVerifier()
  await execution(report, verifier)
  await trading(report, verifier)
  await growth(report, verifier)
  await proofs(report)
}

const NO_SIGNATURES: Verifier = async items => items.map(() => true)

/** Executes made blocks one after the other, as a peer does that catches up. */
async function runChain(
  town: Town,
  wires: readonly Uint8Array[],
  verifier: Verifier,
  keep: (imported: Imported) => unknown = () => {},
): Promise<void> {
  for await (const imported of importBlocks(town.community, town.begin, wires, verifier)) {
    if ('code' in imported) throw new Error(`a good block was refused: ${imported.code}`)
    await keep(imported)
  }
}

/** Bare signatures, with 256 of them under way at any time. */
async function verifyBare(verifier: Verifier, signed: readonly Signed[]): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < signed.length) await verifier([signed[next++]!])
  }
  await Promise.all(Array.from({ length: 256 }, lane))
}

async function execution(report: Report, verifier: Verifier): Promise<void> {
  const accounts = 10_000
  const town = await foundTown(accounts, accounts)
  // So many that the last ones, which have no next one to be verified beside them, are few.
  const blocks = await makeBlocks(town, 20, 1000, true)
  await compare(report, verifier, town, blocks, { what: 'transfers', atLeast: 0.6 })
}

async function trading(report: Report, verifier: Verifier): Promise<void> {
  for (const [accounts, atLeast] of [
    [10_000, 0.5],
    [100_000, 0.35],
  ] as const) {
    const town = await foundMarket(accounts, Math.min(accounts, 20_000))
    const { blocks, note } = await makeOrders(town, 20, 1000)
    await compare(report, verifier, town, blocks, { what: 'orders', atLeast, note })
  }
}

/** The same signatures bare, and in blocks that become state. */
export async function compare(
  report: Report,
  verifier: Verifier,
  town: Town,
  blocks: Made[],
  { what, atLeast, note = '' }: { what: string; atLeast: number; note?: string },
): Promise<void> {
  const signed: Signed[] = blocks.flatMap(made =>
    made.transactions.map(({ device, signed, signature }) => ({
      publicKey: device,
      message: signed,
      signature,
    })),
  )
  const wires = blocks.map(({ wire }) => wire)
  blocks.length = 0
  const ratios: number[] = []
  const wholes: number[] = []
  const cpus: number[] = []
  const rates: number[] = []
  for (let round = 0; round < 7; round++) {
    const opened = await Ledger.open(new MemoryDisk(), town.community)
    if ('refused' in opened) throw new Error(opened.refused)
    // The bare ones in two halves around the blocks, so that a machine that slows down slows both.
    const half = signed.length >> 1
    // Founding the community left more behind than what is measured makes.
    collect()
    const before = await measured(() => verifyBare(verifier, signed.slice(0, half)))
    const whole = await measured(() =>
      runChain(town, wires, verifier, imported => opened.ledger.keep(finalStep(imported), 'relaxed')),
    )
    const after = await measured(() => verifyBare(verifier, signed.slice(half)))
    const batched = await timed(() => verifier(signed))
    if (round === 0) continue // warm-up
    ratios.push((before.ms + after.ms) / whole.ms)
    cpus.push((before.cpu + after.cpu) / whole.cpu)
    wholes.push(batched / whole.ms)
    rates.push((signed.length / whole.ms) * 1000)
  }
  report({
    figure: `signed ${what} verified, executed, stored and rooted, to bare signatures, at ${town.accounts.length} keys`,
    value: round(median(ratios)),
    unit: 'ratio',
    atLeast,
    note: `blocks of 1000, ${Math.round(median(rates))} ${what} a second${note}; of processor time ${round(median(cpus))}; to a back-end given whole blocks ${round(median(wholes))}; ratios ${ratios.map(each => round(each)).join(' ')}`,
  })
}

/** How long a piece of work takes, and how much processor time of all threads. */
async function measured(work: () => unknown): Promise<{ ms: number; cpu: number }> {
  const start = process.cpuUsage()
  const ms = await timed(work)
  const { user, system } = process.cpuUsage(start)
  return { ms, cpu: user + system }
}

async function growth(report: Report, verifier: Verifier): Promise<void> {
  const perBlock = 500
  const sizes = [1000, 100_000] as const
  const towns: { town: Town; wires: Uint8Array[] }[] = []
  for (const size of sizes) {
    const town = await foundTown(size, 1000)
    towns.push({ town, wires: (await makeBlocks(town, 6, perBlock, true)).map(({ wire }) => wire) })
  }
  for (const signatures of [true, false]) {
    const times: number[][] = [[], []]
    for (let round = 0; round < 6; round++)
      for (const [i, { town, wires }] of towns.entries()) {
        const took = await timed(() => runChain(town, wires, signatures ? verifier : NO_SIGNATURES))
        if (round > 0) times[i]!.push(took / wires.length)
      }
    const [small, large] = times.map(median) as [number, number]
    report({
      figure: `cost of a block from 1,000 to 100,000 accounts, ${signatures ? 'with' : 'without'} signatures`,
      value: round(large / small),
      unit: 'ratio',
      atMost: signatures ? 2 : 5,
      note: `${perBlock} transfers a block: ${round(small)} ms and ${round(large)} ms`,
    })
  }
  await memory(report, towns[1]!.town)
}

/** What a kept version holds beyond its parent, by the updates of its block. */
async function memory(report: Report, town: Town): Promise<void> {
  const heap = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const perUpdate: number[] = []
  for (const transfers of [100, 1000]) {
    const blocks = await makeBlocks(town, 10, transfers, false)
    const wires = blocks.map(({ wire }) => wire)
    blocks.length = 0
    const trees: Executed['tree'][] = []
    let updates = 0
    const before = heap()
    await runChain(town, wires, NO_SIGNATURES, ({ executed, parent }) => {
      trees.push(executed.tree)
      updates += diff(parent.tree, executed.tree).length
    })
    perUpdate.push((heap() - before) / updates)
    report({
      figure: `memory of a kept version, blocks of ${transfers} transfers at 100,000 accounts`,
      value: Math.round((perUpdate.at(-1)! * updates) / trees.length / 1024),
      unit: 'KiB',
      note: `${Math.round(updates / trees.length)} updates a block, ${Math.round(perUpdate.at(-1)!)} bytes an update`,
    })
  }
  report({
    figure: 'memory an update, blocks of 1000 transfers to blocks of 100',
    value: round(perUpdate[1]! / perUpdate[0]!),
    unit: 'ratio',
    atMost: 1,
    note: 'proportional to the updates, less what neighbours share',
  })
}

async function proofs(report: Report): Promise<void> {
  const args = { keys: 100_000, rounds: 7 }
  const node = measureProofs(args)
  const chromium = (await runInChromiumWorker('bench/proofs.worker.ts', args)) as ProofFigures
  report({
    figure: 'presence proof at 100,000 keys, longest of 500',
    value: chromium.presenceBytes.most,
    unit: 'bytes',
    atMost: 1000,
    note: `mean ${Math.round(chromium.presenceBytes.mean)}`,
  })
  report({
    figure: 'presence proof verified in a Chromium worker',
    value: round(chromium.presenceMicros),
    unit: 'µs',
    atMost: 120,
    note: `absence ${round(chromium.absenceMicros)} µs; in Node ${round(node.presenceMicros)} and ${round(node.absenceMicros)} µs`,
  })
  report({
    figure: 'snapshot chunk verified in a Chromium worker',
    value: round(chromium.chunkMillis),
    unit: 'ms',
    atMost: 5,
    note: `${chromium.chunkBytes} bytes, ${chromium.chunkItems} records; in Node ${round(node.chunkMillis)} ms`,
  })
}
