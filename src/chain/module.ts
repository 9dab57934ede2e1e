// What a module of the ledger is: a folder, a value of this type, and a line in the registry.
import type { Bytes } from '../bytes/bytes.ts'
import type { Codec } from '../bytes/codec.ts'
import type { Hash } from '../bytes/hash.ts'
import type { Refusal } from './codes.ts'
import type { Membership } from './consensus/membership.ts'
import type { DelegateSet } from './consensus/sets.ts'
import type { Genesis } from './genesis.ts'
import type { Queries } from './query.ts'
import type { Reading, Writing } from './store.ts'
import type { Table } from './table.ts'
import type { Intent } from './transaction.ts'

/** What a device key may be used for. A key's scopes are a set of these bits. */
export const SCOPE = { trade: 1, vote: 2, administer: 4 } as const
export type Scope = keyof typeof SCOPE
export const ALL_SCOPES = SCOPE.trade | SCOPE.vote | SCOPE.administer

/** What everything that runs in a block may know and do. */
export interface Context extends Writing {
  readonly genesis: Genesis
  readonly genesisHash: Hash
  readonly height: number
  /** The slot that is being judged: of a batch its own block's, of a boundary hook the boundary's. */
  readonly slot: number
  /** The newest final height, as proven on this branch. */
  readonly finalHeight: number
  /** A module's parameters in force. */
  params<P>(module: ParamsOf<P>): P
  emit<E>(event: EventType<E>, data: E): void
  /** Calls the module's `due` hook of this name in the first block at or after that slot, which lies ahead. */
  schedule(hook: HookName, slot: number, subject: Bytes): void
  unschedule(hook: HookName, slot: number, subject: Bytes): void
}

/** Inside a command: also who sent it. */
export interface CommandContext extends Context {
  readonly account: Bytes
  readonly device: Bytes
}

/** Inside a boundary hook: the work that is left of the block's share for hooks. */
export interface HookContext extends Context {
  /** Takes one unit of work; false when the share is spent: then return a cursor and go on in the next block. */
  spend(): boolean
}

/** A further signature that a command carries: a new key's consent, a token. */
export interface CarriedSignature {
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly signature: Bytes
}

export interface Command<P> {
  readonly params: Codec<P>
  /** Which scope the device needs; `any` where every key of the account may do it, agreed or not. */
  readonly scope: Scope | 'any'
  /** Taken in by B, executed at the start of B's child in an order that nobody chose. */
  readonly batched?: boolean
  /** For the first transaction of an account that does not exist yet; names the invitation's token. */
  readonly token?: (params: P) => Bytes
  /** The declared bound on work: a pure function of the parameters, under this genesis. A transfer is 1. */
  work(params: P, genesis: Genesis): number
  /** Checks that need no state; a refusal here is kept out of blocks like bad form. */
  check?(params: P, genesis: Genesis): Refusal | undefined
  carried?(params: P, intent: Intent, genesisHash: Hash): readonly CarriedSignature[]
  execute(context: CommandContext, params: P): Refusal | undefined
}

/** Lets a module write its commands with their parameters' types, and the host hold them all alike. */
export const command = <P>(spec: Command<P>): Command<any> => spec

/** Where a hook stopped: it is called again with this in the next block. Undefined when it is through. */
export type Cursor = Bytes | undefined

/** A hook, as who sets it names it. */
export interface HookName {
  readonly module: number
  readonly id: number
  readonly name: string
}

export interface DueHook extends HookName {
  run(context: HookContext, subject: Bytes, cursor: Cursor): Cursor
}

export interface Hooks {
  /** At the start of every block; constant work, all modules' together paid beside the budget. */
  startBlock?(context: Context): void
  /** At the start of every delivery interval. */
  interval?(context: HookContext, interval: number, cursor: Cursor): Cursor
  /** At slots that the module has scheduled. */
  due?: readonly DueHook[]
  /** At the end of every block; constant work. */
  endBlock?(context: Context, made: Made): void
}

/** What a block is to those who reward its producer. */
export interface Made {
  readonly producer: Bytes
  /** It holds a transaction, ran a batch or a boundary hook, or carried a cursor on. */
  readonly busy: boolean
}

export interface EventType<E> {
  /** The module's name. */
  readonly module: string
  readonly name: string
  readonly data: Codec<E>
}

/** A rule over one whole version of the state. Says what is broken, or nothing. */
export interface Invariant {
  readonly name: string
  check(state: Reading, genesis: Genesis): string | undefined
}

export interface ParamsOf<P> {
  readonly id: number
  readonly name: string
  readonly params: Codec<P>
}

/** A source of randomness handed in: an integer from 0 up to, not including, `below`. */
export type Draw = (below: number) => number

/** What the simulator knows of one account that it plays. */
export interface Actor {
  readonly account: Bytes
  readonly device: Bytes
}

/** What a generator of random commands has to draw from. */
export interface Scene {
  readonly state: Reading
  readonly genesis: Genesis
  readonly genesisHash: Hash
  readonly slot: number
  readonly actors: readonly Actor[]
  /** A fresh device key, and its holder's signature over a message. */
  newDevice(): { readonly key: Bytes; sign(message: Bytes): Bytes }
}

export interface Deed {
  readonly actor: Actor
  readonly module: string
  readonly command: string
  readonly params: Bytes
}

export interface Module<P = any, G = any> extends ParamsOf<P> {
  /** First byte of its keys: a literal, never reused. */
  readonly id: number
  /** A literal: a minifier renames everything else. */
  readonly name: string
  readonly tables: readonly Table<any, any>[]
  readonly codes: { readonly [code: string]: string }
  /** Its parameters, which genesis states and a vote can change. */
  readonly params: Codec<P>
  /** What else genesis states for it. */
  readonly genesis: Codec<G>
  /** Checks of parameters that go beyond form, for genesis, and for votes, which say what was `before`. */
  checkParams?(params: P, before?: P): string | undefined
  /** Writes the state of height 0. Throws where genesis makes no sense. */
  begin(context: Context, genesis: G): void
  readonly commands: { readonly [name: string]: Command<any> }
  readonly hooks?: Hooks
  /** What screens and other peers may ask of a version of the state. */
  readonly queries: Queries
  readonly events: readonly EventType<any>[]
  readonly invariants: readonly Invariant[]
  /** The delegates that this state would have next; of one module alone. Presence counts above `presenceStart`. */
  elect?(state: Reading, genesis: Genesis, presenceStart: number): DelegateSet | undefined
  /** How the members weigh who may together found a new era; of one module alone. */
  readonly membership?: Membership
  /** Carries the state over when rules with this module come into force. */
  upgrade?(context: Context): void
  /** A random command that should succeed, or undefined where none fits the scene. */
  generate(scene: Scene, draw: Draw): Deed | undefined
}
