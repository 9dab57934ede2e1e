// A disk of an older, an unknown and a newer format, on whatever keeps it: as named cases, like those of the disks.
import { encode } from '../../bytes/codec.ts'
import type { Disk } from './disk.ts'
import { bringUp, type Step } from './formats.ts'
import { FORMAT_KEY, formatCodec, recorded } from './records.ts'

const KEY = Uint8Array.of(200)
const OWN = 3

/** Each notes that it was done; what the first did the second finds. */
const STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [1, async () => [{ key: KEY, value: Uint8Array.of(1) }]],
  [
    2,
    async disk => {
      const before = await disk.get(KEY)
      return [{ key: KEY, value: Uint8Array.of(...(before ?? []), 2) }]
    },
  ],
])

const formatOf = async (disk: Disk) => recorded(formatCodec, await disk.get(FORMAT_KEY))?.format

async function diskOf(open: () => Promise<Disk>, format: number): Promise<Disk> {
  const disk = await open()
  await disk.write([{ key: FORMAT_KEY, value: encode(formatCodec, { format }) }], 'strict')
  return disk
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** `open`: the same place each time, empty at first. */
export const FORMAT_CASES: { readonly [name: string]: (open: () => Promise<Disk>) => Promise<void> } = {
  async 'an older format is brought up step by step, and opened again as it is'(open) {
    let disk = await diskOf(open, 1)
    check((await bringUp(disk, 1, STEPS, OWN)) === undefined, 'it is taken')
    await disk.close()
    disk = await open()
    check((await formatOf(disk)) === OWN, 'the new format is on the disk')
    check(`${await disk.get(KEY)}` === '1,2', 'both steps were done, in order')
    check((await bringUp(disk, OWN, STEPS, OWN)) === undefined, 'nothing is left to do')
    check(`${await disk.get(KEY)}` === '1,2', 'nothing was done twice')
    await disk.close()
  },

  async 'what was cut short between two steps goes on from there'(open) {
    const disk = await diskOf(open, 1)
    const broken = new Map(STEPS).set(2, async () => {
      throw new Error('no power')
    })
    await bringUp(disk, 1, broken, OWN).then(
      () => check(false, 'the step failed'),
      () => {},
    )
    check((await formatOf(disk)) === 2, 'the first step stays')
    check((await bringUp(disk, 2, STEPS, OWN)) === undefined, 'it goes on')
    check(`${await disk.get(KEY)}` === '1,2', 'each step was done once')
    await disk.close()
  },

  async 'one that is too old, and one of the future, are refused and kept'(open) {
    const disk = await diskOf(open, 0)
    const old = await bringUp(disk, 0, STEPS, OWN)
    check(old?.refused === 'outdated' && old.format === 0, 'it is too old')
    const newer = await bringUp(disk, 4, STEPS, OWN)
    check(newer?.refused === 'update' && newer.format === 4, 'it is newer')
    check((await formatOf(disk)) === 0 && (await disk.get(KEY)) === undefined, 'nothing was changed')
    await disk.close()
  },
}
