// `wattle host`: a community's always-on member, or several in one process.
import { once } from 'node:events'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fromHex } from '../../src/bytes/bytes.ts'
import { criteriaIn } from '../host/found.ts'
import { foundAndRun, type Hosts, runHosts } from '../host/hosts.ts'
import { welcomeAll } from '../host/welcome.ts'
import { InputError, type Io, UsageError } from './io.ts'

const HELP = `wattle host FOLDER [--relay ADDRESS ...] [--invitation LINK | --found NAME [--hosts N] [--slot-ms MS]
                  [--release-key HEX]] [--welcome CREDITS] [--every SECONDS]

A member of a community that is always on: it stores the whole ledger, makes blocks where it is elected, and answers
newcomers. Its keys and its data are in FOLDER, which nobody else may read; a copy of FOLDER must never run beside it.

  --relay ADDRESS     where peers meet, http://HOST:PORT; several may be named
  --invitation LINK   join a community, the first time
  --found NAME        found one, with N hosts in this process (4, where left out) and slots of MS milliseconds (1000)
  --release-key HEX   who signs releases of the app for it; \`wattle release --new-key\` makes such a key
  --welcome CREDITS   as its operator admit whoever applies, with so many credits: for a demonstration
  --every SECONDS     say how it is, one line of JSON each time; 10, where left out

The first line is the link that others join by. Ctrl-C ends it.`

export async function host(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const { folder, relays, found, invitation, welcome, everyMs } = readOptions(args)
  let hosts: Hosts
  try {
    hosts = found ? await foundAndRun(folder, found, relays) : await runHosts(folder, relays, invitation)
  } catch (error) {
    throw new InputError((error as Error).message)
  }
  const [first] = hosts.peers
  io.out(`${relays[0] ?? ''}#join=${hosts.invitation}`)
  const stop =
    welcome === undefined ? () => {} : welcomeAll(first!.peer, criteriaIn(hosts.genesis), welcome * 1_000_000)
  const say = async () => {
    const { stage, head, final, links, lag, delegate, halt, store } = await first!.peer.status()
    const own = { stage, head: head?.height ?? 0, final: final?.height ?? 0, lag, links, halt }
    io.out(JSON.stringify({ ...own, delegate: delegate?.state ?? null, store: store.state }))
  }
  const timer = setInterval(() => void say().catch(error => io.err(String(error))), everyMs)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  clearInterval(timer)
  stop()
  await hosts.close()
  return 0
}

function readOptions(args: string[]) {
  const text = { type: 'string' as const }
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        ...{ invitation: text, found: text, hosts: text, 'slot-ms': text, welcome: text, every: text },
        'release-key': text,
        relay: { type: 'string' as const, multiple: true },
      },
      allowPositionals: true,
    })
    const [folder, ...others] = positionals
    if (folder === undefined || others.length > 0) throw new Error('it takes one folder')
    if (values.found !== undefined && values.invitation !== undefined)
      throw new Error('either --found or --invitation')
    const releaseKey = values['release-key'] === undefined ? null : fromHex(values['release-key'])
    if (releaseKey !== null && releaseKey?.length !== 32)
      throw new Error('--release-key takes the 64 hex digits that `wattle release --new-key` printed')
    if (releaseKey && values.found === undefined) throw new Error('--release-key goes with --found')
    const plan = values.found !== undefined && {
      name: values.found,
      hosts: whole('--hosts', values.hosts ?? '4', 1, 64),
      slotMs: whole('--slot-ms', values['slot-ms'] ?? '1000', 50, 600_000),
      ...(releaseKey && { rules: { releaseKey } }),
    }
    return {
      folder: resolve(process.env.INIT_CWD ?? '.', folder),
      relays: values.relay ?? [],
      found: plan || undefined,
      invitation: values.invitation,
      welcome: values.welcome === undefined ? undefined : whole('--welcome', values.welcome, 0, 1_000_000),
      everyMs: 1000 * whole('--every', values.every ?? '10', 1, 86_400),
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; \`wattle host --help\` says what it takes`)
  }
}

function whole(name: string, said: string, least: number, most: number): number {
  const value = Number(said)
  if (!/^\d+$/.test(said) || value < least || value > most)
    throw new Error(`${name} takes a number from ${least} to ${most}, and was given ${said}`)
  return value
}
