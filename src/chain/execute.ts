// Executing a block: one pure function from a parent's state and a block to a state, outcomes and roots.
// A producer and a checker take the very same steps, in the order of the protocol:
// the parent's batch, the rules' activation, hooks, own transactions, end hooks, and what consensus keeps of it.
import { type Bytes, equalBytes } from '../bytes/bytes.ts'
import type { Hash } from '../bytes/hash.ts'
import { Overflow } from '../bytes/integer.ts'
import { nameOf32 } from '../bytes/name.ts'
import { batchOrder } from './batch.ts'
import { type Block, HEADER_FORMAT, type Header, headerHash } from './block.ts'
import { type BlockCode, type Code, type Refusal, refuse } from './codes.ts'
import type { Community } from './community.ts'
import { setsBetween } from './consensus/branch.ts'
import { branchOf, type Claims, claimsOf, type Held, holdClaims, lawOf } from './consensus/claims.ts'
import { awaitsFinality, isDueAfter } from './consensus/quiet.ts'
import { revealHolds } from './consensus/reveals.ts'
import { activeHash, type DelegateSet } from './consensus/sets.ts'
import { finalWith, settle } from './consensus/settle.ts'
import { BlockContext, hookFault } from './context.ts'
import { admit, take } from './kernel/admit.ts'
import { agree } from './kernel/agreements.ts'
import { activateRules, rulesAt } from './kernel/rules.ts'
import { workBoundaries } from './kernel/schedule.ts'
import { MAX_CODE_DATA, MAX_CURSOR_BYTES } from './limits.ts'
import { listRoot } from './merkle.ts'
import type { Cursor, HookContext, Module } from './module.ts'
import { type EventRecord, type Outcome, outcomesRoot, type Status } from './outcomes.ts'
import { type Prepared, prepare, type Registry } from './registry.ts'
import { View } from './store.ts'
import { type Transaction, transactionItem } from './transaction.ts'
import type { Tree } from './tree/tree.ts'

/** A block that has been executed, as its children need it. */
export interface Executed {
  readonly header: Header
  readonly hash: Hash
  readonly tree: Tree
  readonly outcomes: readonly Outcome[]
  readonly events: readonly EventRecord[]
  /** Batched commands that it took in, for its child to execute. */
  readonly batch: readonly Transaction[]
  /** It holds a transaction, ran a batch or a boundary hook, or carried a cursor on. */
  readonly busy: boolean
}

export interface Invalid {
  readonly code: BlockCode | Code
  /** Which transaction, where it is one's fault. */
  readonly index?: number
}

export const isInvalid = (result: object): result is Invalid => 'code' in result

const NO_DATA: readonly number[] = []

/** A block under execution: opened on its parent, filled with transactions, closed into roots. */
export class Execution {
  readonly rules: number
  private readonly community: Community
  private readonly parent: Executed
  private readonly registry: Registry
  private readonly context: BlockContext
  private readonly outcomes: Outcome[] = []
  private readonly transactions: Transaction[] = []
  private readonly batch: Transaction[] = []
  /** The highest sequence of each device so far in this block. */
  private readonly sequences = new Map<string, number>()
  private readonly slot: number
  private readonly claims: Claims
  private readonly held: Held
  private work = 0
  private worked = false

  /** Opens a block with these claims on this parent and runs all that comes before its own transactions. */
  static open(community: Community, parent: Executed, claims: Claims): Execution | Invalid {
    const state = new View(parent.tree)
    const rules = rulesAt(state, parent.header.height + 1)
    const registry = community.rules.get(rules)
    const parentRegistry = community.rules.get(parent.header.rules)
    if (!registry || !parentRegistry) return { code: 'block/unknown-rules' }
    const held = holdClaims(lawOf(community, parentRegistry), branchOf(parent), claims)
    if (typeof held === 'string') return { code: held }
    if (!revealHolds(held.reveal)) return { code: 'block/reveal' }
    return new Execution(community, parent, claims, held, rules, registry, parentRegistry)
  }

  private constructor(
    community: Community,
    parent: Executed,
    claims: Claims,
    held: Held,
    rules: number,
    registry: Registry,
    parentRegistry: Registry,
  ) {
    this.community = community
    this.parent = parent
    this.rules = rules
    this.registry = registry
    this.slot = claims.slot
    this.claims = claims
    this.held = held
    const { height } = parent.header
    const opening = { slot: claims.slot, finalHeight: finalWith(new View(parent.tree), held, height) }
    this.context = new BlockContext(community, parent.tree.edit(), height + 1, opening)
    this.runBatch(parentRegistry, claims.reveal)
    this.context.slot = claims.slot
    if (rules !== parent.header.rules) this.activate()
    this.runHooks()
  }

  /** The parent's batch, judged as of the parent's slot and under the parent's rules. */
  private runBatch(registry: Registry, reveal: Bytes): void {
    const { batch, header } = this.parent
    if (batch.length === 0) return
    this.worked = true
    this.context.slot = header.slot
    for (const transaction of batchOrder(batch, header.reveal, reveal)) {
      const prepared = prepare(registry, this.community.genesis, transaction) as Prepared
      this.outcomes.push(this.run(transaction, prepared))
    }
  }

  private activate(): void {
    activateRules(this.context, this.rules)
    for (const module of this.registry.modules)
      if (module.upgrade) this.contain(module, 'upgrade', () => module.upgrade!(this.context))
  }

  private runHooks(): void {
    const { context, registry } = this
    for (const module of registry.modules) {
      const hook = module.hooks?.startBlock
      if (hook) this.contain(module, 'startBlock', () => hook(context))
    }
    context.hookWork = this.community.genesis.hookBudget
    const worked = workBoundaries(
      {
        state: context,
        genesis: context.genesis,
        modules: registry.modules,
        left: () => context.hookWork,
        spend: () => context.spend(),
        run: (module, slot, name, hook) => this.runHook(module, slot, name, hook),
        hookOf: (module, id) => registry.hook(module, id),
      },
      this.slot,
    )
    context.slot = this.slot
    if (worked) this.worked = true
  }

  private runHook(
    module: Module | undefined,
    slot: number,
    name: string,
    hook: (context: HookContext) => Cursor,
  ): Cursor {
    this.context.slot = slot
    let cursor: Cursor
    this.contain(module, name, () => {
      cursor = hook(this.context)
      if (cursor && cursor.length > MAX_CURSOR_BYTES) {
        cursor = undefined
        throw new TypeError(`the cursor of ${name} is too long`)
      }
    })
    // A call costs a unit too, taken afterwards, so that a hook always gets somewhere.
    this.context.spend()
    return cursor
  }

  /** Runs a hook so that whatever it throws is undone, reported as an event, and never the block's fault. */
  private contain(module: Module | undefined, hook: string, run: () => void): void {
    const { context } = this
    const before = context.moment()
    try {
      run()
    } catch {
      context.undo(before)
      context.emit(hookFault, { module: module?.name ?? 'kernel', hook })
    }
  }

  /** Takes a transaction into the block, or says with which code it is kept out. */
  include(transaction: Transaction, signatureHolds: boolean): Outcome | Code {
    const { context, community } = this
    if (!equalBytes(transaction.chain, this.claims.chain)) return 'kernel/chain'
    if (!signatureHolds) return 'kernel/signature'
    const prepared = prepare(this.registry, community.genesis, transaction)
    if (typeof prepared === 'string') return prepared
    if (!('command' in prepared)) return prepared.code
    const { command, params, work } = prepared
    const { genesis, genesisHash } = community
    const admission = admit(context, genesis, genesisHash, transaction, command, params, this.slot)
    if (typeof admission === 'string') return admission
    const device = nameOf32(transaction.device)
    if ((this.sequences.get(device) ?? 0) >= transaction.sequence) return 'kernel/order'
    if (this.work + work > genesis.workBudget) return 'kernel/budget'
    this.work += work
    this.sequences.set(device, transaction.sequence)
    this.transactions.push(transaction)
    take(context, transaction, admission, command.token?.(params))
    const outcome = command.batched ? this.queue(transaction) : this.run(transaction, prepared)
    this.outcomes.push(outcome)
    return outcome
  }

  private queue(transaction: Transaction): Outcome {
    this.batch.push(transaction)
    return { id: transaction.id, status: 'queued', code: '', data: [] }
  }

  /** Executes an admitted command: what a module refuses, and what it throws, leaves nothing behind. */
  private run(transaction: Transaction, prepared: Prepared): Outcome {
    const { context } = this
    const before = context.moment()
    context.account = transaction.account
    context.device = transaction.device
    let status: Status = 'done'
    let refusal: Refusal | undefined
    try {
      const agreed = prepared.command.scope === 'administer' ? agree(context, transaction) : 'agreed'
      if (agreed === 'agreed') refusal = prepared.command.execute(context, prepared.params)
      else if ('code' in agreed) refusal = agreed
      else if (agreed.have < agreed.need)
        return { id: transaction.id, status: 'awaiting', code: '', data: [agreed.have, agreed.need] }
    } catch (error) {
      refusal = refuse(error instanceof Overflow ? 'kernel/overflow' : 'kernel/fault')
    }
    if (refusal) {
      context.undo(before)
      status = 'refused'
    }
    if (refusal && !Object.hasOwn(this.registry.codes, refusal.code)) refusal = refuse('kernel/fault')
    if (!refusal) return { id: transaction.id, status, code: '', data: NO_DATA }
    const data = refusal.data.filter(Number.isSafeInteger).slice(0, MAX_CODE_DATA)
    return { id: transaction.id, status, code: refusal.code, data }
  }

  /** Quiet (rule 1): whether the block, as it is filled now, may stand in its slot. */
  get mayStand(): boolean {
    const { parent, slot, held } = this
    // An own transaction makes an own slot valid.
    if (this.transactions.length > 0 || held.recovery) return true
    const state = new View(parent.tree)
    const before = { slot: parent.header.slot, batch: parent.batch.length > 0 }
    if (isDueAfter(state, this.community.genesis, before, slot)) return true
    // While something waits for finality, a newer certificate does as well.
    return held.certificate !== null && awaitsFinality(state)
  }

  /** Runs the end hooks, settles what consensus keeps, and computes the roots. */
  close(): Closed {
    const { context, outcomes, held, claims } = this
    const busy = this.worked || this.transactions.length > 0
    for (const module of this.registry.modules) {
      const hook = module.hooks?.endBlock
      const made = { producer: claims.producer, busy }
      if (hook) this.contain(module, 'endBlock', () => hook(context, made))
    }
    const block = { ...claims, height: context.height, parentHash: this.parent.hash, busy }
    const after = settle(context, context.genesis, held, block, (_, start) => this.elect(start))
    const activeNext = setsBetween(context, after.from, after.to)
    const tree = context.commit()
    return {
      tree,
      outcomes,
      events: context.events,
      batch: this.batch,
      busy,
      roots: {
        transactions: listRoot(this.transactions.map(transactionItem)),
        state: tree.root(),
        outcomes: outcomesRoot(outcomes, context.events),
        active: activeHash(held.active),
        activeNext: activeHash(activeNext),
      },
    }
  }

  /** The set that the module which elects would have next. */
  private elect(presenceStart: number): DelegateSet | undefined {
    const { context, registry } = this
    const { elector } = registry
    if (!elector) return undefined
    let set: DelegateSet | undefined
    this.contain(elector, 'elect', () => {
      set = elector.elect!(context, context.genesis, presenceStart)
    })
    return set
  }

  /** Closes a block of one's own: the roots go into a header. */
  seal(): Executed {
    const { roots, ...closed } = this.close()
    const { parent, rules, claims } = this
    const header: Header = {
      format: HEADER_FORMAT,
      rules,
      chain: claims.chain,
      height: parent.header.height + 1,
      slot: claims.slot,
      view: claims.view,
      parent: parent.hash,
      producer: claims.producer,
      ...roots,
      reveal: claims.reveal,
      justify: claims.justify,
    }
    return { header, hash: headerHash(header), ...closed }
  }
}

export interface Closed extends Omit<Executed, 'header' | 'hash'> {
  readonly roots: Pick<Header, 'transactions' | 'state' | 'outcomes' | 'active' | 'activeNext'>
}

/**
 * Executes a whole block on its parent, or says why it is invalid. `signaturesHold` is one verdict a transaction; the
 * producer's signature and those of the certificate have been verified by whoever asks (see inspect.ts).
 */
export function executeBlock(
  community: Community,
  parent: Executed,
  block: Block,
  signaturesHold: readonly boolean[],
): Executed | Invalid {
  const { header } = block
  if (!equalBytes(header.parent, parent.hash) || header.height !== parent.header.height + 1)
    return { code: 'block/parent' }
  const execution = Execution.open(community, parent, claimsOf(block))
  if (isInvalid(execution)) return execution
  if (header.rules !== execution.rules) return { code: 'block/rules' }
  for (let index = 0; index < block.transactions.length; index++) {
    const included = execution.include(block.transactions[index]!, signaturesHold[index] === true)
    if (typeof included === 'string') return { code: included, index }
  }
  if (!execution.mayStand) return { code: 'block/quiet' }
  const { roots, ...closed } = execution.close()
  if (!equalBytes(roots.transactions, header.transactions)) return { code: 'block/transactions' }
  if (!equalBytes(roots.outcomes, header.outcomes)) return { code: 'block/outcomes' }
  if (!equalBytes(roots.active, header.active) || !equalBytes(roots.activeNext, header.activeNext))
    return { code: 'block/active' }
  if (!equalBytes(roots.state, header.state)) return { code: 'block/state' }
  return { header, hash: block.hash, ...closed }
}
