// `npm start`: the app, a relay and a small community of hosts, all in one process and on one port.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { toHex } from '../../src/bytes/bytes.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { readInvitation, writeInvitation } from '../../src/peer/invitation.ts'
import { BUILT, buildApp, isBuilt } from '../../tools/app.ts'
import { criteriaIn, type HostPlan } from '../host/found.ts'
import { foundAndRun, type Hosts, runHosts } from '../host/hosts.ts'
import { voteForEachOther, welcomeAll } from '../host/welcome.ts'
import { openRelay, type Relay, type RelayConfig } from '../relay/relay.ts'
import { type Identity, openIdentity, readSecure, SECURE, toldOf } from './identity.ts'
import { InputError, type Io, UsageError } from './io.ts'
import { addressesOf, whyNot } from './relay.ts'

const HELP = `wattle start [--port N] [--folder FOLDER] [--https [--cert FILE --key FILE | --authority FOLDER]]

Builds the app where it is not built yet, starts a relay and a community of four hosts in this process, and prints the
address to open. Whoever opens it is a peer of its own, and may ask to be admitted: here everybody is.

  --port N         default 8080; 0 takes a free one
  --folder FOLDER  where the hosts keep their keys and the ledger; default .cache/community. Remove it to begin anew
  --https          for other devices too: \`wattle relay --help\` says more

Ctrl-C ends it; the next start goes on where it ended.`

const FOLDER = '.cache/community'
const WELCOME_MICRO = 100_000_000

/** Four hosts and a seat for a visitor; so the hosts finalise without anybody else. A block comes now and then even where
 * nobody does anything, so that there is something to look at. */
const PLAN: HostPlan = {
  ...{ name: 'Linden Lane', hosts: 4, delegates: 5, slotMs: 1000 },
  genesis: { idleSlots: 4, epochBlocks: 60 },
}

export async function start(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const { port, folder, secure } = readOptions(args)
  // Whoever ends it while it begins ends it too, in good order.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  build(io)
  const beside: Map<string, BesideFile> = new Map()
  const identity = secure && (await openIdentity(secure))
  const relay = await openSite(port, beside, identity)
  const stopRenewing = identity?.watch(leaf => relay.renew(leaf))
  const address = `http://localhost:${relay.port}`
  try {
    const hosts = await openHosts(folder, [address])
    beside.set(`/genesis/${toHex(sha256(hosts.genesis))}`, {
      ...{ type: 'application/octet-stream', bytes: Buffer.from(hosts.genesis), lasting: true },
    })
    const [first] = hosts.peers
    const stopWelcome = welcomeAll(first!.peer, criteriaIn(hosts.genesis), WELCOME_MICRO)
    const stopVotes = voteForEachOther(hosts.peers.map(({ peer }) => peer))
    for (const line of told(relay.port, hosts, identity)) io.out(line)
    await ended
    io.out('Closing: what the community has is kept.')
    stopRenewing?.()
    stopWelcome()
    stopVotes()
    await hosts.close()
  } finally {
    await relay.close()
  }
  return 0
}

type BesideFile = NonNullable<RelayConfig['beside']> extends ReadonlyMap<string, infer File> ? File : never

function build(io: Io): void {
  if (isBuilt()) return
  io.out('Building the app, some seconds …')
  try {
    buildApp()
  } catch (error) {
    throw new InputError((error as Error).message)
  }
}

async function openSite(
  port: number,
  beside: RelayConfig['beside'],
  tls: RelayConfig['tls'],
): Promise<Relay> {
  try {
    return await openRelay({ port, app: BUILT, ...(beside && { beside }), ...(tls && { tls }) })
  } catch (error) {
    const why = whyNot(error as NodeJS.ErrnoException, port, BUILT)
    throw new InputError(why.replace('--port.', '`npm start -- --port N`.'))
  }
}

async function openHosts(folder: string, relays: readonly string[]): Promise<Hosts> {
  try {
    return await (existsSync(join(folder, 'invitation.txt'))
      ? runHosts(folder, relays)
      : foundAndRun(folder, PLAN, relays))
  } catch (error) {
    throw new InputError(
      `${(error as Error).message}\nThe community is in ${folder}: end what else uses it, or remove it to begin anew.`,
    )
  }
}

/** What to open and what to do. Genesis is served beside the app, so that the link is one that can be copied. */
function told(port: number, { invitation, peers }: Hosts, identity: Identity | undefined): string[] {
  const { community, token } = readInvitation(invitation)!
  const link = writeInvitation({ community, token, genesis: null, checkpoint: null, relays: [] })
  const [own, ...others] = addressesOf(undefined, port, identity?.leaf)
  return [
    `${PLAN.name} is running: ${peers.length} hosts, a block every few seconds. Open this in a browser:`,
    '',
    `  ${own}#join=${link}`,
    '',
    'You look on as a guest. Ask to be admitted, send credits, run for delegate; another person is `?peer=name` before the #.',
    ...(identity ? toldOf(identity, port) : []),
    `Ctrl-C ends it.${others.length > 0 && !identity ? ' Other devices need `--https`: browsers keep keys for nobody else.' : ''}`,
  ]
}

function readOptions(args: string[]) {
  const text = { type: 'string' as const }
  try {
    const { values } = parseArgs({
      args,
      options: { port: text, folder: text, ...SECURE },
      allowPositionals: false,
    })
    const port = values.port ?? '8080'
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new Error(`--port takes a number up to 65535, and was given ${port}`)
    const folder = values.folder && resolve(process.env.INIT_CWD ?? '.', values.folder)
    return { port: Number(port), folder: folder ?? resolve(FOLDER), secure: readSecure(values) }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; \`wattle start --help\` says what it takes`)
  }
}
