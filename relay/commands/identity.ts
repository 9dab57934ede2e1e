// By which certificate a program of ours serves TLS: one that it was given, or one of an authority that it keeps.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Tls } from '../relay/relay.ts'
import { Authority, given, type Leaf } from '../trust/authority.ts'
import { ownNames } from '../trust/names.ts'
import { callersFolder, InputError } from './io.ts'

const text = { type: 'string' as const }
/** The options that belong together. */
export const SECURE = { https: { type: 'boolean' as const }, cert: text, key: text, authority: text }

export type Secure = { readonly cert: string; readonly key: string } | { readonly authority: string }

interface Values {
  readonly https?: boolean
  readonly cert?: string
  readonly key?: string
  readonly authority?: string
}

export function readSecure({ https, cert, key, authority }: Values): Secure | undefined {
  const at = (path: string) => resolve(callersFolder(), path)
  if (!https) {
    if (cert ?? key ?? authority) throw new Error('--cert, --key and --authority go with --https')
    return undefined
  }
  if ((cert === undefined) !== (key === undefined)) throw new Error('--cert and --key go together')
  if (cert !== undefined && authority !== undefined) throw new Error('either --cert or --authority')
  return cert !== undefined
    ? { cert: at(cert), key: at(key!) }
    : { authority: authority === undefined ? resolve('.cache/authority') : at(authority) }
}

export interface Identity extends Tls {
  /** Hears of every later certificate; gives how to stop. */
  watch(hear: (leaf: Leaf) => void): () => void
  /** What whoever started it should know. */
  readonly warnings: readonly string[]
}

/** Often enough for a certificate of a week and a machine that changes its address. */
const LOOK_MS = 60_000
const RENEW_BEFORE_MS = 3 * 86_400_000

export async function openIdentity(secure: Secure): Promise<Identity> {
  if ('cert' in secure) return { leaf: readGiven(secure), watch: () => () => {}, warnings: [] }
  const own = ownNames()
  const authority = await Authority.open(secure.authority, own, Date.now()).catch(error => {
    throw new InputError(`The authority in ${secure.authority} cannot be used: ${(error as Error).message}`)
  })
  const remove = `remove ${secure.authority} to make another, which devices have to be told of anew.`
  if (authority.isOver) throw new InputError(`The authority is too old: ${remove}`)
  const foreign = authority.foreign(own)
  let leaf = await authority.leaf(own, Date.now())
  return {
    ...{ leaf, authority },
    warnings:
      foreign.length > 0
        ? [`The authority was made on another network and cannot vouch for ${foreign.join(', ')}: ${remove}`]
        : [],
    watch(hear) {
      const timer = setInterval(async () => {
        const now = ownNames()
        const next = await authority.leaf(now, Date.now())
        const same = `${next.hosts}` === `${leaf.hosts}`
        if (same && leaf.untilMs - Date.now() > RENEW_BEFORE_MS) return
        leaf = next
        hear(leaf)
      }, LOOK_MS)
      return () => clearInterval(timer)
    },
  }
}

function readGiven({ cert, key }: { readonly cert: string; readonly key: string }): Leaf {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      throw new InputError(`${path} cannot be read.`)
    }
  }
  const pair = { cert: read(cert), key: read(key) }
  try {
    createSecureContext(pair)
    return given(pair.cert, pair.key)
  } catch (error) {
    throw new InputError(`${cert} and ${key} are no certificate and its key: ${(error as Error).message}`)
  }
}

/** Where devices learn to trust it, and what to compare. */
export function toldOf({ authority, warnings }: Identity, port: number): string[] {
  if (!authority) return []
  const [name = hostname()] = authority.names
  return [
    ...warnings,
    `Other devices have to be told once that they may trust this machine: http://${name}:${port}/trust says how.`,
    `Its authority’s SHA-256, to compare there: ${authority.fingerprint}`,
  ]
}
