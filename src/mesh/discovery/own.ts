// This peer's own record: signed anew when anything in it changes, and before it is too old.
import type { Bytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES } from '../frames/limits.ts'
import { type Presence, presenceTag } from '../frames/presence.ts'
import type { Circle } from './circle.ts'
import type { Ground } from './ground.ts'
import { RENEW_MS, SIGN_MS } from './limits.ts'

export class Own {
  record: Presence | undefined
  private addresses: readonly string[] = []
  private signing: { readonly token: number; readonly record: Omit<Presence, 'signature'> } | undefined
  private signedAt = Number.NEGATIVE_INFINITY
  private readonly ground: Ground
  private readonly circle: Circle
  due = Number.POSITIVE_INFINITY

  constructor(ground: Ground, circle: Circle) {
    this.ground = ground
    this.circle = circle
  }

  /** By which others can dial us. */
  reachedAt(addresses: readonly string[]): void {
    const utf8 = new TextEncoder()
    this.addresses = addresses
      .filter(each => utf8.encode(each).length <= MAX_ADDRESS_BYTES)
      .slice(0, MAX_ADDRESSES)
    this.due = 0
  }

  run(): void {
    const { ground, signing } = this
    const { config, now, self } = ground
    if (now < this.due) return
    this.due = Number.POSITIVE_INFINITY
    if (signing || self === undefined) return
    // Nobody links to a light peer, so nobody need know of it.
    if (this.circle.isLight) return
    if (!this.isOld()) {
      this.due = now + Math.max(SIGN_MS, this.record!.at + RENEW_MS + 1 - config.time())
      return
    }
    if (now < this.signedAt + SIGN_MS) {
      this.due = this.signedAt + SIGN_MS
      return
    }
    const at = Math.max(config.time(), (this.record?.at ?? 0) + 1)
    const { key, community } = config
    const record = {
      key,
      peer: self,
      claims: config.claims(),
      addresses: this.addresses,
      links: this.circle.links,
      at,
    }
    const token = config.token()
    this.signing = { token, record }
    this.signedAt = now
    ground.effects.push({ kind: 'sign', token, message: encode(presenceTag, { community, ...record }) })
  }

  private isOld(): boolean {
    const { record, addresses, ground } = this
    const { claims, time } = ground.config
    if (!record || record.claims !== claims() || record.at + RENEW_MS < time()) return true
    return record.addresses.join() !== addresses.join()
  }

  /** Whether the record is new. */
  signed(token: number, signature: Bytes): boolean {
    if (this.signing?.token !== token) return false
    this.record = { ...this.signing.record, signature }
    this.signing = undefined
    this.due = 0
    return true
  }
}
