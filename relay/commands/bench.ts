// `wattle bench [NAME]`: measures, and says what it measured against what must be reached.
import { type Figure, holds, type Report } from '../../bench/figures.ts'
import { type Io, UsageError } from './io.ts'

const BENCHMARKS: Readonly<Record<string, () => Promise<(report: Report) => Promise<void>>>> = {
  ledger: async () => (await import('../../bench/ledger.ts')).ledger,
  light: async () => (await import('../../bench/light.ts')).light,
  links: async () => (await import('../../bench/links.ts')).links,
  scale: async () => (await import('../../bench/scale.ts')).scale,
}

export async function bench(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help') {
    io.out(
      `wattle bench [${Object.keys(BENCHMARKS).join('|')}]: a line a figure; all of them where none is named`,
    )
    return 0
  }
  if (rest.length > 0 || (name !== undefined && !Object.hasOwn(BENCHMARKS, name)))
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
    await run(report)
  }
  if (missed > 0)
    io.err(`${missed} of these figures ${missed === 1 ? 'is' : 'are'} not reached on this machine now.`)
  return 0
}
