// A community where takers think it over, on a street with a thin cable: what it cannot carry is seen; a match is
// confirmed, another one lapses, and both sides are told.
import { strict as assert } from 'node:assert'
import { fromHex } from '../../src/bytes/bytes.ts'
import { until } from '../../tools/until.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town, WELCOME } from './town.ts'

/** Ten seconds. */
const HESITATION = 40
const line = (from: string, to: string, ratingW: number, feeMilli: number) => ({
  ...{ from, to, ratingW, feeMilli },
})
/** The mill's cable carries 2 kWh in a quarter of an hour. */
const STREET = {
  slack: 'mill',
  buses: ['mill', 'a', 'b'].map(bus => ({ bus, zone: null })),
  lines: [line('mill', 'a', 40_000, 6), line('mill', 'b', 8000, 4)],
}
const POINT = { importW: 40_000, exportW: 40_000, solar: true }

export const hesitant: Journey = {
  name: 'hesitant',
  found: () =>
    Town.found({}, {}, {}, { book: { hesitation: HESITATION, gateSlots: 40 }, market: { feeder: STREET } }),
  async walk({ town, step }) {
    const connect = async (person: Person, bus: string) => {
      await person.hasConfirmed(WELCOME)
      const { peer } = town.hosts.peers[0]!
      const params = { account: fromHex(await person.account())!, bus, ...POINT }
      const sent = await peer.submit({ module: 'book', command: 'setPoint', params })
      assert.ok(sent.ok)
      assert.deepEqual((await peer.settled(sent.id)).stage, 'final')
    }
    const [ada, ben] = await step('two at either end of the street', async () => {
      const people = [await town.admit('ada'), await town.admit('ben')] as const
      await connect(people[0], 'a')
      await connect(people[1], 'b')
      return people
    })
    const shown = (person: Person, what: string) => person.page.locator(what).waitFor({ timeout: 30_000 })
    const interval = await step('what the cable cannot carry is hatched', async () => {
      const interval = (await ada.openMarket()) + 2
      await ben.openMarket()
      await ben.order('Sell', interval, '1.2', '20.0')
      await ben.order('Sell', interval, '2.0', '25.0')
      await ada.page.getByLabel('Time of delivery').fill(`${interval}`)
      await shown(ada, '[data-beyond="1200"]')
      await isSound(ada.page)
      return interval
    })
    await step('a match waits for who took it, with both sums', async () => {
      await ada.order('Buy', interval, '1.0', '30.0')
      await shown(ada, '[data-taker=true]')
      await shown(ben, '[data-taker=false]')
      assert.match(await ada.page.locator('[data-taker=true]').innerText(), /21\.2 ct.*20\.0 ct/s)
      await ada.press('Confirm: buy 1.0 kWh for 21.2 ct')
      await Promise.all([ada.hasTraded(), ben.hasTraded()])
      await shown(ada, '[data-market]:not(:has([data-match]))')
    })
    await step('another one lapses, and both are told', async () => {
      await ada.order('Buy', interval, '0.2', '30.0')
      await shown(ada, '[data-taker=true]')
      await isSound(ben.page)
      await shown(ada, '[data-lapsed]')
      await shown(ben, '[data-lapsed]')
      assert.match(await ben.page.locator('[data-lapsed]').innerText(), /your order waits again/)
      await isSound(ada.page)
    })
    await step('what the autopilot took it confirms itself, as far as the house has use for it', async () => {
      await ben.order('Sell', interval + 1, '0.3', '15.0')
      await shown(ben, '[data-orders="3"]')
      const before = await ada.page.locator('[data-trade]').count()
      await ada.page.getByRole('switch').click()
      const trades = () => ada.page.locator('[data-trade]').count()
      await until('the autopilot has confirmed', trades, count => count > before, 60)
      await shown(ada, '[data-why=confirms]')
      await ada.page.getByRole('switch').click()
    })
  },
}
