// What links need of the machine they run on; a browser's page and Node each have their own.
import type { LifeState } from '../port.ts'

export interface Platform {
  readonly RTCPeerConnection: typeof RTCPeerConnection
  /** Connections that were begun in this tab's life, reloads included, and how many it may have in all. */
  readonly life: { read(): number; add(): void; readonly most: number }
  /** Says when the page is shown, hidden, frozen, cut off, or was asleep; gives back how to stop. */
  watch(say: (state: LifeState) => void): () => void
  /** Calls back once when the page goes for good: nothing later is sure to happen. */
  leaving(leave: () => void): void
}

/** Milliseconds that only go forward. */
export const now = (): number => performance.now()

/** A moment somewhere up to `most`, so that many peers do not do the same at once. */
export const jitter = (most: number): number => Math.random() * most
