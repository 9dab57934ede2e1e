// A small module and a small community, for the kernel's own tests. Signatures are taken as verified here.
import { type Bytes, compareBytes } from '../bytes/bytes.ts'
import { bytes, type Codec, encode, list, type Of, optional, struct, u8, u32, uint } from '../bytes/codec.ts'
import { add } from '../bytes/integer.ts'
import { beginChain } from './begin.ts'
import { type Code, refuse } from './codes.ts'
import { type Community, community } from './community.ts'
import { type Executed, Execution, isInvalid } from './execute.ts'
import { type Genesis, genesisHashOf } from './genesis.ts'
import { openAccount, setThreshold } from './kernel/keys.ts'
import { ALL_SCOPES, command, type DueHook, type Module } from './module.ts'
import { pages, query } from './query.ts'
import { registry } from './registry.ts'
import { solo, soloClaims } from './solo.ts'
import { keyAccount, keyU48, table } from './table.ts'
import { accountId, type Intent, sealTransaction, type Transaction } from './transaction.ts'

const TOY = 9

export const counters = table({
  module: TOY,
  id: 1,
  name: 'counter',
  key: [keyAccount],
  value: uint,
  life: 'as long as the account',
})

/** What happened, in the order in which it was executed. */
export const log = table({
  module: TOY,
  id: 2,
  name: 'log',
  key: [keyU48],
  value: struct({ what: u8, account: bytes(20), number: uint, slot: uint }),
  life: 'for the test',
})

export const ADDED = 1
export const ORDERED = 2
export const INTERVAL = 3
export const DUE = 4
export const END = 5

export const happened = { module: 'toy', name: 'happened', data: struct({ number: uint }) }

export const number = struct({ number: uint })
const join = struct({ token: bytes(32), signature: bytes(64) })
const NOBODY = new Uint8Array(20)

function note(context: any, what: number, account: Bytes, value: number): void {
  let last = 0
  for (const { key } of context.each(log)) last = (key as readonly number[])[0]!
  context.put(log, [last + 1], { what, account, number: value, slot: context.slot })
}

/** Works through as many units as its subject says, in as many blocks as that takes. */
export const chore: DueHook = {
  module: TOY,
  id: 1,
  name: 'chore',
  run(context, subject, cursor) {
    let done = cursor ? cursor[0]! : 0
    while (done < subject[0]!) {
      if (!context.spend()) return new Uint8Array([done])
      done += 1
    }
    note(context, DUE, NOBODY, done)
    return undefined
  },
}

export const failing: DueHook = {
  module: TOY,
  id: 2,
  name: 'failing',
  run(context) {
    note(context, DUE, NOBODY, 99)
    throw new Error('a defect')
  },
}

const params = struct({ logBlocks: u8 })
const genesisCodec = struct({
  founders: list(
    struct({ devices: list(struct({ key: bytes(32), scopes: u8 }), 8), threshold: u8, quota: u32 }),
    2000,
  ),
})

export const toy: Module<Of<typeof params>, Of<typeof genesisCodec>> = {
  id: TOY,
  name: 'toy',
  tables: [counters, log],
  codes: { 'toy/no': 'refused, on purpose' },
  params,
  genesis: genesisCodec,
  begin(context, { founders }) {
    for (const { devices, threshold, quota } of founders)
      openAccount(context, accountId(context.genesisHash, devices[0]!.key), devices, threshold, quota)
  },
  commands: {
    add: command({
      params: number,
      scope: 'trade',
      work: () => 1,
      execute(context, { number }) {
        const before = context.get(counters, [context.account]) ?? 0
        context.put(counters, [context.account], add(before, number))
        context.emit(happened, { number })
        return undefined
      },
    }),
    order: command({
      params: number,
      scope: 'trade',
      batched: true,
      work: () => 1,
      execute(context, { number }) {
        note(context, ORDERED, context.account, number)
        return undefined
      },
    }),
    no: command({
      params: number,
      scope: 'trade',
      work: () => 1,
      execute(context, { number }) {
        context.put(counters, [context.account], 12345)
        context.emit(happened, { number })
        return refuse('toy/no', number)
      },
    }),
    throw: command({
      params: number,
      scope: 'trade',
      work: () => 1,
      execute(context) {
        context.put(counters, [context.account], 12345)
        throw new Error('a defect')
      },
    }),
    heavy: command({
      params: number,
      scope: 'trade',
      work: ({ number }) => number,
      execute: () => undefined,
    }),
    checked: command({
      params: number,
      scope: 'trade',
      work: () => 1,
      check: ({ number }) => (number === 0 ? refuse('toy/no', 0) : undefined),
      execute: () => undefined,
    }),
    later: command({
      params: struct({ slot: uint, units: u8 }),
      scope: 'trade',
      work: () => 1,
      execute(context, { slot, units }) {
        context.schedule(units === 255 ? failing : chore, slot, new Uint8Array([units]))
        return undefined
      },
    }),
    govern: command({
      params: number,
      scope: 'administer',
      work: () => 1,
      execute(context, { number }) {
        context.put(counters, [context.account], number)
        return undefined
      },
    }),
    lower: command({
      params: number,
      scope: 'administer',
      work: () => 1,
      execute: (context, { number }) => setThreshold(context, context.account, number),
    }),
    never: command({
      params: struct({ slot: uint, units: u8 }),
      scope: 'trade',
      work: () => 1,
      execute(context, { slot, units }) {
        context.unschedule(chore, slot, new Uint8Array([units]))
        return undefined
      },
    }),
    join: command({
      params: join,
      scope: 'administer',
      token: ({ token }) => token,
      work: () => 1,
      execute: () => undefined,
    }),
  },
  hooks: {
    interval(context, interval) {
      note(context, INTERVAL, NOBODY, interval)
      return undefined
    },
    due: [chore, failing],
    endBlock(context) {
      if (context.params(toy).logBlocks) note(context, END, NOBODY, context.height)
    },
  },
  queries: {
    counter: query({
      params: struct({ account: bytes(20) }),
      answer: optional(uint),
      ask: (state, { account }) => state.get(counters, [account]) ?? null,
    }),
    log: pages(log, uint),
  },
  events: [happened],
  invariants: [],
  generate: () => undefined,
}

export interface Founder {
  readonly devices: readonly Bytes[]
  readonly threshold?: number
  readonly quota?: number
  readonly scopes?: number
}

export const key = (seed: number, device = 0): Bytes => {
  const bytes = new Uint8Array(32).fill(device)
  new DataView(bytes.buffer).setUint32(0, seed)
  return bytes
}

export function toyGenesis(founders: readonly Founder[], overrides: Partial<Genesis> = {}): Genesis {
  return {
    format: 1,
    community: 'Linden Lane',
    startMs: 1_800_000_000_000,
    slotMs: 1000,
    intervalMinutes: 15,
    intervalSlots: 900,
    delegateCount: 1,
    epochBlocks: 40,
    staleSlots: 60,
    waitSlots: 10,
    evidenceSlots: 10_000,
    quotaSlots: 10,
    applicantQuota: 2,
    workBudget: 100,
    hookBudget: 50,
    maxTrades: 10,
    rules: 1,
    modules: [
      {
        name: 'toy',
        params: encode(params, { logBlocks: 0 }),
        begin: encode(genesisCodec, {
          founders: founders.map(({ devices, threshold = 1, quota = 20, scopes = ALL_SCOPES }) => ({
            devices: devices.map((each, i) => ({ key: each, scopes: i === 0 ? ALL_SCOPES : scopes })),
            threshold,
            quota,
          })),
        }),
      },
    ],
    tokens: [],
    ...solo(founders[0]!.devices[0]!),
    ...overrides,
  }
}

/** A chain that grows by hand. */
export class ToyChain {
  readonly community: Community
  head: Executed

  constructor(founders: readonly Founder[], overrides: Partial<Genesis> = {}, more: readonly Module[] = []) {
    const genesis = toyGenesis(founders, overrides)
    this.community = community(genesis, new Map([[1, registry(toy, ...more)]]))
    this.head = beginChain(this.community)
  }

  account(device: Bytes): Bytes {
    return accountId(genesisHashOf(this.community.genesis), device)
  }

  transaction<P>(
    device: Bytes,
    sequence: number,
    name: string,
    codec: Codec<P>,
    value: P,
    changes: Partial<Intent> = {},
  ): Transaction {
    return sealTransaction(
      {
        version: 1,
        chain: this.community.chainId,
        account: this.account(device),
        device,
        sequence,
        module: 'toy',
        command: name,
        params: encode(codec, value),
        expiry: 1_000_000,
        ...changes,
      },
      new Uint8Array(64),
    )
  }

  /** A transaction whose parameters are one number. */
  send(device: Bytes, sequence: number, name: string, value: number, changes: Partial<Intent> = {}) {
    return this.transaction(device, sequence, name, number, { number: value }, changes)
  }

  open(slot = this.head.header.slot + 1): Execution {
    const claims = soloClaims(this.community.genesis, this.head, slot)
    const execution = Execution.open(this.community, this.head, claims)
    if (isInvalid(execution)) throw new Error(execution.code)
    return execution
  }

  /** Makes the next block of these; throws with the code of the first that may not stand in it. */
  block(transactions: readonly Transaction[], slot = this.head.header.slot + 1): Executed {
    const execution = this.open(slot)
    for (const transaction of transactions) {
      const result = execution.include(transaction, true)
      if (typeof result === 'string') throw new Error(result)
    }
    this.head = execution.seal()
    return this.head
  }

  /** With which code the next block keeps this out; undefined where it takes it. */
  keptOut(transaction: Transaction, slot = this.head.header.slot + 1, holds = true): Code | undefined {
    const result = this.open(slot).include(transaction, holds)
    return typeof result === 'string' ? result : undefined
  }
}

export const sorted = (keys: Bytes[]): Bytes[] => [...keys].sort(compareBytes)
