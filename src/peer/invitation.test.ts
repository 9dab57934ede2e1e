import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encode } from '../bytes/codec.ts'
import { sha256 } from '../bytes/hash.ts'
import { genesisCodec } from '../chain/genesis.ts'
import { key, toyGenesis } from '../chain/toy.testing.ts'
import { ageOf, type Invitation, isGenesisOf, readInvitation, writeInvitation } from './invitation.ts'

const FOUNDED = toyGenesis([{ devices: [key(1)] }])
const GENESIS = encode(genesisCodec, FOUNDED)
const COMMUNITY = sha256(GENESIS)

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const height = fc.nat()
const invitations: fc.Arbitrary<Invitation> = fc.record({
  community: hash,
  genesis: fc.option(fc.uint8Array({ minLength: 1, maxLength: 400 })),
  checkpoint: fc.option(fc.record({ height, hash, slot: height })),
  relays: fc.array(fc.webUrl({ size: 'small' }), { maxLength: 8 }),
  token: fc.option(hash),
})

const whole: Invitation = {
  community: COMMUNITY,
  genesis: GENESIS,
  checkpoint: { height: 7, hash: COMMUNITY, slot: 9 },
  relays: ['https://relay.example'],
  token: COMMUNITY,
}

describe('an invitation', () => {
  test('is read as it was written, from its text or the link that it ends', () => {
    fc.assert(
      fc.property(invitations, invitation => {
        const text = writeInvitation(invitation)
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(readInvitation(text)).toEqual(invitation)
        expect(readInvitation(`https://example.org/?peer=a#join=${text}\n`)).toEqual(invitation)
      }),
    )
  })

  test('that is cut short anywhere is none', () => {
    const text = writeInvitation({ ...whole, genesis: null })
    for (let length = 0; length < text.length; length++)
      expect(readInvitation(text.slice(0, length))).toBeUndefined()
    expect(readInvitation(`${text}AAAA`)).toBeUndefined()
  })

  test('that was damaged is none, or says something else: never what it said', () => {
    const text = writeInvitation({ ...whole, genesis: null })
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'ABYZabyz0189-_'), (at, letter) => {
        fc.pre(text[at] !== letter)
        const damaged = readInvitation(text.slice(0, at) + letter + text.slice(at + 1))
        if (damaged) expect(damaged).not.toEqual({ ...whole, genesis: null })
      }),
    )
    for (const none of ['', 'hello', 'A'.repeat(80), '!'.repeat(60)])
      expect(readInvitation(none)).toBeUndefined()
  })

  test('holds a genesis to the hash of its community', async () => {
    expect(await isGenesisOf(COMMUNITY, GENESIS)).toBe(true)
    const other = encode(genesisCodec, { ...FOUNDED, community: 'another' })
    expect(await isGenesisOf(COMMUNITY, other)).toBe(false)
    expect(await isGenesisOf(COMMUNITY, GENESIS.slice(1))).toBe(false)
  })
})

describe('a checkpoint', () => {
  const { evidenceSlots } = FOUNDED

  test('is good for as long as whoever could sign another history from there on can be made to pay', () => {
    const ages = [0, 1, evidenceSlots - 1, evidenceSlots].map(slots =>
      ageOf(1000, 1000 + slots, evidenceSlots),
    )
    expect(new Set(ages)).toEqual(new Set(['good']))
    expect(ageOf(1000, 1001 + evidenceSlots, evidenceSlots)).toBe('old')
  })

  test('of the future is none: clocks differ by a minute or so, no more', () => {
    expect(ageOf(1000, 970, evidenceSlots)).toBe('good')
    expect(ageOf(1000, 100, evidenceSlots)).toBe('future')
  })
})
