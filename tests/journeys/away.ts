// Journey 2: somebody is away for two hundred blocks and comes back; somebody new begins with a snapshot.
import { strict as assert } from 'node:assert'
import { fourDelegates } from './four.ts'
import type { Journey } from './journey.ts'
import { Town } from './town.ts'

const AWAY_BLOCKS = 200

export const away: Journey = {
  name: 'away',
  found: () => Town.found({ idleSlots: 1 }),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [ada, ben] = people
    const eve = await step('a fifth joins', async () => {
      const eve = await town.admit('eve')
      // Nobody admits any more: a guest follows all the same.
      await eve.until('has what is final', ({ final }) => (final?.height ?? 0) > 0)
      return eve
    })
    const height = async () => (await ada.status()).final!.height
    const left = await height()
    await step('the fifth closes the lid', async () => eve.sleep())
    const to = await ben.account()
    await step(`${AWAY_BLOCKS} blocks and steady payments go by`, async () => {
      let paid = 0
      while ((await height()) < left + AWAY_BLOCKS) {
        if (paid < 50) await ada.send(to, 1)
        paid += 1
        await new Promise(resolve => setTimeout(resolve, 1000))
      }
    })
    await step('the fifth is back, and has all of it', async () => {
      const slept = (await height()) - left
      eve.wake()
      await eve.until(
        'follows again',
        ({ stage, final }) => stage === 'live' && final!.height >= left + slept,
      )
      await town.agree([...people, eve])
    })
    await step('somebody keeps a snapshot', () =>
      ada.until('has one', ({ store }) => store.snapshots.length > 0, 180),
    )
    const fred = await step('a sixth joins by a snapshot', async () => {
      const fred = await town.join('fred')
      await fred.until('follows', ({ stage, final }) => stage === 'live' && final!.height > 0)
      await town.agree([...people, eve, fred])
      return fred
    })
    const lines = (await fred.recorder()).split('\n')
    assert.ok(
      lines.some(line => line.includes('"what":"snapshot"')),
      'it began with a snapshot',
    )
  },
}
