// What a sync serves to others, and looks its own holdings up in. All of it is held here: nothing waits.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Block } from '../../chain/block.ts'
import type { Headline } from '../../chain/light/headline.ts'
import type { Tree } from '../../chain/tree/tree.ts'

export interface Source {
  /** A block that is held and was found valid, whether final or not. */
  block(hash: Hash): Block | undefined
  /** Of the head's branch. */
  blockAt(height: number): Block | undefined
  headlineAt(height: number): Headline | undefined
  /** The final blocks whose state is kept, the newest first. At fixed heights, so that many peers keep the same. */
  anchors(): readonly Headline[]
  /** The state with a root, where it is kept. */
  state(root: Hash): Tree | undefined
  /** What a light peer asks; its form is the light peer's. */
  light(question: Bytes): Bytes | undefined
}

/** Of a peer that has nothing to serve. */
export const NOTHING: Source = {
  block: () => undefined,
  blockAt: () => undefined,
  headlineAt: () => undefined,
  anchors: () => [],
  state: () => undefined,
  light: () => undefined,
}
