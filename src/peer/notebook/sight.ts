// The notebook as screens see it: plain data, accounts and ids as texts.

export interface NoticeSight {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly atMs: number
}

/** A proposal on the table; nothing of it binds anybody. */
export interface DraftSight {
  readonly energyWh: number
  readonly priceMilli: number
  readonly interval: number
}

export interface MessageSight {
  readonly id: string
  /** Accounts: who wrote it, and whom it is for. */
  readonly from: string
  readonly to: string
  readonly text: string
  readonly atMs: number
  readonly draft: DraftSight | null
  /** When every peer lets go of it. */
  readonly untilMs: number | null
}

export type PieceSight = { readonly id: string } & (
  | { readonly kind: 'bus'; readonly name: string; readonly x: number; readonly y: number }
  | { readonly kind: 'line'; readonly from: string; readonly to: string }
)

/** What one account shares. */
export interface PageSight {
  readonly account: string
  /** Empty where it says none. */
  readonly name: string
  readonly picture: Uint8Array | null
  readonly notices: readonly NoticeSight[]
  readonly sketch: readonly PieceSight[]
  /** A device of it wrote two different things at one place: what it wrote from there on counts no more. */
  readonly frozen: boolean
}

export interface NotebookSight {
  /** Of everybody who shares something, by account. */
  readonly pages: readonly PageSight[]
  /** Those that this account wrote or that are for it, the newest first. */
  readonly messages: readonly MessageSight[]
  /** This account; null where this device has none. */
  readonly own: string | null
  /** Whether this account may take away what others wrote. */
  readonly moderates: boolean
  /** Whether this very device is frozen, and writes no more. */
  readonly frozen: boolean
  /** How much of this device's log is used before it is compacted, from 0 to 1. */
  readonly used: number
  /** False since something could not be written down: from then on nothing is, and this device writes no more. */
  readonly isKept: boolean
  readonly entries: number
  /** Entries that were not taken since the start, by code. */
  readonly refused: { readonly [code: string]: number }
}

export interface NameSight {
  readonly account: string
  readonly name: string
}

/** What this device's holder writes. */
export type Writing =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'picture'; readonly picture: Uint8Array | null }
  /** A new one, or one of one's own written anew. */
  | { readonly kind: 'notice'; readonly id?: string; readonly title: string; readonly text: string }
  | {
      readonly kind: 'message'
      readonly to: string
      readonly text: string
      readonly draft?: DraftSight
      readonly untilMs?: number
    }
  | { readonly kind: 'piece'; readonly piece: PieceSight }
  /** One's own. */
  | { readonly kind: 'delete'; readonly root: 'notices' | 'messages' | 'sketch'; readonly id: string }
  /** Somebody else's, by a role. */
  | {
      readonly kind: 'remove'
      readonly account: string
      readonly root: 'self' | 'notices' | 'messages' | 'sketch'
      readonly id: string
    }

/** `notebook/…` codes as the protocol has them. `peer/no-account`: this device belongs to no account yet. */
export type Written =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly code: string }
