// Whatever waits is bounded: in peers and on the way.
import { MAX_DELEGATES } from '../../chain/consensus/sets.ts'
import { BOUNDS } from '../../chain/node/config.ts'
import { MAX_AHEAD } from '../../chain/node/tally.ts'
import { POOL_LIMITS } from '../../chain/pool.ts'
import type { MakeChecker } from './checker.ts'

/** Far more than any world here sends at once: it shows a storm. */
const MOST_IN_FLIGHT = 400_000

/** Durable writes and signatures under way at a time. */
const MOST_WRITES = 64

/** Each peer in its turn: what grows without bounds is still there some slots later. */
const TURNS = 4

export const bounds: MakeChecker = ({ community: { genesis } }) => ({
  slot({ slot, peers, inFlight }, raise) {
    const seats = genesis.turns === 'fixed' ? MAX_DELEGATES : genesis.delegateCount
    for (const { name, node, index } of peers) {
      if (!node || (slot + index) % TURNS !== 0) continue
      if (node.pool.size > POOL_LIMITS.transactions) raise(`the pool of peer ${name} holds ${node.pool.size}`)
      const { blocks, waitingBlocks, waitingCertificates, invalid, unanswered } = node.figures
      const { votes, votesAhead, waitingVotes } = node.figures
      for (const [what, held, most] of [
        ['blocks', blocks, BOUNDS.blocks],
        ['blocks that wait', waitingBlocks, BOUNDS.early + BOUNDS.orphans],
        ['certificates that wait', waitingCertificates, BOUNDS.certificates],
        // One set is active at a block, or two; those after the last final block and after the head are known.
        ['votes', votes, blocks * 2 * seats],
        ['votes for blocks to come', votesAhead, MAX_AHEAD * 4 * seats],
        ['votes that wait', waitingVotes, BOUNDS.votes],
        ['invalid blocks', invalid, BOUNDS.invalid],
        ['questions', unanswered, BOUNDS.verifying + MOST_WRITES],
      ] as const)
        if (held > most) raise(`peer ${name} holds ${held} ${what}, and ${most} is the most`)
    }
    if (inFlight > MOST_IN_FLIGHT) raise(`${inFlight} messages are on their way`)
  },
})
