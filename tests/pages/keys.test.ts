// A person's keys in a real Chromium: in its database, behind a passphrase and behind a passkey of the platform's.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Keyring } from '../../src/peer/wallet/keyring.ts'
import { projectRoot } from '../../tools/chromium.ts'
import { launch } from '../../tools/pages.ts'
import { type Site, serveSite } from '../journeys/site.ts'
import type { Global } from './keys/page.ts'

const PASSPHRASE = 'seven lanterns behind the mill'
let app: string
let browser: Browser
let context: BrowserContext
let site: Site
let page: Page

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'wattle-keys-page-'))
  await build({
    root: join(projectRoot(), 'tests/pages/keys'),
    configFile: false,
    logLevel: 'warn',
    build: { outDir: app, emptyOutDir: true, target: 'es2023' },
  })
  site = await serveSite(app)
  browser = await launch()
  context = await browser.newContext()
  page = await open()
})

afterAll(async () => {
  await browser?.close()
  site?.close()
  rmSync(app, { recursive: true, force: true })
})

/** A passkey belongs to a name, and an address in digits is none. */
async function open(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.base.replace('127.0.0.1', 'localhost'))
  await page.waitForFunction(() => 'begin' in globalThis)
  await page.evaluate(() => (globalThis as unknown as Global).begin())
  return page
}

const run = <T, A>(work: (ring: Keyring, args: A) => Promise<T>, args?: A): Promise<T> =>
  page.evaluate(
    ([text, args]) => {
      const { ring } = globalThis as unknown as Global
      return new Function(`return ${text}`)()(ring, args)
    },
    [`(${work})`, args] as const,
  )

test('keys that are new stand in the browser behind a key that it does not give away', async () => {
  const made = await run(async ring => {
    await ring.begin(new Uint8Array(16).fill(9))
    return { by: ring.lockedBy, saved: ring.isSaved, text: ring.text ?? null }
  })
  expect(made).toEqual({ by: 'browser', saved: false, text: null })
  const kept = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('wattle/main/keys')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const [only] = await new Promise<{ text: string; door: CryptoKey; facts: object }[]>(resolve => {
      const request = db.transaction('keys').objectStore('keys').getAll()
      request.onsuccess = () => resolve(request.result)
    })
    const gives = await crypto.subtle.exportKey('raw', only!.door).then(
      () => 'given',
      () => 'kept',
    )
    return {
      gives,
      extractable: only!.door.extractable,
      text: only!.text,
      facts: JSON.stringify(only!.facts),
    }
  })
  expect(kept).toMatchObject({ gives: 'kept', extractable: false })
  // Sixteen bytes 9, in the letters that texts have, wherever they begin.
  expect(`${kept.text}${kept.facts}`).not.toMatch(/CQkJCQkJCQ|kJCQkJCQkJ|JCQkJCQkJC|0909090909/)
})

test('a reload opens them without a word, until there is a passphrase', async () => {
  await page.close()
  page = await open()
  expect(await run(async ring => ((await ring.openedNow()) ? 'open' : 'shut'))).toBe('open')
  const locked = await run(async (ring, passphrase) => {
    await ring.lockBy((await ring.openedNow())!, passphrase)
    return { by: ring.lockedBy, text: ring.text }
  }, PASSPHRASE)
  expect(locked).toMatchObject({ by: 'passphrase', text: expect.stringMatching(/^wattle-keys:/) })
  await page.close()
  page = await open()
  expect(await run(async ring => ((await ring.openedNow()) ? 'open' : 'shut'))).toBe('shut')
  expect(await run((ring, wrong) => ring.openBy(wrong), 'seven lanterns before the mill')).toBe('passphrase')
  const opened = await run(async (ring, passphrase) => {
    const opened = await ring.openBy(passphrase)
    return typeof opened === 'string' ? opened : [...opened.contents.entropy]
  }, PASSPHRASE)
  expect(opened).toEqual(Array(16).fill(9))
})

test('a passkey that answers with a secret opens them, and one that does not is refused', async () => {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const platform = async (hasPrf: boolean) => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
        ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true, hasPrf },
      },
    })
    return () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  }
  const lock = () => run(async ring => ring.lockByPasskey((await ring.openedNow())!, 'Linden Lane'))
  const forgetful = await platform(false)
  expect(await lock()).toBe(false)
  expect(await run(async ring => ring.lockedBy)).toBe('passphrase')
  await forgetful()
  const remove = await platform(true)
  expect(await lock()).toBe(true)
  const opened = await run(async ring => {
    ring.lock()
    const by = ring.lockedBy
    const opened = await ring.openByPasskey()
    return { by, opened: typeof opened === 'string' ? opened : [...opened.contents.entropy] }
  })
  expect(opened).toEqual({ by: 'both', opened: Array(16).fill(9) })
  await remove()
})

test('other keys take the place of these, and lose none of them', async () => {
  const ids = await run(async ring => {
    const before = ring.facts!.id
    await ring.begin(new Uint8Array(32).fill(8))
    return [before, ring.facts!.id]
  })
  const names = await page.evaluate(async () => {
    const request = indexedDB.open('wattle/main/keys')
    await new Promise(resolve => {
      request.onsuccess = resolve
    })
    const all = request.result.transaction('keys').objectStore('keys').getAllKeys()
    await new Promise(resolve => {
      all.onsuccess = resolve
    })
    return all.result
  })
  expect([...names].sort()).toEqual([...ids].sort())
})

test('two tabs change them in turn, and neither undoes what the other did', async () => {
  const second = await open()
  const inSecond = <T>(work: (ring: Keyring) => Promise<T>): Promise<T> =>
    second.evaluate(text => {
      const { ring } = globalThis as unknown as Global
      return new Function(`return ${text}`)()(ring)
    }, `(${work})`)
  const belong = async (ring: Keyring) => {
    const opened = (await ring.openedNow())!
    for (const fill of [1, 2, 3])
      await ring.belongTo(opened, new Uint8Array(32).fill(fill), `invitation ${fill}`)
  }
  const other = async (ring: Keyring) => {
    const opened = (await ring.openedNow())!
    for (const fill of [4, 5, 6])
      await ring.belongTo(opened, new Uint8Array(32).fill(fill), `invitation ${fill}`)
    await ring.note('phrase')
  }
  await Promise.all([run(belong), inSecond(other)])
  const look = async (ring: Keyring) => {
    const opened = (await ring.openedNow())!
    return {
      named: Object.keys(ring.facts!.members).length,
      kept: opened.contents.communities.length,
      written: ring.facts!.phraseMs !== null,
    }
  }
  // The last change is told to the tab that did not make it.
  const all = { named: 6, kept: 6, written: true }
  await expect.poll(() => run(look)).toEqual(all)
  await expect.poll(() => inSecond(look)).toEqual(all)
  // What one locks the other finds locked.
  await run(async (ring, passphrase) => ring.lockBy((await ring.openedNow())!, passphrase), PASSPHRASE)
  await second.waitForFunction(() => (globalThis as unknown as Global).ring.lockedBy === 'passphrase')
  await second.close()
})
