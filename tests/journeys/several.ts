// Journey: one wallet, two communities. An invitation to the second is asked about and takes nothing's place; each has keys
// of its own; both run side by side; what is not in the file is said; and on a new phone the file brings both back.
import { strict as assert } from 'node:assert'
import { until } from '../../tools/until.ts'
import type { Journey } from './journey.ts'
import { isMember, PASSPHRASE, saveFile, setPassphrase } from './keys.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town, WELCOME } from './town.ts'

const FIRST = 'Linden Lane'
const SECOND = 'Mill Row'

interface Standing {
  readonly community: string
  readonly account: string
  readonly device: string
  readonly member: string
}

/** Who somebody is in the community that is shown; a member has two keys, its own and the device's. */
async function standing(person: Person): Promise<Standing> {
  const [identity, { name }, devices] = await person.run(async peer =>
    Promise.all([peer.identity(), peer.community(), peer.devices()]),
  )
  const member = devices.find(({ own }) => !own)
  assert.ok(member, 'a member key stands beside the device’s')
  return { community: name, account: identity.account, device: identity.device, member: member.key }
}

const settled = (person: Person): Promise<unknown> =>
  until(
    `${person.name} is one of the account's devices`,
    () => person.run(peer => peer.devices()),
    devices => devices.length > 1 && devices.some(({ own }) => own),
  )

const openList = async ({ page }: Person, count: number): Promise<void> => {
  await page.locator('header a[href="#communities"]').click()
  await page.locator(`[data-communities="${count}"]`).waitFor()
}

/** From one to the other, as somebody who uses it does. */
async function turnTo(person: Person, name: string): Promise<void> {
  await openList(person, 2)
  await person.page.getByRole('link', { name: `Open ${name}`, exact: true }).click()
  await person.page.locator('header a[href="#communities"]', { hasText: name }).waitFor({ timeout: 30_000 })
  await person.running()
  await isMember(person)
}

const unlock = async ({ page }: Person): Promise<void> => {
  await page.fill('input[name=unlock]', PASSPHRASE)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

export const several: Journey = {
  name: 'several',
  found: () => Town.found(),
  async walk({ town, step }) {
    const other = await Town.found({}, {}, {}, {}, SECOND)
    try {
      const ada = await step('somebody is a member, and has saved a file', async () => {
        const ada = await town.admit('ada')
        await isMember(ada)
        await settled(ada)
        await ada.openKeys()
        await setPassphrase(ada)
        await saveFile(ada)
        return ada
      })
      const { page } = ada
      const first = await standing(ada)

      await step('an invitation to another community is asked about, and may wait', async () => {
        const link = `${new URL(page.url()).origin}/#join=${other.hosts.invitation}`
        // In a page that runs a link changes no more than the address.
        await page.goto(link)
        await page.getByRole('heading', { name: `You are invited to ${SECOND}.` }).waitFor()
        await page.getByText(`beside what this wallet has: ${FIRST}`).waitFor()
        await isSound(page)
        await page.getByRole('link', { name: `Not now: open ${FIRST}` }).click()
        await ada.running()
        assert.deepEqual(await standing(ada), first)
        await page.goto(link)
        await ada.press('Look at it, and keep it here, too')
        await ada.running()
        await page.locator('header a[href="#communities"]', { hasText: SECOND }).waitFor()
        await ada.until('follows', ({ stage, final }) => stage === 'live' && (final?.height ?? 0) > 0)
      })
      const second = await step('there she is admitted, too, with other keys', async () => {
        await page.evaluate(() => void (location.hash = '#credits'))
        await ada.press('Ask to be admitted')
        await unlock(ada)
        await isMember(ada)
        await settled(ada)
        const second = await standing(ada)
        assert.equal(second.community, SECOND)
        for (const what of ['account', 'device', 'member'] as const)
          assert.notEqual(second[what], first[what])
        await ada.hasConfirmed(WELCOME)
        return second
      })
      await step('the page says that the file does not lead there, until it is saved again', async () => {
        await page.locator('[data-nag]', { hasText: SECOND }).waitFor()
        await ada.openKeys()
        await page.locator('[data-not-in-file]', { hasText: SECOND }).waitFor()
      })
      const file = await saveFile(ada)
      await page.locator('[data-not-in-file]').waitFor({ state: 'detached' })

      await step('back and forth, each as it was left', async () => {
        await openList(ada, 2)
        await isSound(page)
        await turnTo(ada, FIRST)
        assert.deepEqual(await standing(ada), first)
        await turnTo(ada, SECOND)
        assert.deepEqual(await standing(ada), second)
        assert.equal(await page.locator('[data-nag]').count(), 0)
      })
      await step('a reload stays, and both run side by side', async () => {
        await ada.reload()
        assert.deepEqual(await standing(ada), second)
        await openList(ada, 2)
        const coming = page.context().waitForEvent('page')
        await page.getByRole('link', { name: `Open ${FIRST}`, exact: true }).click({ modifiers: ['Control'] })
        const beside = await coming
        await beside.waitForFunction(() => 'wattle' in globalThis, undefined, { timeout: 30_000 })
        await beside.waitForFunction(async () => {
          const { wattle } = globalThis as unknown as { wattle: import('../../src/peer/api.ts').Peer }
          const { role, seat } = await wattle.status()
          return role === 'member' && seat === 'peer'
        })
        await ada.until('runs on', ({ role, seat }) => role === 'member' && seat === 'peer')
        await beside.close()
      })
      await ada.leave()

      await step('on a new phone the file brings both back', async () => {
        const phone = await town.arrive('ada-phone', '/#restore')
        await phone.page.getByRole('tab', { name: 'From a file or a code' }).click()
        await phone.page.setInputFiles('input[name=keys]', {
          ...{ name: 'wattle-key.txt', mimeType: 'text/plain', buffer: Buffer.from(file) },
        })
        await phone.page.fill('input[name=restore]', PASSPHRASE)
        await phone.press('Bring it back')
        await phone.running()
        await isMember(phone)
        await openList(phone, 2)
        const [shown, waiting] = [await phone.run(peer => peer.community()), [FIRST, SECOND]]
        await isSound(phone.page)
        const rest = waiting.find(name => name !== shown.name)!
        await phone.page.getByRole('link', { name: `Open ${rest}`, exact: true }).click()
        await phone.page
          .locator('header a[href="#communities"]', { hasText: rest })
          .waitFor({ timeout: 30_000 })
        await phone.running()
        await phone.press('Make this device one of mine')
        await unlock(phone)
        await isMember(phone)
        const back = new Set([shown.name === FIRST ? second.account : first.account])
        assert.ok(back.has(await phone.account()))
      })
      for (const { name, errors } of town.people)
        assert.deepEqual([name, errors.filter(each => !each.startsWith('Failed to load'))], [name, []])
    } finally {
      await other.close()
    }
  },
}
