// How two peers meet: each says hello, and proves who it is; or refuses.
import { bytes, type Of, oneOf, struct, u8, u16 } from '../../bytes/codec.ts'

/** What a peer says it is. What it is to another, that one's ledger decides. */
export const claimsCodec = oneOf('delegate', 'full', 'light')
export type Claims = Of<typeof claimsCodec>

export const NONCE_BYTES = 32

/** Its layout, and a refusal's, stay as they are in every version, so that peers of two versions can say so. */
export const helloCodec = struct({
  /** The versions of the protocol that it speaks, from and to. */
  least: u16,
  most: u16,
  /** The genesis hash: it outlives every era. */
  community: bytes(32),
  nonce: bytes(NONCE_BYTES),
})
export type Hello = Of<typeof helloCodec>

export const proofCodec = struct({
  /** A device's public key. */
  key: bytes(32),
  claims: claimsCodec,
  /** How many full neighbours it has: who has hardly any is let in where it is crowded. */
  links: u8,
  signature: bytes(64),
})
export type Proof = Of<typeof proofCodec>

/** Why a link is refused or ended, by number. */
export const REFUSALS = [
  'other',
  /** Of another community: another genesis. */
  'community',
  /** No version of the protocol in common. */
  'version',
  /** Excluded by the community, or barred here for what it did. */
  'banned',
  /** It could not prove its key. */
  'proof',
  /** It is this very device. */
  'self',
  /** No room. */
  'crowded',
  /** It did not say what belongs there, or nothing in time. */
  'form',
  'silent',
  /** A newer link of the same device takes its place. */
  'replaced',
  /** It sent too much. */
  'flood',
  /** It deceived. */
  'lied',
  /** There are more links than are wanted: this one ends in peace. */
  'surplus',
] as const
export type Refusal = (typeof REFUSALS)[number]

export const refusalCodec = struct({ number: u8 })

export const refusalNumber = (reason: Refusal): number => REFUSALS.indexOf(reason)
/** A reason of a later version reads as `other`. */
export const refusalOf = (number: number): Refusal => REFUSALS[number] ?? 'other'
