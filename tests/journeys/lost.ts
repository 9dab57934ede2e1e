// Journey: no phrase and no file. The operator and two neighbours whom the member had named give the account a new key:
// once the old key objects, and nothing changes; once it is silent, and the account is back.
import { strict as assert } from 'node:assert'
import { fromHex } from '../../src/bytes/bytes.ts'
import { ROLE } from '../../src/market/members/roles.ts'
import type { Journey, Way } from './journey.ts'
import { has, isMember, plainInvitation } from './keys.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town } from './town.ts'

/** Half a minute, in which there are more than the twenty blocks that an objection may need. */
const DELAY_SLOTS = 120

async function vouches(person: Person, plea: { text: string; digits: string | null }): Promise<void> {
  await person.openKeys()
  await person.readCode('plea', plea.text)
  const shown = person.page.locator('[data-digits]')
  await shown.waitFor()
  assert.equal(await shown.getAttribute('data-digits'), plea.digits)
}

export const lost: Journey = {
  name: 'lost',
  found: () => Town.found({}, {}, { recoveryDelaySlots: DELAY_SLOTS }),
  async walk({ town, step }: Way) {
    const [ada, ben, cleo, olga] = await step('four join, and one of them operates', async () => {
      const people: Person[] = []
      for (const name of ['ada', 'ben', 'cleo', 'olga']) people.push(await town.admit(name))
      for (const person of people) await isMember(person)
      const host = town.hosts.peers[0]!.peer
      const params = {
        account: fromHex(await people[3]!.account())!,
        roles: ROLE.household | ROLE.operator,
      }
      const sent = await host.submit({ module: 'members', command: 'setRoles', params })
      assert.ok(sent.ok && (await host.settled(sent.id)).stage === 'final')
      return people as [Person, Person, Person, Person]
    })
    const account = await ada.account()
    await step('one names two neighbours', async () => {
      await ada.openKeys()
      for (const neighbour of [ben, cleo])
        await ada.page.locator(`[data-named] input[value="${await neighbour.account()}"]`).check()
      await ada.page.getByRole('button', { name: 'Name 2 neighbours' }).click()
      await ada.page.locator('[data-named="2"]').waitFor({ timeout: 60_000 })
    })

    const phone = await step('on a new phone, with nothing, the account is asked for', async () => {
      const phone = await town.arrive('ada-phone', '/#restore')
      await phone.page.getByRole('tab', { name: 'I have lost every copy' }).click()
      await phone.page.fill('textarea[name=invited]', plainInvitation(town))
      await phone.press('Look at the community')
      await phone.running()
      await phone.page.locator('[data-plea]').waitFor({ timeout: 60_000 })
      await phone.page
        .locator(`option[value="${account}"]`)
        .first()
        .waitFor({ state: 'attached', timeout: 60_000 })
      await phone.page.selectOption('select[name=lost]', account)
      await phone.press('Show the code')
      await phone.page.locator('[data-digits]').waitFor()
      return phone
    })
    const plea = await phone.shownCode()
    const opens = async () => {
      await vouches(olga, plea)
      await olga.press('I know who it is: open the recovery')
      await phone.page.locator('[data-plea=open]').waitFor({ timeout: 60_000 })
    }
    const agrees = async (person: Person) => {
      await vouches(person, plea)
      await person.press('I know who it is: agree')
      await person.page.getByRole('status').filter({ hasText: 'Done.' }).waitFor({ timeout: 60_000 })
    }

    await step('the operator opens a recovery; the old key sees it, and objects', async () => {
      await opens()
      const alarm = ada.page.locator('[data-alarm]')
      await alarm.waitFor({ timeout: 60_000 })
      await agrees(ben)
      await isSound(ada.page)
      await alarm.getByRole('button').click()
      await phone.page.locator('[data-plea=ended]').waitFor({ timeout: 60_000 })
      await alarm.waitFor({ state: 'detached' })
      assert.equal(await ada.account(), account)
      assert.equal((await phone.run(peer => peer.identity())).belongs, false)
    })
    await step('the old phone is gone', () => ada.leave())
    await step('the operator opens another; both neighbours agree, and the old key is silent', async () => {
      for (const person of [olga, ben])
        await person.page.getByRole('button', { name: 'Back', exact: true }).click()
      await opens()
      await agrees(ben)
      await agrees(cleo)
      await phone.page.locator('[data-plea=agreed]').waitFor({ timeout: 60_000 })
      await isSound(phone.page)
    })
    await step('after the delay the account is back, with none of its old keys', async () => {
      await phone.until('is a member', ({ role }) => role === 'member', 180)
      assert.equal(await phone.account(), account)
      await has(phone, 'keys that are confirmed', devices => devices.length > 0)
      const devices = await phone.run(peer => peer.devices())
      assert.deepEqual(
        devices.map(({ scopes, own }) => [scopes, own]),
        [
          [7, false],
          [3, true],
        ],
      )
    })
    await step('and it is told that the new key wants a copy', async () => {
      await phone.page.getByRole('link', { name: 'Network' }).click()
      await phone.page.locator('[data-nag]').waitFor()
    })
  },
}
