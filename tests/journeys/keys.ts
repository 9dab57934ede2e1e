// Journey: somebody joins, writes the phrase down and saves a file; the browser is wiped; on a new phone the phrase brings all
// of it back, and the lost phone is revoked; another time the file does, and a code beside a screen.
import { strict as assert } from 'node:assert'
import { readFile } from 'node:fs/promises'
import { readInvitation, writeInvitation } from '../../src/peer/invitation.ts'
import { until } from '../../tools/until.ts'
import type { Journey, Way } from './journey.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { CREDIT, Town, WELCOME } from './town.ts'

export const PASSPHRASE = 'seven lanterns behind the mill'

/** What any neighbour hands on: without a ticket. */
export function plainInvitation({ hosts }: Town): string {
  return writeInvitation({ ...readInvitation(hosts.invitation)!, token: null })
}

export const isMember = (person: Person): Promise<unknown> =>
  person.until('is a member', ({ role }) => role === 'member')

/** The phrase is shown, and some of its words are given back. */
export async function writeDown({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: 'Write down the phrase' }).click()
  const phrase = (await page.locator('[data-phrase]').getAttribute('data-phrase'))!
  await page.getByRole('button', { name: 'I have written them down' }).click()
  const fields = page.locator('input[name=word]')
  await fields.first().fill('wrong')
  for (let i = 1; i < (await fields.count()); i++) await fields.nth(i).fill('wrong')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('alert').filter({ hasText: 'not what was shown' }).waitFor()
  assert.equal(await page.locator('[data-saved]').getAttribute('data-saved'), 'false', 'nothing is saved yet')
  for (let i = 0; i < (await fields.count()); i++) {
    const place = Number(await fields.nth(i).getAttribute('data-place'))
    await fields.nth(i).fill(phrase.split(' ')[place]!)
  }
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.locator('[data-saved=true]').waitFor()
  return phrase
}

export async function setPassphrase({ page }: Person): Promise<void> {
  await page.fill('input[name=passphrase]', PASSPHRASE)
  await page.fill('input[name=again]', PASSPHRASE)
  await page.getByRole('button', { name: 'Set the passphrase' }).click()
  await page.locator('[data-locked=passphrase]').waitFor({ timeout: 60_000 })
}

export async function saveFile({ page }: Person): Promise<string> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a file' }).click()
  return readFile(await (await coming).path(), 'utf8')
}

const devicesOf = (person: Person) => person.run(peer => peer.devices())
type Devices = Awaited<ReturnType<typeof devicesOf>>
export const has = (person: Person, what: string, holds: (devices: Devices) => boolean) =>
  until(`${person.name} has ${what}`, () => devicesOf(person), holds)

/** The account is back on a device of its own, which does every day's things and administers nothing by itself. */
async function isBack(person: Person, account: string): Promise<void> {
  await person.running()
  await isMember(person)
  await has(person, 'a key that is confirmed', devices => devices.some(({ own }) => own))
  assert.equal(await person.account(), account)
  const own = (await devicesOf(person)).find(({ own }) => own)
  assert.equal(own?.scopes, 3)
}

export const keys: Journey = {
  name: 'keys',
  found: () => Town.found(),
  async walk({ town, step }: Way) {
    const ada = await step(
      'somebody joins by one press, and is told that only this device has the key',
      async () => {
        const ada = await town.admit('ada')
        await isMember(ada)
        await ada.page.locator('[data-nag]').waitFor()
        return ada
      },
    )
    const ben = await town.admit('ben')
    await isMember(ben)
    const account = await ada.account()
    await ada.hasConfirmed(WELCOME)
    const phrase = await step('the phrase is written down, and words of it given back', async () => {
      await ada.openKeys()
      return writeDown(ada)
    })
    await step('nobody nags any more', async () => {
      await ada.page.getByRole('link', { name: 'Network' }).click()
      await ada.page.locator('[data-final]').waitFor()
      assert.equal(await ada.page.locator('[data-nag]').count(), 0)
    })
    const file = await step('a passphrase is set, and a file saved', async () => {
      await ada.openKeys()
      await setPassphrase(ada)
      const file = await saveFile(ada)
      assert.match(file, /^wattle-keys:/)
      return file
    })
    await step('what a reader of any kind meets there is without a finding', () => isSound(ada.page))
    await step('the browser is wiped', () => ada.leave())

    const phone = await step(
      'on a new phone words that are none are refused, each with its reason',
      async () => {
        const phone = await town.arrive('ada-phone', '/#restore')
        const { page } = phone
        await page.locator('[data-restore=phrase]').waitFor()
        await isSound(page)
        const words = phrase.split(' ')
        await page.fill('textarea[name=invited]', plainInvitation(town))
        for (const [typed, said] of [
          [words.slice(1).join(' '), 'These are 11 words'],
          [words.with(2, 'wawe').join(' '), 'Word 3, “wawe”'],
        ] as const) {
          await page.fill('textarea[name=phrase]', typed)
          await phone.press('Bring it back')
          await page.getByRole('alert').filter({ hasText: said }).waitFor()
        }
        return phone
      },
    )
    await step('the phrase brings the account back', async () => {
      await phone.page.fill('textarea[name=phrase]', phrase)
      await phone.press('Bring it back')
      await isBack(phone, account)
    })
    await step('the lost phone is revoked', async () => {
      await phone.openKeys()
      assert.equal((await devicesOf(phone)).length, 3)
      await phone.page.getByRole('button', { name: 'Revoke', exact: true }).click()
      await phone.page.getByRole('button', { name: 'Revoke it for ever' }).click()
      await phone.page.locator('[data-device]').nth(2).waitFor({ state: 'detached', timeout: 60_000 })
      await has(phone, 'two left', devices => devices.length === 2)
    })
    await step('and sends credits as before', async () => {
      await phone.page.getByRole('link', { name: 'Credits' }).click()
      await phone.send(await ben.account(), 3)
      await phone.hasConfirmed(WELCOME - 3 * CREDIT)
    })
    await step('the new phone is lost, too', () => phone.leave())

    await step('a file brings it back, and with no other passphrase', async () => {
      const third = await town.arrive('ada-third', '/#restore')
      const { page } = third
      await page.getByRole('tab', { name: 'From a file or a code' }).click()
      await third.readCode('code', file.slice(0, -9))
      await page.getByRole('alert').filter({ hasText: 'Nothing was taken from it' }).waitFor()
      await third.readCode('code', 'hello')
      await page.getByRole('alert').filter({ hasText: 'This is something else' }).waitFor()
      await page.setInputFiles('input[name=keys]', {
        ...{ name: 'wattle-key.txt', mimeType: 'text/plain', buffer: Buffer.from(file) },
      })
      await page.fill('input[name=restore]', 'seven lanterns before the mill')
      await third.press('Bring it back')
      await page.getByRole('alert').filter({ hasText: 'not the passphrase' }).waitFor({ timeout: 30_000 })
      await page.fill('input[name=restore]', PASSPHRASE)
      await third.press('Bring it back')
      await isBack(third, account)
    })

    await step('a second device is added by codes, and does no more than it may', async () => {
      const tablet = await town.arrive('ben-tablet', '/#restore')
      await ben.openKeys()
      await ben.press('Add a device')
      const { text } = await ben.shownCode()
      await tablet.page.getByRole('tab', { name: 'A second device' }).click()
      await tablet.readCode('asking', text)
      await tablet.running()
      const answer = await tablet.shownCode()
      await ben.readCode('answer', answer.text)
      const digits = ben.page.locator('[data-digits]')
      assert.equal(await digits.getAttribute('data-digits'), answer.digits)
      await ben.press('The digits are the same: add it')
      await isMember(tablet)
      assert.equal(await tablet.account(), await ben.account())
      await has(ben, 'three', devices => devices.length === 3)
      await isSound(ben.page)
    })
    await step('nothing went wrong in a page', async () => {
      // A relay of this town has no genesis to give, and is asked for none.
      for (const { name, errors } of town.people)
        assert.deepEqual([name, errors.filter(each => !each.startsWith('Failed to load'))], [name, []])
    })
  },
}
