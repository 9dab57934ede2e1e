// What a peer's interface is spoken over: between a page and its Worker, and between tabs.

import type { Watched } from '../api.ts'

export interface Line {
  post(said: unknown): void
  hear(then: (said: unknown) => void): void
}

/** Everything that can be called, but for what is told again and again. */
export const CALLS = [
  'status',
  'community',
  'identity',
  'devices',
  'ask',
  'submit',
  'pass',
  'prepare',
  'hand',
  'consent',
  'settled',
  'applyAsGuest',
  'stand',
  'rekey',
  'propose',
  'agreement',
  'agree',
  'write',
  'setMode',
  'persist',
  'recorder',
  'close',
] as const
export type Call = (typeof CALLS)[number]

export type Topic = keyof Watched

/** Several clients may share one line: each has a name of its own. */
export type ToServer =
  | { readonly client: string; readonly id: number; readonly call: Call; readonly args: readonly unknown[] }
  | { readonly client: string; readonly id: number; readonly watch: Topic }
  | { readonly client: string; readonly id: number; readonly follow: string }
  | { readonly client: string; readonly id: number; readonly stop: true }
  /** It is still there: who says nothing for long is told nothing any more. */
  | { readonly client: string; readonly alive: true }

export type ToClient =
  | { readonly client: string; readonly id: number; readonly result: unknown }
  | { readonly client: string; readonly id: number; readonly error: string }
  | { readonly client: string; readonly id: number; readonly told: unknown }
  /** A server has begun: what was asked of one before is asked anew. */
  | { readonly server: true }

export const ALIVE_MS = 4000
export const GONE_MS = 15_000

/** A port to a Worker. */
export function portLine(port: MessagePort): Line {
  return {
    post: said => port.postMessage(said),
    hear(then) {
      port.onmessage = ({ data }) => then(data)
    },
  }
}

/** All tabs of an origin that know the name. */
export function channelLine(name: string): Line & { close(): void } {
  const channel = new BroadcastChannel(name)
  return {
    post: said => channel.postMessage(said),
    hear(then) {
      channel.onmessage = ({ data }) => then(data)
    },
    close: () => channel.close(),
  }
}
