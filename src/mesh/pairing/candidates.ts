// Ways to reach a device, short: what a code has room for. A candidate's number is written anew, and where a reflexive one
// was seen from is left out: both are for the side that found it.
import { bytes, integer, list, type Of, struct, u16, u32 } from '../../bytes/codec.ts'
import { MAX_CODE_CANDIDATES } from './limits.ts'

const TYPES = ['host', 'srflx', 'prflx', 'relay'] as const
const FAMILIES = ['ip4', 'ip6', 'local'] as const

const candidateCodec = struct({
  /** The type, and of which family the address is: three times the first, and the second. */
  kind: integer(0, TYPES.length * FAMILIES.length - 1),
  priority: u32,
  /** Of IPv4, of IPv6, or the random name (RFC 4122) that a browser goes by on a local network. */
  address: bytes(4, 16),
  port: u16,
})
export const candidatesCodec = list(candidateCodec, MAX_CODE_CANDIDATES)
export type Candidates = Of<typeof candidatesCodec>
type Candidate = Candidates[number]

/** Of candidates as session descriptions have them those that fit, the most wanted first. */
export const shortCandidates = (candidates: readonly string[]): Candidates =>
  candidates
    .flatMap(text => short(text) ?? [])
    .sort((a, b) => b.priority - a.priority)
    .slice(0, MAX_CODE_CANDIDATES)

/** As a session description has them; undefined where one is none. */
export function longCandidates(candidates: Candidates): readonly string[] | undefined {
  const texts = candidates.map(long)
  return texts.every(text => text !== undefined) ? texts : undefined
}

function short(text: string): Candidate | undefined {
  const [, , , priority, host = '', port, , type] = text.split(' ')
  const address = readIp4(host) ?? readIp6(host) ?? readLocal(host)
  const typed = TYPES.indexOf(type as (typeof TYPES)[number])
  if (!address || typed < 0) return undefined
  const kind = typed * FAMILIES.length + FAMILIES.indexOf(address.family)
  return { kind, priority: Number(priority), address: address.bytes, port: Number(port) }
}

function long({ kind, priority, address, port }: Candidate, index: number): string | undefined {
  const family = FAMILIES[kind % FAMILIES.length]!
  const type = TYPES[Math.floor(kind / FAMILIES.length)]!
  if (address.length !== (family === 'ip4' ? 4 : 16)) return undefined
  const host = WRITTEN[family](address)
  const seen = type === 'host' ? '' : family === 'ip6' ? ' raddr :: rport 0' : ' raddr 0.0.0.0 rport 0'
  return `${index + 1} 1 udp ${priority} ${host} ${port} typ ${type}${seen}`
}

interface Address {
  readonly family: (typeof FAMILIES)[number]
  readonly bytes: Uint8Array
}

function readIp4(host: string): Address | undefined {
  const parts = host.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined
  return { family: 'ip4', bytes: Uint8Array.from(parts, Number) }
}

/** RFC 4291, 2.2: eight groups, of which one run of zeros may be left out. */
function readIp6(host: string): Address | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(host)) return undefined
  const [head = '', tail, ...more] = host.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const first = groups(head)
  const last = groups(tail ?? '')
  const zeros = 8 - first.length - last.length
  if (more.length > 0 || (tail === undefined ? zeros !== 0 : zeros < 1)) return undefined
  const all = [...first, ...new Array<string>(zeros).fill('0'), ...last]
  if (!all.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const bytes = all.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
  return { family: 'ip6', bytes: Uint8Array.from(bytes) }
}

const LOCAL = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/

function readLocal(host: string): Address | undefined {
  const hex = LOCAL.exec(host)?.slice(1).join('')
  return hex === undefined
    ? undefined
    : { family: 'local', bytes: Uint8Array.from(hex.match(/../g)!, each => Number.parseInt(each, 16)) }
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

const WRITTEN: { readonly [F in Address['family']]: (bytes: Uint8Array) => string } = {
  ip4: bytes => bytes.join('.'),
  ip6: bytes => hexOf(bytes).match(/..../g)!.join(':'),
  local: bytes => `${hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}.local`,
}
