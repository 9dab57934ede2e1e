// What each key was seen signing, the latest of it: enough to accuse whoever breaks rule 6, and to tell a delegate that
// starts again what it signed (rule 9).
import type { Bytes } from '../../bytes/bytes.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../block.ts'
import { isDoubleBlock, isOffence } from '../consensus/evidence.ts'
import { sameBallot, type Vote } from '../consensus/votes.ts'
import type { Offence } from './effect.ts'
import type { SignedHeader } from './memory.ts'
import { MAX_OWN } from './memory.ts'
import type { Outbox } from './outbox.ts'

/** As many keys are watched: those of several sets of the greatest size. */
const MAX_KEYS = 512

interface SeenVote {
  readonly chain: Hash
  readonly vote: Vote
}

interface SeenBlock extends SignedHeader {
  readonly hash: Hash
}

interface Watched {
  readonly key: Bytes
  latest: SeenVote | undefined
  /** The greatest view of a source among its votes. */
  sourceView: number
  readonly votes: SeenVote[]
  readonly blocks: SeenBlock[]
  /** One proof a key is enough. */
  accused: boolean
  /** When it was seen last, by the count of what was seen. */
  seen: number
}

export class Witness {
  private readonly out: Outbox
  private readonly keys = new Map<string, Watched>()
  private seen = 0

  constructor(out: Outbox) {
    this.out = out
  }

  /** A verified vote. */
  sawVote(chain: Hash, vote: Vote, key = nameOf32(vote.key)): void {
    const watched = this.watch(vote.key, key)
    const seen = { chain, vote }
    const { latest } = watched
    // A vote later than all others, on a source no older than theirs, offends none of them.
    const inOrder = !latest || (vote.view > latest.vote.view && vote.sourceView >= watched.sourceView)
    if (!inOrder) {
      // What several tell a delegate that starts is the same: kept again, it would push out what is not.
      if (watched.votes.some(earlier => isSame(earlier, seen))) return
      this.compare(watched, seen)
    }
    if (!latest || vote.view > latest.vote.view) watched.latest = seen
    if (vote.sourceView > watched.sourceView) watched.sourceView = vote.sourceView
    remember(watched.votes, seen)
  }

  /** Whether this very vote was verified and is remembered. */
  holds(chain: Hash, vote: Vote): boolean {
    const seen = { chain, vote }
    return this.keys.get(nameOf32(vote.key))?.votes.some(earlier => isSame(earlier, seen)) ?? false
  }

  private compare(watched: Watched, { chain, vote }: SeenVote): void {
    for (const earlier of watched.votes) {
      // Evidence (rule 6): two votes at one view, or one that surrounds another, in one era.
      if (isOffence(earlier.vote, vote) && equalBytes(earlier.chain, chain))
        this.accuse(watched, { kind: 'votes', chain, a: earlier.vote, b: vote })
    }
  }

  /** A block whose producer's signature was verified. */
  sawBlock({ header, hash, signature }: Block, key: Bytes): void {
    const watched = this.watch(key, nameOf32(key))
    const b = { header, hash, signature }
    for (const a of watched.blocks) {
      if (a.header.slot !== header.slot || !equalBytes(a.header.chain, header.chain)) continue
      if (equalBytes(a.hash, hash)) return
      // Evidence (rule 6): two blocks in one slot, in one era.
      if (isDoubleBlock({ slot: a.header.slot, hash: a.hash }, { slot: header.slot, hash }))
        this.accuse(watched, { kind: 'blocks', chain: header.chain, key, a: bare(a), b: bare(b) })
    }
    remember(watched.blocks, b)
  }

  private accuse(watched: Watched, offence: Offence): void {
    if (watched.accused) return
    watched.accused = true
    this.out.put({ kind: 'evidence', offence })
  }

  private watch(key: Bytes, name: string): Watched {
    const seen = ++this.seen
    const known = this.keys.get(name)
    if (known) {
      known.seen = seen
      return known
    }
    const watched = { key, latest: undefined, sourceView: 0, votes: [], blocks: [], accused: false, seen }
    if (this.keys.size >= MAX_KEYS) this.forgetOne()
    this.keys.set(name, watched)
    return watched
  }

  /** Keys of sets long gone are forgotten first. */
  private forgetOne(): void {
    const [oldest] = this.bySeen()
    if (oldest) this.keys.delete(nameOf32(oldest.key))
  }

  private bySeen(): Watched[] {
    return [...this.keys.values()].sort((a, b) => a.seen - b.seen)
  }

  /** Of each key the latest vote in this era; what was seen last comes last. */
  latest(chain: Hash): readonly Vote[] {
    const votes: Vote[] = []
    for (const { latest } of this.bySeen())
      if (latest && equalBytes(latest.chain, chain)) votes.push(latest.vote)
    return votes
  }

  /** What this key was seen signing in this era. */
  of(chain: Hash, key: Bytes): { readonly votes: readonly Vote[]; readonly blocks: readonly SignedHeader[] } {
    const watched = this.keys.get(nameOf32(key))
    if (!watched) return { votes: [], blocks: [] }
    return {
      votes: watched.votes.filter(seen => equalBytes(seen.chain, chain)).map(({ vote }) => vote),
      blocks: watched.blocks.filter(({ header }) => equalBytes(header.chain, chain)).map(bare),
    }
  }

  get size(): number {
    let size = 0
    for (const { votes, blocks } of this.keys.values()) size += votes.length + blocks.length
    return size
  }
}

const isSame = (a: SeenVote, b: SeenVote): boolean =>
  (a.vote === b.vote || (sameBallot(a.vote, b.vote) && equalBytes(a.vote.signature, b.vote.signature))) &&
  equalBytes(a.chain, b.chain)

const bare = ({ header, signature }: SignedHeader): SignedHeader => ({ header, signature })

function remember<T>(list: T[], seen: T): void {
  if (list.length === MAX_OWN) list.shift()
  list.push(seen)
}
