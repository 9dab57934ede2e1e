// `wattle relay`: where peers meet that know nothing but its address.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { parseArgs } from 'node:util'
import { openRelay, type Relay } from '../relay/relay.ts'
import type { Leaf } from '../trust/authority.ts'
import { openIdentity, readSecure, SECURE, toldOf } from './identity.ts'
import { InputError, type Io, UsageError } from './io.ts'

const HELP = `wattle relay [--port N] [--host ADDRESS] [--app FOLDER | --no-app] [--behind-proxy]
             [--https [--cert FILE --key FILE | --authority FOLDER]]

Peers of any community meet here and then speak to each other without it: it carries their introductions, which it
can neither read nor change, serves the app, and stores nothing. All of it is on one port:
  /             the app
  /relay.json   the relay's id, and who holds a place
  /health       how it is
  /trust        with an authority of its own: how a device comes to trust it

  --port N         default 8080; 0 takes a free one
  --host ADDRESS   listen on this address alone
  --app FOLDER     the built app; default dist/app, where there is one
  --no-app         serve no app
  --behind-proxy   a proxy in front adds X-Forwarded-For: visitors are told apart by its last entry
  --https          speak TLS on the same port; plain http stays, for who has yet to trust it and for lookers-on
  --cert FILE      the certificate and those above it, in PEM
  --key FILE       its private key
  --authority F    without a certificate this machine makes an authority of its own, for its own names and the private
                   networks that it is on and for nothing else; it is kept in F, default .cache/authority

Ctrl-C ends it.`

export async function relay(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const { port, host, folder, behindProxy, secure } = readOptions(args)
  const identity = secure && (await openIdentity(secure))
  let opened: Relay
  try {
    opened = await openRelay({ port, host, app: folder, behindProxy, ...(identity && { tls: identity }) })
  } catch (error) {
    throw new InputError(whyNot(error as NodeJS.ErrnoException, port, folder))
  }
  for (const address of addressesOf(host, opened.port, identity?.leaf)) io.out(address)
  if (identity) for (const line of toldOf(identity, opened.port)) io.out(line)
  const stop = identity?.watch(leaf => opened.renew(leaf))
  if (folder === undefined) io.out('There is no built app here, so this is a relay alone.')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  stop?.()
  await opened.close()
  return 0
}

function readOptions(args: string[]) {
  const text = { type: 'string' as const }
  const flag = { type: 'boolean' as const }
  try {
    const { values } = parseArgs({
      args,
      options: { port: text, host: text, app: text, 'no-app': flag, 'behind-proxy': flag, ...SECURE },
      allowPositionals: false,
    })
    const port = values.port ?? '8080'
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new Error(`--port takes a number up to 65535, and was given ${port}`)
    if (values.app !== undefined && values['no-app']) throw new Error('either --app or --no-app')
    return {
      port: Number(port),
      host: values.host,
      folder: values['no-app'] ? undefined : (values.app ?? builtApp()),
      behindProxy: values['behind-proxy'] ?? false,
      secure: readSecure(values),
    }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; \`wattle relay --help\` says what it takes`)
  }
}

const builtApp = () => (existsSync('dist/app/index.html') ? 'dist/app' : undefined)

/** Why a relay does not start, in the words of whoever started it. */
export function whyNot(error: NodeJS.ErrnoException, port: number, folder: string | undefined): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Another program listens on port ${port}: stop it, or name another port with --port.`
    case 'EACCES':
      return `This user may not listen on port ${port}: ports below 1024 are for administrators.`
    case 'EADDRNOTAVAIL':
      return 'This machine does not have the address that --host names.'
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no folder ${folder} to serve the app from.`
    default:
      return `The relay did not start: ${error.message}`
  }
}

/** Where others find it: every address of this machine, its own first. */
export function addressesOf(host: string | undefined, port: number, leaf?: Pick<Leaf, 'hosts'>): string[] {
  // A certificate stands for some names and addresses, and for others a browser warns.
  if (leaf) return (host === undefined ? leaf.hosts : [host]).map(each => `https://${each}:${port}/`)
  if (host !== undefined) return [`http://${host.includes(':') ? `[${host}]` : host}:${port}/`]
  const others = Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}/`)
  return [`http://localhost:${port}/`, ...others]
}
