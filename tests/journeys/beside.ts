// Two meet in a field with no relay anywhere, and a third joins through one of them; then the first steps down and leaves.
import { agree } from './agree.ts'
import { admit, Field, pair, send, stand, start, stepDown, votes } from './field.ts'
import type { Journey } from './journey.ts'
import { isSound } from './sound.ts'
import { CREDIT } from './town.ts'

const BEGINS_WITH = 1000 * CREDIT

export const beside: Journey<Field> = {
  name: 'beside',
  found: () => Field.open(),
  async walk({ town: field, step }) {
    const ada = await step('ada starts a community', async () => {
      const ada = await field.come('ada')
      await start(ada)
      return ada
    })
    const ben = await step('ben is paired with ada by two codes', async () => {
      const ben = await field.come('ben')
      await pair(ada, ben)
      return ben
    })
    await step('ada admits ben, who takes turns from then on', async () => {
      await admit(ada, ben)
      await stand(ben)
      await votes(ben)
    })
    const cleo = await step('cleo joins through ben, and finds ada by herself', async () => {
      const cleo = await field.come('cleo')
      await pair(ben, cleo)
      await cleo.until('is linked to both', ({ links }) => links.direct === 2)
      return cleo
    })
    await step('ada admits cleo, who takes turns from then on', async () => {
      await admit(ada, cleo)
      await stand(cleo)
      await votes(cleo)
    })
    await step('the page says that so few bear no loss, and is without a finding', async () => {
      await ada.page.getByText('Fewer than four bear no loss').waitFor()
      await isSound(ada.page)
    })
    await step('ada hands on credits, and steps down', async () => {
      await send(ada, ben, 5)
      await ada.hasConfirmed(BEGINS_WITH - 5 * CREDIT)
      await stepDown(ada)
      for (const each of [ben, cleo])
        await each.until('follows two delegates', ({ links }) => links.delegates === 1)
      await ada.until('has handed over', ({ role }) => role === 'member')
    })
    await step('ada leaves, and a payment of the others is final', async () => {
      await ada.close()
      await send(ben, cleo, 2)
      await cleo.hasConfirmed(2 * CREDIT)
      await agree([ben, cleo])
    })
  },
}
