// What passes between a page and the Worker that its peer runs in.

import type { FromLinks, ToLinks } from '../../mesh/port.ts'
import type { Pace } from '../founding.ts'
import type { Checkpoint } from '../invitation.ts'

export interface Beginning {
  /** What its database is called. */
  readonly name: string
  readonly genesis: Uint8Array
  readonly token: Uint8Array | null
  /** The recent final block that its invitation names. */
  readonly checkpoint: Checkpoint | null
  readonly mode: 'full' | 'light' | null
  /** The interface is spoken over this. */
  readonly port: MessagePort
}

/** A community that this wallet founds by itself. */
export interface Founding {
  /** What its database is to be called. */
  readonly store: string
  readonly name: string
  readonly pace: Pace
}

export type ToWorker =
  | { readonly kind: 'found'; readonly founding: Founding }
  | { readonly kind: 'begin'; readonly beginning: Beginning }
  | { readonly kind: 'links'; readonly message: FromLinks }

export type FromWorker =
  /** It listens. What is sent before that finds nobody: its code waits for a hash to load. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun' }
  /** With the private half of the token that lets others in. */
  | { readonly kind: 'founded'; readonly genesis: Uint8Array; readonly token: Uint8Array }
  /** It cannot run: the words are for the screen. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'links'; readonly message: ToLinks }
  /** The database was deleted or taken away by another page. */
  | { readonly kind: 'lost' }
