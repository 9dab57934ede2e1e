// `wattle market`: what can be tried of the market without a community.
import { type Io, UsageError } from './io.ts'

type Command = (args: string[], io: Io) => Promise<number>

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  experiment: async () => (await import('./experiment.ts')).experiment,
  replay: async () => (await import('./market/replay.ts')).replay,
}

const names = Object.keys(COMMANDS).join(', ')

const HELP = `wattle market COMMAND [ARG ...]

  experiment  agents against each other: efficiency, prices, surplus
  replay      orders in, trades out

\`wattle market COMMAND --help\` says more of one.`

export async function market(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help' || name === '-h') {
    io.out(HELP)
    return 0
  }
  if (name === undefined) throw new UsageError(`market what? There is: ${names}`)
  if (!Object.hasOwn(COMMANDS, name))
    throw new UsageError(`market has no command ${name}; there is: ${names}`)
  const command = await COMMANDS[name]!()
  return await command(rest, io)
}
