// What a page and its service worker say to each other. Both may be of different releases: what is not understood is
// not answered, and the page goes on without.
import type { Fault } from '../../peer/release.ts'

/** Why an offered release was not taken. */
export type Refusal =
  | Fault
  /** What is offered as a release is none. */
  | 'form'
  /** A file of it is not served. */
  | 'missing'
  /** A file of it is another than the one whose hash stands in it. */
  | 'other'
  /** There is no room for it. */
  | 'full'

export interface ReleaseSight {
  readonly version: string
  readonly timeMs: number
}

/** How the app that this browser keeps stands. */
export interface GuardSight {
  readonly current: ReleaseSight
  /** `yes`: by everybody who was named. `unnamed`: no community of this browser names a key. */
  readonly signed: 'yes' | 'no' | 'unnamed'
  /** A whole release that waits to be taken. */
  readonly ready: ReleaseSight | null
  /** What was offered last, where it was refused. */
  readonly refused: { readonly why: Refusal; readonly version: string; readonly atMs: number } | null
  /** The script that the server offers as the next service worker is of no release that may be taken. */
  readonly foreign: boolean
}

export type Asked =
  /** Is there another release? */
  | { readonly ask: 'look' }
  /** Use the one that waits. */
  | { readonly ask: 'take' }
  /** A community that this browser's user belongs to names this key, as of a final block. */
  | {
      readonly ask: 'pin'
      readonly community: Uint8Array
      readonly key: Uint8Array | null
      readonly height: number
    }

/** To every page: another release is in use from now on. */
export interface Taken {
  readonly taken: true
}
