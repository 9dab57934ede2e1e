// One stream of a link, whatever carries it: a data channel between browsers, a libp2p stream over a socket.

export interface Wire {
  /** Hands over a chunk, which nobody changes afterwards. */
  send(chunk: Uint8Array): void
  /** Bytes that were handed over and have not left. */
  waiting(): number
  /** Called once, before anything can come. */
  listen(listener: WireListener): void
  /** What was handed over still leaves, if it can. */
  close(): void
}

export interface WireListener {
  chunk(bytes: Uint8Array): void
  /** There is room again. */
  room(): void
  closed(why?: string): void
}
