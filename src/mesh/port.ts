// What crosses between the links and the core. In a browser RTCPeerConnection lives on the page and the core in a
// Worker, so all of it is plain data that can be cloned, and bytes change hands: who sends them keeps none.

/** Two streams a link: what is urgent never waits behind what is large. */
export type StreamName = 'live' | 'bulk'

/** How a link goes: straight by WebRTC, or by a socket to a Node peer. A relay carries introductions, never a link. */
export type Way = 'direct' | 'socket'

/** From the thread with the links to the core. */
export type FromLinks =
  /** Both streams are open. `peer` is the authenticated transport id of the other side. */
  | {
      readonly kind: 'opened'
      readonly link: number
      readonly peer: string
      readonly dialled: boolean
      readonly way: Way
      /** The dial, or the answer, that this link came of; none where the other side dialled through a relay or socket. */
      readonly dial?: number
    }
  | { readonly kind: 'closed'; readonly link: number; readonly why?: string }
  | {
      readonly kind: 'frame'
      readonly link: number
      readonly stream: StreamName
      readonly bytes: Uint8Array
    }
  /** What waits to be sent: said whenever it has changed by 16 KiB, and when nothing waits any more. */
  | {
      readonly kind: 'unsent'
      readonly link: number
      readonly stream: StreamName
      readonly bytes: number
    }
  /** A dial, an offer or an answer came to nothing. */
  | { readonly kind: 'failed'; readonly dial: number; readonly why: string }
  /** To be carried to the other side of an offer or of an answer, through neighbours. */
  | { readonly kind: 'signal'; readonly dial: number; readonly body: Uint8Array }
  /** Said again whenever any of it changes. */
  | {
      readonly kind: 'relays'
      /** The relays that hold a place for us now. */
      readonly reachable: readonly string[]
      /** Our own addresses, by which others may dial us. */
      readonly addresses: readonly string[]
      /** Who the relays say is there. Nothing but a hint: a relay can invent them. */
      readonly present: readonly Present[]
    }
  /** Our own transport id, fresh with every page load. */
  | { readonly kind: 'self'; readonly peer: string }
  | { readonly kind: 'life'; readonly state: LifeState }

export interface Present {
  readonly peer: string
  readonly addresses: readonly string[]
}

export type LifeState = 'visible' | 'hidden' | 'frozen' | 'online' | 'offline' | 'woken'

/** From the core to the links. The numbers of dials are the core's to choose; those of links are the links'. */
export type ToLinks =
  | {
      readonly kind: 'send'
      readonly link: number
      readonly stream: StreamName
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'close'; readonly link: number; readonly reason: string }
  /** Through a relay, or to a socket. */
  | {
      readonly kind: 'dial'
      readonly dial: number
      readonly peer: string
      readonly addresses: readonly string[]
    }
  /** Make an offer, to be carried through neighbours. */
  | { readonly kind: 'offer'; readonly dial: number; readonly peer: string }
  /** An offer was carried here: answer it. */
  | {
      readonly kind: 'answer'
      readonly dial: number
      readonly peer: string
      readonly body: Uint8Array
    }
  /** The answer to our offer was carried here. */
  | { readonly kind: 'accept'; readonly dial: number; readonly body: Uint8Array }
