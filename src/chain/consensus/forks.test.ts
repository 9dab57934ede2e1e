import { expect, test } from 'vitest'
import { compareBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { type Candidate, ConflictingFinals, Forks } from './forks.ts'
import type { DelegateSet } from './sets.ts'

const nothing = sha256(new Uint8Array())

const set: DelegateSet = Array.from({ length: 7 }, (_, i) => ({
  account: new Uint8Array(20).fill(i),
  key: new Uint8Array(32).fill(i),
  commitment: nothing,
  base: 0,
}))

const genesis: Candidate = {
  hash: nothing,
  parent: nothing,
  era: 0,
  height: 0,
  slot: 0,
  view: 0,
  source: nothing,
  sourceView: 0,
  due: false,
  activeNext: [set],
}

let made = 0
function child(parent: Candidate, slot: number, more: Partial<Candidate> = {}): Candidate {
  made += 1
  return {
    ...parent,
    hash: sha256(new Uint8Array([made >>> 16, made >>> 8, made])),
    parent: parent.hash,
    height: parent.height + 1,
    slot,
    view: parent.view + 1,
    ...more,
  }
}

function chance(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}

/** Rule 4, read aloud: every leaf's branch walked down and counted. */
function headByHand(forks: Forks, blocks: readonly Candidate[], latest: ReadonlyMap<number, Candidate>) {
  const { final } = forks
  const held = blocks.filter(({ hash }) => forks.has(hash))
  const branchOf = (leaf: Candidate): Candidate[] | undefined => {
    const branch: Candidate[] = []
    for (let at: Candidate | undefined = leaf; at; at = forks.get(at.parent)) {
      if (equalBytes(at.hash, final.hash)) return branch
      if (at.height <= final.height) return undefined
      branch.push(at)
    }
    return undefined
  }
  const leaves = held.filter(block => !held.some(other => equalBytes(other.parent, block.hash)))
  const standings = [...leaves, final].flatMap(leaf => {
    const branch = branchOf(leaf)
    if (!branch || (leaf === final && leaves.some(each => each !== final && branchOf(each)))) return []
    const justified = branch.filter(({ hash }) => forks.isJustified(hash))
    const on = [...latest.values()].filter(vote => branch.some(({ hash }) => equalBytes(hash, vote.hash)))
    return [
      {
        leaf,
        order: [
          Math.max(0, ...justified.map(({ view }) => view)),
          on.length,
          branch.filter(({ due }) => due).length,
          leaf.height,
          -leaf.slot,
        ],
      },
    ]
  })
  standings.sort((a, b) => {
    for (let i = 0; i < a.order.length; i++) if (a.order[i] !== b.order[i]) return b.order[i]! - a.order[i]!
    return compareBytes(a.leaf.hash, b.leaf.hash)
  })
  return standings[0]!.leaf
}

test('the head that is carried along is the head that is counted', () => {
  let finals = 0
  let shed = 0
  for (let seed = 1; seed <= 60; seed++) {
    const draw = chance(seed)
    const forks = new Forks(genesis, draw(2) * 5)
    const blocks: Candidate[] = [genesis]
    const latest = new Map<number, Candidate>()
    const early: Candidate[] = []
    for (let slot = 1; slot < 120; slot++) {
      const known = blocks.filter(({ hash }) => forks.has(hash))
      const parent = draw(3) > 0 ? forks.head() : known[known.length - 1 - draw(Math.min(known.length, 8))]!
      const source = forks.isJustified(parent.hash) ? parent : undefined
      const block = child(parent, slot, {
        due: draw(2) === 0,
        view: draw(4) === 0 ? Math.max(parent.view + 1, slot) : parent.view + 1,
        source: source?.hash ?? parent.source,
        sourceView: source?.view ?? parent.sourceView,
      })
      blocks.push(block)
      if (draw(5) === 0) early.push(block)
      else forks.add(block)
      for (let i = draw(6); i > 0; i--) {
        const key = draw(set.length)
        const target = blocks[blocks.length - 1 - draw(Math.min(blocks.length, 5))]!
        const before = latest.get(key)
        if (before && before.view >= target.view) continue
        latest.set(key, target)
        forks.noteVote(set[key]!.key, target.view, target.hash)
      }
      if (draw(3) === 0) for (const late of early.splice(0)) forks.add(late)
      if (draw(2) === 0) {
        const target = blocks[blocks.length - 1 - draw(Math.min(blocks.length, 4))]!
        try {
          finals += forks.justify(target.hash).length
        } catch (error) {
          if (!(error instanceof ConflictingFinals)) throw error
          break
        }
      }
      if (draw(6) === 0 && forks.branches > 1) {
        const best = forks.head()
        const size = forks.size
        expect(forks.shedLast()).toBe(true)
        expect([forks.head(), forks.size]).toEqual([best, size - 1])
        shed += 1
      }
      const byHand = headByHand(forks, blocks, latest)
      expect({ seed, slot, head: toHex(forks.head().hash) }).toEqual({ seed, slot, head: toHex(byHand.hash) })
    }
  }
  expect(finals).toBeGreaterThan(100)
  expect(shed).toBeGreaterThan(100)
})

test('what is no longer above the last final block is let go, later where a past is kept', () => {
  for (const past of [0, 3]) {
    const forks = new Forks(genesis, past)
    const aside = child(genesis, 1)
    forks.add(aside)
    let at = genesis
    for (let slot = 2; slot < 10; slot++) {
      const next = child(at, slot, { source: at.hash, sourceView: at.view })
      forks.add(next)
      forks.justify(next.hash)
      at = next
    }
    expect(forks.final.height).toBe(7)
    expect(forks.has(aside.hash)).toBe(false)
    expect(forks.size).toBe(2 + past)
    expect(forks.floor).toBe(7 - past)
    expect(forks.takeGone().length).toBe(10 - 2 - past)
  }
})

test('a branch aside that becomes final as well is a conflict', () => {
  const forks = new Forks(genesis, 10)
  const ours = child(genesis, 1)
  const ourChild = child(ours, 2, { source: ours.hash, sourceView: ours.view })
  const theirs = child(genesis, 3)
  const theirChild = child(theirs, 4, { source: theirs.hash, sourceView: theirs.view })
  for (const block of [ours, ourChild, theirs, theirChild]) forks.add(block)
  forks.justify(ours.hash)
  expect(forks.justify(ourChild.hash)).toEqual([ours])
  forks.justify(theirs.hash)
  expect(forks.head()).toBe(ourChild)
  expect(() => forks.justify(theirChild.hash)).toThrow(ConflictingFinals)
})

test('branches that lost are shed, the lowest first', () => {
  const forks = new Forks(genesis, 10)
  const low = child(genesis, 1)
  const ours = child(genesis, 2)
  const high = child(ours, 3)
  const ourChild = child(ours, 4, { source: ours.hash, sourceView: ours.view })
  const last = child(ourChild, 5, { source: ourChild.hash, sourceView: ourChild.view })
  for (const block of [low, ours, high, ourChild, last]) forks.add(block)
  for (const block of [ours, ourChild, last]) forks.justify(block.hash)
  expect(forks.final).toBe(ourChild)
  expect(forks.shed()).toBe(true)
  expect([forks.has(low.hash), forks.has(high.hash)]).toEqual([false, true])
  expect(forks.shed()).toBe(true)
  expect(forks.shed()).toBe(false)
  expect(forks.size).toBe(4)
})
