import { expect, test } from 'vitest'
import type { Keep } from '../../chain/node/keep.ts'
import { Keeper, type Kept, type Trouble } from './keeper.ts'

const keep: Keep = { kind: 'head', path: [] }
const final: Keep = { kind: 'final', height: 1, hash: new Uint8Array(32) }
const put = (token: number, durability: Kept['durability']): Kept => ({ token, durability, keep })

/** A disk whose writes end when they are told to. */
function slow() {
  const writes: { size: number; durability: string; done(): void; fail(error: Error): void }[] = []
  return {
    writes,
    keep: (keeps: readonly Keep[], durability: string) =>
      new Promise<void>((done, fail) => writes.push({ size: keeps.length, durability, done, fail })),
  }
}

const settled = () => new Promise(resolve => setTimeout(resolve))

test('a strict one is answered after its write, and what gathers meanwhile goes together', async () => {
  const disk = slow()
  const answered: number[] = []
  const keeper = new Keeper(
    disk,
    token => answered.push(token),
    () => {},
  )
  keeper.put(put(1, 'relaxed'))
  keeper.put(put(2, 'strict'))
  for (const token of [3, 4]) keeper.put(put(token, 'strict'))
  keeper.put(put(5, 'relaxed'))
  expect(disk.writes).toMatchObject([{ size: 2, durability: 'strict' }])
  await settled()
  expect(answered).toEqual([])
  disk.writes[0]!.done()
  await settled()
  expect(answered).toEqual([2])
  expect(disk.writes[1]).toMatchObject({ size: 3, durability: 'strict' })
  disk.writes[1]!.done()
  await settled()
  expect(answered).toEqual([2, 3, 4])
  await keeper.flush()
})

test('what is final goes at once and for good, with all before it, and is waited for until it is there', async () => {
  const disk = slow()
  const answered: number[] = []
  const keeper = new Keeper(
    disk,
    token => answered.push(token),
    () => {},
  )
  keeper.put(put(1, 'relaxed'))
  expect(disk.writes).toHaveLength(0)
  keeper.put({ token: 2, durability: 'relaxed', keep: final })
  expect(disk.writes).toMatchObject([{ size: 2, durability: 'strict' }])
  expect(keeper.waiting).toBe(2)
  // The next one gathers, as all do that come so close.
  keeper.put({ token: 3, durability: 'relaxed', keep: final })
  disk.writes[0]!.done()
  await settled()
  expect(keeper.waiting).toBe(1)
  expect(disk.writes).toHaveLength(1)
  const flushed = keeper.flush()
  expect(disk.writes[1]).toMatchObject({ size: 1, durability: 'strict' })
  disk.writes[1]!.done()
  await flushed
  expect(keeper.waiting).toBe(0)
  // Nobody asked to be told.
  expect(answered).toEqual([])
})

test('after a failure nothing is written and nothing is answered', async () => {
  const disk = slow()
  const answered: number[] = []
  let trouble: Trouble | undefined
  const keeper = new Keeper(
    disk,
    token => answered.push(token),
    found => {
      trouble = found
    },
  )
  keeper.put(put(1, 'strict'))
  keeper.put(put(2, 'strict'))
  const full = new Error('cannot write', { cause: new Error('IO error: No space left on device') })
  disk.writes[0]!.fail(full)
  await keeper.flush()
  keeper.put(put(3, 'strict'))
  await settled()
  expect(trouble).toBe('full')
  expect(answered).toEqual([])
  expect(disk.writes).toHaveLength(1)
})
