// What every block of one community is executed with.
import type { Hash } from '../bytes/hash.ts'
import { chainIdOf, type Genesis, genesisHashOf } from './genesis.ts'
import type { RuleBook } from './registry.ts'

export interface Community {
  readonly genesis: Genesis
  readonly genesisHash: Hash
  readonly chainId: Hash
  readonly rules: RuleBook
}

export function community(genesis: Genesis, rules: RuleBook): Community {
  const genesisHash = genesisHashOf(genesis)
  return { genesis, genesisHash, chainId: chainIdOf(genesisHash), rules }
}
