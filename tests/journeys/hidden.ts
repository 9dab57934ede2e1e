// Journey 5: a tab that nobody looks at is a delegate, and keeps its slots.
import { strict as assert } from 'node:assert'
import { until } from '../../tools/until.ts'
import { fourDelegates } from './four.ts'
import type { Journey } from './journey.ts'
import { RawBrowser } from './raw.ts'
import { Town } from './town.ts'

const TURNS = 20
/** Two cores carry four browsers: now and then a turn comes too late whoever looks. */
const MISSED_MOST = 2

export const hidden: Journey = {
  name: 'hidden',
  found: () => Town.found({ idleSlots: 1 }),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [ada, ben, cleo, dora] = people
    const account = await dora.account()
    await dora.close()
    const raw = await step('one of them opens the browser anew, without a driver', async () => {
      const raw = await RawBrowser.open(dora.folder, `${town.site.base}/`)
      const status = () => raw.run(async peer => (peer ? await peer.status() : undefined))
      await until('it votes', status, seen => (seen?.delegate?.votes ?? 0) > 0)
      return raw
    })
    try {
      await step('another tab comes in front', async () => {
        await raw.cover()
        await until(
          'its tab is hidden',
          () => raw.run(async peer => [document.visibilityState, (await peer.status()).life]),
          ([page, peer]) => page === 'hidden' && peer === 'hidden',
        )
      })
      await step(`${TURNS} of its turns go by`, async () => {
        const before = (await raw.run(peer => peer.status())).delegate!
        const from = (await ada.status()).slot
        const missed = new Set<number>()
        const { delegate, life } = await until(
          'it has made its blocks',
          async () => {
            for (const slot of await ada.missedBy(account)) if (slot > from) missed.add(slot)
            return raw.run(peer => peer.status())
          },
          ({ delegate }) => delegate!.blocks - before.blocks + missed.size >= TURNS,
          180,
        )
        assert.equal(life, 'hidden')
        assert.ok(delegate!.votes > before.votes)
        assert.ok(missed.size <= MISSED_MOST, `it missed ${missed.size} of ${TURNS} turns`)
      })
      await step('the others have the same', () => town.agree([ada, ben, cleo]))
    } finally {
      await raw.close()
    }
  },
}
