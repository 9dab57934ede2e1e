import { expect, it } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { genesisCodec } from '../../chain/genesis.ts'
import { town } from '../core/hub.testing.ts'
import { writeInvitation } from '../invitation.ts'
import { titleIn } from './titles.ts'

const invitation = (genesis: Uint8Array | null) =>
  writeInvitation({ community: new Uint8Array(32), genesis, checkpoint: null, relays: [], token: null })

it('says what a genesis says, whatever that is called', () => {
  const { genesis } = town({ founders: 1, delegates: 1 })
  for (const community of ['Linden Lane', '梧桐里', '']) {
    const wire = encode(genesisCodec, { ...genesis, community })
    expect(titleIn(invitation(wire))).toBe(community)
    expect(titleIn(invitation(wire.slice(0, 9)))).toBeUndefined()
  }
})

it('says nothing of what has no genesis, or is none', () => {
  expect(titleIn(invitation(null))).toBeUndefined()
  expect(titleIn(invitation(new Uint8Array([1, 2, 3])))).toBeUndefined()
  expect(titleIn('hello')).toBeUndefined()
})
