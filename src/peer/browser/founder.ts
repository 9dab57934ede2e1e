// A community that begins on this device: its keys are made here, and never leave.
import { encode } from '../../bytes/codec.ts'
import { genesisCodec } from '../../chain/genesis.ts'
import { signerOf } from '../../crypto/keys.ts'
import { realPlatform } from '../core/platform.ts'
import { Revealing } from '../core/revealing.ts'
import { guardedVault } from '../core/vault.ts'
import { FIELD, FIELD_CREDITS, FIELD_MEMBERS, foundCommunity } from '../founding.ts'
import { BrowserDisk } from '../storage/browser.ts'
import { Notes } from '../storage/notes.ts'
import type { Founding } from './place.ts'

const TOKEN_BYTES = 32

export async function foundHere({ store, name, pace }: Founding) {
  const { random } = realPlatform
  const disk = await BrowserDisk.open(`wattle/${store}`, () => {})
  try {
    const notes = new Notes(disk)
    const vault = await guardedVault(disk, notes, random)
    if (!vault.mayStand)
      throw new Error('This browser cannot keep a delegate’s key safely, so it cannot found a community.')
    const key = await vault.makeDelegate(0)
    const { commitment } = await Revealing.open(key, { notes, platform: realPlatform })
    const token = random(TOKEN_BYTES)
    const genesis = foundCommunity({
      ...{ name, startMs: Date.now(), credits: FIELD_CREDITS, members: FIELD_MEMBERS, genesis: FIELD[pace] },
      token: (await signerOf(token)).publicKey,
      founders: [{ device: vault.device.publicKey, delegate: key.signer.publicKey, commitment }],
    })
    return { genesis: encode(genesisCodec, genesis), token }
  } finally {
    await disk.close()
  }
}
