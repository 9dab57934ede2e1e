import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Description, readSdp, writeSdp } from './description.ts'
import { isTransportId, makeTransportKey, type TransportKey } from './key.ts'
import { MAX_SIGNAL_BYTES } from './limits.ts'
import { readAnswer, readOffer, writeAnswer, writeOffer } from './signal.ts'

// As Chromium writes it, cut to what matters.
const SDP = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=candidate:3498 1 udp 2113937151 0bf60a3c-2a04-4ff0-b0f8-1234567890ab.local 51472 typ host generation 0 network-cost 999',
  'a=candidate:842163049 1 UDP 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0',
  'a=candidate:99 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active',
  'a=ice-ufrag:8hhY',
  'a=ice-pwd:asd88fgpdd777uzjYhagZg12',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, i) => (i + 100).toString(16).toUpperCase()).join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sctp-port:5000',
  '',
].join('\r\n')

const description = readSdp(SDP) as Description
let ours: TransportKey
let theirs: TransportKey
let router: TransportKey
beforeAll(async () => {
  ;[ours, theirs, router] = await Promise.all([makeTransportKey(), makeTransportKey(), makeTransportKey()])
})

describe('a description', () => {
  test('keeps what differs, and is written and read back the same', () => {
    expect(description.candidates).toEqual([
      '3498 1 udp 2113937151 0bf60a3c-2a04-4ff0-b0f8-1234567890ab.local 51472 typ host',
      '842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0',
    ])
    expect(readSdp(writeSdp(description))).toEqual(description)
  })

  test('takes in candidates that came later, once each', () => {
    const late = 'candidate:7 1 udp 1 192.0.2.9 5 typ host'
    expect(readSdp(SDP, [late, late])?.candidates.at(-1)).toBe('7 1 udp 1 192.0.2.9 5 typ host')
  })

  test('of anything else is none', () => {
    expect(readSdp('')).toBeUndefined()
    expect(readSdp(SDP.replace('sha-256', 'sha-1'))).toBeUndefined()
    expect(readSdp(SDP.replace('8hhY', 'x'))).toBeUndefined()
    fc.assert(fc.property(fc.string(), text => readSdp(text) === undefined))
  })
})

describe('offers and answers', () => {
  test('are read by the one they are meant for', async () => {
    const offer = await writeOffer(ours, theirs.peer, description)
    expect(offer.length).toBeLessThan(700)
    expect(await readOffer(theirs, ours.peer, offer)).toEqual(description)
    const answer = await writeAnswer(theirs, ours.peer, offer, { ...description, setup: 1 })
    expect(await readAnswer(ours, theirs.peer, offer, answer)).toEqual({ ...description, setup: 1 })
  })

  test('of others, for others, to other offers or changed on the way are refused', async () => {
    const offer = await writeOffer(ours, theirs.peer, description)
    const other = await writeOffer(ours, theirs.peer, { ...description, ufrag: 'else' })
    const answer = await writeAnswer(theirs, ours.peer, offer, description)
    expect(await readOffer(theirs, router.peer, offer)).toMatch(/another peer's/)
    expect(await readOffer(router, ours.peer, offer)).toMatch(/meant for another/)
    expect(await readOffer(ours, theirs.peer, answer)).toMatch(/this is an answer/)
    expect(await readAnswer(ours, theirs.peer, other, answer)).toMatch(/another offer/)
    // A router that puts in its own certificate has to sign for somebody else.
    const forged = await writeOffer({ ...router, peer: ours.peer }, theirs.peer, description)
    expect(await readOffer(theirs, ours.peer, forged)).toMatch(/not signed/)
    for (let at = 0; at < offer.length; at += 7) {
      const changed = offer.slice()
      changed[at]! ^= 1
      expect(typeof (await readOffer(theirs, ours.peer, changed))).toBe('string')
    }
  })

  test('with lines smuggled into a field are refused', async () => {
    for (const evil of [
      { ...description, ufrag: 'abcd\r\na=x' },
      { ...description, password: `${description.password}\na=y` },
      { ...description, candidates: ['1 1 udp 1 192.0.2.1 5 typ host\r\na=z'] },
    ])
      expect(await readOffer(theirs, ours.peer, await writeOffer(ours, theirs.peer, evil))).toMatch(
        /malformed/,
      )
  })

  test('of any bytes at all: a reason, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: MAX_SIGNAL_BYTES + 10 }), async body => {
        expect(typeof (await readOffer(ours, theirs.peer, body))).toBe('string')
      }),
    )
  })
})

test('only a transport id is one', () => {
  expect(isTransportId(ours.peer)).toBe(true)
  for (const text of ['', 'x', `${ours.peer}x`, ' '.repeat(60)]) expect(isTransportId(text)).toBe(false)
})
