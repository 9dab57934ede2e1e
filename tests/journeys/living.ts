// Journey 1: four people mesh, elect each other and go on without a server.
import { strict as assert } from 'node:assert'
import { fourDelegates } from './four.ts'
import type { Journey } from './journey.ts'
import { isSound } from './sound.ts'
import { CREDIT, Town, WELCOME } from './town.ts'

export const living: Journey = {
  name: 'living',
  found: () => Town.found(),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [ada, ben, cleo, dora] = people
    await step('each is linked to the others directly', async () => {
      for (const person of people) {
        await person.until(
          'has three neighbours, each linked directly',
          ({ links }) => links.delegates === 3 && links.direct === 3 && links.socket === 0,
        )
      }
    })
    await step('what a reader of any kind meets on the page is without a finding', () => isSound(ada.page))
    const accounts = await Promise.all(people.map(person => person.account()))
    const balances = new Map(people.map(person => [person, WELCOME]))
    /** Somebody pays; both see it confirmed, and everybody has the same. */
    const pay = async (from: typeof ada, to: typeof ada, credits: number) => {
      balances.set(from, balances.get(from)! - credits * CREDIT)
      balances.set(to, balances.get(to)! + credits * CREDIT)
      await from.send(accounts[people.indexOf(to)]!, credits)
      const open = people.filter(person => person.isOpen)
      await Promise.all(open.map(person => person.hasConfirmed(balances.get(person)!)))
      await town.agree(open)
    }
    await step('a payment is final for all', () => pay(ada, ben, 3))
    await step('the relay is killed', () => town.relay.kill())
    await step('payments go on', async () => {
      await pay(ben, cleo, 5)
      await pay(dora, ada, 1)
    })
    await step('a page closes; payments go on', async () => {
      await dora.closePage()
      await pay(cleo, ada, 2)
    })
    await step('another is reloaded, and has its state with nobody to ask', async () => {
      // What has become final this very moment is shown before it is written: others still have it then.
      const before = await ben.until('has written what is final', ({ store }) => store.waiting === 0)
      await ben.reload()
      const after = await ben.until('is opened', ({ final }) => final !== null)
      assert.ok(after.final!.height >= before.final!.height, 'what was final is kept')
      await ben.hasConfirmed(balances.get(ben)!)
    })
    await step(
      'the relay returns; the one who was reloaded votes again, and a payment is final',
      async () => {
        await town.relayAgain()
        await ben.until('votes again', ({ delegate }) => delegate?.state === 'voting')
        await pay(ada, cleo, 4)
      },
    )
    await step('the page that was closed is opened again', async () => {
      await dora.openPage()
      await dora.until('votes again', ({ delegate }) => delegate?.state === 'voting')
      await pay(dora, ben, 6)
    })
    await step('a newcomer joins, and has the same', async () => {
      const eve = await town.join('eve')
      await eve.until('follows', ({ stage, final }) => stage === 'live' && (final?.height ?? 0) > 0)
      await town.agree([...people, eve])
    })
    await step('two of them trade energy, and both see it confirmed', async () => {
      const interval = (await ada.openMarket()) + 1
      await ben.openMarket()
      await ben.order('Sell', interval, '1.5', '20.0')
      await ada.order('Buy', interval, '1.0', '30.0')
      await Promise.all([ada.hasTraded(), ben.hasTraded()])
      await ben.page.getByRole('button', { name: /^Take back/ }).click()
      await ben.page.locator('[data-orders="0"]').waitFor({ timeout: 60_000 })
      await town.agree(people)
    })
    await step('the market is without a finding too', () => isSound(ada.page))
  },
}
