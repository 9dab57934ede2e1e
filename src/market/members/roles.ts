// What a member is in the community. A member's roles are a set of these bits; a bit never changes its meaning.
import { integer } from '../../bytes/codec.ts'

export const ROLE = {
  household: 1,
  generator: 2,
  retailer: 4,
  aggregator: 8,
  supplier: 16,
  charger: 32,
  driver: 64,
  /** Signs the limits of the wires, admits members and meters. */
  operator: 128,
  treasurer: 256,
  reviewer: 512,
  /** Reads and never writes. */
  regulator: 1024,
} as const

export type Role = keyof typeof ROLE

export const ALL_ROLES = 2047

/** A set of roles, never empty. */
export const roleSet = integer(1, ALL_ROLES)

/** A member with no role but the regulator's reads and does not write. */
export const writes = (roles: number): boolean => (roles & ~ROLE.regulator) !== 0
