// Who comes in, counted by address: sockets, requests and bytes. Nothing of it outlives the process.
import type { IncomingMessage } from 'node:http'
import { Bucket } from '../../src/mesh/links/inflow.ts'
import type { Door, Visitor } from '../../src/mesh/links/sockets.ts'
import {
  BYTES_AT_ONCE,
  BYTES_PER_SECOND,
  CONNECTIONS_AT_ONCE,
  CONNECTIONS_PER_SECOND,
  FORGET_MS,
  MAX_ADDRESSES,
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ONE,
  REQUESTS_AT_ONCE,
  REQUESTS_PER_SECOND,
} from './limits.ts'

const TOO_MANY = 429
const FULL = 503

class Account {
  readonly requests: Bucket
  readonly opens: Bucket
  readonly bytes: Bucket
  open = 0
  seenAt: number

  constructor(now: number) {
    this.requests = new Bucket(REQUESTS_AT_ONCE, REQUESTS_PER_SECOND, now)
    this.opens = new Bucket(CONNECTIONS_AT_ONCE, CONNECTIONS_PER_SECOND, now)
    this.bytes = new Bucket(BYTES_AT_ONCE, BYTES_PER_SECOND, now)
    this.seenAt = now
  }
}

export class RelayDoor implements Door {
  private readonly behindProxy: boolean
  private readonly now: () => number
  private readonly accounts = new Map<string, Account>()
  private open = 0

  /** `behindProxy`: a proxy of ours stands in front and says who comes. */
  constructor(behindProxy: boolean, now: () => number = () => performance.now()) {
    this.behindProxy = behindProxy
    this.now = now
  }

  get connections(): number {
    return this.open
  }

  /** A request that is no socket: 0, or the status that refuses it. */
  request(request: IncomingMessage): number {
    const account = this.account(this.addressOf(request))
    if (!account) return FULL
    return account.requests.take(1, this.now()) ? 0 : TOO_MANY
  }

  admit(request: IncomingMessage): Visitor | number {
    const address = this.addressOf(request)
    const account = this.account(address)
    if (!account || this.open >= MAX_CONNECTIONS) return FULL
    if (account.open >= MAX_CONNECTIONS_OF_ONE || !account.opens.take(1, this.now())) return TOO_MANY
    account.open += 1
    this.open += 1
    return {
      address,
      said: bytes => account.bytes.take(bytes, this.now()),
      left: () => {
        account.open -= 1
        this.open -= 1
      },
    }
  }

  private addressOf(request: IncomingMessage): string {
    // Of what a proxy hands on only the last entry is its own; those before it anybody can write.
    const told = this.behindProxy ? String(request.headers['x-forwarded-for'] ?? '') : ''
    const last = told.split(',').at(-1)?.trim()
    return plain(last || request.socket.remoteAddress || '0.0.0.0')
  }

  private account(address: string): Account | undefined {
    const now = this.now()
    let account = this.accounts.get(address)
    if (!account) {
      if (this.accounts.size >= MAX_ADDRESSES) this.forget(now)
      if (this.accounts.size >= MAX_ADDRESSES) return undefined
      account = new Account(now)
      this.accounts.set(address, account)
    }
    account.seenAt = now
    return account
  }

  private forget(now: number): void {
    for (const [address, { open, seenAt }] of this.accounts)
      if (open === 0 && now - seenAt > FORGET_MS) this.accounts.delete(address)
  }
}

/** An IPv4 address as itself, also where the machine speaks IPv6 to it; of IPv6 the network, which one house owns. */
function plain(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!bare.includes(':')) return bare
  const [left = '', right] = bare.split('::')
  const groups = left ? left.split(':') : []
  const rest = right ? right.split(':') : []
  const zeros = right === undefined ? [] : Array(Math.max(0, 8 - groups.length - rest.length)).fill('0')
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::`
}
