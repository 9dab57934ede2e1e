// By which names and addresses others on a local network reach this machine.
import { hostname, networkInterfaces } from 'node:os'

export interface Own {
  /** Names that only mean something on this network, or on this machine. */
  readonly names: readonly string[]
  readonly addresses: readonly string[]
  /** The private networks that those addresses are of. */
  readonly networks: readonly string[]
}

/** RFC 1918 and the machine itself. What the whole world reaches needs a certificate that the whole world trusts. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.)/

export function ownNames(
  host = hostname(),
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): Own {
  const [bare = ''] = host.toLowerCase().split('.')
  const name = /^[a-z0-9-]{1,63}$/.test(bare) ? bare : undefined
  const found = Object.values(interfaces)
    .flatMap(each => each ?? [])
    .filter(({ family, address, cidr }) => family === 'IPv4' && cidr !== null && PRIVATE.test(address))
  return {
    names: [...(name && name !== 'localhost' ? [`${name}.local`, name] : []), 'localhost'],
    addresses: [...new Set(found.map(({ address }) => address))].sort(),
    networks: [...new Set(found.map(({ cidr }) => networkOf(cidr!)))].sort(),
  }
}

/** 192.168.1.17/24 is of 192.168.1.0/24. */
export function networkOf(cidr: string): string {
  const [address = '', length = '32'] = cidr.split('/')
  const bits = bitsOf(address)
  const size = 2 ** (32 - Number(length))
  const first = Math.floor(bits / size) * size
  return `${[24, 16, 8, 0].map(shift => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`
}

export function isIn(address: string, network: string): boolean {
  const [, length = '32'] = network.split('/')
  return networkOf(`${address}/${length}`) === network
}

const bitsOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
