// Journey: a machine on a local network serves the app by an authority of its own. A browser whose system trusts it has
// the whole app; one that came without encryption looks on, and is told why.
import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startRelay } from '../../tools/pages.ts'
import { until } from '../../tools/until.ts'
import type { Journey } from './journey.ts'
import { Person } from './person.ts'
import { isSound } from './sound.ts'
import { Town, WELCOME } from './town.ts'

export const lan: Journey = {
  name: 'lan',
  found: () => Town.found(),
  async walk({ town, step }) {
    const authority = join(town.folder, 'authority')
    const relay = await step('a relay makes an authority of its own', () =>
      startRelay('dist/app', 0, ['--https', '--authority', authority]),
    )
    try {
      const host = 'localhost'
      const certificate = join(authority, 'authority.crt')
      const people: Person[] = []
      const person = (
        name: string,
        base: string,
        more: Partial<ConstructorParameters<typeof Person>[0]> = {},
      ) => {
        const one = new Person({ name, base, ...more })
        people.push(one)
        return one
      }
      try {
        const page = await step('it says without encryption how to trust it', async () => {
          const looker = person('looker', `http://127.0.0.1:${relay.port}`)
          const page = await looker.open('/trust?lang=en')
          await page.getByText('Trust this machine').first().waitFor()
          const der = await (await fetch(`http://127.0.0.1:${relay.port}/wattle.crt`)).arrayBuffer()
          assert.ok(
            readFileSync(certificate, 'utf8').includes(Buffer.from(der).toString('base64').slice(0, 60)),
          )
          return page
        })
        await page.close()

        await step('a browser that does not trust it is warned', async () => {
          const stranger = person('stranger', `https://${host}:${relay.port}`)
          await assert.rejects(stranger.open('/'), /ERR_CERT_AUTHORITY_INVALID/)
        })

        const ada = await step('one whose system does opens the app, and is admitted', async () => {
          const home = join(town.folder, 'home')
          trust(home, certificate)
          const ada = person('ada', `https://${host}:${relay.port}`, { home })
          await ada.begin(town.hosts.invitation)
          await ada.until('follows', ({ stage, final }) => stage === 'live' && (final?.height ?? 0) > 0)
          await ada.press('Ask to be admitted')
          await ada.hasConfirmed(WELCOME)
          await ada.page.locator('[data-care=version]').waitFor({ timeout: 30_000 })
          const { store, relays } = await ada.status()
          assert.equal(store.kind, 'browser')
          assert.ok((await ada.run(async peer => (await peer.identity()).mayStand)) === true)
          assert.ok(relays.length > 0)
          return ada
        })

        const ben = await step('one that came without encryption looks on', async () => {
          // A name that is no secure origin, as the machine's own on a local network.
          const ben = person('ben', `http://fence.local:${relay.port}`, {
            flags: ['--host-resolver-rules=MAP fence.local 127.0.0.1'],
          })
          await ben.begin(town.hosts.invitation)
          const said = ben.page.locator('[data-care=spectator]')
          await said.waitFor()
          assert.match(await said.innerText(), /looking on[\s\S]*without encryption[\s\S]*keeps no keys/)
          assert.equal(
            await said.getByRole('link', { name: 'How this device' }).getAttribute('href'),
            '/trust?lang=en',
          )
          return ben
        })
        await step('it has the community’s final state, by proofs, and keeps nothing', async () => {
          await ben.until('follows', ({ final }) => (final?.height ?? 0) > 0)
          const height = (await ada.status()).final!.height
          await ben.until('goes on', ({ final }) => final!.height > height)
          const { store, mode, role } = await ben.status()
          assert.deepEqual([store.kind, mode, role], ['memory', 'light', 'guest'])
          assert.equal(await ben.page.getByRole('button', { name: 'Ask to be admitted' }).count(), 0)
          const kept = await ben.page.evaluate(async () => [
            (await indexedDB.databases()).length,
            'serviceWorker' in navigator,
            Object.keys(localStorage).filter(key => key.includes('invitation')).length,
          ])
          assert.deepEqual(kept, [0, false, 0])
        })
        await step('what the looker-on reads is without a finding', () => isSound(ben.page))
        await step('and sees a payment go by', async () => {
          const before = (await ben.status()).final!.height
          await ada.send(await town.hosts.peers[0]!.peer.identity().then(({ account }) => account), 1)
          await ada.hasConfirmed(WELCOME - 1_000_000)
          await until(
            'it is confirmed there too',
            () => ben.shownFinal(),
            shown => shown > before,
          )
        })
      } finally {
        for (const one of people) await one.leave()
      }
    } finally {
      await relay.kill()
      rmSync(authority, { recursive: true, force: true })
    }
  },
}

/** As a system that was told: Chromium under Linux looks into this store. */
function trust(home: string, certificate: string): void {
  const store = join(home, '.pki/nssdb')
  mkdirSync(store, { recursive: true })
  const run = (args: string[]) => {
    const { status, stderr, error } = spawnSync('certutil', ['-d', `sql:${store}`, ...args], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, `certutil (of libnss3-tools) is needed: ${error ?? stderr}`)
  }
  run(['-N', '--empty-password'])
  run(['-A', '-t', 'C,,', '-n', 'Wattle', '-i', certificate])
}
