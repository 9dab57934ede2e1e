import { expect, test } from 'vitest'
import { itemOf, nameOf } from '../frames/index.ts'
import { blockOf, CHAIN, certificateOf, transactionOf, voteOf } from '../said.testing.ts'
import { ToyCommunity } from './community.testing.ts'

test('try', () => {
  const c = new ToyCommunity(1)
  c.settle(21, 180, 100)
  c.run(2000)
  const t0 = process.hrtime.bigint()
  const solid = [...c.peers.values()].filter(p => p.role !== 'light')
  for (let s = 0; s < 60; s++) {
    for (let k = 0; k < 12; k++) {
      const id = [...c.peers.keys()][c.draw(c.peers.size)]!
      c.at(c.now + c.draw(1000), () =>
        c.say(id, { kind: 'transaction', transaction: transactionOf(10000 + s * 100 + k) }),
      )
    }
    const b = blockOf(s + 1, CHAIN)
    c.say(`d${c.draw(21)}`, { kind: 'block', block: b })
    c.at(c.now + 200, () => {
      for (let i = 0; i < 21; i++)
        c.say(`d${i}`, { kind: 'vote', chain: CHAIN, vote: voteOf(b.hash, s + 1, i) })
    })
    c.at(c.now + 400, () => {
      for (let i = 0; i < 21; i++)
        c.say(`d${i}`, { kind: 'certificate', chain: CHAIN, certificate: certificateOf(b.hash, s + 1, 15) })
    })
    c.run(1000)
    if (s % 5 === 4)
      for (const p of c.peers.values())
        for (const [n] of p.held) if ((p.firstAt.get(n) ?? 0) < c.now - 3000) p.held.delete(n)
    if (s % 10 === 9) {
      const copies = new Map<string, number[]>()
      for (const p of c.peers.values()) {
        let n = 0
        let items = 0
        for (const [, k] of p.copies) {
          n += k
          items += 1
        }
        const a = copies.get(p.role) ?? [0, 0]
        a[0]! += n
        a[1]! += items
        copies.set(p.role, a)
        p.copies.clear()
      }
      console.log(
        s,
        [...copies].map(([r, [n, i]]) => `${r} ${(n! / i!).toFixed(3)} of ${i}`).join(', '),
        solid
          .map(p => p.exchange.neighbours.filter(n => n.eager && n.role !== 'light').length)
          .reduce((a, b) => a + b) / solid.length,
      )
      const f = [...c.peers.values()]
      const by = (r: string) => {
        const a = f.filter(p => p.role === r)
        return (
          r +
          ' ' +
          Math.round(a.reduce((x, p) => x + p.sent.bytes + p.received.bytes, 0) / a.length / 1000) +
          'kB ' +
          Math.round(a.reduce((x, p) => x + p.sent.frames, 0) / a.length) +
          ' frames'
        )
      }
      console.log(by('delegate'), by('full'), by('light'))
      const delays: number[] = []
      const name = nameOf(b.hash)
      for (const p of f) {
        const t = p.firstAt.get(name)
        if (t !== undefined) delays.push(t - (c.now - 1000))
      }
      delays.sort((a, b) => a - b)
      console.log('block', delays.length, delays[delays.length >> 1], delays.at(-1))
    }
  }
  console.log(
    'ms',
    Number(process.hrtime.bigint() - t0) / 1e6,
    'frames',
    [...c.peers.values()].reduce((a, p) => a + p.received.frames, 0),
  )
  c.run(30000)
  let lacking = 0
  for (let s = 0; s < 60; s++) {
    for (let k = 0; k < 12; k++)
      lacking += lack(c, { kind: 'transaction', transaction: transactionOf(10000 + s * 100 + k) }).length
    lacking += lack(c, { kind: 'block', block: blockOf(s + 1, CHAIN) }).length
  }
  expect(lacking).toBe(0)
})

function lack(c: ToyCommunity, said: any) {
  const n = itemOf(said).name
  return [...c.peers.values()]
    .filter(p => !p.firstAt.has(n) && (p.role !== 'light' || said.kind !== 'transaction'))
    .map(p => p.id)
}
