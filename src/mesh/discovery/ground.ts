// What the parts of discovery stand on: the time, chance, and where effects go.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import type { Claims, Part, Refusal } from '../frames/index.ts'
import type { Lookup } from '../handshake/who.ts'
import type { ToLinks } from '../port.ts'
import type { DiscoveryEffect } from './effect.ts'

export interface DiscoveryConfig {
  /** The genesis hash. */
  readonly community: Bytes
  /** This device's public key. */
  readonly key: Bytes
  readonly who: Lookup
  /** What this peer is, as it is now. */
  claims(): Claims
  /** The community's time in milliseconds since 1970. */
  time(): number
  /** How many connections this page may make in its life, where it is not a browser's page: under Node without end. */
  readonly connections?: number
  /** A number that no other request for a signature or a verdict has. */
  token(): number
}

export class Ground {
  readonly config: DiscoveryConfig
  readonly draw: (below: number) => number
  readonly ownId: string
  now = 0
  /** Our own transport id. */
  self: string | undefined
  effects: DiscoveryEffect[] = []

  constructor(config: DiscoveryConfig, draw: (below: number) => number) {
    this.config = config
    this.draw = draw
    this.ownId = toHex(config.key)
  }

  say(to: string, part: Part): void {
    this.effects.push({ kind: 'say', to, part })
  }

  links(to: ToLinks): void {
    this.effects.push({ kind: 'links', to })
  }

  drop(neighbour: string, reason: Refusal): void {
    this.effects.push({ kind: 'drop', neighbour, reason })
  }

  /** One of several by chance. */
  pick<T>(some: readonly T[]): T | undefined {
    return some.length === 0 ? undefined : some[this.draw(some.length)]
  }

  /** A few of several by chance, each once. */
  some<T>(of: readonly T[], count: number): T[] {
    const rest = [...of]
    const some: T[] = []
    while (some.length < count && rest.length > 0) some.push(...rest.splice(this.draw(rest.length), 1))
    return some
  }
}
