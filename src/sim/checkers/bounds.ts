// Whatever waits is bounded: in peers and on the way.
import { POOL_LIMITS } from '../../chain/pool.ts'
import { MOST_EARLY } from '../life.ts'
import type { MakeChecker } from './checker.ts'

/** Far more than any world here sends at once: it shows a storm. */
const MOST_IN_FLIGHT = 200_000

export const bounds: MakeChecker = () => ({
  slot(holdings, inFlight, raise) {
    for (const { peer, pool, early } of holdings) {
      if (pool > POOL_LIMITS.transactions) raise(`the pool of peer ${peer} holds ${pool}`)
      if (early > MOST_EARLY) raise(`peer ${peer} holds ${early} blocks that came too early`)
    }
    if (inFlight > MOST_IN_FLIGHT) raise(`${inFlight} messages are on their way`)
  },
})
