// What a node is made with.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Community } from '../community.ts'
import type { executeBlock } from '../execute.ts'
import type { inspect } from '../inspect.ts'
import { POOL_LIMITS, type PoolLimits } from '../pool.ts'

/** A delegate's key, as far as a node needs it: signing itself is an effect. */
export interface OwnDelegate {
  readonly key: Bytes
  /** The reveal of a slot, of the chain that ends so; undefined where that is not here, or is spent. */
  reveal(slot: number, commitment: Hash): Hash | undefined
}

export interface Bounds {
  /** How many heights below the last final block are kept, to see a block that conflicts with it. */
  readonly past: number
  /**
   * Blocks held, tentative and past; beyond it branches that lost are let go, then the ends of those that are losing, and
   * then blocks refused. From three quarters on no block is made but for what finality asks.
   */
  readonly blocks: number
  /** Branches that are weighed against each other: each costs at every vote. */
  readonly branches: number
  /** Blocks of one slot that are looked at: a producer that makes more is proven guilty by two. */
  readonly perSlot: number
  /** Blocks that wait for their slot, and for their parent: of full ones, which take several places, fewer. */
  readonly early: number
  readonly orphans: number
  /** Certificates, and votes, that wait for their block. */
  readonly certificates: number
  readonly votes: number
  /** Signatures under verification, by request. */
  readonly verifying: number
  /** Hashes of invalid blocks that are remembered, and of blocks that leave the final branch too low to be known. */
  readonly invalid: number
}

export const BOUNDS: Bounds = {
  past: 64,
  blocks: 16_384,
  branches: 256,
  perSlot: 4,
  early: 64,
  orphans: 512,
  certificates: 64,
  votes: 2048,
  verifying: 4096,
  invalid: 1024,
}

export interface NodeConfig {
  readonly community: Community
  readonly delegate?: OwnDelegate
  readonly bounds?: Partial<Bounds>
  readonly pool?: PoolLimits
  /** Where many peers live on one machine they may share what is a pure function of its arguments. */
  readonly execute?: typeof executeBlock
  readonly inspect?: typeof inspect
}

export const boundsOf = ({ bounds }: NodeConfig): Bounds => ({ ...BOUNDS, ...bounds })
export const poolLimitsOf = ({ pool }: NodeConfig): PoolLimits => pool ?? POOL_LIMITS
