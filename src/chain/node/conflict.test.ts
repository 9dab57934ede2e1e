import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { Village } from './village.testing.ts'

test('two of four with two lives each make two histories: who sees both halts, and names them', () => {
  // 0, 1, 2 on one side; 3 and the other lives of 1 and 2 on the other.
  const village = new Village(4, {}, [1, 2])
  const side = (peer: number) => (peer < 3 ? 'a' : 'b')
  village.passes = (from, to) => side(from) === side(to)
  village.until(22)
  village.submit(0, village.add(5, 1, 3))
  village.submit(3, village.add(6, 1, 4))
  village.until(30)
  const [one] = village.peers
  const other = village.peers[3]!
  expect(one!.node!.final.header.height).toBeGreaterThan(0)
  expect(other.node!.final.header.height).toBeGreaterThan(0)
  expect(village.agrees).toBe(false)
  const keys = [village.peers[1]!, village.peers[2]!].map(({ delegate }) => toHex(delegate!.key))
  village.passes = () => true
  for (let i = 2; i < 8; i++) {
    village.submit(0, village.add(5, i))
    village.submit(3, village.add(6, i))
  }
  village.until(60)
  for (const { halts, offences } of [one!, other]) {
    const [halt] = halts
    expect(halt?.reason).toBe('conflicting-finals')
    if (halt?.reason !== 'conflicting-finals') continue
    expect(halt.keys.map(toHex).sort()).toEqual([...keys].sort())
    expect(offences.length).toBeGreaterThan(0)
  }

  // It stays so, whatever restarts, and what it held final is what it holds.
  const { final } = one!.node!
  const [halt] = one!.halts
  village.start(one!)
  village.submit(0, village.add(5, 9))
  expect(one!.effects.at(-1)).toMatchObject({ kind: 'kept-out', code: 'pool/halted' })
  village.until(70)
  expect(one!.halts).toEqual([halt, halt])
  expect(one!.node!.halted).toEqual(halt)
  expect(toHex(one!.node!.final.hash)).toBe(toHex(final.hash))
  const signed = one!.effects.filter(({ kind }) => kind === 'sign').length
  village.until(80)
  expect(one!.effects.filter(({ kind }) => kind === 'sign').length).toBe(signed)
})
