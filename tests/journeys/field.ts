// A field: people with browsers, and nothing else. The app's files come from a plain server; there is no relay.
import { strict as assert } from 'node:assert'
import type { Place } from './journey.ts'
import { Person } from './person.ts'
import { type Site, serveSite } from './site.ts'

const MOST_CODE = 900
/** From two codes scanned to the first block shared. */
const MOST_MS = 3000

export class Field implements Place {
  readonly people: Person[] = []
  private readonly site: Site

  private constructor(site: Site) {
    this.site = site
  }

  static async open(): Promise<Field> {
    return new Field(await serveSite('dist/app'))
  }

  /** Somebody comes, and has the page open. */
  async come(name: string, flags: readonly string[] = []): Promise<Person> {
    const person = new Person({ name, base: this.site.base, flags })
    this.people.push(person)
    await person.arrive()
    return person
  }

  async close(): Promise<void> {
    await Promise.all(this.people.map(person => person.leave()))
    this.site.close()
  }
}

/** Somebody starts a community, fast enough to be watched. */
export async function start(person: Person): Promise<void> {
  await person.press(/^Somebody is beside me/)
  await person.page.fill('input[name=community]', 'Four Acre Field')
  await person.page.selectOption('select[name=pace]', 'quick')
  await person.press('Start it')
  await person.running()
  await person.page.getByRole('heading', { name: 'Invite somebody beside me' }).waitFor()
}

export const codeOf = async (person: Person): Promise<string> => {
  const code = (await person.page.locator('[data-code]').getAttribute('data-code'))!
  assert.ok(code.length <= MOST_CODE, `a code of ${code.length} characters`)
  return code
}

/** A part of the app, by its address. */
export const go = (person: Person, to: string) => person.page.evaluate(to => void (location.hash = to), to)

/** The code that a member shows to somebody beside it. */
export async function invite(member: Person): Promise<string> {
  await go(member, '#pairing')
  const again = member.page.getByRole('button', { name: 'Invite somebody else' })
  const show = member.page.getByRole('button', { name: 'Show my code' })
  await again.or(show).first().waitFor()
  if (await again.isVisible()) await again.click()
  await show.click()
  return codeOf(member)
}

/** The answer that a newcomer shows. */
export async function answer(newcomer: Person, code: string): Promise<string> {
  const beside = newcomer.page.getByRole('button', { name: /^Somebody is beside me/ })
  if (await beside.isVisible()) await beside.click()
  await newcomer.page.fill('textarea[name=code]', code)
  await newcomer.press('Make my answer')
  return codeOf(newcomer)
}

export async function connect(member: Person, answer: string): Promise<void> {
  await member.page.fill('textarea[name=code]', answer)
  await member.press('Connect')
}

export const numberOf = (person: Person) =>
  person.page.locator('[data-number]').getAttribute('data-number', { timeout: 15_000 })

/** Two are paired by the texts of their codes; the newcomer is in, and has asked to be admitted. */
export async function pair(member: Person, newcomer: Person): Promise<void> {
  const invitation = await invite(member)
  const reply = await answer(newcomer, invitation)
  const began = performance.now()
  await connect(member, reply)
  const took = await enter(member, newcomer, began)
  console.log(`codes of ${invitation.length} and ${reply.length} characters`)
  assert.ok(took <= MOST_MS, `the first block was shared after ${Math.round(took)} ms`)
}

/** Both have scanned: they compare the number, and the newcomer goes in. Gives the milliseconds to the first block that both have. */
export async function enter(member: Person, newcomer: Person, began: number): Promise<number> {
  const numbers = await Promise.all([numberOf(member), numberOf(newcomer)])
  assert.equal(numbers[0], numbers[1])
  const linked = performance.now()
  await newcomer.press(/^They are the same/)
  await newcomer.running()
  const shared = await newcomer.page.evaluate(async () => {
    const { wattle } = globalThis as unknown as { wattle: import('../../src/peer/api.ts').Peer }
    for (;;) {
      const { head } = await wattle.status()
      if (head && head.height > 0) return head.height
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  })
  const took = performance.now() - began
  console.log(
    `${newcomer.name} through ${member.name}: the number after ${Math.round(linked - began)} ms, block ${shared} shared ${Math.round(took)} ms after both codes were read`,
  )
  return took
}

/** Whoever may admits whoever asks. */
export async function admit(operator: Person, newcomer: Person): Promise<void> {
  const account = await newcomer.account()
  await go(operator, '#pairing')
  await operator.page.locator(`[data-applicant="${account}"]`).getByRole('button').click({ timeout: 30_000 })
  await newcomer.until('is a member', ({ role }) => role !== 'guest')
}

export async function stand(person: Person): Promise<void> {
  await go(person, '#council')
  await person.press('Run for delegate')
}

export const votes = (person: Person, seconds = 60) =>
  person.until('is a delegate and votes', ({ delegate }) => delegate?.state === 'voting', seconds)

export async function stepDown(person: Person): Promise<void> {
  await go(person, '#council')
  await person.press('Stand no longer')
}

export async function send(from: Person, to: Person, credits: number): Promise<void> {
  await go(from, '#credits')
  await from.send(await to.account(), credits)
}
