// What has become final in a tab, counted there as it is told.
import type { BlockSight, Peer } from '../../src/peer/api.ts'
import type { Tab } from './tab.ts'

interface Counting {
  counted: { height: number; transactions: number }
}

/** From now on. */
export const beginCounting = (tab: Tab): Promise<void> =>
  tab.run((peer: Peer) => {
    const page = globalThis as unknown as Counting
    page.counted = { height: -1, transactions: 0 }
    peer.watch('blocks', (blocks: readonly BlockSight[]) => {
      const { counted } = page
      const finals = blocks.filter(({ stage }) => stage === 'final')
      const top = finals[0]?.height ?? -1
      // What was final before the first look is not counted.
      if (counted.height >= 0)
        for (const { height, transactions } of finals)
          if (height > counted.height) counted.transactions += transactions
      counted.height = Math.max(counted.height, top)
    })
  })

export const counted = (tab: Tab): Promise<number> =>
  tab.run(() => (globalThis as unknown as Counting).counted.transactions)
