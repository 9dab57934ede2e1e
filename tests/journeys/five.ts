// Five in a field, four of them delegates: one is killed without a word, and another takes its place.
import { strict as assert } from 'node:assert'
import { until } from '../../tools/until.ts'
import { agree } from './agree.ts'
import { admit, Field, go, pair, send, stand, start, votes } from './field.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'

const NAMES = ['ben', 'cleo', 'dora', 'eve'] as const

export const five: Journey<Field> = {
  name: 'five',
  found: () => Field.open(),
  async walk({ town: field, step }) {
    const ada = await step('ada starts a community', async () => {
      const ada = await field.come('ada')
      await start(ada)
      return ada
    })
    const others: Person[] = []
    for (const name of NAMES)
      await step(`${name} joins through who came before`, async () => {
        const newcomer = await field.come(name)
        await pair(others.at(-1) ?? ada, newcomer)
        await admit(ada, newcomer)
        others.push(newcomer)
      })
    const [ben, cleo, dora, eve] = others as [Person, Person, Person, Person]
    await step('three more take turns, so four carry it', async () => {
      for (const person of [ben, cleo, dora]) await stand(person)
      for (const person of [ben, cleo, dora]) await votes(person, 120)
      await go(ada, '#pairing')
      await ada.page.getByText('1 of them may go without a word').waitFor()
    })
    const gone = await dora.account()
    await step('one of the four is killed without a word; a payment is final', async () => {
      await dora.kill()
      await send(ada, eve, 3)
      await eve.hasConfirmed(3_000_000, 90)
      await agree([ada, ben, cleo, eve])
    })
    await step('another is elected in its place', async () => {
      await stand(eve)
      await votes(eve, 180)
      const delegates = await until(
        'who was killed is no delegate any more',
        () => ada.delegates(),
        all => !all.includes(gone),
        120,
      )
      assert.equal(delegates.length, 4)
      await agree([ada, ben, cleo, eve])
    })
  },
}
