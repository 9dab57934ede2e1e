// What an exchange asks its peer: what it holds now.
import type { Said } from '../frames/item.ts'
import type { Standing } from '../frames/summary.ts'

export interface Held {
  standing(): Standing
  /** All that is not final: the pool, blocks above the last final one with their certificates, of each key the latest
   * vote; the oldest first, for where all names do not fit the newest are told. A light peer’s headlines stand for blocks. */
  pending(): Iterable<Said>
}
