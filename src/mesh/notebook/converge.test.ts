// Whatever order, whatever partitions: peers that have told each other everything hold the same logs and read the same
// pages, to the byte.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { PAGE } from './entry.ts'
import { accountOf, deviceOf, Hall, Ledger } from './hall.testing.ts'
import { PAGE_ENTRIES } from './limits.ts'

const ACCOUNTS = 3
const DEVICES = 2
const HOSTS = ['a', 'b', 'c', 'd']

type Step =
  | {
      readonly kind: 'set'
      readonly host: number
      readonly account: number
      readonly device: number
      readonly key: number
      readonly ends: boolean
    }
  | {
      readonly kind: 'delete' | 'compact' | 'remove'
      readonly host: number
      readonly account: number
      readonly device: number
      readonly key: number
    }
  | { readonly kind: 'link' | 'part'; readonly host: number; readonly other: number }
  | { readonly kind: 'settle' }
  | { readonly kind: 'revoke'; readonly account: number; readonly device: number }

const host = fc.nat(HOSTS.length - 1)
const author = { host, account: fc.nat(ACCOUNTS - 1), device: fc.nat(DEVICES - 1), key: fc.nat(2) }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('set' as const), ...author, ends: fc.nat(5).map(n => n === 0) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ...author }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('compact' as const), ...author }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), ...author }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), host, other: host }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('part' as const), host, other: host }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'settle' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('revoke' as const),
      account: author.account,
      device: author.device,
    }),
  },
)

/** Of one device only one host is the home, or, where it forks, any. */
function play(steps: readonly Step[], seed: number, forks: boolean) {
  let state = seed
  const draw = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const ledger = new Ledger(ACCOUNTS, DEVICES)
  ledger.moderators.add(toHex(accountOf(0)))
  const hall = new Hall(ledger, HOSTS, draw)
  const homeOf = (account: number, device: number) => (account * DEVICES + device) % HOSTS.length
  let count = 0
  const done = { writes: 0, forks: 0, compactions: 0, removals: 0 }
  for (const each of steps) {
    if (each.kind === 'settle') hall.settle(2)
    else if (each.kind === 'revoke') ledger.revoked.add(toHex(deviceOf(each.account, each.device)))
    else if ('other' in each) {
      if (each.host !== each.other) hall[each.kind](HOSTS[each.host]!, HOSTS[each.other]!)
    } else {
      const { account, device, key } = each
      const at = hall.host(HOSTS[forks ? each.host : homeOf(account, device)]!)
      const root = key === 0 ? 'self' : 'notices'
      let code: string | undefined
      if (each.kind === 'set') {
        const until = each.ends ? hall.timeMs + 25_000 : null
        const where = each.ends ? `m${count}` : `k${key}`
        code = at.write(account, device, doc => doc.getMap(root).set(where, `${count}`), until)
        done.writes += code ? 0 : 1
      } else if (each.kind === 'delete')
        code = at.write(account, device, doc => doc.getMap(root).delete(`k${key}`))
      else if (each.kind === 'compact') {
        code = at.compact(account, device)
        done.compactions += code ? 0 : 1
      } else if (!ledger.revoked.has(toHex(deviceOf(0)))) {
        const by = hall.host(HOSTS[homeOf(0, 0)]!)
        code = by.remove(0, account, root, `k${key}`)
        done.removals += code ? 0 : 1
      }
      // A frozen author writes no more, and a log on trial waits.
      expect([undefined, 'notebook/forked', 'notebook/gap', 'notebook/clock']).toContain(code)
    }
    count += 1
  }
  for (const a of HOSTS) for (const b of HOSTS) if (a < b) hall.link(a, b)
  hall.settle(16)
  for (const { notebook } of hall.hosts.values())
    for (const { fork } of notebook.logs.values()) done.forks += fork ? 1 : 0
  return { hall, done }
}

function checkAll(runs: number, forks: boolean) {
  const all = { writes: 0, forks: 0, compactions: 0, removals: 0 }
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }),
      fc.nat(1 << 30),
      (steps, seed) => {
        const { hall, done } = play(steps, seed, forks)
        const [first, ...rest] = [...hall.hosts.values()]
        const state = first!.state(ACCOUNTS)
        for (const each of rest) expect(each.state(ACCOUNTS)).toBe(state)
        for (const each of hall.hosts.values()) {
          expect(each.blamed).toEqual([])
          // What is on its disk is what it holds.
          for (const log of each.notebook.logs.values())
            expect(
              [...(each.kept.get(log.name) ?? new Map()).values()].map(({ hash, body }) => [
                toHex(hash),
                body === null,
              ]),
            ).toEqual(log.entries.map(({ hash, body }) => [toHex(hash), body === null]))
        }
        for (const key of ['writes', 'forks', 'compactions', 'removals'] as const) all[key] += done[key]
      },
    ),
    { numRuns: runs },
  )
  return all
}

describe('notebooks', () => {
  it('of honest authors come to be the same, and nobody is blamed', () => {
    const all = checkAll(80, false)
    expect(all.forks).toBe(0)
    expect(Math.min(all.writes, all.compactions, all.removals)).toBeGreaterThan(20)
  }, 60_000)

  it('of authors that fork come to be the same, whichever way they forked', () => {
    const all = checkAll(100, true)
    expect(Math.min(all.forks, all.writes, all.compactions)).toBeGreaterThan(20)
  }, 60_000)

  it('find where an author forked, however much was the same before', () => {
    const hall = new Hall(new Ledger(1, 1), ['a', 'b'], below => below - 1)
    const [a, b] = [hall.host('a'), hall.host('b')]
    hall.link('a', 'b')
    // More than neighbours bring each other at once.
    for (let i = 0; i < 2 * PAGE_ENTRIES + 10; i++)
      expect(a.write(0, 0, doc => doc.getMap('self').set('name', `${i}`))).toBeUndefined()
    hall.settle()
    hall.part('a', 'b')
    for (const host of [a, b])
      expect(host.write(0, 0, doc => doc.getMap('self').set('name', `by ${host.name}`))).toBeUndefined()
    hall.link('a', 'b')
    hall.settle()
    const forks = [a, b].map(host => host.notebook.log(deviceOf(0, 0), PAGE).fork?.place)
    expect(forks).toEqual([2 * PAGE_ENTRIES + 10, 2 * PAGE_ENTRIES + 10])
    expect(a.state(1)).toBe(b.state(1))
  })
})
