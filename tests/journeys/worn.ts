// Journey: what happens to a device that is a delegate. Its disk is full; it is restored from yesterday's copy; the browser
// clears what it kept while it runs. Nobody signs twice, and the others lose nothing.
import { strict as assert } from 'node:assert'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fourDelegates } from './four.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'
import { CREDIT, Town, WELCOME } from './town.ts'

export const worn: Journey<Town> = {
  name: 'worn',
  found: () => Town.found({ idleSlots: 1 }),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [ada, ben, cleo, dora] = people
    const nobodySignedTwice = async (others: readonly Person[]) => {
      for (const other of others) {
        assert.equal((await other.status()).halt, null)
        assert.ok(!(await other.recorder()).includes('"what":"offence"'), 'somebody signed twice')
      }
    }
    const goOn = async (person: Person) => {
      const { final } = await person.status()
      await person.until('sees more become final', now => now.final!.height >= final!.height + 4)
    }
    const to = await cleo.account()

    await step('a payment is final before anything goes wrong', async () => {
      await ada.send(to, 2)
      await ada.hasConfirmed(WELCOME - 2 * CREDIT)
    })
    const room = await step('a delegate’s disk is full: it says so, and signs nothing more', async () => {
      const room = await ada.quota(1)
      await ada.until('is full', ({ store }) => store.state === 'full')
      await ada.page.getByText('This device is full').waitFor()
      const { delegate } = await ada.status()
      await goOn(ben)
      const later = (await ada.status()).delegate!
      assert.deepEqual([later.votes, later.blocks], [delegate!.votes, delegate!.blocks])
      return room
    })
    await step('with room again and after a reload it votes, and has what was final', async () => {
      await room()
      await ada.reload()
      await ada.until(
        'votes again',
        ({ delegate, store }) => store.state === 'ok' && delegate?.state === 'voting',
      )
      await ada.hasConfirmed(WELCOME - 2 * CREDIT)
      await nobodySignedTwice([ben, cleo, dora])
    })

    const copy = join(town.folder, 'copy')
    await step('another is copied as it is, and goes on', async () => {
      await dora.close()
      cpSync(dora.folder, copy, { recursive: true })
      await dora.begin()
      const { delegate } = await dora.until('votes again', now => (now.delegate?.votes ?? 0) > 0)
      await dora.until('votes on', now => now.delegate!.view > delegate!.view + 8)
    })
    await step('it is restored from the copy: it asks what others remember before it signs', async () => {
      const { view } = (await dora.status()).delegate!
      await dora.close()
      rmSync(dora.folder, { recursive: true })
      cpSync(copy, dora.folder, { recursive: true })
      await dora.begin()
      await dora.until(
        'votes above all that it voted before, or stopped',
        ({ delegate, halt }) =>
          halt?.reason === 'rekey' ||
          (delegate?.state === 'voting' && delegate.votes > 0 && delegate.view > view),
      )
      await goOn(ben)
      await nobodySignedTwice([ada, ben, cleo])
    })

    await step('the browser clears what another kept, while it runs: it says what is gone', async () => {
      await ben.page.locator('[data-care=version]').waitFor({ timeout: 30_000 })
      await ben.evict()
      await ben.page.locator('[data-care=cleared]').waitFor({ timeout: 60_000 })
      assert.equal((await ben.status()).delegate, null)
      await goOn(cleo)
      await nobodySignedTwice([ada, cleo, dora])
    })
    await step('what was promised is there', async () => {
      await town.agree([ada, cleo, dora])
      await cleo.hasConfirmed(WELCOME + 2 * CREDIT)
    })
  },
}
