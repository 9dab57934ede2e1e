// The handshakes of all links that have just been opened. A pure machine: inputs and the time in, effects out.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import { frameOf, isAboutNeighbours, readFrame } from '../frames/frame.ts'
import { FRAME_VERSION, MAX_PEER_BYTES } from '../frames/limits.ts'
import {
  type Claims,
  type Hello,
  NONCE_BYTES,
  type Proof,
  type Refusal,
  refusalNumber,
  refusalOf,
} from '../frames/meeting.ts'
import type { StreamName } from '../port.ts'
import { challengeBytes, type Meeting } from './challenge.ts'
import type { HandshakeEffect } from './effect.ts'
import { Half, type Opened } from './half.ts'
import type { HandshakeInput } from './input.ts'
import {
  HANDSHAKE_MS,
  LEAST_VERSION,
  MAX_HALF_OPEN,
  MAX_HALF_OPEN_OF_ONE,
  MOST_VERSION,
  OPEN_MS,
  OPENS_AT_ONCE,
} from './limits.ts'
import type { Lookup } from './who.ts'

export interface HandshakeConfig {
  /** The genesis hash. */
  readonly community: Bytes
  /** This device's public key. */
  readonly key: Bytes
  readonly who: Lookup
  /** What this peer is, as it is now. */
  claims(): Claims
  /** How many full neighbours it has. */
  links(): number
  /** A number that no other request for a signature or a verdict has. */
  token(): number
}

export class Handshakes {
  private readonly config: HandshakeConfig
  private readonly draw: (below: number) => number
  private readonly halves = new Map<number, Half>()
  private self: string | undefined
  private now = 0
  private effects: HandshakeEffect[] = []
  private opens = OPENS_AT_ONCE
  private opensAt = 0
  private wakeAt = Number.POSITIVE_INFINITY

  /** `draw(n)`: an integer below n, by chance that nobody can foresee. */
  constructor(config: HandshakeConfig, draw: (below: number) => number) {
    this.config = config
    this.draw = draw
  }

  has(link: number): boolean {
    return this.halves.has(link)
  }

  get size(): number {
    return this.halves.size
  }

  step(input: HandshakeInput, now: number): readonly HandshakeEffect[] {
    if (now > this.now) this.now = now
    this.effects = []
    this.take(input)
    this.expire()
    return this.effects
  }

  private take(input: HandshakeInput): void {
    switch (input.kind) {
      case 'self':
        this.self = input.peer
        return
      case 'opened':
        this.open(input)
        return
      case 'closed':
        this.halves.delete(input.link)
        return
      case 'frame': {
        const half = this.halves.get(input.link)
        if (half) this.hear(half, input.stream, input.bytes)
        return
      }
      case 'signed':
        for (const half of this.halves.values())
          if (half.signing === input.token) this.signed(half, input.signature)
        return
      case 'verified':
        for (const half of this.halves.values())
          if (half.verifying === input.token) this.verified(half, input.verdicts[0] === true)
        return
      case 'time':
        return
    }
  }

  private open(opened: Opened): void {
    const nonce = new Uint8Array(NONCE_BYTES)
    for (let i = 0; i < NONCE_BYTES; i++) nonce[i] = this.draw(256)
    const half = new Half(opened, nonce, this.config.claims(), this.now + HANDSHAKE_MS)
    // A transport that gives no such id is none of ours.
    if (opened.peer.length > MAX_PEER_BYTES) this.refuse(half, 'form')
    else if (this.self === undefined || opened.peer === this.self) this.refuse(half, 'self')
    else if (!opened.dialled && !this.mayOpen(opened.peer)) this.refuse(half, 'crowded')
    else {
      this.halves.set(half.link, half)
      this.call(half.until)
      const { community } = this.config
      this.say(
        half,
        frameOf({ kind: 'hello', body: { least: LEAST_VERSION, most: MOST_VERSION, community, nonce } }),
      )
    }
  }

  private mayOpen(peer: string): boolean {
    const filled = divFloor(this.now - this.opensAt, OPEN_MS)
    this.opens = Math.min(OPENS_AT_ONCE, this.opens + filled)
    this.opensAt += filled * OPEN_MS
    let all = 0
    let ofOne = 0
    for (const half of this.halves.values()) {
      if (half.dialled) continue
      all += 1
      if (half.peer === peer) ofOne += 1
    }
    if (this.opens === 0 || all >= MAX_HALF_OPEN || ofOne >= MAX_HALF_OPEN_OF_ONE) return false
    this.opens -= 1
    return true
  }

  private hear(half: Half, stream: StreamName, bytes: Bytes): void {
    // The bulk stream may be faster than the live one on which the proof comes.
    if (stream === 'bulk' || (half.proof && !isAboutNeighbours(bytes))) {
      half.keep(stream, bytes)
      return
    }
    if (bytes.length > 0 && bytes[0] !== FRAME_VERSION) {
      this.refuse(half, 'version')
      return
    }
    const read = isAboutNeighbours(bytes) ? readFrame(bytes) : 'form'
    const told = typeof read === 'string' ? undefined : read[0]
    if (told?.kind === 'hello') this.hearHello(half, told.body)
    else if (told?.kind === 'proof') this.hearProof(half, told.body)
    else if (told?.kind === 'refusal') this.end(half, 'them', refusalOf(told.body.number))
    else if (told && half.proof) half.keep(stream, bytes)
    else this.refuse(half, 'form')
  }

  private hearHello(half: Half, hello: Hello): void {
    const { community, key } = this.config
    const version = Math.min(hello.most, MOST_VERSION)
    if (half.hello) this.refuse(half, 'form')
    else if (!equalBytes(hello.community, community)) this.refuse(half, 'community')
    else if (version < Math.max(hello.least, LEAST_VERSION)) this.refuse(half, 'version')
    // Our own words come back.
    else if (equalBytes(hello.nonce, half.nonce)) this.refuse(half, 'proof')
    else {
      half.hello = hello
      half.version = version
      half.signing = this.config.token()
      const message = challengeBytes(this.meeting(half), 'own', key, half.claims)
      this.effects.push({ kind: 'sign', token: half.signing, message })
    }
  }

  private meeting(half: Half): Meeting {
    return {
      version: half.version,
      community: this.config.community,
      dialled: half.dialled,
      own: { peer: this.self!, nonce: half.nonce },
      other: { peer: half.peer, nonce: half.hello!.nonce },
    }
  }

  private signed(half: Half, signature: Bytes): void {
    const { key } = this.config
    half.signing = undefined
    half.sent = true
    const links = Math.min(255, this.config.links())
    this.say(half, frameOf({ kind: 'proof', body: { key, claims: half.claims, links, signature } }))
    this.conclude(half)
  }

  private hearProof(half: Half, proof: Proof): void {
    if (!half.hello || half.proof) {
      this.refuse(half, 'form')
      return
    }
    if (equalBytes(proof.key, this.config.key)) {
      this.refuse(half, 'self')
      return
    }
    half.proof = proof
    half.verifying = this.config.token()
    const message = challengeBytes(this.meeting(half), 'other', proof.key, proof.claims)
    const item = { publicKey: proof.key, message, signature: proof.signature }
    this.effects.push({ kind: 'verify', token: half.verifying, items: [item] })
  }

  private verified(half: Half, holds: boolean): void {
    half.verifying = undefined
    if (!holds) {
      this.refuse(half, 'proof')
      return
    }
    half.who = this.config.who(half.proof!.key)
    if (half.who.kind === 'banned') {
      this.refuse(half, 'banned')
      return
    }
    half.holds = true
    this.conclude(half)
  }

  private conclude(half: Half): void {
    if (!half.holds || !half.sent) return
    this.halves.delete(half.link)
    const { link, peer, dialled, way, early } = half
    const { key, claims, links } = half.proof!
    const who = half.who!
    this.effects.push({ kind: 'proven', link, peer, dialled, way, key, claims, who, links, early })
  }

  private say(half: Half, bytes: Bytes): void {
    this.effects.push({ kind: 'send', link: half.link, bytes })
  }

  private refuse(half: Half, reason: Refusal): void {
    this.say(half, frameOf({ kind: 'refusal', body: { number: refusalNumber(reason) } }))
    this.end(half, 'us', reason)
  }

  private end(half: Half, by: 'us' | 'them', reason: Refusal): void {
    this.halves.delete(half.link)
    this.effects.push({ kind: 'refused', link: half.link, peer: half.peer, by, reason })
  }

  private expire(): void {
    if (this.now < this.wakeAt) return
    this.wakeAt = Number.POSITIVE_INFINITY
    for (const half of this.halves.values()) {
      if (half.until <= this.now) this.refuse(half, 'silent')
      else this.call(half.until)
    }
  }

  private call(ms: number): void {
    if (ms >= this.wakeAt) return
    this.wakeAt = ms
    this.effects.push({ kind: 'wake', ms })
  }
}
