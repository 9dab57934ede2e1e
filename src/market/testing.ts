// A community on a bench: blocks of transactions whose signatures are taken as verified, one after the other, with
// every invariant of every module checked after each.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { decode, encode } from '../bytes/codec.ts'
import { beginChain } from '../chain/begin.ts'
import type { Code } from '../chain/codes.ts'
import { type Community, community } from '../chain/community.ts'
import { type Executed, Execution, isInvalid } from '../chain/execute.ts'
import { deviceOf, ownerOf, accountOf as recordOf } from '../chain/kernel/keys.ts'
import { ALL_SCOPES, type Draw, type EventType, type Scene } from '../chain/module.ts'
import type { Outcome } from '../chain/outcomes.ts'
import { type Registry, type RuleBook, registry } from '../chain/registry.ts'
import { solo, soloClaims } from '../chain/solo.ts'
import { View } from '../chain/store.ts'
import { accountId, type Intent, sealTransaction, type Transaction } from '../chain/transaction.ts'
import { type Founding, type FoundingMember, found } from './founding.ts'
import { ROLE } from './members/roles.ts'
import { version1 } from './registry.ts'

/** A device key for tests: `kind` keeps families of keys apart. */
export function deviceKey(number: number, kind = 0): Bytes {
  const key = new Uint8Array(32).fill(0xd0 + kind)
  new DataView(key.buffer).setUint32(0, number)
  return key
}

/** Stands where a signature belongs. */
export const SIGNATURE: Bytes = new Uint8Array(64)

/** An operator (0), a treasurer (1) and households, with a device each and 1000 credits. */
export const neighbours = (count: number): FoundingMember[] =>
  Array.from({ length: count }, (_, i) => ({
    devices: [{ key: deviceKey(i), scopes: ALL_SCOPES }],
    roles: i === 0 ? ROLE.operator : i === 1 ? ROLE.treasurer : ROLE.household,
    credits: 1_000_000_000,
  }))

/** A small generator (mulberry32) of integers below a bound. */
export function drawing(seed: number): Draw {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export class Bench {
  readonly community: Community
  readonly registry: Registry
  head: Executed
  /** Device keys that this bench acts with, the founders' first. */
  readonly keys: Bytes[] = []
  private readonly sequences = new Map<string, number>()
  private made = 0

  constructor(founding: Founding, rules: RuleBook = new Map([[1, registry(...version1)]])) {
    const founder = founding.founders[0]!.devices[0]!.key
    const genesis = { ...solo(founder), ...founding.genesis }
    this.community = community(found({ ...founding, genesis }), rules)
    this.registry = rules.get(1)!
    this.head = beginChain(this.community)
    for (const { devices } of founding.founders) for (const { key } of devices) this.keys.push(key)
    this.check()
  }

  get state(): View {
    return new View(this.head.tree)
  }

  get slot(): number {
    return this.head.header.slot
  }

  /** The account that a device key belongs to, or would open as a guest's. */
  account(device: Bytes): Bytes {
    return ownerOf(this.state, device) ?? accountId(this.community.genesisHash, device)
  }

  /** A key that this bench holds from now on. */
  newKey(): Bytes {
    const key = deviceKey(this.made++, 1)
    this.keys.push(key)
    return key
  }

  /** A transaction of this device with its next sequence. `what` is `module/command`. */
  send(device: Bytes, what: string, params: object, changes: Partial<Intent> = {}): Transaction {
    const [module, command] = what.split('/') as [string, string]
    const codec = this.registry.module(module)!.commands[command]!.params
    return this.sendEncoded(device, module, command, encode(codec, params), changes)
  }

  sendEncoded(
    device: Bytes,
    module: string,
    command: string,
    params: Bytes,
    changes: Partial<Intent> = {},
  ): Transaction {
    const name = toHex(device)
    const sequence = (this.sequences.get(name) ?? 0) + 1
    this.sequences.set(name, sequence)
    return sealTransaction(
      {
        version: 1,
        chain: this.community.chainId,
        account: this.account(device),
        device,
        sequence,
        module,
        command,
        params,
        expiry: this.slot + 1000,
        ...changes,
      },
      SIGNATURE,
    )
  }

  /** Makes the next block; for each transaction its outcome, or the code with which it is kept out. */
  block(transactions: readonly Transaction[], slot = this.slot + 1): (Outcome | Code)[] {
    const claims = soloClaims(this.community.genesis, this.head, slot)
    const execution = Execution.open(this.community, this.head, claims)
    if (isInvalid(execution)) throw new Error(execution.code)
    const results = transactions.map(transaction => {
      const result = execution.include(transaction, true)
      // What is kept out has not used its sequence.
      if (typeof result === 'string') this.sequences.set(toHex(transaction.device), transaction.sequence - 1)
      return result
    })
    this.head = execution.seal()
    this.check()
    return results
  }

  /** One transaction in one block: `done`, `awaiting`, `queued`, or the code of its refusal, of either kind. */
  do(device: Bytes, what: string, params: object, changes: Partial<Intent> = {}): string {
    const [result] = this.block([this.send(device, what, params, changes)])
    if (typeof result !== 'object') return result!
    return result.status === 'refused' ? result.code : result.status
  }

  /** An empty block that many slots later. */
  pass(slots: number): void {
    this.block([], this.slot + slots)
  }

  /** The data of the newest block's events of a type. */
  happened<E>(event: EventType<E>): E[] {
    return this.head.events
      .filter(each => each.module === event.module && each.event === event.name)
      .map(each => decode(event.data, each.data))
  }

  /** Throws where an invariant is broken, or a hook has failed. */
  check(): void {
    const { genesis } = this.community
    for (const { event, data } of this.head.events)
      if (event === 'hook-fault') throw new Error(`a hook failed: ${toHex(data)}`)
    for (const module of this.registry.modules)
      for (const invariant of module.invariants) {
        const broken = invariant.check(this.state, genesis)
        if (broken !== undefined)
          throw new Error(`${module.name}, ${invariant.name}, height ${this.head.header.height}: ${broken}`)
      }
  }

  /** What generators draw from: every key of this bench that an account has now. */
  scene(): Scene {
    const { state } = this
    const actors = this.keys.flatMap(device => {
      const account = ownerOf(state, device)
      const record = account && recordOf(state, account)
      return record && deviceOf(record, device) ? [{ account, device }] : []
    })
    return {
      state,
      genesis: this.community.genesis,
      genesisHash: this.community.genesisHash,
      slot: this.slot + 1,
      actors,
      newDevice: () => ({ key: this.newKey(), sign: () => SIGNATURE }),
    }
  }

  /** Makes a block of one random command of this module, and says what became of which; undefined where none fits. */
  random(module: string, draw: Draw): { command: string; result: string } | undefined {
    const deed = this.registry.module(module)!.generate(this.scene(), draw)
    if (!deed) return undefined
    const { device } = deed.actor
    const [result] = this.block([this.sendEncoded(device, deed.module, deed.command, deed.params)])
    const words = typeof result === 'string' ? result : result!.code || result!.status
    return { command: deed.command, result: words }
  }
}
