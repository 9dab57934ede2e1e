// Pairing in a real Chromium, with no relay anywhere: two codes, and a link like any other comes of them.
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildPage, launch, removePage } from '../../tools/pages.ts'
import { type Site, serveSite } from '../journeys/site.ts'
import type { Pairer } from './pairing/page.ts'

let app: string
let browser: Browser
let site: Site
const open: Page[] = []

beforeAll(async () => {
  ;[app, browser] = await Promise.all([buildPage('tests/pages/pairing'), launch()])
  site = await serveSite(app)
})

afterEach(async () => {
  for (const page of open.splice(0)) await page.close()
})

afterAll(async () => {
  await browser?.close()
  site?.close()
  if (app) removePage(app)
})

interface Someone {
  readonly self: string
  readonly page: Page
  run<T, A = undefined>(work: (pairer: Pairer, args: A) => T, args?: A): Promise<Awaited<T>>
}

async function someone(): Promise<Someone> {
  const page = await (await browser.newContext()).newPage()
  open.push(page)
  page.on('pageerror', error => console.error(`page: ${error.stack}`))
  await page.goto(`${site.base}/`)
  await page.waitForFunction(() => 'begin' in globalThis)
  const self = await page.evaluate(() => (globalThis as unknown as { begin(): Promise<string> }).begin())
  const handle = await page.evaluateHandle(() => (globalThis as unknown as { pairer: Pairer }).pairer)
  return {
    ...{ self, page },
    run: (work, args) => handle.evaluate(work as never, args as never) as never,
  }
}

const invite = (who: Someone) => who.run(pairer => pairer.invite())
const answer = (who: Someone, code: string) => who.run((pairer, code) => pairer.answer(code), code)
const take = (who: Someone, code: string) => who.run((pairer, code) => pairer.take(code), code)
const met = (who: Someone) => who.run(pairer => pairer.met)
const numberOf = (who: Someone) => who.run(pairer => pairer.number)

describe('two pages', () => {
  test('pair by two codes, see the same number, and are linked', async () => {
    const [ada, ben] = [await someone(), await someone()]
    const invitation = await invite(ada)
    const reply = await answer(ben, invitation)
    console.log(`codes of ${invitation.length} and ${reply.length} characters`)
    for (const code of [invitation, reply]) expect(code.length).toBeLessThan(900)
    const began = performance.now()
    expect(await take(ada, reply)).toBe('paired')
    expect(await met(ben)).toBe('paired')
    console.log(`paired ${Math.round(performance.now() - began)} ms after the answer was read`)
    const number = await numberOf(ada)
    expect(number).toMatch(/^\d{6}$/)
    expect(await numberOf(ben)).toBe(number)
    // Nobody is told of a link before both want it.
    for (const who of [ada, ben]) expect(await who.run(({ peer }) => peer.all('opened').length)).toBe(0)
    await ben.run(pairer => void (pairer.peer.echoing = true))
    for (const who of [ada, ben]) await who.run(pairer => pairer.link())
    const opened = { way: 'direct' }
    expect(await ada.run(({ peer }) => peer.all('opened')[0])).toMatchObject({
      ...opened,
      peer: ben.self,
      dialled: true,
    })
    expect(await ben.run(({ peer }) => peer.all('opened')[0])).toMatchObject({
      ...opened,
      peer: ada.self,
      dialled: false,
    })
    for (const [stream, length] of [
      ['live', 1000],
      ['bulk', 1_000_000],
    ] as const) {
      const took = await ada.run(
        ({ peer }, { to, stream, length }) => peer.roundTrips(peer.open[to]!, stream, length, 5),
        { to: ben.self, stream, length },
      )
      expect(took).toHaveLength(5)
    }
    // They are linked already: the same two need no other code.
    expect(await answer(ben, await invite(ada))).toBe('linked')
  })
})

describe('somebody in between', () => {
  test('who puts his own codes in the place of both is linked to each, and the numbers differ', async () => {
    const [ada, mallory, second, ben] = await Promise.all([someone(), someone(), someone(), someone()])
    const toBen = await invite(second)
    await invite(ada)
      .then(code => answer(mallory, code))
      .then(code => take(ada, code))
    await answer(ben, toBen).then(code => take(second, code))
    expect([await met(mallory), await met(ben)]).toEqual(['paired', 'paired'])
    expect(await numberOf(ada)).not.toBe(await numberOf(ben))
  })

  test('who swaps one of the two is refused', async () => {
    const [ada, mallory, ben] = await Promise.all([someone(), someone(), someone()])
    await invite(ada)
    const reply = await answer(ben, await invite(mallory))
    expect(await take(ada, reply)).toBe('other')
  })

  test('who tells another secret than the code has promised is refused', async () => {
    const [ada, mallory] = await Promise.all([someone(), someone()])
    await mallory.run(pairer => pairer.lie())
    const reply = await answer(mallory, await invite(ada))
    await new Promise(resolve => setTimeout(resolve, 2000))
    expect(await take(ada, reply)).toBe('middle')
    expect(await ada.run(({ peer }) => peer.all('opened').length)).toBe(0)
  })
})
