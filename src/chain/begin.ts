// Height 0: the state that genesis writes, and the header that stands for it.
import { decode } from '../bytes/codec.ts'
import type { Hash } from '../bytes/hash.ts'
import { nameOf32 } from '../bytes/name.ts'
import { HEADER_FORMAT, type Header, headerHash } from './block.ts'
import type { Community } from './community.ts'
import { NO_HASH } from './consensus/claims.ts'
import { sets, standing, tail } from './consensus/records.ts'
import { activeHash, type DelegateSet } from './consensus/sets.ts'
import { BlockContext } from './context.ts'
import type { Executed } from './execute.ts'
import type { Genesis } from './genesis.ts'
import { accountOf } from './kernel/keys.ts'
import { progress, rules } from './kernel/records.ts'
import { setParams } from './kernel/rules.ts'
import { issueToken } from './kernel/tokens.ts'
import { listRoot } from './merkle.ts'
import type { Module } from './module.ts'
import { outcomesRoot } from './outcomes.ts'
import { MAX_U48 } from './table.ts'
import { accountId } from './transaction.ts'
import { Tree } from './tree/tree.ts'

/** Genesis makes no sense: says where and why. */
export class GenesisError extends Error {}

/** Builds height 0. Throws a GenesisError with the reason where genesis is at odds with itself or with the rules. */
export function beginChain(community: Community): Executed {
  const { genesis } = community
  const registry = community.rules.get(genesis.rules)
  if (!registry)
    throw new GenesisError(`genesis wants version ${genesis.rules} of the rules, which is not here`)
  const context = new BlockContext(community, Tree.empty.edit(), 0, { slot: 0, finalHeight: 0 })
  context.put(rules, [], { version: genesis.rules, next: null })
  context.put(progress, [], { slot: 0, cursor: null })

  const sections = new Map(genesis.modules.map(section => [section.name, section]))
  for (const name of sections.keys())
    if (!registry.module(name))
      throw new GenesisError(`genesis names a module ${name} that the rules do not have`)
  for (const { key, uses, expiry } of genesis.tokens)
    if (uses < 1 || expiry >= MAX_U48 || issueToken(context, key, uses, expiry))
      throw new GenesisError('genesis states a token twice, without uses or for ever')
  // All parameters first: a module's beginnings may ask another's.
  const begins: (() => void)[] = []
  for (const module of registry.modules) {
    const section = sections.get(module.name)
    if (!section) throw new GenesisError(`genesis says nothing about the module ${module.name}`)
    about(module, () => {
      const params = decode(module.params, section.params)
      const objection = module.checkParams?.(params)
      if (objection) throw new GenesisError(objection)
      setParams(context, module, params)
      const begin = decode(module.genesis, section.begin)
      begins.push(() => about(module, () => module.begin(context, begin)))
    })
  }
  for (const begin of begins) begin()

  const set = beginSet(context, genesis, community.genesisHash)
  const active = activeHash([set])
  context.put(sets, [0], set)
  context.put(standing, [], {
    era: 0,
    chain: community.chainId,
    since: 0,
    seed: community.genesisHash,
    reveals: NO_HASH,
    final: 0,
    from: 0,
    to: 0,
    handover: null,
    newer: 0,
    busy: null,
  })
  // Genesis is justified and final.
  const zero = { hash: null, slot: 0, view: 0, source: 0, justified: true, busy: false, from: 0, to: 0 }
  context.put(tail, [0], zero)
  const tree = context.commit()
  const header: Header = {
    format: HEADER_FORMAT,
    rules: genesis.rules,
    chain: community.chainId,
    height: 0,
    slot: 0,
    view: 0,
    parent: NO_HASH,
    producer: new Uint8Array(20),
    transactions: listRoot([]),
    state: tree.root(),
    outcomes: outcomesRoot([], context.events),
    active,
    activeNext: active,
    reveal: NO_HASH,
    justify: { source: NO_HASH, view: 0, certificate: NO_HASH },
  }
  return {
    header,
    hash: headerHash(header),
    tree,
    outcomes: [],
    events: context.events,
    batch: [],
    busy: false,
  }
}

/** The first delegates. */
export const firstSet = (genesis: Genesis, genesisHash: Hash): DelegateSet =>
  genesis.delegates.map(({ founder, key, commitment }) => ({
    ...{ account: accountId(genesisHash, founder), key, commitment, base: 0 },
  }))

/** They are founders, each with its own key. */
function beginSet(context: BlockContext, genesis: Genesis, genesisHash: Hash): DelegateSet {
  if (genesis.delegates.length === 0) throw new GenesisError('genesis names no delegate')
  const keys = new Set<string>()
  const set = firstSet(genesis, genesisHash)
  for (const { account, key } of set) {
    if (!accountOf(context, account)) throw new GenesisError('genesis names a delegate who is no founder')
    if (keys.has(nameOf32(key))) throw new GenesisError('genesis names a delegate key twice')
    keys.add(nameOf32(key))
  }
  return set
}

/** Says of whatever goes wrong which module's section of genesis it is about. */
function about(module: Module, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new GenesisError(`genesis on ${module.name}: ${error instanceof Error ? error.message : error}`)
  }
}
