// One running peer, as screens and tests use it. Everything here is plain data that crosses to a Worker as it is; the
// same interface stands in front of a peer in this thread, in a Worker, and in another tab.
//
// What the peer itself tells names things in lower-case hex: accounts (20 bytes), keys, hashes and transaction ids (32).
// What modules of the ledger are told and tell is as their codecs have it, with bytes as Uint8Array: a screen imports
// their types and none of their code.
import type { NameSight, NotebookSight, Writing, Written } from './notebook/sight.ts'
import type { Hex, Spot, Status } from './status.ts'

export type {
  DraftSight,
  MessageSight,
  NameSight,
  NotebookSight,
  NoticeSight,
  PageSight,
  PieceSight,
  Writing,
  Written,
} from './notebook/sight.ts'
export type { Hex, Spot, Status } from './status.ts'

/** Ends a subscription; to call it again does nothing. */
export type Stop = () => void

/** A command, as the module's own codec has its parameters; the peer encodes, numbers, signs and sends it. */
export interface Deed {
  readonly module: string
  readonly command: string
  readonly params: unknown
  /** The last slot at which it is not stale; two minutes from now, where left out. */
  readonly expiry?: number
}

/** A question to a module (or to `kernel`) about one version of the state. */
export interface Question {
  readonly module: string
  readonly query: string
  readonly params: unknown
  /** `final`, where left out: what cannot be taken back. A light peer has no other. */
  readonly at?: 'head' | 'final'
}

export type Answer<T = unknown> =
  /** `proven`: by this peer's own execution of everything before, or by a proof against a final block's root. */
  | { readonly ok: true; readonly value: T; readonly at: Spot; readonly stage: 'tentative' | 'final' }
  /**
   * `query/unknown`, `query/form`: there is no such question. `peer/not-yet`: nothing is proven yet, ask again when
   * `watch('status')` says so. `peer/unanswered`: a light peer found nobody who would prove it.
   */
  | { readonly ok: false; readonly code: string }

/** What becomes of a transaction. Stages follow each other; a block may be lost again, and then it is `sent` anew. */
export type Fate =
  /** It is signed, kept by this device, and told to the neighbours; or will be as soon as there are any. */
  | { readonly stage: 'sent'; readonly neighbours: number }
  /** A block has it; tentative, the block may lose. `queued`: its result comes with the block after. */
  | ({ readonly stage: 'in-block'; readonly at: Spot } & Result)
  /** For ever. `refused` is a result too: it stands in the block, and `code` says why. */
  | ({ readonly stage: 'final'; readonly at: Spot } & Result)
  /** No block will have it: `code` says why (docs/protocol.md lists them). */
  | { readonly stage: 'kept-out'; readonly code: string; readonly data: readonly number[] }
  /** Its slot has passed in a final block, and it is in none. */
  | { readonly stage: 'expired' }

export interface Result {
  readonly status: 'done' | 'refused' | 'queued' | 'awaiting'
  /** Empty where it is done. */
  readonly code: string
  readonly data: readonly number[]
}

export type Submitted =
  | { readonly ok: true; readonly id: Hex }
  /** `peer/no-account`: this device belongs to no account yet. `peer/looking`: the other tab has gone; try again. */
  | { readonly ok: false; readonly code: string }

/** A deed with its number: what another key has to sign. */
export type Prepared =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: string }

/** A block of the head's branch, for a picture of the chain. */
export interface BlockSight extends Spot {
  readonly view: number
  readonly parent: Hex
  /** The account that made it. */
  readonly producer: Hex
  readonly transactions: number
  readonly stage: 'tentative' | 'justified' | 'final'
  /** Delegates whose votes for it were seen here, and how many there are in the sets active at it. */
  readonly votes: number
  readonly delegates: number
  /** The slots between its parent and it in which a block was due and none came, and whose they were; at most sixteen. */
  readonly missed: readonly { readonly slot: number; readonly owner: Hex }[]
  /** When it came to be known here, by the corrected clock, in milliseconds since 1970. */
  readonly seenMs: number
}

/** A delegate of the sets active after the head. */
export interface DelegateSight {
  readonly account: Hex
  readonly key: Hex
  /** Whether this device is it. */
  readonly own: boolean
  /** While one set hands over to the next a delegate may be in one or both. */
  readonly sets: 'now' | 'next' | 'both'
  /** The height of its latest vote that was seen here; null where none was. */
  readonly votedAt: number | null
  /** Its last block on the head's branch, of those remembered here. */
  readonly producedAt: number | null
  /** Whether it is a neighbour. */
  readonly linked: boolean
}

/** Somebody this peer is linked to. */
export interface NeighbourSight {
  /** A name of the link's other side for as long as it lasts; not the member's. */
  readonly id: string
  readonly role: 'delegate' | 'full' | 'light' | 'guest'
  /** The account that its device belongs to; null for a guest. */
  readonly account: Hex | null
  readonly way: 'direct' | 'socket'
  /** Where it says it stands. */
  readonly head: number | null
  readonly since: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** What happened lately to this device's own transactions, the newest first. */
export interface OwnTransaction {
  readonly id: Hex
  readonly module: string
  readonly command: string
  readonly sentMs: number
  readonly fate: Fate
}

/** What can be watched, and what is told each time: the whole of it, no more often than a screen can show. */
export interface Watched {
  readonly status: Status
  /** The newest blocks, at most 64, the newest first. */
  readonly blocks: readonly BlockSight[]
  readonly delegates: readonly DelegateSight[]
  readonly neighbours: readonly NeighbourSight[]
  readonly transactions: readonly OwnTransaction[]
  /** The state at the head, or at the last final block, is another: whoever shows an answer asks again. */
  readonly state: { readonly head: Spot | null; readonly final: Spot | null }
  /** What the community shares beside its ledger; null while it is fetched, which watching it begins. */
  readonly notebook: NotebookSight | null
  /** How accounts call themselves, as far as it is known here. */
  readonly names: readonly NameSight[]
}

/** What a newcomer shows to be let in. */
export interface Application {
  /** A set of role bits, as members have them. */
  readonly roles: number
  /** Sealed or public: the community's own form. */
  readonly details: Uint8Array
  /** The private half of an invitation's token; the one of the link that this peer was started with where left out. */
  readonly token?: Uint8Array
}

/** Who this peer is. */
export interface Identity {
  /** The device's public key. */
  readonly device: Hex
  /** The account that the key belongs to, as proven here; what it will be called where it belongs to none yet. */
  readonly account: Hex
  readonly belongs: boolean
  /** The delegate's key that lives on this device, where one was made. */
  readonly delegate: Hex | null
  /** Whether this platform can hold a delegate's key that nobody can read (rule 9). */
  readonly mayStand: boolean
}

/** The community, as its genesis has it. */
export interface CommunitySight {
  readonly name: string
  readonly genesis: Hex
  /** The era's chain id. */
  readonly chain: Hex
  readonly startMs: number
  readonly slotMs: number
  readonly delegates: number
  readonly epochBlocks: number
  /** Delivery interval i covers so many slots from i times as many on, and is called by so many minutes. */
  readonly intervalSlots: number
  readonly intervalMinutes: number
}

/** A device of the own account. */
export interface DeviceSight {
  readonly key: Hex
  /** A set of scope bits: trade, vote, administer. */
  readonly scopes: number
  readonly own: boolean
}

/** What members agree to where so many delegates are gone for good that nothing becomes final (rule 10). */
export interface AgreementSight {
  /** To be passed on, by whatever way. */
  readonly text: string
  /** Where the new delegates go on; what is not in it or below has to be sent again. */
  readonly block: Spot
  /** Who goes on, and who is left out. */
  readonly delegates: readonly Hex[]
  readonly gone: readonly Hex[]
  /** The members that have signed, as far as this device was shown, and whether its own is one of them. */
  readonly signed: readonly Hex[]
  readonly isSigned: boolean
  /** What the signers weigh and what all members do: more than two thirds carry it. */
  readonly weight: number
  readonly total: number
  readonly isCarried: boolean
}

export type Agreed =
  | { readonly ok: true; readonly agreement: AgreementSight }
  /** `agreement/…`, or as for `Submitted`. */
  | { readonly ok: false; readonly code: string }

export interface Peer {
  /** At once where there is something to tell, and whenever it changes. */
  watch<K extends keyof Watched>(what: K, hear: (now: Watched[K]) => void): Stop
  status(): Promise<Status>
  community(): Promise<CommunitySight>
  identity(): Promise<Identity>
  devices(): Promise<readonly DeviceSight[]>

  ask<T = unknown>(question: Question): Promise<Answer<T>>

  /** Signs with the device’s key and sends; resolves as soon as it is kept. */
  submit(deed: Deed): Promise<Submitted>
  /** Hands on what other devices have signed, which is judged here, and neither kept nor followed; how many were readable. */
  pass(wires: readonly Uint8Array[]): Promise<number>
  /**
   * Numbers a deed for another key of one's own to sign, as an unlocked member key; an application opens that key's
   * account. The key itself never comes here.
   */
  prepare(what: Deed | Application, key: Uint8Array): Promise<Prepared>
  /** Sends what was prepared, under that key's signature: kept and followed as what this device signs. */
  hand(bytes: Uint8Array, signature: Uint8Array): Promise<Submitted>
  /** This device's signature on becoming an account's: who administers the account adds its key with it. */
  consent(account: Hex): Promise<Uint8Array>
  /** What becomes of it, from now on: the present stage at once. Ends by itself after a last stage. */
  follow(id: Hex, hear: (fate: Fate) => void): Stop
  /** The last stage of it: final, kept out or expired. */
  settled(id: Hex): Promise<Fate>

  /** A guest asks to become a member: signs the declaration in force, under an invitation's token. */
  applyAsGuest(application: Application): Promise<Submitted>
  /**
   * Makes a delegate's key and chain of reveals on this device, and stands for election with them. `peer/joining`: not
   * before it has a state of its own.
   */
  stand(stake?: number): Promise<Submitted>
  /** Makes a new delegate's key in the place of one that must not sign any more (rule 9), and registers it. */
  rekey(): Promise<Submitted>

  /** Proposes to go on with these of the delegates' accounts, from the head on, and signs it. */
  propose(delegates: readonly Hex[]): Promise<Agreed>
  /** What an agreement says that somebody passed on; that which this device has signed in this era, where left out. */
  agreement(text?: string): Promise<Agreed>
  /** Signs it, for good: a member signs one in an era. */
  agree(text: string): Promise<Agreed>

  /** Writes into the notebook, under this device's key; resolves as soon as it is kept. */
  write(writing: Writing): Promise<Written>

  /** Full executes everything; light follows finality and proves what it needs. Kept, and taken up at once. */
  setMode(mode: 'full' | 'light'): Promise<void>
  /** Asks the platform not to clear what is kept here; whether it agreed. */
  persist(): Promise<boolean>
  /** What happened last, bounded, as lines of JSON: for a report of something that went wrong. No secret is in it. */
  recorder(): Promise<string>
  /** Ends in good order. After this nothing is told any more. */
  close(): Promise<void>
}
