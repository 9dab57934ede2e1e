// Journey 4: a page of another community, one that floods and one that sends what cannot be read; nobody else minds.
import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { foundHosts, invitationTo } from '../../relay/host/found.ts'
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.ts'
import { leanLedger } from '../../tools/lean/ledger.ts'
import { leanPackages } from '../../tools/lean/packages.ts'
import { until } from '../../tools/until.ts'
import { fourDelegates } from './four.ts'
import type { Malice } from './hostile/page.ts'
import type { Journey } from './journey.ts'
import { serveSite } from './site.ts'
import { CREDIT, Town } from './town.ts'

/** Seconds from sending to confirmed that a payment may take, with a block every quarter of one. */
const SOON = 15

export const besieged: Journey = {
  name: 'besieged',
  found: () => Town.found(),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [ada, ben] = people
    const to = await ben.account()
    let balance = await ada.shownBalance()
    /** A payment is final for everybody soon, whatever else happens. */
    const pay = async () => {
      const began = performance.now()
      balance -= CREDIT
      await ada.send(to, 1)
      await ada.hasConfirmed(balance, SOON)
      await town.agree(people)
      return Math.round(performance.now() - began)
    }
    await step('a payment is final', pay)

    await step('a page of another community is turned away, and is told why', async () => {
      const other = foundHosts({ name: 'Elsewhere', hosts: 1, slotMs: 250 })
      const stranger = await town.join('stranger', invitationTo(other, [town.relay.base]))
      const { links, refused } = await stranger.until('is refused', ({ refused }) => refused.length > 0)
      assert.equal(refused[0]!.reason, 'community')
      assert.equal(links.direct + links.socket, 0)
      await stranger.page.getByText('Turned away').first().waitFor()
      assert.ok((await pay()) < SOON * 1000)
      await stranger.leave()
    })

    const folder = mkdtempSync(join(tmpdir(), 'wattle-hostile-'))
    await build({
      root: 'tests/journeys/hostile',
      configFile: false,
      logLevel: 'error',
      plugins: [leanPackages(), leanLedger()],
      build: { outDir: folder, emptyOutDir: true, target: 'es2023' },
    })
    const site = await serveSite(folder)
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: [...CHROMIUM_FLAGS, '--disable-features=WebRtcHideLocalIpsWithMdns'],
    })
    try {
      for (const how of ['flood', 'garble'] as const)
        await step(`a page that ${how === 'flood' ? 'floods' : 'garbles'} is dropped by all`, async () => {
          const page = await enter(browser, site.base, town.hosts.invitation, people.length)
          await page.evaluate(how => (globalThis as unknown as Global).malice.begin(how), how)
          const took = [await pay(), await pay()]
          const { endings } = await until(
            'it has no link',
            () => lookAt(page),
            ({ links }) => links === 0,
            60,
          )
          took.push(await pay())
          assert.ok(endings.length > 0)
          for (const person of people) {
            const { links } = await person.status()
            assert.equal(links.delegates, 3)
          }
          await page.close()
        })
    } finally {
      await browser.close()
      site.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Global {
  malice: Malice
  enter(invitation: string): Promise<void>
}

/** Until it is a neighbour of so many. */
async function enter(browser: Browser, base: string, invitation: string, all: number): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.on('pageerror', error => console.error(`hostile page: ${error.stack}`))
  await page.goto(`${base}/`)
  await page.waitForFunction(() => 'enter' in globalThis)
  await page.evaluate(invitation => (globalThis as unknown as Global).enter(invitation), invitation)
  await until(
    'it is let in by all',
    () => lookAt(page),
    ({ links, final }) => links >= all && final > 0,
  )
  return page
}

const lookAt = (page: Page) =>
  page.evaluate(async () => {
    const { core, sent, endings } = (globalThis as unknown as Global).malice
    const { links, final } = await core.status()
    const { direct, socket } = links
    return { links: direct + socket, final: final?.height ?? 0, sent, endings }
  })
