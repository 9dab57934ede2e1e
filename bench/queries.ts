// What screens ask of a market with 100,000 orders that stand, through the interface of a peer.
import { encode } from '../src/bytes/codec.ts'
import { View } from '../src/chain/store.ts'
import { placeParams } from '../src/market/book/place.ts'
import { BUY, NAME, orders, SELL } from '../src/market/book/records.ts'
import { drawing } from '../src/market/testing.ts'
import { Core } from '../src/peer/core/core.ts'
import { realPlatform } from '../src/peer/core/platform.ts'
import type { Room } from '../src/peer/core/room.ts'
import { seededVault } from '../src/peer/core/vault.ts'
import { importBlocks } from '../src/peer/import.ts'
import { finalStep, Ledger } from '../src/peer/storage/ledger.ts'
import { MemoryDisk } from '../src/peer/storage/memory.ts'
import { Notes } from '../src/peer/storage/notes.ts'
import { quantile, type Report, round } from './figures.ts'
import { foundMarket, INTERVALS } from './orders.ts'
import { Maker, type Town, type Wish } from './town.ts'

const ACCOUNTS = 10_000
const ORDERS = 100_000
const A_BLOCK = 4000
const ASKED = 4000

const ROOM: Room = {
  kind: 'memory',
  estimate: async () => ({ usedBytes: null, quotaBytes: null }),
  persisted: async () => null,
  persist: async () => false,
}

export async function queries(report: Report): Promise<void> {
  const town = await foundMarket(ACCOUNTS, 0)
  const disk = new MemoryDisk()
  await fill(town, disk)
  const core = await Core.open({
    ...{ community: town.community, disk, room: ROOM, post: () => {} },
    verifier: async items => items.map(() => true),
    vault: await seededVault(new Notes(disk), realPlatform.random),
  })
  if ('refused' in core) throw new Error(core.refused)
  await measure(report, town, core)
  await core.close()
}

/** Orders that stand: bids below all offers. */
async function fill(town: Town, disk: MemoryDisk): Promise<void> {
  const draw = drawing(9)
  const maker = new Maker(town, false)
  const wires: Uint8Array[] = []
  let placed = 0
  while (placed < ORDERS) {
    const wishes: Wish[] = []
    for (let i = 0; i < A_BLOCK && placed < ORDERS; i++, placed++) {
      const side = draw(2) === 0 ? BUY : SELL
      const price = side === BUY ? 100 + draw(200) : 301 + draw(200)
      const asked = { kind: 0, interval: 1 + draw(INTERVALS), side, price, energy: 100 + draw(2000) } as const
      const more = { terms: 'gate', until: null, tag: 0, traits: 0, names: [] } as const
      const params = encode(placeParams, { ...asked, ...more })
      wishes.push({ from: placed % ACCOUNTS, module: NAME, command: 'place', params })
    }
    wires.push((await maker.block(wishes)).wire)
  }
  wires.push((await maker.block([])).wire)
  const state = new View(maker.head.tree)
  let standing = 0
  for (const _ of state.each(orders)) standing += 1
  if (standing !== ORDERS) throw new Error(`${standing} orders stand`)
  const opened = await Ledger.open(disk, town.community)
  if ('refused' in opened) throw new Error(opened.refused)
  const unsigned = async (items: readonly unknown[]) => items.map(() => true)
  for await (const imported of importBlocks(town.community, town.begin, wires, unsigned)) {
    if ('code' in imported) throw new Error(imported.code)
    await opened.ledger.keep(finalStep(imported), 'relaxed')
  }
}

async function measure(report: Report, town: Town, core: Core): Promise<void> {
  const draw = drawing(4)
  const account = () => town.accounts[draw(ACCOUNTS)]!
  const name = () => ({ kind: 0, interval: 1 + draw(INTERVALS) })
  const mix: readonly (readonly [string, () => object])[] = [
    ['book', name],
    ['depth', () => ({ ...name(), most: 20, account: account() })],
    ['holdings', () => ({ account: account(), after: null, most: 100 })],
    ['holding', () => ({ account: account(), ...name() })],
    ['past', () => ({ account: account() })],
    ['books', () => ({ kind: 0, from: 1, most: INTERVALS })],
  ]
  const took = new Map<string, number[]>(mix.map(([query]) => [query, []]))
  const all: number[] = []
  for (let round = 0; round < 2; round++) {
    all.length = 0
    for (const times of took.values()) times.length = 0
    for (let i = 0; i < ASKED; i++) {
      const [query, params] = mix[i % mix.length]!
      const question = { module: NAME, query, params: params(), at: 'head' as const }
      const start = performance.now()
      const answer = await core.ask(question)
      const ms = performance.now() - start
      if (!answer.ok) throw new Error(answer.code)
      took.get(query)!.push(ms)
      all.push(ms)
    }
  }
  const note = [...took].map(([query, times]) => `${query} ${round(quantile(times, 0.95))}`).join(', ')
  report({
    figure: `queries through a peer’s interface at ${ORDERS} orders that stand, p95`,
    value: round(quantile(all, 0.95)),
    unit: 'ms',
    atMost: 1,
    note: `each in turn: ${note}`,
  })
  const seconds = all.reduce((sum, ms) => sum + ms, 0) / 1000
  report({
    figure: 'the same, a second',
    value: Math.round(all.length / seconds),
    unit: '1/s',
    atLeast: 2000,
  })
}
