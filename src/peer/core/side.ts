// What stands behind a peer's face: a full side, which executes everything, or a light one.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Community } from '../../chain/community.ts'
import type { Recovery } from '../../chain/consensus/recovery.ts'
import type { Executed } from '../../chain/execute.ts'
import type { OwnDelegate } from '../../chain/node/config.ts'
import type { Halt, Offence } from '../../chain/node/effect.ts'
import type { Registry } from '../../chain/registry.ts'
import type { Reading } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Signer } from '../../crypto/keys.ts'
import type { Answer, BlockSight, DelegateSight, Hex, Question, Spot, Status } from '../api.ts'
import type { Checkpoint } from '../invitation.ts'
import type { Disk } from '../storage/disk.ts'
import type { Refused, Retention } from '../storage/ledger.ts'
import type { Notes } from '../storage/notes.ts'
import type { Converse, Resident } from './converse.ts'
import type { Counter } from './counts.ts'
import type { Own } from './own.ts'
import type { Platform, SlotClock } from './platform.ts'
import type { Recorder } from './recorder.ts'
import type { Verifying } from './verifying.ts'

export interface SideAround {
  readonly community: Community
  readonly disk: Disk
  readonly notes: Notes
  readonly retention: Retention
  readonly platform: Platform
  readonly clock: SlotClock
  readonly verifying: Verifying
  readonly drops: Counter
  readonly done: Counter
  readonly own: Own
  readonly signer: Signer | undefined
  /** A recent final block, from an invitation (rule 8). */
  readonly checkpoint?: Checkpoint
  readonly delegate?: OwnDelegate
  readonly note: Recorder['note']
  mayProduce(): boolean
  /** `stirs`: what modules say may be another now. */
  headed(head: Executed | undefined, stirs: boolean): void
  finalised(stirs: boolean): void
  accuse(offence: Offence): void
  halted(halt: Halt): void
  troubled(trouble: 'full' | 'failed'): void
}

/** How the delegate's key stands with its record. */
export interface Signing {
  readonly view: number
  readonly lock: number
  readonly slot: number
  readonly votes: number
  readonly blocks: number
  readonly mayVote: boolean
  readonly stopped: boolean
}

export interface Side extends Resident {
  readonly head: Spot | null
  readonly final: Spot | null
  /** The state at the head, where it was executed here. */
  readonly state: Reading | undefined
  readonly registry: Registry | undefined
  /** The chain id of the era (rule 10). */
  readonly chain: Hash
  /** It has no state of its own yet that is worth reading: what it says is proven by others. */
  readonly isJoining: boolean
  /** It saw two histories that exclude each other: nothing is sent from here any more. */
  readonly isStopped: boolean
  readonly queues: { readonly [name: string]: number }
  readonly store: Pick<Status['store'], 'state' | 'blocksFrom' | 'snapshots' | 'waiting'>
  readonly signing: Signing | undefined
  start(converse: Converse): void
  /** Milliseconds since genesis: at the start of every slot. */
  time(ms: number): void
  /** This device has slept. */
  woken(ms: number): void
  /** A transaction of this device's own; again, where it may have been forgotten. */
  submit(transaction: Transaction): void
  ask(question: Question): Promise<Answer>
  /** Of a final state; undefined where nobody proves it. */
  read<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined>
  /** Of the head's state, where there is one. */
  readNewest<T>(read: (state: Reading) => T): Promise<{ readonly value: T } | undefined>
  /** A block that was executed here, and is the last final one or stands on it. */
  unsettled(hash: Hash): Executed | undefined
  /** Members have signed a recovery (rule 10). */
  recover(recovery: Recovery): void
  blocks(): readonly BlockSight[]
  delegates(own: Bytes | undefined, linked: ReadonlySet<Hex>): readonly DelegateSight[]
  close(): Promise<void>
}

export type OpenSide = (around: SideAround) => Promise<Side | Refused>
