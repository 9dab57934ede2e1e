// A feature is a folder: a module that nobody has heard of needs nothing but itself and its line in the registry.
import { expect, test } from 'vitest'
import { bytes, struct, uint } from '../src/bytes/codec.ts'
import { add } from '../src/bytes/integer.ts'
import { refuse } from '../src/chain/codes.ts'
import { command, type DueHook, type EventType, type Module } from '../src/chain/module.ts'
import { registry } from '../src/chain/registry.ts'
import { keyAccount, table } from '../src/chain/table.ts'
import { section } from '../src/market/founding.ts'
import { refusalToWrite } from '../src/market/members/standing.ts'
import { version1 } from '../src/market/registry.ts'
import { Bench, deviceKey, neighbours } from '../src/market/testing.ts'

const ID = 200

const bikes = table({
  module: ID,
  id: 1,
  name: 'borrowed bike',
  key: [keyAccount],
  value: struct({ until: uint }),
  life: 'until it is due back',
})

const returned: EventType<{ readonly account: Uint8Array }> = {
  module: 'bikes',
  name: 'returned',
  data: struct({ account: bytes(20) }),
}

const dueBack: DueHook = {
  module: ID,
  id: 1,
  name: 'due-back',
  run(context, subject) {
    const account = subject.slice(0, 20)
    context.delete(bikes, [account])
    context.emit(returned, { account })
    return undefined
  },
}

const params = struct({ mostSlots: uint })

const bikeSharing: Module<{ readonly mostSlots: number }, object> = {
  id: ID,
  name: 'bikes',
  tables: [bikes],
  codes: { 'bikes/out': 'the account has a bike already', 'bikes/long': 'nobody keeps one so long' },
  params,
  genesis: struct({}),
  begin: () => undefined,
  commands: {
    borrow: command({
      params: struct({ slots: uint }),
      scope: 'trade',
      work: () => 1,
      execute(context, { slots }) {
        const { account } = context
        const refusal = refusalToWrite(context, account)
        if (refusal) return refusal
        const { mostSlots } = context.params(bikeSharing)
        if (slots > mostSlots) return refuse('bikes/long', slots, mostSlots)
        if (context.get(bikes, [account])) return refuse('bikes/out')
        const until = add(context.slot, slots)
        context.put(bikes, [account], { until })
        context.schedule(dueBack, until, account)
        return undefined
      },
    }),
  },
  hooks: { due: [dueBack] },
  queries: {},
  events: [returned],
  invariants: [
    {
      name: 'a bike comes back',
      check(state) {
        for (const { key, value } of state.each(bikes)) if (value.until === 0) return `${key[0]} keeps it`
        return undefined
      },
    },
  ],
  generate: () => undefined,
}

test('a module is a folder and one line of the registry', () => {
  const bench = new Bench(
    { founders: neighbours(3), sections: [section(bikeSharing, { mostSlots: 10 }, {})] },
    new Map([[1, registry(...version1, bikeSharing)]]),
  )
  const anne = deviceKey(2)
  expect(bench.do(anne, 'bikes/borrow', { slots: 11 })).toBe('bikes/long')
  expect(bench.do(anne, 'bikes/borrow', { slots: 5 })).toBe('done')
  expect(bench.do(anne, 'bikes/borrow', { slots: 5 })).toBe('bikes/out')
  bench.pass(5)
  expect(bench.happened(returned)).toEqual([{ account: bench.account(anne) }])
  expect(bench.do(anne, 'bikes/borrow', { slots: 5 })).toBe('done')
  expect(bench.registry.codes['bikes/out']).toBeDefined()
})
