// A page that lays a founder's keys into this browser, as if they had been made here: what they sign is signed by the
// platform, and they cannot be extracted from then on.
import { toHex } from '../../../src/bytes/bytes.ts'
import { nativeSigner } from '../../../src/crypto/keys.ts'
import { guardedVault, seededVault } from '../../../src/peer/core/vault.ts'
import { BrowserDisk } from '../../../src/peer/storage/browser.ts'
import { Notes } from '../../../src/peer/storage/notes.ts'
import type { Pair, Wallet } from '../founded.ts'

export interface Global {
  give(name: string, wallet: Wallet): Promise<string>
}

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))

const pairOf = async ({ secret, open }: Pair): Promise<CryptoKeyPair> => ({
  privateKey: await crypto.subtle.importKey('pkcs8', bytes(secret), 'Ed25519', false, ['sign']),
  publicKey: await crypto.subtle.importKey('raw', bytes(open), 'Ed25519', true, ['verify']),
})

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, each => Number.parseInt(each, 16))

/** Says which device key the wallet then has. */
const give: Global['give'] = async (name, { device, delegate }) => {
  const disk = await BrowserDisk.open(`wattle/${name}`)
  const notes = new Notes(disk)
  await disk.putPair('device', await pairOf(device))
  if (delegate) {
    const given = { seed: bytes(delegate.seed), secret: bytes(delegate.reveals), base: 0 }
    // Under Node's name for it the pair is looked up here as well.
    await seededVault(notes, random, { delegate: given })
    await disk.putPair('given', await pairOf(delegate))
  }
  const vault = await guardedVault(disk, notes, random)
  const key = delegate && (await nativeSigner(await disk.pair('given')))
  if (delegate && toHex(vault.delegate!.signer.publicKey) !== toHex(key!.publicKey))
    throw new Error('the wallet has another delegate’s key than it was given')
  await disk.close()
  return toHex(vault.device.publicKey)
}

Object.assign(globalThis, { give })
