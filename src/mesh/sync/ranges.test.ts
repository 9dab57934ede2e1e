import { expect, test } from 'vitest'
import type { Bytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { writeBlock } from '../../chain/block.ts'
import type { Question } from '../frames/index.ts'
import { blocksCodec } from '../frames/requests.ts'
import { blockOf } from '../said.testing.ts'
import { ROOT } from './community.testing.ts'
import { SYNC_LIMITS } from './limits.ts'
import { Ranges } from './ranges.ts'
import { type Answer, type Neighbour, Requests } from './requests.ts'
import { NOTHING } from './source.ts'

/** Answers as soon as it is asked. */
class Prompt extends Requests {
  answers: (from: number, count: number) => Bytes = () => new Uint8Array(0)

  override ask(to: Neighbour, question: Question, then: (answer: Answer, from: string) => void): void {
    if (question.kind === 'range') then(this.answers(question.body.from, question.body.count), to.id)
  }
}

test('what was handed on is waited for, and not for ever', () => {
  const chain = [ROOT]
  for (let height = 1; height <= 20; height++) chain.push(blockOf(height, chain[height - 1]!.hash))
  const requests = new Prompt(SYNC_LIMITS, () => 0)
  requests.answers = (from, count) => encode(blocksCodec, chain.slice(from, from + count).map(writeBlock))
  const place = ({ header, hash }: (typeof chain)[number]) => ({ height: header.height, hash })
  const held = new Set<string>()
  const source = {
    ...NOTHING,
    block: (hash: Bytes) => (held.has(nameOf32(hash)) ? chain.find(each => each.hash === hash) : undefined),
  }
  let head = place(ROOT)
  const own = () => ({ final: place(ROOT), head })
  const ranges = new Ranges(requests, source, SYNC_LIMITS, own, () => {})
  requests.join('a', true)
  requests.stands(requests.neighbours.get('a')!, { final: place(ROOT), head: place(chain[20]!) })
  requests.now = 5000
  for (let i = 0; i < 3; i++) ranges.run()
  expect(ranges.working).toBe(true)
  // All but one found their place, and nobody is ahead any more.
  for (const { hash } of chain.slice(1, 20)) held.add(nameOf32(hash))
  head = place(chain[20]!)
  ranges.run()
  expect(ranges.working).toBe(true)
  expect(ranges.due).toBeGreaterThan(requests.now)
  requests.now += SYNC_LIMITS.stuckMs
  ranges.run()
  expect(ranges.working).toBe(false)
  expect(ranges.due).toBe(Number.POSITIVE_INFINITY)
})

test('of large blocks fewer are handed on before they are executed', () => {
  const large = new Uint8Array(8000)
  const chain = [ROOT]
  for (let height = 1; height <= 400; height++)
    chain.push({ ...blockOf(height, chain[height - 1]!.hash), certificate: large })
  const limits = { ...SYNC_LIMITS, backlogBytes: 100_000 }
  const requests = new Prompt(limits, () => 0)
  requests.answers = (from, count) => encode(blocksCodec, chain.slice(from, from + count).map(writeBlock))
  const place = ({ header, hash }: (typeof chain)[number]) => ({ height: header.height, hash })
  const held = new Set<string>()
  const head = place(ROOT)
  const byName = new Map(chain.map(each => [nameOf32(each.hash), each]))
  const source = {
    ...NOTHING,
    block: (hash: Bytes) => (held.has(nameOf32(hash)) ? byName.get(nameOf32(hash)) : undefined),
  }
  const ranges = new Ranges(
    requests,
    source,
    limits,
    () => ({ final: place(ROOT), head }),
    () => {},
  )
  requests.join('a', true)
  requests.stands(requests.neighbours.get('a')!, { final: place(ROOT), head: place(chain[400]!) })
  requests.now = 5000
  const delivered = () => {
    for (let i = 0; i < 6; i++) ranges.run()
    return requests.effects.flatMap(each => (each.kind === 'deliver' ? [each.block] : []))
  }
  // Thirteen of them are a hundred thousand bytes; an answer is not cut in two.
  expect(delivered().length).toBe(32)
  expect(ranges.size).toBeLessThanOrEqual(32 + 128)
  for (const { hash } of delivered()) held.add(nameOf32(hash))
  expect(delivered().length).toBe(64)
})
