// What is decoded before it is applied, held against what Yjs itself reads.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Bytes } from '../../bytes/bytes.ts'
import { MAX_WORDS_LENGTH } from './content.ts'
import { scanUpdate } from './scan.ts'
import { fillUpdate, removalUpdate } from './write.ts'

/** What Yjs says of an update, in the terms of a scan; undefined where it throws. */
function asYjsReads(update: Bytes) {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    const clients = [...new Set(structs.map(({ id }) => id.client))]
    const refers = new Set<number>()
    for (const struct of structs)
      if (struct instanceof Y.Item && struct.origin && struct.origin.client !== struct.id.client)
        refers.add(struct.origin.client)
    const [first] = structs
    const length = structs.reduce((sum, struct) => sum + struct.length, 0)
    return {
      clients: clients.length,
      written: first && { client: first.id.client, clock: first.id.clock, length },
      structs: structs.length,
      refers,
      deletes: new Map(
        [...ds.clients].map(([client, ranges]) => [
          client,
          ranges.map(({ clock, len }) => ({ clock, length: len })),
        ]),
      ),
    }
  } catch {
    return undefined
  }
}

const VALUES = [
  'a name',
  17,
  -3,
  true,
  null,
  { title: 'x', text: 'öäü 你好', atMs: 1_700_000_000_000 },
  [1, [2]],
  new Uint8Array(9),
]

/** Updates as two devices of one page make them. */
function updates(steps: readonly (readonly [number, number, number])[]): Bytes[] {
  const docs = [new Y.Doc(), new Y.Doc()]
  const made: Bytes[] = []
  docs.forEach((doc, i) => {
    doc.clientID = 2 ** 40 + i
    doc.on('update', (update: Bytes, origin: unknown) => {
      if (origin !== 'other') made.push(update)
    })
  })
  for (const [who, key, value] of steps) {
    const map = docs[who]!.getMap(['self', 'notices'][key % 2]!)
    if (value === VALUES.length) map.delete(`k${key}`)
    else if (value > VALUES.length) for (const update of made) Y.applyUpdate(docs[who]!, update, 'other')
    else map.set(`k${key}`, VALUES[value])
  }
  return [...made, ...docs.map(doc => Y.encodeStateAsUpdate(doc))]
}
const steps = fc.array(fc.tuple(fc.nat(1), fc.nat(3), fc.nat(VALUES.length + 2)), {
  minLength: 1,
  maxLength: 20,
})

describe('an update', () => {
  it('with words as long as a screen takes them is read, in whatever script', () => {
    for (const letter of ['a', 'ö', '你'])
      expect(
        scanUpdate(made(doc => doc.getMap('notices').set('a', letter.repeat(MAX_WORDS_LENGTH)))),
      ).toMatchObject({ structs: 1 })
  })

  it('reads as Yjs reads it, or is refused', () => {
    let read = 0
    fc.assert(
      fc.property(steps, all => {
        for (const update of updates(all)) {
          const scanned = scanUpdate(update)
          const theirs = asYjsReads(update)!
          // Of two writers at once it is none of ours.
          if (theirs.clients > 1) expect(scanned).toBe('notebook/update')
          else {
            const { clients: _, ...rest } = theirs
            expect(scanned).toEqual(rest)
            read += 1
          }
        }
      }),
      { numRuns: 200 },
    )
    expect(read).toBeGreaterThan(500)
  })

  it('with any bytes changed is refused, or reads as Yjs reads it', () => {
    let [refused, same] = [0, 0]
    const change = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(steps, change, fc.boolean(), (all, changes, cuts) => {
        for (const update of updates(all)) {
          const bad = update.slice(0, cuts ? changes[0]![0] : undefined)
          for (const [at, byte] of changes) if (bad.length > 0) bad[at % bad.length] = byte
          const scanned = scanUpdate(bad)
          if (typeof scanned === 'string') {
            refused += 1
            continue
          }
          same += 1
          const { clients: _, ...theirs } = asYjsReads(bad)!
          expect(scanned).toEqual(theirs)
          // And whoever applies it survives.
          Y.applyUpdate(new Y.Doc(), bad)
        }
      }),
      { numRuns: 300 },
    )
    expect(Math.min(refused, same)).toBeGreaterThan(100)
  })

  it('of any bytes at all never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => void scanUpdate(bytes)),
      { numRuns: 3000 },
    )
  })

  const made = (change: (doc: Y.Doc) => void): Bytes => {
    const doc = new Y.Doc()
    change(doc)
    return Y.encodeStateAsUpdate(doc)
  }
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  const CASES: readonly (readonly [string, Bytes, string])[] = [
    ['a text', made(doc => doc.getText('notices').insert(0, 'hello')), 'notebook/schema'],
    ['a list', made(doc => doc.getArray('notices').push([1])), 'notebook/schema'],
    ['a map within', made(doc => doc.getMap('notices').set('a', new Y.Map())), 'notebook/schema'],
    ['a document within', made(doc => doc.getMap('notices').set('a', new Y.Doc())), 'notebook/schema'],
    ['another root', made(doc => doc.getMap('ledger').set('a', 1)), 'notebook/schema'],
    ['a key with other letters', made(doc => doc.getMap('self').set('A b', 1)), 'notebook/schema'],
    [
      'a key that is a trap',
      made(doc => doc.getMap('self').set('a', JSON.parse('{"__proto__":1}'))),
      'notebook/schema',
    ],
    ['a fraction', made(doc => doc.getMap('self').set('a', 0.5)), 'notebook/schema'],
    ['great depth', made(doc => doc.getMap('self').set('a', deep(9))), 'notebook/schema'],
    ['many values', made(doc => doc.getMap('self').set('a', new Array(300).fill(1))), 'notebook/update'],
    ['a large picture', made(doc => doc.getMap('self').set('a', new Uint8Array(20_000))), 'notebook/update'],
    ['a long text', made(doc => doc.getMap('self').set('a', 'x'.repeat(5000))), 'notebook/update'],
    // A gap, as merging makes one.
    ['a gap', Y.mergeUpdates([fillUpdate(1, 0, 2), fillUpdate(1, 5, 2)]), 'notebook/schema'],
    ['the other encoding', Y.encodeStateAsUpdateV2(new Y.Doc()), 'notebook/update'],
    ['no bytes', new Uint8Array(0), 'notebook/update'],
    ['2^53 structs', Uint8Array.of(1, 255, 255, 255, 255, 255, 255, 255, 15, 1, 0), 'notebook/update'],
    ['2^32 deletions', Uint8Array.of(0, 1, 1, 255, 255, 255, 255, 15), 'notebook/update'],
    ['a number not in its shortest form', Uint8Array.of(0, 0x80, 0), 'notebook/update'],
    ['a struct of no length', fillUpdate(1, 0, 0), 'notebook/update'],
    ['a number without end', new Uint8Array(50).fill(255), 'notebook/update'],
    ['what is left over', Uint8Array.of(0, 0, 0), 'notebook/update'],
    [
      'deletions that go back',
      removalUpdate(
        new Map([
          [
            1,
            [
              { clock: 5, length: 1 },
              { clock: 0, length: 1 },
            ],
          ],
        ]),
      ),
      'notebook/update',
    ],
    [
      'what stands in the place of a later one',
      Uint8Array.of(1, 1, 1, 0, 0x88, 1, 7, 1, 126, 0),
      'notebook/update',
    ],
  ]
  for (const [name, update, code] of CASES)
    it(`with ${name} is refused`, () => {
      expect(scanUpdate(update)).toBe(code)
    })
})
