// Three take turns, and one of them is gone for good: nothing becomes final, until the members agree to go on without it.
import { strict as assert } from 'node:assert'
import { until } from '../../tools/until.ts'
import { agree } from './agree.ts'
import { admit, Field, go, pair, send, stand, start, votes } from './field.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'

const NAMES = ['ben', 'cleo', 'dora'] as const
const CREDIT = 1_000_000

const textOf = (person: Person) => person.page.locator('textarea[name=agreement]').inputValue()

async function give(person: Person, text: string): Promise<void> {
  await person.page.fill('textarea[name=given]', text)
  await person.press('Look at it')
}

export const bereft: Journey<Field> = {
  name: 'bereft',
  found: () => Field.open(),
  async walk({ town: field, step }) {
    const ada = await step('ada starts a community', async () => {
      const ada = await field.come('ada')
      await start(ada)
      return ada
    })
    const others: Person[] = []
    for (const name of NAMES)
      await step(`${name} joins`, async () => {
        const newcomer = await field.come(name)
        await pair(others.at(-1) ?? ada, newcomer)
        await admit(ada, newcomer)
        others.push(newcomer)
      })
    const [ben, cleo, dora] = others as [Person, Person, Person]
    const here = [ada, ben, dora]
    await step('three take turns', async () => {
      for (const person of [ben, cleo]) await stand(person)
      for (const person of [ben, cleo]) await votes(person, 120)
    })
    await step('one of the three is gone, and a payment does not become final', async () => {
      await cleo.kill()
      await send(ada, dora, 3)
      for (const person of here) await go(person, '#council')
      await ada.page
        .getByRole('heading', { name: 'Nothing is confirmed any more' })
        .waitFor({ timeout: 120_000 })
      assert.equal(await dora.shownBalance(), 0)
    })
    await step('what is said about it is sound, for readers of any kind', () => isSound(ada.page))
    await step('ada proposes to go on with those who are there', async () => {
      const ticked = ada.page.locator('.agreement input[type=checkbox]:checked')
      await until(
        'who is gone is not proposed',
        () => ticked.count(),
        count => count === 2,
      )
      await ada.press('Propose to go on with these')
      await ada.page.getByText('Signed by 1 of 4 members.').waitFor()
    })
    await step('a damaged agreement is refused, and nothing is signed', async () => {
      const text = await textOf(ada)
      await ben.page.locator('.agreement').waitFor()
      await give(ben, text.slice(0, -9))
      await ben.page.getByText('This is no agreement that can be read.').waitFor()
    })
    await step('ben and dora sign, and ada has what both have signed', async () => {
      await give(ben, await textOf(ada))
      await ben.press('Sign this agreement')
      await ben.page.getByText('Signed by 2 of 4 members.').waitFor()
      await dora.page.locator('.agreement').waitFor()
      await give(dora, await textOf(ben))
      await dora.press('Sign this agreement')
      await dora.page.getByText('Signed by 3 of 4 members.').waitFor()
      const whole = await textOf(dora)
      await give(ada, whole)
      await give(ben, whole)
    })
    await step('payments are final again, for all who are left', async () => {
      await send(ada, dora, 4)
      await dora.hasConfirmed(7 * CREDIT, 120)
      await agree(here)
      for (const person of here) assert.equal((await person.status()).halt, null)
    })
  },
}
