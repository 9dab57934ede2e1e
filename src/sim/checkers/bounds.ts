// Whatever waits is bounded: in peers and on the way.
import { BOUNDS } from '../../chain/node/config.ts'
import { POOL_LIMITS } from '../../chain/pool.ts'
import type { MakeChecker } from './checker.ts'

/** Far more than any world here sends at once: it shows a storm. */
const MOST_IN_FLIGHT = 400_000

/** Durable writes and signatures under way at a time. */
const MOST_WRITES = 64

/** Each peer in its turn: what grows without bounds is still there some slots later. */
const TURNS = 4

export const bounds: MakeChecker = () => ({
  slot({ slot, peers, inFlight }, raise) {
    for (const { name, node, index } of peers) {
      if (!node || (slot + index) % TURNS !== 0) continue
      if (node.pool.size > POOL_LIMITS.transactions) raise(`the pool of peer ${name} holds ${node.pool.size}`)
      const { blocks, waitingBlocks, waitingCertificates, votes, invalid, unanswered } = node.figures
      for (const [what, held, most] of [
        ['blocks', blocks, BOUNDS.blocks],
        ['blocks that wait', waitingBlocks, BOUNDS.early + BOUNDS.orphans],
        ['certificates that wait', waitingCertificates, BOUNDS.certificates],
        ['votes', votes, BOUNDS.votes],
        ['invalid blocks', invalid, BOUNDS.invalid],
        ['questions', unanswered, BOUNDS.verifying + MOST_WRITES],
      ] as const)
        if (held > most) raise(`peer ${name} holds ${held} ${what}, and ${most} is the most`)
    }
    if (inFlight > MOST_IN_FLIGHT) raise(`${inFlight} messages are on their way`)
  },
})
