import { describe, expect, test } from 'vitest'
import { equalBytes, toHex } from '../bytes/bytes.ts'
import { bytes, decode, encode, struct, u8, uint } from '../bytes/codec.ts'
import { readBlock, writeBlock } from './block.ts'
import { refuse } from './codes.ts'
import { revealed, standing, tail } from './consensus/records.ts'
import { executeBlock, isInvalid } from './execute.ts'
import { agreements, schedule, tokens } from './kernel/records.ts'
import { announceRules, rulesOf } from './kernel/rules.ts'
import { nextDueSlot } from './kernel/schedule.ts'
import { proveItem, verifyItem } from './merkle.ts'
import { command, type Module, SCOPE } from './module.ts'
import { outcomeItems } from './outcomes.ts'
import { registry } from './registry.ts'
import { Store, View } from './store.ts'
import {
  chore,
  counters,
  DUE,
  END,
  happened,
  INTERVAL,
  key,
  log,
  ORDERED,
  ToyChain,
  toy,
} from './toy.testing.ts'
import { accountId } from './transaction.ts'
import { diff } from './tree/diff.ts'
import { Tree } from './tree/tree.ts'

const anna = key(1)
const ben = key(2)
const operator = [key(3, 0), key(3, 1), key(3, 2)]
const founders = [
  { devices: [anna] },
  { devices: [ben, key(2, 1)], scopes: SCOPE.trade },
  { devices: operator, threshold: 2 },
]
const chain = (overrides = {}, more: Module[] = []) => new ToyChain(founders, overrides, more)
const counter = (c: ToyChain, device: Uint8Array) => new View(c.head.tree).get(counters, [c.account(device)])
const logOf = (c: ToyChain) => [...new View(c.head.tree).each(log)].map(entry => entry.value)
const later = struct({ slot: uint, units: u8 })

describe('the two kinds of no', () => {
  test('what may not stand in a block is kept out with its code', () => {
    const c = chain()
    const good = c.send(anna, 1, 'add', 5)
    expect(c.keptOut(good)).toBeUndefined()
    expect(c.keptOut(good, undefined, false)).toBe('kernel/signature')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { chain: key(7) }))).toBe('kernel/chain')
    expect(c.keptOut(c.send(anna, 1, 'constructor', 5))).toBe('kernel/command')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { module: 'toys' }))).toBe('kernel/command')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { params: new Uint8Array([0x81, 0x18, 1]) }))).toBe(
      'kernel/form',
    )
    expect(c.keptOut(c.send(anna, 1, 'checked', 0))).toBe('toy/no')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { expiry: 0 }))).toBe('kernel/expired')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { account: new Uint8Array(20) }))).toBe('kernel/account')
    expect(c.keptOut(c.send(anna, 1, 'add', 5, { account: c.account(ben) }))).toBe('kernel/key')
    expect(c.keptOut(c.send(key(2, 1), 1, 'govern', 5, { account: c.account(ben) }))).toBe('kernel/scope')
    expect(c.keptOut(c.send(anna, 0, 'add', 5))).toBe('kernel/sequence')
    expect(c.keptOut(c.send(anna, 65, 'add', 5))).toBe('kernel/sequence')
    expect(c.keptOut(c.send(anna, 1, 'heavy', 101))).toBe('kernel/budget')
    c.block([good])
    expect(c.keptOut(good)).toBe('kernel/sequence')
  })

  test('what a module refuses stands in the block, has used its sequence and quota, and changes nothing else', () => {
    const c = chain({}, [])
    const head = c.block([c.send(anna, 1, 'no', 7), c.send(anna, 2, 'throw', 1)])
    expect(head.outcomes.map(({ status, code, data }) => [status, code, data])).toEqual([
      ['refused', 'toy/no', [7]],
      ['refused', 'kernel/fault', []],
    ])
    expect(head.events).toEqual([])
    expect(counter(c, anna)).toBeUndefined()
    expect(c.keptOut(c.send(anna, 1, 'add', 1))).toBe('kernel/sequence')
  })

  test('a sum beyond 2^53 is refused, and nothing is lost', () => {
    const c = chain()
    const head = c.block([c.send(anna, 1, 'add', Number.MAX_SAFE_INTEGER), c.send(anna, 2, 'add', 1)])
    expect(head.outcomes.map(outcome => outcome.code)).toEqual(['', 'kernel/overflow'])
    expect(counter(c, anna)).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('one device ascends within a block, and across blocks its window counts', () => {
    const c = chain()
    expect(() => c.block([c.send(anna, 2, 'add', 1), c.send(anna, 1, 'add', 1)])).toThrow('kernel/order')
    c.block([c.send(anna, 2, 'add', 1)])
    c.block([c.send(anna, 1, 'add', 1)])
    expect(counter(c, anna)).toBe(2)
  })

  test('a phone and a laptop do not block each other; their quota is one', () => {
    const c = new ToyChain([{ devices: [anna, key(1, 1)], quota: 3 }])
    const laptop = (sequence: number) => c.send(key(1, 1), sequence, 'add', 1, { account: c.account(anna) })
    c.block([c.send(anna, 1, 'add', 1), laptop(1), laptop(2)])
    expect(c.keptOut(c.send(anna, 2, 'add', 1))).toBe('kernel/quota')
    expect(c.keptOut(c.send(anna, 2, 'add', 1), 10)).toBeUndefined()
  })

  test('declared work adds up over a block, and not beyond it', () => {
    const c = chain()
    expect(() => c.block([c.send(anna, 1, 'heavy', 60), c.send(ben, 1, 'heavy', 41)])).toThrow(
      'kernel/budget',
    )
    c.block([c.send(anna, 1, 'heavy', 60), c.send(ben, 1, 'heavy', 40)])
    c.block([c.send(anna, 2, 'heavy', 100)])
  })
})

describe('guests', () => {
  const token = key(8)
  const guest = key(9)
  const join = struct({ token: bytes(32), signature: bytes(64) })
  const apply = (c: ToyChain, device = guest, changes = {}) =>
    c.transaction(device, 1, 'join', join, { token, signature: new Uint8Array(64) }, changes)
  const invited = (uses = 1) => chain({ tokens: [{ key: token, uses, expiry: 50 }] })

  test('an invitation opens one account, as often as it has uses', () => {
    const c = invited(2)
    c.block([apply(c)])
    expect(new View(c.head.tree).get(tokens, [token])).toEqual({ uses: 1, expiry: 50 })
    c.block([apply(c, key(10))])
    expect(new View(c.head.tree).get(tokens, [token])).toBeUndefined()
    expect(new View(c.head.tree).first(schedule, [])).toBeUndefined()
    expect(c.keptOut(apply(c, key(11)))).toBe('kernel/token')
  })

  test('an applicant has a small quota of its own', () => {
    const c = invited()
    c.block([apply(c)])
    c.block([c.send(guest, 2, 'add', 1), c.send(guest, 3, 'add', 1)])
    expect(c.keptOut(c.send(guest, 4, 'add', 1))).toBe('kernel/quota')
  })

  test('without a good token, or as another account, a guest is kept out', () => {
    const c = invited()
    expect(c.keptOut(apply(c, guest, { account: accountId(key(0), guest) }))).toBe('kernel/guest')
    expect(c.keptOut(apply(c, guest, { sequence: 2 }))).toBe('kernel/guest')
    expect(c.keptOut(apply(c), 51)).toBe('kernel/token')
    expect(c.keptOut(apply(c, key(2, 1)))).toBe('kernel/guest')
    expect(c.keptOut(c.send(guest, 1, 'add', 1))).toBe('kernel/account')
  })

  test('an invitation ends at its expiry', () => {
    const c = invited(5)
    c.block([], 51)
    expect(new View(c.head.tree).get(tokens, [token])).toBeUndefined()
  })
})

describe('several keys, one will', () => {
  const govern = (c: ToyChain, device: Uint8Array, sequence: number, value: number, expiry = 1_000_000) =>
    c.send(device, sequence, 'govern', value, { account: c.account(operator[0]!), expiry })

  test('a command of two keys is executed with the second', () => {
    const c = chain()
    const first = c.block([govern(c, operator[0]!, 1, 7)])
    expect(first.outcomes[0]).toMatchObject({ status: 'awaiting', data: [1, 2] })
    expect(counter(c, operator[0]!)).toBeUndefined()
    const again = c.block([govern(c, operator[0]!, 2, 7), govern(c, operator[1]!, 1, 8)])
    expect(again.outcomes.map(outcome => outcome.code || outcome.status)).toEqual([
      'kernel/already-agreed',
      'awaiting',
    ])
    c.block([govern(c, operator[2]!, 1, 7)])
    expect(counter(c, operator[0]!)).toBe(7)
  })

  test('what one key wanted does not count any more once the threshold has fallen and the deed was done', () => {
    const c = chain()
    c.block([govern(c, operator[0]!, 1, 7)])
    const lower = (device: Uint8Array, sequence: number) =>
      c.send(device, sequence, 'lower', 1, { account: c.account(operator[0]!) })
    c.block([lower(operator[0]!, 2), lower(operator[1]!, 1)])
    c.block([govern(c, operator[1]!, 2, 7)])
    expect(counter(c, operator[0]!)).toBe(7)
    expect([...new View(c.head.tree).each(agreements)].every(({ value }) => value.done)).toBe(true)
  })

  test('a key that comes late to a deed that is done does not begin it anew; who agreed may want it again', () => {
    const c = chain()
    const [a, b, d] = operator as [Uint8Array, Uint8Array, Uint8Array]
    const status = (device: Uint8Array, sequence: number) =>
      c.block([govern(c, device, sequence, 7)]).outcomes[0]!.status
    expect([status(a, 1), status(b, 1), status(d, 1)]).toEqual(['awaiting', 'done', 'done'])
    c.block([c.send(operator[0]!, 2, 'govern', 9, { account: c.account(a) })])
    c.block([c.send(operator[1]!, 2, 'govern', 9, { account: c.account(a) })])
    expect(counter(c, a)).toBe(9)
    expect(status(a, 3)).toBe('awaiting')
    expect(counter(c, a)).toBe(9)
    expect(status(d, 2)).toBe('done')
    expect(counter(c, a)).toBe(7)
  })

  test('a deed that waited is no obstacle once one key is enough', () => {
    const c = chain()
    c.block([govern(c, operator[0]!, 1, 7)])
    const lower = (device: Uint8Array, sequence: number) =>
      c.send(device, sequence, 'lower', 1, { account: c.account(operator[0]!) })
    c.block([lower(operator[1]!, 1), lower(operator[2]!, 1)])
    expect(c.block([govern(c, operator[0]!, 2, 7)]).outcomes[0]!.status).toBe('done')
    expect(counter(c, operator[0]!)).toBe(7)
  })

  test('so many deeds may wait and no more, and their number is known when they end', () => {
    const c = new ToyChain([{ devices: operator, threshold: 2, quota: 100 }])
    for (let i = 1; i <= 16; i++) c.block([govern(c, operator[0]!, i, i, 60)])
    expect(c.block([govern(c, operator[0]!, 17, 17, 60)]).outcomes[0]!.code).toBe('kernel/agreements-open')
    expect([...new View(c.head.tree).each(agreements)]).toHaveLength(16)
    c.block([], 61)
    expect([...new View(c.head.tree).each(agreements)]).toHaveLength(0)
    expect(c.block([govern(c, operator[0]!, 18, 1)]).outcomes[0]!.status).toBe('awaiting')
  })

  test('an agreement that nobody joins ends with the first one’s expiry', () => {
    const c = chain()
    c.block([govern(c, operator[0]!, 1, 7, 20)])
    expect([...new View(c.head.tree).each(agreements)]).toHaveLength(1)
    c.block([], 21)
    expect([...new View(c.head.tree).each(agreements)]).toHaveLength(0)
    expect([...new View(c.head.tree).each(schedule)]).toHaveLength(0)
  })
})

describe('batches', () => {
  test('are taken in by a block and executed by its child, as of the block’s slot, before the child’s own', () => {
    const c = chain()
    const taken = c.block([c.send(anna, 1, 'order', 1)], 5)
    expect(taken.outcomes[0]).toMatchObject({ status: 'queued' })
    expect(logOf(c)).toEqual([])
    const child = c.block([c.send(ben, 1, 'order', 2), c.send(ben, 2, 'add', 1)], 9)
    expect(child.outcomes.map(outcome => outcome.status)).toEqual(['done', 'queued', 'done'])
    expect(equalBytes(child.outcomes[0]!.id, taken.outcomes[0]!.id)).toBe(true)
    expect(logOf(c)).toMatchObject([{ what: ORDERED, number: 1, slot: 5 }])
  })

  test('their order hangs on both reveals; an account keeps one place and its own order', () => {
    const people = Array.from({ length: 8 }, (_, i) => ({ devices: [key(100 + i), key(100 + i, 1)] }))
    const orderWith = (included: number, executed: number) => {
      const c = new ToyChain(people)
      const orders = people.flatMap(({ devices }, i) => [
        c.send(devices[0]!, 1, 'order', 10 * i + 1),
        c.send(devices[1]!, 1, 'order', 10 * i + 2, { account: c.account(devices[0]!) }),
      ])
      c.block(orders, included)
      c.block([], executed)
      return logOf(c).map(({ number }) => number)
    }
    const order = orderWith(1, 2)
    expect(orderWith(1, 2)).toEqual(order)
    const others = [orderWith(1, 3), orderWith(2, 4), orderWith(2, 3)]
    for (const other of others) expect(other).not.toEqual(order)
    for (const list of [order, ...others])
      for (let i = 0; i < list.length; i += 2) {
        expect(list[i]! % 10).toBe(1)
        expect(list[i + 1]).toBe(list[i]! + 1)
      }
  })

  test('each branch executes the batch on its own', () => {
    const c = chain()
    const fork = c.block([c.send(anna, 1, 'order', 1), c.send(ben, 1, 'order', 2)], 5)
    const branch = (slot: number) => {
      c.head = fork
      c.block([], slot)
      return logOf(c)
        .map(({ number }) => number)
        .join()
    }
    const states = [50, 51, 52, 53, 54, 55].map(branch)
    expect(new Set(states).size).toBe(2)
    expect(branch(50)).toBe(states[0])
  })
})

describe('boundaries', () => {
  test('every interval since the parent is begun, in order, as of its own slot', () => {
    const c = chain({ intervalSlots: 10 })
    c.block([], 35)
    expect(logOf(c)).toMatchObject([
      { what: INTERVAL, number: 1, slot: 10 },
      { what: INTERVAL, number: 2, slot: 20 },
      { what: INTERVAL, number: 3, slot: 30 },
    ])
    expect(nextDueSlot(new View(c.head.tree), c.community.genesis)).toBe(40)
  })

  test('what is scheduled runs in the first block at or after its slot, before the interval that follows', () => {
    const c = chain({ intervalSlots: 10 })
    c.block([
      c.transaction(anna, 1, 'later', later, { slot: 9, units: 2 }),
      c.transaction(anna, 2, 'later', later, { slot: 10, units: 3 }),
    ])
    expect(nextDueSlot(new View(c.head.tree), c.community.genesis)).toBe(9)
    c.block([], 12)
    expect(logOf(c)).toMatchObject([
      { what: DUE, number: 2, slot: 9 },
      { what: INTERVAL, number: 1, slot: 10 },
      { what: DUE, number: 3, slot: 10 },
    ])
  })

  test('work that exceeds the hooks’ share waits at a cursor and goes on, without keeping anybody else out', () => {
    const c = chain({ intervalSlots: 10, hookBudget: 5 })
    c.block([c.transaction(anna, 1, 'later', later, { slot: 5, units: 12 })])
    const first = c.block([c.send(anna, 2, 'add', 1)], 11)
    expect(first.outcomes[0]).toMatchObject({ status: 'done' })
    expect(logOf(c)).toEqual([])
    expect(nextDueSlot(new View(first.tree), c.community.genesis)).toBe(5)
    let blocks = 0
    while (c.head.busy && blocks < 9) c.block([], 12 + blocks++)
    expect(blocks).toBeGreaterThan(2)
    expect(logOf(c)).toMatchObject([
      { what: DUE, number: 12, slot: 5 },
      { what: INTERVAL, number: 1, slot: 10 },
    ])
  })

  test('a long stall is worked off in pieces', () => {
    const c = chain({ intervalSlots: 10, hookBudget: 6 })
    c.block([], 95)
    expect(logOf(c).length).toBeLessThan(6)
    expect(c.head.busy).toBe(true)
    for (let slot = 96; slot < 99; slot++) c.block([], slot)
    expect(logOf(c).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('with the least share a hook still gets on', () => {
    const c = chain({ intervalSlots: 1000, hookBudget: 1 })
    c.block([c.transaction(anna, 1, 'later', later, { slot: 5, units: 3 })])
    for (let slot = 6; slot < 12; slot++) c.block([], slot)
    expect(logOf(c)).toMatchObject([{ what: DUE, number: 3, slot: 5 }])
    expect(c.head.busy).toBe(false)
  })

  test('the cursor of a hook that was unscheduled meanwhile is nobody else’s', () => {
    const c = chain({ intervalSlots: 1000, hookBudget: 5 })
    c.block([
      c.transaction(anna, 1, 'later', later, { slot: 5, units: 12 }),
      c.transaction(anna, 2, 'later', later, { slot: 5, units: 13 }),
    ])
    c.block([], 5)
    c.block([c.transaction(anna, 3, 'never', later, { slot: 5, units: 12 })], 6)
    for (let slot = 7; slot < 12; slot++) c.block([], slot)
    expect(logOf(c)).toMatchObject([{ what: DUE, number: 13 }])
    expect(c.head.busy).toBe(false)
  })

  test('a hook that throws is undone and reported, and the chain goes on', () => {
    const c = chain()
    c.block([c.transaction(anna, 1, 'later', later, { slot: 5, units: 255 })])
    const head = c.block([c.send(anna, 2, 'add', 1)], 6)
    expect(head.events.map(event => event.event)).toEqual(['hook-fault', 'happened'])
    expect(logOf(c)).toEqual([])
    expect(counter(c, anna)).toBe(1)
  })

  test('a quiet block changes nothing but what consensus keeps', () => {
    const c = chain()
    const before = c.head.tree
    const changed = diff(before, c.block([], 5).tree).map(({ key: [module, id] }) => [module, id])
    expect(changed).toEqual([standing, tail, tail, revealed].map(table => [table.module, table.id]))
    expect(c.head.busy).toBe(false)
  })
})

describe('rules with a version', () => {
  const add2: Module = {
    ...toy,
    commands: {
      ...toy.commands,
      twice: command({
        params: struct({ number: uint }),
        scope: 'trade',
        work: () => 1,
        execute(context, { number }) {
          context.put(counters, [context.account], 2 * number)
          return undefined
        },
      }),
    },
    upgrade(context) {
      context.put(counters, [new Uint8Array(20)], 77)
    },
  }
  const upgrading: Module = {
    ...toy,
    commands: {
      ...toy.commands,
      announce: command({
        params: struct({ number: uint }),
        scope: 'vote',
        work: () => 1,
        execute(context, { number }) {
          announceRules(context, 2, number)
          return undefined
        },
      }),
    },
  }
  const withRules = (versions: [number, ReturnType<typeof registry>][]) => {
    const c = chain()
    ;(c as { community: unknown }).community = { ...c.community, rules: new Map(versions) }
    return c
  }

  test('the next version comes into force at its height, batch first under the old rules', () => {
    const c = withRules([
      [1, registry(upgrading)],
      [2, registry(add2)],
    ])
    c.block([c.send(anna, 1, 'announce', 3)])
    expect(c.keptOut(c.send(anna, 2, 'twice', 4))).toBe('kernel/command')
    c.block([c.send(ben, 1, 'order', 1)])
    const head = c.block([c.send(anna, 2, 'twice', 4)])
    expect(head.header.rules).toBe(2)
    expect(head.outcomes.map(outcome => outcome.status)).toEqual(['done', 'done'])
    expect(rulesOf(new View(head.tree))).toEqual({ version: 2, next: null })
    expect(counter(c, anna)).toBe(8)
    expect(new View(head.tree).get(counters, [new Uint8Array(20)])).toBe(77)
  })

  test('a peer without the next version stops there and says so', () => {
    const c = withRules([[1, registry(upgrading)]])
    c.block([c.send(anna, 1, 'announce', 3)])
    c.block([])
    expect(() => c.block([])).toThrow('block/unknown-rules')
  })
})

describe('defects of a module', () => {
  const faulty = (broken: Partial<Module['commands']>): Module => ({
    ...toy,
    commands: { ...toy.commands, ...broken } as Module['commands'],
  })
  const withModule = (module: Module) => {
    const c = chain()
    ;(c as { community: unknown }).community = { ...c.community, rules: new Map([[1, registry(module)]]) }
    return c
  }
  const params = struct({ number: uint })
  const nothing = () => undefined

  test('a bound on work that is no number keeps the command out', () => {
    for (const work of [Number.NaN, -1, 0.5, 2 ** 60]) {
      const c = withModule(
        faulty({ odd: command({ params, scope: 'trade', work: () => work, execute: nothing }) }),
      )
      expect(c.keptOut(c.send(anna, 1, 'odd', 1))).toBe('kernel/fault')
    }
  })

  test('so does a bound or a check that throws', () => {
    const throws = (): never => {
      throw new Error('a defect')
    }
    const c = withModule(
      faulty({
        bound: command({ params, scope: 'trade', work: throws, execute: nothing }),
        check: command({ params, scope: 'trade', work: () => 1, check: throws, execute: nothing }),
      }),
    )
    expect(c.keptOut(c.send(anna, 1, 'bound', 1))).toBe('kernel/fault')
    expect(c.keptOut(c.send(anna, 1, 'check', 1))).toBe('kernel/fault')
  })

  test('an unknown code, or an event too long to be one, is a fault and leaves nothing', () => {
    const long = { module: 'toy', name: 'long', data: bytes(0, 4096) }
    const c = withModule(
      faulty({
        code: command({ params, scope: 'trade', work: () => 1, execute: () => refuse('toy/unheard-of') }),
        event: command({
          params,
          scope: 'trade',
          work: () => 1,
          execute(context) {
            context.put(counters, [context.account], 5)
            context.emit(long, new Uint8Array(2000))
            return undefined
          },
        }),
      }),
    )
    const head = c.block([c.send(anna, 1, 'code', 1), c.send(anna, 2, 'event', 1)])
    expect(head.outcomes.map(outcome => outcome.code)).toEqual(['kernel/fault', 'kernel/fault'])
    expect(counter(c, anna)).toBeUndefined()
  })

  test('a cursor too long to be kept ends the hook with a fault, not the block', () => {
    const rambling = { ...chore, run: () => new Uint8Array(300) }
    const c = withModule({ ...toy, hooks: { ...toy.hooks, due: [rambling] } })
    c.block([c.transaction(anna, 1, 'later', later, { slot: 5, units: 1 })])
    expect(c.block([], 5).events.map(event => event.event)).toEqual(['hook-fault'])
    expect(c.block([], 6).busy).toBe(false)
  })
})

test('other rules read a record with their own codec, also one that this peer has in memory', () => {
  const renamed = { ...counters, value: struct({ total: uint }) }
  const before = { ...counters, value: struct({ sum: uint }) }
  const draft = Tree.empty.edit()
  const store = new Store(draft)
  store.put(before, [anna.slice(0, 20)], { sum: 5 })
  const view = new View(store.commit())
  expect(view.get(before, [anna.slice(0, 20)])).toEqual({ sum: 5 })
  expect(view.get(renamed, [anna.slice(0, 20)])).toEqual({ total: 5 })
})

describe('a whole block', () => {
  const travel = (c: ToyChain, transactions: ReturnType<ToyChain['send']>[], slot = 7) => {
    const parent = c.head
    const made = c.block(transactions, slot)
    const wire = writeBlock({
      header: made.header,
      certificate: null,
      signature: new Uint8Array(64),
      transactions,
    })
    const block = readBlock(wire)
    if (typeof block === 'string') throw new Error(block)
    return { parent, made, block, holds: transactions.map(() => true) }
  }

  test('gives another peer the same state, outcomes and roots', () => {
    const c = chain({ intervalSlots: 3 })
    c.block([c.send(anna, 1, 'order', 3)])
    const { parent, made, block, holds } = travel(c, [c.send(anna, 2, 'add', 5), c.send(ben, 1, 'no', 1)])
    const executed = executeBlock(c.community, parent, block, holds)
    if (isInvalid(executed)) throw new Error(executed.code)
    expect(toHex(executed.tree.root())).toBe(toHex(made.header.state))
    expect(executed.hash).toEqual(made.hash)
    expect(executed.batch).toEqual(made.batch)
  })

  test('is invalid when anything in it is wrong, and says what', () => {
    const c = chain()
    const { parent, block, holds } = travel(c, [c.send(anna, 1, 'add', 5)])
    const codeOf = (
      changed: Partial<typeof block>,
      header: Partial<typeof block.header> = {},
      verdicts = holds,
    ) => {
      const result = executeBlock(
        c.community,
        parent,
        { ...block, ...changed, header: { ...block.header, ...header } },
        verdicts,
      )
      return isInvalid(result) ? result.code : 'valid'
    }
    expect(codeOf({})).toBe('valid')
    expect(codeOf({}, { chain: key(1) })).toBe('block/chain')
    expect(codeOf({}, { parent: key(1) })).toBe('block/parent')
    expect(codeOf({}, { height: 2 })).toBe('block/parent')
    expect(codeOf({}, { slot: 0 })).toBe('block/slot')
    expect(codeOf({}, { slot: 8 })).toBe('block/reveal')
    expect(codeOf({}, { view: 0 })).toBe('block/view')
    expect(codeOf({}, { view: 8 })).toBe('block/view')
    expect(codeOf({}, { producer: new Uint8Array(20) })).toBe('block/producer')
    expect(codeOf({}, { reveal: key(1) })).toBe('block/reveal')
    expect(codeOf({}, { active: key(1) })).toBe('block/active')
    expect(codeOf({}, { activeNext: key(1) })).toBe('block/active')
    expect(codeOf({}, { justify: { ...block.header.justify, view: 1 } })).toBe('block/justify')
    expect(codeOf({ certificate: key(1) })).toBe('block/justify')
    expect(codeOf({}, { rules: 2 })).toBe('block/rules')
    expect(codeOf({}, { transactions: key(1) })).toBe('block/transactions')
    expect(codeOf({}, { outcomes: key(1) })).toBe('block/outcomes')
    expect(codeOf({}, { state: key(1) })).toBe('block/state')
    expect(codeOf({ transactions: [] })).toBe('block/transactions')
    expect(codeOf({}, {}, [false])).toBe('kernel/signature')
    expect(codeOf({}, {}, [])).toBe('kernel/signature')
  })

  test('proves to a light reader what became of a transaction', () => {
    const c = chain()
    const { made } = travel(c, [c.send(anna, 1, 'no', 5), c.send(ben, 1, 'add', 2)])
    const items = outcomeItems(made.outcomes, made.events)
    items.forEach((item, i) => {
      expect(verifyItem(made.header.outcomes, item, proveItem(items, i))).toBe(true)
    })
    expect(decode(happened.data, made.events[0]!.data)).toEqual({ number: 2 })
    expect(encode(happened.data, { number: 2 })).toEqual(made.events[0]!.data)
  })
})

test('end hooks run last', () => {
  const c = chain()
  const genesis = { ...c.community.genesis }
  const ending = new ToyChain(founders, {
    modules: genesis.modules.map(section => ({ ...section, params: new Uint8Array([0x81, 1]) })),
  })
  ending.block([ending.send(anna, 1, 'add', 1)])
  expect(logOf(ending)).toMatchObject([{ what: END, number: 1 }])
})
