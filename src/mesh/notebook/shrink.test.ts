// Compacting keeps all that is shown, and no more than that takes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PAGE } from './entry.ts'
import { accountOf, deviceOf, Hall, type Host, Ledger, shown } from './hall.testing.ts'
import { MAX_LOG_STRUCTS } from './limits.ts'
import { itemAt, pageOf } from './page.ts'

const HOSTS = ['a', 'b', 'c']
const KEYS = ['k0', 'k1', 'k2']

const hallOf = (devices: number) => new Hall(new Ledger(2, devices), HOSTS.slice(0, devices), () => 0)
const read = (host: Host) => shown(host.page(0))
/** The one of an account's entries that stands for all before it. */
const wholeOf = (host: Host, device: number) => host.notebook.log(deviceOf(0, device), PAGE).tip!

type Step =
  | { readonly kind: 'set' | 'delete'; readonly who: number; readonly key: number }
  | { readonly kind: 'compact' | 'part' | 'meet'; readonly who: number }
const who = fc.nat(HOSTS.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('set' as const), who, key: fc.nat(KEYS.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), who, key: fc.nat(KEYS.length - 1) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('compact' as const, 'part' as const, 'meet' as const),
      who,
    }),
  },
)

const link = (hall: Hall) => {
  for (const a of HOSTS) for (const b of HOSTS) if (a < b) hall.link(a, b)
  hall.settle(8)
}

describe('compacting', () => {
  it('changes nothing that is shown, whoever of a household wrote it and in whatever order they met', () => {
    let [compacted, overOthers] = [0, 0]
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), steps => {
        const hall = hallOf(HOSTS.length)
        link(hall)
        steps.forEach((each, i) => {
          const host = hall.host(HOSTS[each.who]!)
          if (each.kind === 'set' || each.kind === 'delete') {
            const key = KEYS[each.key]!
            host.write(0, each.who, doc => {
              const notices = doc.getMap('notices')
              if (each.kind === 'set') notices.set(key, i)
              else notices.delete(key)
            })
            hall.settle(1)
          } else if (each.kind === 'meet') link(hall)
          else if (each.kind === 'part') {
            for (const other of HOSTS) if (other !== host.name) hall.part(host.name, other)
          } else {
            const before = read(host)
            if (!host.notebook.log(deviceOf(0, each.who), PAGE).tip) return
            expect(host.compact(0, each.who)).toBeUndefined()
            expect(read(host)).toEqual(before)
            const { header } = wholeOf(host, each.who)
            // A value a key, and what went before and after it.
            expect(header.structs).toBeLessThanOrEqual(2 * KEYS.length + 1)
            compacted += 1
            if (header.others.length > 0) overOthers += 1
          }
        })
        link(hall)
        for (const name of HOSTS) expect(hall.host(name).state(1)).toBe(hall.host('a').state(1))
      }),
      { numRuns: 80 },
    )
    expect(Math.min(compacted, overOthers)).toBeGreaterThan(40)
  }, 60_000)

  it('lets an author write for ever, who writes over the same few things in turn', () => {
    const hall = hallOf(1)
    const host = hall.host('a')
    let written = 0
    for (let i = 0; written < 3 * MAX_LOG_STRUCTS; i++) {
      const code = host.write(0, 0, doc => {
        for (let key = 0; key < 100; key++) doc.getMap('notices').set(`k${key}`, i)
      })
      expect(code).toBeUndefined()
      written += 100
      if (i % 20 === 19) expect(host.compact(0, 0)).toBeUndefined()
    }
    // Never twice the same: what is taken away leaves nothing, either.
    for (let i = 0; i < 400; i++) {
      expect(host.write(0, 0, doc => doc.getMap('messages').set(`m${i}`, i))).toBeUndefined()
      expect(host.write(0, 0, doc => doc.getMap('messages').delete(`m${i}`))).toBeUndefined()
      if (i % 100 === 99) expect(host.compact(0, 0)).toBeUndefined()
    }
    const { header } = wholeOf(host, 0)
    expect(header.structs).toBeLessThanOrEqual(201)
    expect(header.clocks).toBeGreaterThan(3 * MAX_LOG_STRUCTS)
    expect(host.page(0).getMap('notices').size).toBe(100)
    expect(host.page(0).getMap('messages').size).toBe(0)
  }, 30_000)

  it('keeps the id of what stands: a removal holds after it, and what is written on it stands', () => {
    const hall = hallOf(2)
    const host = hall.host('a')
    const set = (device: number, key: string, value: string) =>
      expect(host.write(0, device, doc => doc.getMap('notices').set(key, value))).toBeUndefined()
    for (const value of ['x', 'y', 'z']) for (const key of ['one', 'two']) set(0, key, value)
    const at = itemAt(host.page(0), 'notices', 'one')
    set(1, 'two', 'of another device')
    expect(host.compact(0, 0)).toBeUndefined()
    expect(itemAt(host.page(0), 'notices', 'one')).toEqual(at)
    expect(host.page(0).getMap('notices').toJSON()).toEqual({ one: 'z', two: 'of another device' })
    hall.ledger.moderators.add(Buffer.from(accountOf(1)).toString('hex'))
    expect(host.remove(1, 0, 'notices', 'one')).toBeUndefined()
    expect(host.compact(0, 0)).toBeUndefined()
    expect(pageOf(host.source, accountOf(0)).getMap('notices').toJSON()).toEqual({
      two: 'of another device',
    })
  })
})
