// Journey 4 of the notebook: two write apart for a day and merge; a forged author, a double entry at one place and a
// deletion without the role change nothing but what they must.
import { strict as assert } from 'node:assert'
import type { NotebookSight } from '../../src/peer/api.ts'
import { until } from '../../tools/until.ts'
import { Foe } from './hostile/foe.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town } from './town.ts'

export const shared: Journey = {
  name: 'shared',
  found: () => Town.found(),
  async walk({ town, step }) {
    const [ada, ben, liar, vandal] = await step('four are admitted, two of them no friends', async () => {
      const joining = [1, 2].map(() => Foe.join(town.hosts.invitation))
      const people = [await town.admit('ada'), await town.admit('ben')] as const
      const foes = (await Promise.all(joining)) as [Foe, Foe]
      for (const person of people) await person.until('is a member', ({ role }) => role !== 'guest')
      for (const foe of foes) await foe.belongs()
      for (const foe of foes) await foe.away()
      return [...people, ...foes] as const
    })
    try {
      const accounts = await Promise.all([ada, ben].map(person => person.account()))
      const names = ['Number 5', 'The bakery']

      await step('each gives its household a name, and both are called by it', async () => {
        for (const [i, person] of [ada, ben].entries()) {
          await openNotebook(person)
          await person.page.fill('input[name=household]', names[i]!)
          await person.press('Save the name')
        }
        for (const person of [ada, ben]) for (const account of accounts) await seesHousehold(person, account)
      })
      await town.closeHosts()

      await step('each writes while the other is away, as for a day', async () => {
        await ben.close()
        await pin(ada, 'Bees', 'Mind the hives behind number 5.')
        await pin(ada, 'Ladder', 'The long one is in our shed.')
        await ada.close()
        await ben.begin(undefined, '/#notebook')
        await pin(ben, 'Bread', 'On Fridays from seven.')
        await message(ben, accounts[0]!, 'How much does your roof make?')
      })

      await step('they meet, and read the same', async () => {
        await ada.begin(undefined, '/#notebook')
        await same([ada, ben], 3)
        await ada.page.locator('[data-message]').waitFor({ timeout: 20_000 })
      })

      await step('both draw the feeder, and move what they drew by keys and by hand', async () => {
        await draw(ada, 'Mill')
        await draw(ben, 'Barn')
        for (const { page } of [ada, ben])
          await page.locator('[data-sketch="2"]').waitFor({ timeout: 20_000 })
        await ada.page.selectOption('select[name=from]', { label: 'Mill' })
        await ada.page.selectOption('select[name=to]', { label: 'Barn' })
        await ada.press('Join them')
        await ben.page.locator('svg line').waitFor({ state: 'attached', timeout: 20_000 })
        const mill = ada.page.getByRole('button', { name: /^Mill, to be moved/ })
        const before = await placesOf(ben)
        await mill.focus()
        for (let i = 0; i < 3; i++) await ada.page.keyboard.press('ArrowRight')
        await movedTo(ben, 'Mill', before.Mill![0]! + 60, before.Mill![1]!)
        const barn = ben.page.getByRole('button', { name: /^Barn, to be moved/ })
        await barn.scrollIntoViewIfNeeded()
        const { x, y, width, height } = (await barn.boundingBox())!
        await ben.page.mouse.move(x + width / 2, y + height / 2)
        await ben.page.mouse.down()
        await ben.page.mouse.move(x + width / 2 + 40, y + height / 2 + 60, { steps: 4 })
        await ben.page.mouse.up()
        await until(
          'the barn stands elsewhere',
          () => placesOf(ada),
          ({ Barn }) => Barn![0] !== before.Barn![0] && Barn![1] !== before.Barn![1],
        )
        // Nobody moves what another has drawn.
        assert.equal(await ada.page.getByRole('button', { name: /^Barn, to be moved/ }).count(), 0)
        await same([ada, ben], 3)
      })

      await step('a deletion without the role is refused, and whoever brings it parted from', async () => {
        await vandal.back()
        await vandal.belongs()
        await vandal.write({ kind: 'name', name: 'Somebody new' })
        await vandal.knows(...accounts)
        for (const person of [ada, ben]) await seesHousehold(person, await vandal.account())
        await vandal.deletes(await deviceOf(ada))
        for (const person of [ada, ben]) await refuses(person, 'notebook/deletion')
        await same([ada, ben], 3)
        await vandal.away()
      })

      await step('two entries at one place freeze their author for all', async () => {
        await liar.back()
        await liar.belongs()
        await liar.write({ kind: 'notice', title: 'Welcome', text: 'From somebody else.' })
        await liar.knows(...accounts)
        await same([ada, ben], 4)
        await liar.writesTwice()
        for (const { page } of [ada, ben])
          await page.getByText('wrote two things at one place').first().waitFor({ timeout: 20_000 })
        await same([ada, ben], 3)
      })

      await step(
        'an entry forged in another’s name is refused, and whoever brings it parted from',
        async () => {
          await liar.forges(await deviceOf(ada))
          await refuses(ben, 'notebook/signature')
          await same([ada, ben], 3)
          await liar.away()
        },
      )

      await step('both write on as before, at a screen that everybody can use', async () => {
        await pin(ada, 'Honey', 'Two jars are left.')
        await same([ada, ben], 4)
        await isSound(ada.page)
        assert.deepEqual([...ada.errors, ...ben.errors].filter(isOurs), [])
      })
    } finally {
      for (const foe of [liar, vandal]) await foe.away()
    }
  },
}

/** Addresses that do not answer any more are no fault of a page. */
const isOurs = (error: string) => !/Failed to load resource|WebSocket|net::ERR/.test(error)

const openNotebook = async (person: Person) => {
  await person.page.getByRole('link', { name: 'Notebook', exact: true }).click()
  await person.page.locator('[data-notebook]:not([data-notebook="-1"])').waitFor({ timeout: 20_000 })
}

const seesHousehold = (person: Person, account: string) =>
  person.page.locator(`[data-household="${account}"]`).waitFor({ timeout: 20_000 })

async function pin(person: Person, title: string, text: string): Promise<void> {
  await person.page.fill('input[name=title]', title)
  await person.page.fill('textarea[name=text]', text)
  await person.press('Pin it up')
  await person.page.locator('[data-notice]').getByText(title, { exact: true }).waitFor({ timeout: 20_000 })
}

async function message(person: Person, to: string, text: string): Promise<void> {
  await person.page.selectOption('select[name=recipient]', to)
  await person.page.fill('textarea[name=message]', text)
  await person.press('Send')
  await person.page.locator('[data-message]').waitFor({ timeout: 20_000 })
}

const sight = (person: Person): Promise<NotebookSight> =>
  person.run(
    peer =>
      new Promise<NotebookSight>(resolve => {
        const stop = peer.watch('notebook', now => {
          if (!now) return
          resolve(now)
          queueMicrotask(() => stop())
        })
      }),
  )

/** So many notices on both boards, and the pages the same in every part. */
async function same(people: readonly Person[], notices: number): Promise<void> {
  const read = async () => {
    const all = await Promise.all(people.map(sight))
    return all.map(({ pages }) => JSON.stringify([...pages].sort((a, b) => (a.account < b.account ? -1 : 1))))
  }
  await until(
    'both read the same',
    read,
    ([first, ...rest]) => {
      const pages = JSON.parse(first!) as NotebookSight['pages']
      const count = pages.reduce((sum, page) => sum + page.notices.length, 0)
      return count === notices && rest.every(other => other === first)
    },
    30,
  )
  for (const { page } of people)
    await until(
      'the board shows them',
      () => page.locator('[data-notice]').count(),
      n => n === notices,
      10,
    )
}

async function draw(person: Person, name: string): Promise<void> {
  await person.page.fill('input[name=bus]', name)
  await person.press('Draw it')
  await person.page.locator('svg text', { hasText: name }).waitFor({ timeout: 20_000 })
}

/** Where the points stand that somebody sees. */
const placesOf = ({ page }: Person): Promise<{ readonly [name: string]: readonly number[] }> =>
  page.locator('[data-bus]').evaluateAll(all =>
    Object.fromEntries(
      all.map(each => [
        each.textContent!.trim(),
        each
          .getAttribute('transform')!
          .match(/[\d.]+/g)!
          .map(Number),
      ]),
    ),
  )

const movedTo = (person: Person, name: string, x: number, y: number) =>
  until(
    `${name} stands there`,
    () => placesOf(person),
    places => places[name]?.[0] === x && places[name][1] === y,
  )

const deviceOf = async (person: Person): Promise<string> => (await person.run(peer => peer.identity())).device

/** It says in words that something was refused, and why; and its neighbour is gone. */
async function refuses(person: Person, code: string): Promise<void> {
  await until(
    `${person.name} has refused ${code}`,
    () => person.status(),
    ({ drops }) => (drops[code] ?? 0) > 0,
    20,
  )
  await person.page.locator('[data-refused]').waitFor({ timeout: 20_000 })
}
