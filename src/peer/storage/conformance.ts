// What every disk must do, as named cases that a test runs against each: in memory, in a browser, under Node.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Disk, Entry, Write } from './disk.ts'

/** One place where a disk lives. */
export interface Place {
  /** Opens it, as a start of the program does. At most one opening at a time. */
  open(): Promise<Disk>
  /** The disks that a power failure at this moment may leave, where the place can show them. */
  crashes?(): readonly Disk[]
}

export interface Case {
  readonly name: string
  run(): Promise<void>
}

/** The cases of one kind of disk. `make` gives a new, empty place. */
export function diskConformance(name: string, make: () => Promise<Place>): readonly Case[] {
  return Object.entries(CASES).map(([each, run]) => ({
    name: `${name}: ${each}`,
    run: async () => run(await make()),
  }))
}

const CASES: { readonly [name: string]: (place: Place) => Promise<void> } = {
  async 'an empty disk has nothing'(place) {
    const disk = await place.open()
    expect((await disk.get(key(1))) === undefined, 'a key that nobody wrote has a value')
    await expectEntries(disk.range(NONE), [])
  },

  async 'what is written is read, also by the next start'(place) {
    let disk = await place.open()
    await disk.write([put(key(2), 20), put(key(1), 10)], 'relaxed')
    await expectEntries(disk.range(NONE), [put(key(1), 10), put(key(2), 20)])
    await disk.close()
    disk = await place.open()
    await expectEntries(disk.range(NONE), [put(key(1), 10), put(key(2), 20)])
  },

  async 'values may be empty, and large'(place) {
    const disk = await place.open()
    const large = new Uint8Array(1 << 20).fill(7)
    await disk.write(
      [
        { key: key(1), value: NONE },
        { key: key(2), value: large },
      ],
      'strict',
    )
    expect((await disk.get(key(1)))?.length === 0, 'the empty value is lost')
    expect(equalBytes((await disk.get(key(2))) ?? NONE, large), 'the large value is another')
  },

  async 'keys are ordered as unsigned bytes, and a prefix holds its own alone'(place) {
    const disk = await place.open()
    const keys = [key(0), key(0, 0), key(0, 255), key(1), key(1, 0), key(1, 127), key(1, 128), key(255)]
    await disk.write(
      [...keys].reverse().map((each, i) => put(each, keys.length - 1 - i)),
      'relaxed',
    )
    const all = keys.map((each, i) => put(each, i))
    await expectEntries(disk.range(NONE), all)
    await expectEntries(disk.range(key(1)), all.slice(3, 7))
    await expectEntries(disk.range(key(0)), all.slice(0, 3))
    await expectEntries(disk.range(key(255)), all.slice(7))
    await expectEntries(disk.range(key(2)), [])
  },

  async 'a stretch begins after a key and has an end'(place) {
    const disk = await place.open()
    const all = [1, 2, 3, 4, 5].map(i => put(key(9, i), i))
    await disk.write([put(key(8), 0), ...all, put(key(10), 0)], 'relaxed')
    await expectEntries(disk.range(key(9), { most: 2 }), all.slice(0, 2))
    await expectEntries(disk.range(key(9), { after: key(9, 2) }), all.slice(2))
    await expectEntries(disk.range(key(9), { after: key(9, 2, 7), most: 1 }), all.slice(2, 3))
    await expectEntries(disk.range(key(9), { after: key(9, 5) }), [])
    await expectEntries(disk.range(key(9), { after: key(1) }), all)
    await expectEntries(disk.range(key(9), { after: key(10) }), [])
  },

  async 'a batch deletes, replaces, and its last word on a key holds'(place) {
    const disk = await place.open()
    await disk.write([put(key(1), 1), put(key(2), 2)], 'relaxed')
    await disk.write([{ key: key(1), value: null }, put(key(2), 3), { key: key(7), value: null }], 'relaxed')
    await expectEntries(disk.range(NONE), [put(key(2), 3)])
    await disk.write([put(key(4), 1), { key: key(4), value: null }, put(key(5), 1), put(key(5), 2)], 'strict')
    await expectEntries(disk.range(NONE), [put(key(2), 3), put(key(5), 2)])
  },

  async 'writes take effect in the order of their calls'(place) {
    const disk = await place.open()
    const calls = [1, 2, 3, 4, 5].map(i => disk.write([put(key(1), i)], i === 3 ? 'strict' : 'relaxed'))
    await Promise.all(calls)
    await expectEntries(disk.range(NONE), [put(key(1), 5)])
  },

  async 'what is handed in and out belongs to the caller'(place) {
    const disk = await place.open()
    const value = Uint8Array.of(1)
    const at = key(1)
    await disk.write([{ key: at, value }], 'relaxed')
    value[0] = 9
    at[0] = 9
    const read = await disk.get(key(1))
    expect(read?.[0] === 1, 'the disk kept the caller’s array')
    read![0] = 9
    expect((await disk.get(key(1)))?.[0] === 1, 'the disk gave its own array away')
  },

  async 'a closed disk rejects every call'(place) {
    const disk = await place.open()
    await disk.close()
    await expectRejection(disk.get(key(1)), 'get')
    await expectRejection(disk.range(NONE), 'range')
    await expectRejection(disk.write([put(key(1), 1)], 'relaxed'), 'write')
  },

  async 'a power failure leaves whole batches, all up to some point, and all that was strict'(place) {
    if (!place.crashes) return
    const disk = await place.open()
    let strict = 0
    for (let i = 1; i <= 12; i++) {
      const durability = i % 5 === 0 ? 'strict' : 'relaxed'
      // Each batch has a key of its own and one that all share.
      await disk.write([put(key(1, i), i), put(key(2), i)], durability)
      if (durability === 'strict') strict = i
      for (const left of place.crashes()) {
        const last = (await left.get(key(2)))?.[0] ?? 0
        expect(last >= strict && last <= i, `after write ${i} a failure left ${last}, strict was ${strict}`)
        const wanted = Array.from({ length: last }, (_, at) => put(key(1, at + 1), at + 1))
        await expectEntries(left.range(key(1)), wanted)
      }
    }
  },
}

const NONE: Bytes = new Uint8Array(0)
const key = (...parts: number[]): Bytes => Uint8Array.from(parts)
const put = (at: Bytes, value: number): Entry => ({ key: at, value: Uint8Array.of(value) })

function expect(holds: boolean, words: string): void {
  if (!holds) throw new Error(words)
}

const shown = (entries: readonly Write[]) =>
  entries.map(({ key, value }) => `${toHex(key)}=${value ? toHex(value) : 'gone'}`).join(' ')

async function expectEntries(found: Promise<readonly Entry[]>, wanted: readonly Entry[]): Promise<void> {
  const [a, b] = [shown(await found), shown(wanted)]
  expect(a === b, `the disk has ${a || 'nothing'} where ${b || 'nothing'} belongs`)
}

async function expectRejection(call: Promise<unknown>, what: string): Promise<void> {
  const rejected = await call.then(
    () => false,
    () => true,
  )
  expect(rejected, `${what} on a closed disk did not reject`)
}
