// An author's notebook, cut short at every write of its disk, and a reader that hears all that was told. Whatever was said to
// be written is there, nothing is half there, and no two entries stand at one place: that would freeze the author for ever.
import { describe, expect, it } from 'vitest'
import { View } from '../../chain/store.ts'
import { signerFromSeed } from '../../crypto/plain.ts'
import type { Signed } from '../../crypto/signed.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { founder, town, until } from '../core/hub.testing.ts'
import { type Platform, realPlatform } from '../core/platform.ts'
import type { Disk } from '../storage/disk.ts'
import { failing } from '../storage/failing.testing.ts'
import { Ledger } from '../storage/ledger.ts'
import { MemoryDisk, PowerLost } from '../storage/memory.ts'
import { NOTEBOOK_ENTRIES } from '../storage/records.ts'
import { RunningNotebook } from './running.ts'
import type { Writing } from './sight.ts'

const TOWN = town({ founders: 2, delegates: 1 })
const opened = await Ledger.open(new MemoryDisk(), TOWN)
if ('refused' in opened) throw new Error(opened.refused)
const STATE = new View(opened.kept.root.tree)
const verifier = await pickVerifier()

const PACE = 50
/** A clock that is so much faster, for nobody here waits for anybody. */
const QUICK: Platform = {
  ...realPlatform,
  steady: () => Math.floor(performance.now() * PACE),
  // Never early: who is woken too soon sleeps on.
  after: (ms, then) => realPlatform.after(Math.ceil(ms / PACE) + 1, then),
}

/** Two notebooks on one line, which can be cut; what one says the other hears. */
class Line {
  readonly blamed: string[] = []
  private readonly ends = new Map<string, RunningNotebook>()

  async open(name: 'author' | 'reader', disk: Disk): Promise<RunningNotebook> {
    const index = name === 'author' ? 0 : 1
    const verify = (items: readonly Signed[], then: (verdicts: readonly boolean[]) => void) =>
      void verifier(items).then(then)
    const made = await RunningNotebook.open({
      ...{ community: TOWN.genesisHash, device: signerFromSeed(founder(index).device), disk, verify },
      platform: QUICK,
      unixMs: () => Date.now(),
      read: async read => ({ value: read(STATE) }),
      isLight: () => false,
      send: (to, bytes) => queueMicrotask(() => this.ends.get(to)?.hear(name, bytes)),
      blame: (neighbour, code) => this.blamed.push(`${neighbour}: ${code}`),
      isWatched: () => true,
      changed: () => {},
    })
    if ('refused' in made) throw new Error(made.refused)
    return made
  }

  join(author: RunningNotebook, reader: RunningNotebook): void {
    this.ends.set('author', author).set('reader', reader)
    author.joined('reader')
    reader.joined('author')
  }

  cut(author: RunningNotebook, reader: RunningNotebook): void {
    this.ends.clear()
    author.left('reader')
    reader.left('author')
  }
}

const picture = (fill: number): Writing => ({ kind: 'picture', picture: new Uint8Array(16_000).fill(fill) })
const bees = (text: string): Writing => ({ kind: 'notice', id: 'bees', title: 'Bees', text })

/** What was there before, and what is written while the disk fails. */
interface Story {
  readonly before: readonly Writing[]
  readonly writings: readonly Writing[]
}

const FIRST: Story = {
  before: [],
  writings: [bees('once'), bees('twice'), { kind: 'name', name: 'The mill' }],
}
/** A log that is compacted on the way. */
const FULL: Story = {
  before: [bees('once'), ...Array.from({ length: 11 }, (_, i) => picture(i))],
  writings: [
    ...[bees('twice'), picture(20), picture(21), { kind: 'name', name: 'The mill' } as const],
    { kind: 'delete', root: 'notices', id: 'bees' },
  ],
}

/** The disks of both, with what was there before. */
async function prepared({ before }: Story): Promise<{ author: MemoryDisk; reader: MemoryDisk }> {
  const disks = { author: new MemoryDisk(), reader: new MemoryDisk() }
  if (before.length === 0) return disks
  const line = new Line()
  const [author, reader] = [await line.open('author', disks.author), await line.open('reader', disks.reader)]
  line.join(author, reader)
  for (const writing of before) expect(await author.write(writing)).toMatchObject({ ok: true })
  await until('all is told', () => authorsPage(author, reader)?.picture?.[0] === 10)
  line.cut(author, reader)
  await author.close()
  await reader.close()
  return disks
}

const pageIn = (notebook: RunningNotebook) => {
  const { pages, own } = notebook.sight()
  return pages.find(({ account }) => account === own)
}
const authorsPage = (author: RunningNotebook, reader: RunningNotebook) =>
  reader.sight().pages.find(({ account }) => account === author.sight().own)

/** Whether the disk failed at all. */
async function trial(
  story: Story,
  disks: { author: MemoryDisk; reader: MemoryDisk },
  after: number,
  made: boolean,
): Promise<boolean> {
  const { writings } = story
  const disk = disks.author.copy()
  const line = new Line()
  const reader = await line.open('reader', disks.reader.copy())
  let failed = false
  let done = 0
  try {
    const author = await line.open('author', failing(disk, after, made))
    line.join(author, reader)
    for (const writing of writings) {
      const written = await author.write(writing)
      if (!written.ok) {
        expect(written.code).toBe('peer/not-kept')
        expect(author.sight().isKept).toBe(false)
        // The first that fails is the last: whatever comes after is refused, and told to nobody.
        expect(await author.write({ kind: 'name', name: 'Too late' })).toEqual(written)
        failed = true
        break
      }
      done += 1
    }
    line.cut(author, reader)
  } catch (error) {
    if (!(error instanceof PowerLost)) throw error
    failed = true
  }
  const again = await line.open('author', disk)
  line.join(again, reader)
  const last = { kind: 'notice', id: 'last', title: 'After all', text: '' } as const
  expect(await again.write(last)).toMatchObject({ ok: true })
  const notice = (id: string) => authorsPage(again, reader)?.notices.find(each => each.id === id)
  await until('the reader has it', () => notice('last') !== undefined)
  const page = authorsPage(again, reader)!
  expect(page).toEqual(pageIn(again))
  expect(page.frozen).toBe(false)
  expect(line.blamed).toEqual([])
  // What was said to be written is there; of what was not, all or nothing.
  const isDeleted = writings.some(({ kind }) => kind === 'delete')
  if (done === writings.length && isDeleted) expect(notice('bees')).toBeUndefined()
  else if (done < writings.length - 1 && done > 0) expect(notice('bees')).toBeDefined()
  const names = writings.slice(0, done).some(({ kind }) => kind === 'name')
  expect(['', 'The mill']).toContain(page.name)
  if (names) expect(page.name).toBe('The mill')
  if (story.before.length > 0) expect(page.picture?.length).toBe(16_000)
  line.cut(again, reader)
  await again.close()
  await reader.close()
  return failed
}

describe('an author whose disk fails at a write', () => {
  for (const [what, story] of [
    ['its first', FIRST],
    ['one of a log that is nearly full', FULL],
  ] as const)
    for (const made of [false, true])
      it(`${what}, which ${made ? 'reached' : 'did not reach'} it, goes on at the same place, and never twice`, async () => {
        const disks = await prepared(story)
        let count = 0
        for (let after = 1; await trial(story, disks, after, made); after++) count += 1
        expect(count).toBeGreaterThanOrEqual(story.writings.length)
      }, 60_000)

  it('and that has lost an entry in the middle waits for its neighbours to bring it', async () => {
    const disk = new MemoryDisk()
    const line = new Line()
    const [author, reader] = [await line.open('author', disk), await line.open('reader', new MemoryDisk())]
    line.join(author, reader)
    for (const title of ['one', 'two', 'three'])
      await author.write({ kind: 'notice', id: title, title, text: '' })
    await until('all is told', () => authorsPage(author, reader)?.notices.length === 3)
    line.cut(author, reader)
    await author.close()
    const [, second] = await disk.range(NOTEBOOK_ENTRIES)
    await disk.write([{ key: second!.key, value: Uint8Array.of(9) }], 'strict')
    const again = await line.open('author', disk)
    const writing = { kind: 'notice', id: 'four', title: 'four', text: '' } as const
    expect(await again.write(writing)).toEqual({ ok: false, code: 'notebook/gap' })
    line.join(again, reader)
    await until('it came back', () => pageIn(again)?.notices.length === 3)
    expect(await again.write(writing)).toMatchObject({ ok: true })
    await until('and went on', () => authorsPage(again, reader)?.notices.length === 4)
    expect(authorsPage(again, reader)?.frozen).toBe(false)
  }, 30_000)
})
