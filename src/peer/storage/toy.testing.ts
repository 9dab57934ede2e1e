// A ledger of one small module, for tests of what stands above the kernel: purses that give to each other, a
// batched command whose result hangs on the order, and a record that ends at a slot.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import { bytes, decode, encode, list, struct, uint } from '../../bytes/codec.ts'
import { sha256 } from '../../bytes/hash.ts'
import { add, sub } from '../../bytes/integer.ts'
import { beginChain } from '../../chain/begin.ts'
import type { Block } from '../../chain/block.ts'
import { refuse } from '../../chain/codes.ts'
import { type Community, community } from '../../chain/community.ts'
import { type Executed, Execution, isInvalid } from '../../chain/execute.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { openAccount } from '../../chain/kernel/keys.ts'
import { ALL_SCOPES, command, type DueHook, type Module } from '../../chain/module.ts'
import { registry } from '../../chain/registry.ts'
import { solo, soloClaims } from '../../chain/solo.ts'
import { keyAccount, table } from '../../chain/table.ts'
import { accountId, sealTransaction, signedBytes, type Transaction } from '../../chain/transaction.ts'

const ID = 200

const purses = table({ module: ID, id: 1, name: 'purse', key: [keyAccount], value: uint, life: 'for good' })
const marks = table({ module: ID, id: 2, name: 'mark', key: [keyAccount], value: uint, life: 'three slots' })
const place = table({
  module: ID,
  id: 3,
  name: 'place',
  key: [],
  value: struct({ taken: uint }),
  life: 'for good',
})

/** The first devices of the founders, and what each finds in its purse. */
const founders = list(bytes(32), 256)
const EACH = 1000

export const giveCodec = struct({ to: bytes(20), amount: uint })

/** What a deliberately broken purse does. */
export type Flaw = 'mints' | 'throws' | 'chance' | 'hook-throws' | 'aliases' | 'unknown-code'

const fade: DueHook = {
  module: ID,
  id: 1,
  name: 'fade',
  run(context, subject) {
    context.delete(marks, [subject.slice(0, 20)])
    return undefined
  },
}

/** The toy. With a flaw it fails in that way on every seventh unit given. */
export function purse(flaw?: Flaw): Module {
  let calls = 0
  const broken = (wanted: Flaw, amount: number) => flaw === wanted && amount % 7 === 0
  return {
    id: ID,
    name: 'purse',
    tables: [purses, marks, place],
    codes: { 'purse/short': 'refused: the purse holds less' },
    params: struct({}),
    genesis: founders,
    begin(context, keys: readonly Bytes[]) {
      context.put(place, [], { taken: 0 })
      for (const key of keys) {
        const account = accountId(context.genesisHash, key)
        openAccount(context, account, [{ key, scopes: ALL_SCOPES }], 1, 1000)
        context.put(purses, [account], EACH)
      }
    },
    commands: {
      give: command({
        params: giveCodec,
        scope: 'trade',
        work: () => 1,
        execute(context, { to, amount }) {
          const { account } = context
          const held = context.get(purses, [account]) ?? 0
          if (broken('throws', amount)) throw new Error('a defect')
          if (broken('unknown-code', amount)) return refuse('purse/never-heard-of')
          if (held < amount) return refuse('purse/short', held, amount)
          if (broken('aliases', amount)) (context.get(place, []) as { taken: number }).taken += 1
          context.put(purses, [account], sub(held, amount))
          context.put(purses, [to], add(context.get(purses, [to]) ?? 0, amount))
          if (broken('mints', amount)) context.put(purses, [account], held)
          // Another answer for every peer that asks.
          if (broken('chance', amount)) context.put(place, [], { taken: ++calls })
          return undefined
        },
      }),
      mark: command({
        params: struct({}),
        scope: 'trade',
        batched: true,
        work: () => 2,
        execute(context) {
          const { account } = context
          const taken = add(context.get(place, [])!.taken, 1)
          context.put(place, [], { taken })
          context.put(marks, [account], taken)
          context.schedule(fade, context.slot + 4, account)
          return undefined
        },
      }),
    },
    hooks: {
      due: [fade],
      endBlock(context) {
        if (flaw === 'hook-throws' && context.height % 7 === 0) throw new Error('a defect')
      },
    },
    queries: {},
    events: [],
    invariants: [
      {
        name: 'purses hold what genesis gave',
        check(state, genesis) {
          let sum = 0
          for (const { value } of state.each(purses)) sum = add(sum, value)
          const { begin } = genesis.modules.find(section => section.name === 'purse')!
          const given = decode(founders, begin).length * EACH
          return sum === given ? undefined : `the purses hold ${sum}, and ${given} were given`
        },
      },
    ],
    generate({ actors }, draw) {
      if (actors.length === 0) return undefined
      const actor = actors[draw(actors.length)]!
      const to = actors[draw(actors.length)]!.account
      if (draw(4) === 0) return { actor, module: 'purse', command: 'mark', params: encode(struct({}), {}) }
      return { actor, module: 'purse', command: 'give', params: encode(giveCodec, { to, amount: draw(50) }) }
    },
  }
}

export function toyGenesis(keys: readonly Bytes[], begun: Partial<Genesis> = {}): Genesis {
  return {
    format: 1,
    community: 'Toytown',
    startMs: 0,
    slotMs: 1000,
    intervalMinutes: 15,
    intervalSlots: 20,
    delegateCount: 1,
    epochBlocks: 40,
    staleSlots: 60,
    waitSlots: 10,
    evidenceSlots: 1000,
    quotaSlots: 20,
    applicantQuota: 4,
    workBudget: 1000,
    hookBudget: 100,
    maxTrades: 100,
    rules: 1,
    modules: [
      {
        name: 'purse',
        params: encode(struct({}), {}),
        begin: encode(founders, keys),
      },
    ],
    tokens: [],
    ...solo(keys[0]!),
    ...begun,
  }
}

export const toyKey = (index: number): Bytes => sha256(Uint8Array.of(index))

export function toyCommunity(founders: number, flaw?: Flaw): Community {
  const keys = Array.from({ length: founders }, (_, index) => toyKey(index))
  return community(toyGenesis(keys), new Map([[1, registry(purse(flaw))]]))
}

/** A chain of `length` blocks with plain and batched commands in most, and the height that each is run with. */
export function toyChain(of: Community, length: number, from?: Executed, salt = 0): ToyBlock[] {
  const chain: ToyBlock[] = []
  let parent = from ?? beginChain(of)
  for (let i = 0; i < length; i++) {
    const made = toyBlock(of, parent, salt)
    chain.push(made)
    parent = made.executed
  }
  return chain
}

export interface ToyBlock {
  readonly parent: Executed
  readonly block: Block
  readonly executed: Executed
}

function toyBlock(of: Community, parent: Executed, salt: number): ToyBlock {
  const height = parent.header.height + 1
  const slot = parent.header.slot + 1 + (height % 3) + 3 * salt
  const execution = Execution.open(of, parent, soloClaims(of.genesis, parent, slot))
  if (isInvalid(execution)) throw new Error(execution.code)
  const transactions: Transaction[] = []
  for (const index of height % 9 > 4 ? [] : [height % 3, 3, 4]) {
    const marks = (height + index) % 2 === 0
    const transaction = toyTransaction(of, index, height, marks ? 'mark' : 'give', slot)
    if (typeof execution.include(transaction, true) === 'string') throw new Error('the toy chain is broken')
    transactions.push(transaction)
  }
  const executed = execution.seal()
  const { header, hash } = executed
  const block = { header, hash, certificate: null, signature: new Uint8Array(64), transactions }
  return { parent, block, executed }
}

function toyTransaction(of: Community, index: number, sequence: number, name: 'give' | 'mark', slot: number) {
  const device = toyKey(index)
  const to = accountId(of.genesisHash, toyKey(sequence % 5))
  const intent = {
    version: 1,
    chain: of.chainId,
    account: accountId(of.genesisHash, device),
    device,
    sequence,
    module: 'purse',
    command: name,
    params: name === 'mark' ? encode(struct({}), {}) : encode(giveCodec, { to, amount: sequence % 13 }),
    expiry: slot + 100,
  }
  const half = sha256(signedBytes(intent))
  return sealTransaction(intent, concatBytes(half, half))
}
