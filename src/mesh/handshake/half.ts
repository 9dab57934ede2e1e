// A link on which nobody has proven anything yet.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Claims, Hello, Proof } from '../frames/meeting.ts'
import type { StreamName, Way } from '../port.ts'
import type { Early } from './effect.ts'
import { EARLY_BYTES, EARLY_FRAMES } from './limits.ts'
import type { Who } from './who.ts'

export interface Opened {
  readonly link: number
  readonly peer: string
  readonly dialled: boolean
  readonly way: Way
}

export class Half {
  readonly link: number
  readonly peer: string
  readonly dialled: boolean
  readonly way: Way
  readonly nonce: Bytes
  /** What this side claims to be; said once and kept to. */
  readonly claims: Claims
  readonly until: number
  hello: Hello | undefined
  version = 0
  /** Our own proof is on its way. */
  sent = false
  proof: Proof | undefined
  who: Who | undefined
  /** Their proof was found to hold. */
  holds = false
  /** What is waited for. */
  signing: number | undefined
  verifying: number | undefined
  readonly early: Early[] = []
  private earlyBytes = 0

  constructor(opened: Opened, nonce: Bytes, claims: Claims, until: number) {
    this.link = opened.link
    this.peer = opened.peer
    this.dialled = opened.dialled
    this.way = opened.way
    this.nonce = nonce
    this.claims = claims
    this.until = until
  }

  keep(stream: StreamName, bytes: Bytes): void {
    if (this.early.length >= EARLY_FRAMES || this.earlyBytes + bytes.length > EARLY_BYTES) return
    this.earlyBytes += bytes.length
    this.early.push({ stream, bytes })
  }
}
