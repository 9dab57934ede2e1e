// Whom this peer is linked to, and how much went to and fro.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import type { Role } from '../../mesh/exchange/index.ts'
import type { NeighbourhoodEffect } from '../../mesh/neighbourhood/index.ts'
import type { Way } from '../../mesh/port.ts'
import type { Hex, NeighbourSight, Status } from '../api.ts'

type Joined = Extract<NeighbourhoodEffect, { kind: 'joined' }>

interface Neighbour {
  readonly role: Role
  /** It says that it is full. */
  readonly serves: boolean
  readonly account: Hex | null
  readonly way: Way
  readonly since: number
  bytesIn: number
  bytesOut: number
}

export class Neighbours {
  bytesIn = 0
  bytesOut = 0
  private readonly all = new Map<string, Neighbour>()

  get size(): number {
    return this.all.size
  }

  /** Whether it is new, and not one whose role has changed. */
  join({ neighbour, role, claims, account, way }: Joined, now: number): boolean {
    const known = this.all.get(neighbour)
    const { since, bytesIn, bytesOut } = known ?? { since: now, bytesIn: 0, bytesOut: 0 }
    const serves = claims !== 'light'
    this.all.set(neighbour, { ...{ role, serves, way, since, bytesIn, bytesOut }, account: hexOf(account) })
    return known === undefined
  }

  leave(neighbour: string): void {
    this.all.delete(neighbour)
  }

  heard(neighbour: string, bytes: number): void {
    const known = this.all.get(neighbour)
    if (known) known.bytesIn += bytes
  }

  /** Whether it is there at all. */
  told(neighbour: string, bytes: number): boolean {
    const known = this.all.get(neighbour)
    if (!known) return false
    known.bytesOut += bytes
    this.bytesOut += bytes
    return true
  }

  *roles(): Iterable<{ readonly id: string; readonly role: Role; readonly serves: boolean }> {
    for (const [id, { role, serves }] of this.all) yield { id, role, serves }
  }

  get accounts(): ReadonlySet<Hex> {
    return new Set([...this.all.values()].flatMap(({ account }) => account ?? []))
  }

  get links(): Status['links'] {
    const links = { direct: 0, socket: 0, delegates: 0 }
    for (const { way, role } of this.all.values()) {
      links[way] += 1
      if (role === 'delegate') links.delegates += 1
    }
    return links
  }

  sights(headOf: (neighbour: string) => number | null): NeighbourSight[] {
    return [...this.all].map(([id, { role, account, way, since, bytesIn, bytesOut }]) => ({
      ...{ id, role, account, way, since, bytesIn, bytesOut },
      head: headOf(id),
    }))
  }
}

const hexOf = (account: Bytes | undefined): Hex | null => (account ? toHex(account) : null)
