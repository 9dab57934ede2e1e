import { deleteDB, openDB } from 'idb'
import { afterAll, describe, expect, test } from 'vitest'
import { nativeSigner } from '../../crypto/keys.ts'
import { BrowserDisk } from './browser.ts'
import { diskConformance } from './conformance.ts'
import { crashTrials } from './crashes.testing.ts'
import { FORMAT_CASES } from './formats.testing.ts'

const made: string[] = []

function newName(): string {
  const name = `disk-${made.length}-${performance.now()}`
  made.push(name)
  return name
}

afterAll(async () => {
  for (const name of made) await deleteDB(name)
})

describe('the disk in a browser', () => {
  const cases = diskConformance('browser', async () => {
    const name = newName()
    return { open: () => BrowserDisk.open(name) }
  })
  for (const { name, run } of cases) test(name, run)

  test('whatever a peer is cut short at, it goes on from', async () => {
    await crashTrials(async () => {
      const name = newName()
      return () => BrowserDisk.open(name)
    })
  })

  test('a key that nobody can read is kept, and signs after a reload', async () => {
    const name = newName()
    let disk = await BrowserDisk.open(name)
    const signer = await nativeSigner()
    await disk.putPair('delegate', signer.pair)
    await disk.close()
    disk = await BrowserDisk.open(name)
    const pair = await disk.pair('delegate')
    const again = await nativeSigner(pair)
    expect(again.publicKey).toEqual(signer.publicKey)
    expect(await again.sign(Uint8Array.of(1))).toHaveLength(64)
    await expect(crypto.subtle.exportKey('pkcs8', pair!.privateKey)).rejects.toThrow()
    expect(await disk.pair('device')).toBeUndefined()
  })

  for (const [name, run] of Object.entries(FORMAT_CASES))
    test(name, async () => {
      const place = newName()
      await run(() => BrowserDisk.open(place))
    })

  test('a database of the future is left alone, and whoever meets it is told', async () => {
    const name = newName()
    const future = await openDB(name, 2)
    future.close()
    await expect(BrowserDisk.open(name)).rejects.toThrow(/newer version/)
  })

  test('a newer version in another tab takes it over whole: the tab before lets go and says so', async () => {
    const name = newName()
    const key = new Uint8Array([1, 2])
    let lost: () => void = () => {}
    const gone = new Promise<void>(resolve => {
      lost = resolve
    })
    const before = await BrowserDisk.open(name, lost)
    await before.write([{ key, value: new Uint8Array([7]) }], 'strict')
    const newer = await openDB(name, 2, { upgrade: made => void made.createObjectStore('more') })
    await gone
    await expect(before.get(key)).rejects.toThrow()
    expect(await newer.get('disk', key.slice().buffer)).toEqual(new Uint8Array([7]))
    newer.close()
    // And the older one, opened again, leaves it alone.
    await expect(BrowserDisk.open(name)).rejects.toThrow(/newer version/)
  })

  test('another page may delete it: then it is closed and says so', async () => {
    const name = newName()
    const lost = new Promise<void>(resolve => void BrowserDisk.open(name, resolve))
    await new Promise(resolve => setTimeout(resolve, 50))
    await deleteDB(name)
    await lost
  })
})
