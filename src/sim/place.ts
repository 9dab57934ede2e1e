// A peer as those see it who have to do with it and do not rule over its power.
import type { Bytes } from '../bytes/bytes.ts'
import type { Hash } from '../bytes/hash.ts'
import type { Community } from '../chain/community.ts'
import type { Certificate } from '../chain/consensus/votes.ts'
import type { Executed } from '../chain/execute.ts'
import type { Halt } from '../chain/node/effect.ts'
import type { Input } from '../chain/node/input.ts'
import type { Step } from '../chain/node/keep.ts'
import type { Message } from '../chain/node/message.ts'
import type { Node } from '../chain/node/node.ts'
import type { Disk } from './disk.ts'
import type { Reveals } from './reveals.ts'
import type { Signer } from './signing.ts'

/** What makes a peer a delegate, or one that stands for it. */
export interface Identity {
  readonly account: Bytes
  /** The device that sends what the account has to send. */
  readonly device: Bytes
  readonly signer: Signer
  readonly reveals: Reveals
}

export interface Place {
  readonly index: number
  readonly name: string
  readonly delegate: Identity | undefined
  readonly community: Community
  readonly node: Node | undefined
  readonly head: Executed | undefined
  readonly finalHeight: number
  readonly halted: Halt | undefined
  /** How often it began to live. */
  readonly starts: number
  /** The slot by its own clock. */
  readonly slot: number
  readonly awake: boolean
  /** It keeps to the rules. */
  readonly honest: boolean
  /** It may have forgotten what it signed: its key counts among the faulty. */
  readonly forgetful: boolean
  /** It tells nobody where it stands, and passes nothing on. */
  mute: boolean
  readonly bestCertificate: Message | undefined
  readonly justifiedView: number
  holds(hash: Hash): boolean
  stepOf(hash: Hash): Step | undefined
  certificateOf(hash: Hash): Message | undefined
  isJustified(certificate: Certificate): boolean
  /** Hears something from a neighbour, or from its own user. */
  hear(message: Message, from?: string): void
  feed(input: Input): void
  /** What is on its disk, to look at. */
  image(): Disk
}
