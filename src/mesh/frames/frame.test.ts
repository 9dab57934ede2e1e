import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../bytes/bytes.ts'
import { headlineOf } from '../../chain/light/headline.ts'
import {
  blockOf,
  bytesOf,
  CHAIN,
  certificateOf,
  certifiedOf,
  headerOf,
  transactionOf,
  voteOf,
} from '../said.testing.ts'
import {
  certificateName,
  frameOf,
  headlineItem,
  isAboutNeighbours,
  itemOf,
  joinFrames,
  MAX_FRAME_BYTES,
  MAX_NAMES,
  MAX_PRESENCES,
  type Part,
  type Presence,
  type Read,
  readFrame,
  refusalOf,
  type Said,
  sharedReader,
  wireOf,
} from './index.ts'

const block = certifiedOf(5, bytesOf(4))
const SAID: readonly Said[] = [
  { kind: 'transaction', transaction: transactionOf(1) },
  { kind: 'block', block: { ...block, transactions: [transactionOf(2), transactionOf(3)] } },
  { kind: 'headline', headline: headlineOf(block) },
  { kind: 'vote', chain: CHAIN, vote: voteOf(block.hash, 5, 1) },
  { kind: 'certificate', chain: CHAIN, certificate: certificateOf(block.hash, 5) },
  {
    kind: 'handover',
    handover: { height: 40, view: 50, block: bytesOf(6), links: [], members: [0, 1, 2] },
  },
]

const place = { height: 7, hash: bytesOf(7) }
const standing = { final: place, head: { height: 9, hash: bytesOf(9) } }
const recall = { chain: CHAIN, key: bytesOf(3), asked: 1234 }
const OTHERS: readonly Part[] = [
  { kind: 'have', body: { tree: ['abcdefgh', '\u0000\u00ff345678'], rest: ['ijklmnop'] } },
  { kind: 'ask', body: { names: ['abcdefgh'], graft: true } },
  { kind: 'prune', body: {} },
  { kind: 'summary', body: { standing, digest: '012345678901', answer: false } },
  { kind: 'names', body: { standing, names: [], answer: true } },
  { kind: 'recall', body: recall },
  {
    kind: 'memory',
    body: {
      recall,
      latest: [voteOf(block.hash, 5, 1)],
      certificate: certificateOf(block.hash, 5),
      votes: [],
      blocks: [{ header: headerOf(1, CHAIN), signature: new Uint8Array(64) }],
      vouched: { key: bytesOf(1), signature: new Uint8Array(64) },
    },
  },
  {
    kind: 'request',
    body: { id: 1, question: { kind: 'ancestry', body: { hash: CHAIN, count: 3, above: 2 } } },
  },
  { kind: 'request', body: { id: 2, question: { kind: 'range', body: { from: 1, count: 64 } } } },
  { kind: 'request', body: { id: 3, question: { kind: 'headlines', body: { from: 1, count: 64 } } } },
  { kind: 'request', body: { id: 4, question: { kind: 'anchors', body: {} } } },
  {
    kind: 'request',
    body: {
      id: 5,
      question: { kind: 'chunk', body: { state: CHAIN, from: new Uint8Array(0), to: bytesOf(1) } },
    },
  },
  { kind: 'request', body: { id: 6, question: { kind: 'light', body: bytesOf(1) } } },
  { kind: 'piece', body: { id: 6, index: 0, total: 32, bytes: bytesOf(1) } },
]

const signature = new Uint8Array(64).fill(9)
const presence: Presence = {
  key: bytesOf(8),
  peer: '12D3KooWpeer',
  claims: 'full',
  addresses: ['/dns4/relay.example/tcp/443/wss/p2p/12D3KooWrelay/p2p-circuit'],
  links: 7,
  at: 1_800_000_000_000,
  signature,
}
const ABOUT: readonly Part[] = [
  { kind: 'hello', body: { least: 1, most: 2, community: CHAIN, nonce: bytesOf(5) } },
  { kind: 'proof', body: { key: bytesOf(8), claims: 'delegate', links: 3, signature } },
  { kind: 'refusal', body: { number: 6 } },
  { kind: 'gossip', body: { links: 6, records: [presence, presence], asks: true } },
  {
    kind: 'offer',
    body: {
      id: bytesOf(1).slice(0, 8),
      to: bytesOf(2),
      toPeer: 'them',
      key: bytesOf(3),
      peer: 'me',
      links: 0,
      at: 12,
      body: bytesOf(4),
      hops: 6,
      signature,
    },
  },
  { kind: 'answer', body: { id: bytesOf(1).slice(0, 8), says: 'lost', body: new Uint8Array(0) } },
  { kind: 'timeAsk', body: { id: 7 } },
  { kind: 'timeTold', body: { id: 7, at: 1_800_000_000_000 } },
]

const FRAMES = [...SAID.map(said => wireOf(itemOf(said))), ...OTHERS.map(frameOf), ...ABOUT.map(frameOf)]

/** The frame that what was read would be written as. */
function write(read: Exclude<Read, string>) {
  return joinFrames(
    read.map(told => {
      if (told.kind === 'unknown') throw new Error('nothing unknown was written')
      return told.kind === 'item' ? wireOf({ ...told.item, wire: undefined }) : frameOf(told)
    }),
  )
}

describe('frames', () => {
  test('what is written is read back', () => {
    for (const [i, said] of SAID.entries()) {
      const read = readFrame(FRAMES[i]!)
      expect(read).toMatchObject([{ kind: 'item', item: { kind: said.kind, name: itemOf(said).name } }])
      expect(write(read as Exclude<Read, string>)).toEqual(FRAMES[i])
    }
    for (const part of [...OTHERS, ...ABOUT]) expect(readFrame(frameOf(part))).toEqual([part])
  })

  test('several parts go into one frame', () => {
    const read = readFrame(joinFrames(FRAMES))
    expect(read).toHaveLength(FRAMES.length)
    expect(write(read as Exclude<Read, string>)).toEqual(joinFrames(FRAMES))
  })

  test('another version, too much, nothing, something behind', () => {
    const [frame] = FRAMES
    expect(readFrame(concatBytes(Uint8Array.of(2), frame!.subarray(1)))).toBe('version')
    expect(readFrame(new Uint8Array(MAX_FRAME_BYTES + 1).fill(1))).toBe('size')
    expect(readFrame(new Uint8Array(0))).toBe('size')
    expect(readFrame(Uint8Array.of(1, 0x80))).toBe('form')
    expect(readFrame(concatBytes(frame!, Uint8Array.of(0)))).toBe('form')
  })

  test('counts are bounded before anything is allocated', () => {
    // 2^31 parts; names of 2^32 − 8 bytes; one name too many.
    expect(readFrame(Uint8Array.of(1, 0x9a, 0x80, 0, 0, 0))).toBe('form')
    expect(readFrame(Uint8Array.of(1, 0x81, 0x82, 7, 0x82, 0x5a, 0xff, 0xff, 0xff, 0xf8))).toBe('form')
    const names = Array.from({ length: MAX_NAMES + 1 }, () => 'abcdefgh')
    expect(() => frameOf({ kind: 'have', body: { tree: names, rest: [] } })).toThrow(TypeError)
  })

  test('what is about neighbours is told from its first bytes, and bounded like the rest', () => {
    for (const part of ABOUT) expect(isAboutNeighbours(frameOf(part))).toBe(true)
    for (const part of OTHERS) expect(isAboutNeighbours(frameOf(part))).toBe(false)
    expect(isAboutNeighbours(joinFrames(ABOUT.map(frameOf)))).toBe(false)
    expect(isAboutNeighbours(new Uint8Array(2))).toBe(false)
    expect(refusalOf(6)).toBe('crowded')
    expect(refusalOf(200)).toBe('other')
    // A hello of 2^31 fields; nine records.
    expect(readFrame(Uint8Array.of(1, 0x81, 0x82, 16, 0x9a, 0x80, 0, 0, 0))).toBe('form')
    const records = Array.from({ length: MAX_PRESENCES + 1 }, () => presence)
    expect(() => frameOf({ kind: 'gossip', body: { links: 0, records, asks: false } })).toThrow(TypeError)
  })

  test('names that do not come out even are none', () => {
    expect(readFrame(Uint8Array.of(1, 0x81, 0x82, 7, 0x82, 0x47, 1, 2, 3, 4, 5, 6, 7, 0x40))).toBe('form')
  })

  test('a transaction of a later version is passed over, nobody is to blame', () => {
    const later = transactionOf(1).wire.slice()
    later[1] = 2
    expect(readFrame(frameOf({ kind: 'transaction', body: later }))).toEqual([{ kind: 'unknown' }])
  })

  test('whatever bytes come, nothing is thrown, and what is read has one form', () => {
    const tampered = fc
      .tuple(
        fc.nat(FRAMES.length - 1),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      )
      .map(([which, changes]) => {
        const frame = FRAMES[which]!.slice()
        for (const [at, byte] of changes) frame[at % frame.length] = byte
        return frame
      })
    const headed = fc
      .uint8Array({ maxLength: 60 })
      .map(rest => concatBytes(Uint8Array.of(1, 0x81, 0x82), rest))
    fc.assert(
      fc.property(fc.oneof(tampered, headed, fc.uint8Array({ maxLength: 60 })), frame => {
        const read = readFrame(frame)
        if (typeof read !== 'string' && read.every(({ kind }) => kind !== 'unknown'))
          expect(write(read)).toEqual(frame)
      }),
      { numRuns: 5000 },
    )
  })

  test('every cut is refused', () => {
    for (const frame of FRAMES)
      for (let cut = 0; cut < frame.length; cut += 1 + (frame.length >> 6))
        expect(typeof readFrame(frame.subarray(0, cut))).toBe('string')
  })
})

describe('items', () => {
  test('one object is one item, written once', () => {
    const transaction = transactionOf(9)
    const item = itemOf({ kind: 'transaction', transaction })
    expect(itemOf({ kind: 'transaction', transaction })).toBe(item)
    expect(wireOf(item)).toBe(wireOf(item))
    expect(headlineItem(block)).toBe(headlineItem(block))
  })

  test('a block and its headline have one name; certificates of other signers too', () => {
    expect(headlineItem(block).name).toBe(itemOf({ kind: 'block', block }).name)
    const [a, b] = [certificateOf(CHAIN, 3, 3), certificateOf(CHAIN, 3, 4)]
    expect(certificateName(CHAIN, a)).toBe(itemOf({ kind: 'certificate', chain: CHAIN, certificate: b }).name)
    expect(certificateName(CHAIN, a)).not.toBe(certificateName(bytesOf(1), a))
    const votes = [voteOf(CHAIN, 3, 1), voteOf(CHAIN, 3, 2)]
    const [first, second] = votes.map(vote => itemOf({ kind: 'vote', chain: CHAIN, vote }).name)
    expect(first).not.toBe(second)
  })

  test('what arrives alone goes on as it came, and is read once for many peers', () => {
    const frame = wireOf(itemOf({ kind: 'block', block: blockOf(3, CHAIN) })).slice()
    const read = sharedReader()
    const first = read(frame)
    expect(read(frame)).toBe(first)
    const [told] = first as Exclude<Read, string>
    expect(told?.kind === 'item' && wireOf(told.item)).toBe(frame)
  })
})
