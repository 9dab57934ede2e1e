// Journey: the app that was opened once opens with no network and no server; and it changes to what the community's
// release key has signed, and to nothing else.
import { strict as assert } from 'node:assert'
import { appendFileSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { signerFromSeed } from '../../src/crypto/plain.ts'
import { signedBy, unsigned } from '../../src/peer/release.ts'
import { filesIn, putRelease } from '../../tools/release/built.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town, WELCOME } from './town.ts'

const OURS = signerFromSeed(new Uint8Array(32).fill(11))
const THIRD = signerFromSeed(new Uint8Array(32).fill(12))
/** What was there when it was last open, from the address to the screen. */
const MOST_OFFLINE_MS = 1500

export const released: Journey = {
  name: 'released',
  found: () => Town.found({}, { releaseKey: OURS.publicKey }),
  async walk({ town, step }) {
    /** An edition of the built app, in a folder of its own. */
    const edition = async (
      name: string,
      sequence: number,
      signer?: typeof OURS,
      behind?: (at: string) => void,
    ) => {
      const at = join(town.folder, name)
      cpSync('dist/app', at, { recursive: true })
      appendFileSync(join(at, 'index.html'), `<meta name="edition" content="${name}">`)
      const made = unsigned({ version: name, sequence, timeMs: Date.now(), files: filesIn(at) })
      putRelease(at, signer ? await signedBy(made, signer) : made)
      behind?.(at)
      return at
    }
    const runs = (ada: Person) => ada.page.getAttribute('meta[name=edition]', 'content')
    const refuses = async (ada: Person, why: string, words: RegExp) => {
      await ada.reload()
      const said = ada.page.locator(`[data-care=refused][data-why=${why}]`)
      await said.waitFor({ timeout: 30_000 })
      assert.match(await said.innerText(), words)
      assert.equal(await runs(ada), 'first')
    }

    town.site.turn(await edition('first', 10, OURS))
    const ada = await step('somebody opens the app, and is admitted', async () => {
      const ada = await town.admit('ada')
      await ada.hasConfirmed(WELCOME)
      return ada
    })
    const account = await ada.account()
    await step('the app is kept, and is signed by whom the community names', () =>
      ada.page.locator('[data-care=version][data-signed=yes]').waitFor({ timeout: 30_000 }),
    )
    await step('what it says of itself is without a finding', () => isSound(ada.page))

    town.site.turn(await edition('unsigned', 11))
    await step('an edition that nobody signed is refused', () => refuses(ada, 'unsigned', /is not signed/))
    town.site.turn(await edition('third', 12, THIRD))
    await step('and so is one that somebody else has signed', () =>
      refuses(ada, 'unsigned', /It was refused, and this version goes on/),
    )
    town.site.turn(
      await edition('changed', 13, OURS, at => appendFileSync(join(at, 'index.html'), '<!-- not signed -->')),
    )
    await step('and one with a file that was changed afterwards', () =>
      refuses(ada, 'other', /not the one that was signed/),
    )
    town.site.turn(await edition('older', 9, OURS))
    await step('and one that is older, whoever signed it', () => refuses(ada, 'older', /an older version/))
    town.site.turn(
      await edition('guarded', 14, undefined, at => appendFileSync(join(at, 'service.js'), '\n;')),
    )
    await step('a server that wants to put a guard of its own before the app is told of', async () => {
      await ada.reload()
      await ada.page.locator('[data-care=foreign]').waitFor({ timeout: 30_000 })
    })

    town.site.turn(await edition('next', 20, OURS))
    await step('one that is signed is offered, and waits', async () => {
      await ada.reload()
      await ada.page.locator('[data-care=ready]').waitFor({ timeout: 30_000 })
      assert.equal(await runs(ada), 'first')
    })
    await step('it is taken, with the ledger and the keys as they were', async () => {
      const before = (await ada.status()).final!.height
      await ada.press('Use it now')
      await ada.page.waitForFunction(
        () => document.querySelector('meta[name=edition]')?.getAttribute('content') === 'next',
      )
      await ada.running()
      assert.equal(await ada.account(), account)
      await ada.hasConfirmed(WELCOME)
      assert.ok((await ada.status()).final!.height >= before)
      await ada.page.locator('[data-care=version][data-signed=yes]').waitFor({ timeout: 30_000 })
    })

    await step(
      'with the network, the server and everybody else gone it opens, at an address within',
      async () => {
        await ada.close()
        await town.relay.kill()
        await town.closeHosts()
        town.site.close()
        await ada.network(false)
        await ada.begin(undefined, '/some/where')
        await ada.page.waitForFunction(
          () => Number(document.querySelector('[data-final]')?.getAttribute('data-final')) > 0,
          undefined,
          { polling: 'raf' },
        )
        const took = Math.round(await ada.page.evaluate(() => performance.now()))
        console.log(`offline start to the last state: ${took} ms`)
        assert.ok(took <= MOST_OFFLINE_MS, `it took ${took} ms`)
        assert.equal(await ada.account(), account)
        await ada.hasConfirmed(WELCOME)
        assert.match(await ada.page.locator('h1').innerText(), /up to .*\d+:\d+|as of .*\d+:\d+/)
      },
    )
  },
}
