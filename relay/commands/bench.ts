// `wattle bench [NAME]`: measures, and says what it measured against what must be reached.
import { parseArgs } from 'node:util'
import { type Figure, holds, type Report } from '../../bench/figures.ts'
import { MESH_PARTS } from '../../bench/mesh/mesh.ts'
import { type Io, UsageError } from './io.ts'

/** A benchmark; `named` is what else stands behind its name. */
type Bench = (report: Report, named: readonly string[]) => Promise<void>

const BENCHMARKS: Readonly<Record<string, () => Promise<Bench>>> = {
  book: measureBook,
  ledger: async () => (await import('../../bench/ledger.ts')).ledger,
  light: async () => (await import('../../bench/light.ts')).light,
  links: async () => (await import('../../bench/links.ts')).links,
  mesh: async () => measureMesh,
  notebook: async () => (await import('../../bench/notebook.ts')).notebook,
  wallet: async () => (await import('../../bench/wallet/wallet.ts')).wallet,
  scale: async () => (await import('../../bench/scale.ts')).scale,
}

/** Matching, and then what screens ask of it. */
async function measureBook(): Promise<Bench> {
  const { book } = await import('../../bench/book.ts')
  const { queries } = await import('../../bench/queries.ts')
  return async report => {
    await book(report)
    await queries(report)
  }
}

const HELP = `wattle bench [${Object.keys(BENCHMARKS).join('|')}]: a line a figure; all of them where none is named

wattle bench mesh [${MESH_PARTS.join('|')}] ... drives real pages, and takes besides:
  --seconds N, --minutes N   how long it measures
  --rate N                   transactions that are offered a second
  --app FOLDER               other built files than the app's own
  --profile FOLDER           where profiles of the pages' Workers go`

export async function bench(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help' || rest.includes('--help')) {
    io.out(HELP)
    return 0
  }
  if ((rest.length > 0 && name !== 'mesh') || (name !== undefined && !Object.hasOwn(BENCHMARKS, name)))
    throw new UsageError(`wattle bench takes one of: ${Object.keys(BENCHMARKS).join(', ')}`)
  let missed = 0
  const report = (figure: Figure) => {
    const bounded = figure.atLeast !== undefined || figure.atMost !== undefined
    const reached = holds(figure)
    if (bounded && !reached) missed += 1
    io.out(JSON.stringify(bounded ? { ...figure, reached } : figure))
  }
  for (const each of name === undefined ? Object.keys(BENCHMARKS) : [name]) {
    const run = await BENCHMARKS[each]!()
    await run(report, rest)
  }
  if (missed > 0)
    io.err(`${missed} of these figures ${missed === 1 ? 'is' : 'are'} not reached on this machine now.`)
  return 0
}

async function measureMesh(report: Report, args: readonly string[]): Promise<void> {
  const text = { type: 'string' as const }
  const { values, positionals } = read(() =>
    parseArgs({
      args: [...args],
      options: { seconds: text, minutes: text, rate: text, app: text, profile: text },
      allowPositionals: true,
    }),
  )
  const unknown = positionals.find(name => !MESH_PARTS.includes(name))
  if (unknown !== undefined) throw new UsageError(`wattle bench mesh takes: ${MESH_PARTS.join(', ')}`)
  const count = (name: 'seconds' | 'minutes' | 'rate') => {
    const given = values[name]
    if (given !== undefined && !/^[1-9]\d{0,5}$/.test(given))
      throw new UsageError(`--${name} takes a whole number, and was given ${given}`)
    return given === undefined ? undefined : Number(given)
  }
  const minutes = count('minutes')
  const { mesh } = await import('../../bench/mesh/mesh.ts')
  await mesh(report, positionals, {
    seconds: minutes === undefined ? count('seconds') : minutes * 60,
    ...{ rate: count('rate'), app: values.app, profile: values.profile },
  })
}

function read<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]!)
  }
}
