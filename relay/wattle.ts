// The `wattle` command: one line of the table each, loaded when it is called.
import { INPUT_IS_WRONG, InputError, type Io, realIo, USAGE_IS_WRONG, UsageError } from './commands/io.ts'

type Command = (args: string[], io: Io) => Promise<number>

interface Entry {
  readonly about: string
  readonly load: () => Promise<Command>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  bench: {
    about: '[NAME]: measure, and hold the figures against what must be reached',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
  crypto: {
    about: 'verify: check Ed25519 signatures, natively and portably',
    load: async () => (await import('./commands/crypto.ts')).crypto,
  },
  demo: {
    about: 'a small community at work in this terminal',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  host: {
    about: 'FOLDER: a community’s always-on member',
    load: async () => (await import('./commands/host.ts')).host,
  },
  market: {
    about: 'replay: orders in, trades out, by the mechanisms of the ledger',
    load: async () => (await import('./commands/market.ts')).market,
  },
  relay: {
    about: 'where peers meet: introductions, and the built app, on one port',
    load: async () => (await import('./commands/relay.ts')).relay,
  },
  release: {
    about: '--key FILE [DIR]: sign a built app',
    load: async () => (await import('./commands/release.ts')).release,
  },
  sim: {
    about: 'a whole community in virtual time, under faults: one report',
    load: async () => (await import('./commands/sim.ts')).sim,
  },
  start: {
    about: 'the app, a relay and a small community of hosts: what `npm start` does',
    load: async () => (await import('./commands/start.ts')).start,
  },
}

/** Runs a command and promises its exit code. */
export async function wattle(args: readonly string[], io: Io, commands = COMMANDS): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(help(commands))
    return 0
  }
  try {
    if (name === undefined) throw new UsageError('wattle what? `wattle --help` lists the commands')
    if (!Object.hasOwn(commands, name))
      throw new UsageError(`There is no command ${name}; \`wattle --help\` lists them`)
    const command = await commands[name]!.load()
    return await command(rest, io)
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(error.message)
      return USAGE_IS_WRONG
    }
    if (error instanceof InputError) {
      io.err(error.message)
      return INPUT_IS_WRONG
    }
    throw error
  }
}

function help(commands: typeof COMMANDS): string {
  const width = Math.max(...Object.keys(commands).map(name => name.length))
  const table = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`)
  return ['wattle COMMAND [ARG ...]', '', ...table, '', '`wattle COMMAND --help` says more of one.'].join(
    '\n',
  )
}

if (process.argv[1]?.endsWith('wattle.ts')) {
  // Whoever reads us may stop early, as head does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await wattle(process.argv.slice(2), realIo)
  // Links that were closed in good order leave timers behind, some of a minute; nobody waits for those.
  setTimeout(() => process.exit(), 250).unref()
}
