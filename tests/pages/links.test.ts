// Links in a real Chromium: pages find each other through a relay, and need it no more.
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLinks } from '../../src/mesh/links/index.ts'
import { nodePlatform } from '../../src/mesh/links/node.ts'
import { Witness } from '../../tools/pages/witness.ts'
import {
  buildPage,
  launch,
  type Opened,
  openPage,
  type RelayProcess,
  removePage,
  startRelay,
} from '../../tools/pages.ts'

let app: string
let browser: Browser
let relay: RelayProcess
let a: Opened
let b: Opened
let c: Opened
let node: Witness
let closeNode: () => Promise<void>

beforeAll(async () => {
  ;[app, browser] = await Promise.all([buildPage(), launch()])
  relay = await startRelay(app)
  const relays = [relay.base]
  const links = await openLinks({ relays, platform: nodePlatform() })
  closeNode = () => links.close()
  node = new Witness(links)
  a = await openPage(browser, relay.base, relays)
  b = await openPage(browser, relay.base, relays)
  c = await openPage(browser, relay.base, relays)
})

afterAll(async () => {
  await browser?.close()
  await closeNode?.()
  await relay?.kill()
  if (app) removePage(app)
})

/** Dials whom the relay names, and gives the link. */
async function dial(from: Opened, to: string): Promise<number> {
  await from.until(
    ([peer, to]) => peer.all('relays').some(({ present }) => present.some(one => one.peer === to)),
    to,
  )
  await from.run((peer, to) => {
    const there = peer
      .all('relays')
      .flatMap(({ present }) => present)
      .find(one => one.peer === to)!
    peer.tell({ kind: 'dial', dial: 1, ...there })
  }, to)
  return linkOf(from, to)
}

async function linkOf(from: Opened, to: string): Promise<number> {
  await from.until(([peer, to]) => peer.open[to] !== undefined, to)
  return from.run((peer, to) => peer.open[to]!, to)
}

const half = (times: readonly number[]) => [...times].sort((x, y) => x - y)[times.length >> 1]!

describe('pages', () => {
  test('link through a relay, to each other and to Node, and exchange frames on both streams', async () => {
    const ab = await dial(a, b.self)
    const an = await dial(a, node.self)
    await node.until(peer => peer.open[a.self] !== undefined)
    for (const peer of [b]) await peer.run(one => void (one.echoing = true))
    node.echoing = true
    for (const link of [ab, an])
      for (const [stream, length] of [
        ['live', 1000],
        ['bulk', 1_000_000],
      ] as const) {
        const took = await a.run(
          (peer, { link, stream, length }) => peer.roundTrips(link, stream, length, 5),
          { link, stream, length },
        )
        expect(took).toHaveLength(5)
      }
    expect(node.all('opened')[0]).toMatchObject({ peer: a.self, dialled: false, way: 'direct' })
  })

  test('go on when the relay is dead', async () => {
    await dial(b, c.self)
    await relay.kill()
    const took = await a.run((peer, to) => peer.roundTrips(peer.open[to]!, 'live', 1000, 50), b.self)
    expect(half(took)).toBeLessThan(50)
    await a.until(([peer]) => peer.all('relays').at(-1)!.reachable.length === 0)
  })

  test('make a new link without a relay, by offers that a neighbour carries', async () => {
    await a.run((peer, to) => peer.tell({ kind: 'offer', dial: 77, peer: to }), c.self)
    const offer = await carried(a, 77)
    // What the neighbour has signed itself is no answer.
    await b.run((peer, to) => peer.tell({ kind: 'offer', dial: 5, peer: to }), node.self)
    await accept(a, 77, await carried(b, 5))
    await c.run(
      (peer, { from, body }) =>
        peer.tell({ kind: 'answer', dial: 9, peer: from, body: Uint8Array.from(body) }),
      { from: a.self, body: offer },
    )
    await accept(a, 77, await carried(c, 9))
    const link = await linkOf(a, c.self)
    await c.run(peer => void (peer.echoing = true))
    const took = await a.run((peer, link) => peer.roundTrips(link, 'live', 1000, 20), link)
    expect(took).toHaveLength(20)
    const opened = await c.run(peer => peer.all('opened').find(({ dial }) => dial === 9))
    expect(opened).toMatchObject({ peer: a.self, dialled: false, way: 'direct' })
  })

  test('refuse an offer that somebody else made, and say so', async () => {
    await b.run((peer, to) => peer.tell({ kind: 'offer', dial: 6, peer: to }), node.self)
    const offer = await carried(b, 6)
    await c.run(
      (peer, { from, body }) =>
        peer.tell({ kind: 'answer', dial: 10, peer: from, body: Uint8Array.from(body) }),
      { from: node.self, body: offer },
    )
    await c.until(([peer]) => peer.all('failed').some(({ dial }) => dial === 10))
    const why = await c.run(peer => peer.all('failed').find(({ dial }) => dial === 10)!.why)
    expect(why).toBe("this offer is another peer's")
  })

  test('see a link end when the other page closes, at once', async () => {
    await c.page.close()
    await a.until(([peer, to]) => peer.open[to] === undefined, c.self)
    await b.until(([peer, to]) => peer.open[to] === undefined, c.self)
  })

  test('have their places back when the relay returns, and a newcomer finds them', async () => {
    relay = await startRelay(app, relay.port)
    await a.until(([peer]) => peer.all('relays').at(-1)!.reachable.length === 1)
    await b.until(([peer]) => peer.all('relays').at(-1)!.reachable.length === 1)
    const d = await openPage(browser, relay.base, [relay.base])
    await dial(d, a.self)
    await d.page.close()
  })

  test('let what is urgent pass what is large', async () => {
    const link = await linkOf(a, b.self)
    const took = await a.run(async (peer, link) => {
      for (let i = 0; i < 6; i++) peer.send(link, 'bulk', 1_000_000)
      return peer.roundTrips(link, 'live', 300, 30)
    }, link)
    expect(half(took)).toBeLessThan(100)
    await a.until(([peer]) => peer.all('unsent').at(-1)?.bytes === 0)
    const most = await a.run(peer => Math.max(...peer.all('unsent').map(({ bytes }) => bytes)))
    expect(most).toBeGreaterThan(1_000_000)
  })

  test('say so when their tab has made all the connections that it may', async () => {
    await a.page.evaluate(() => sessionStorage.setItem('wattle/connections', '450'))
    await a.run((peer, to) => peer.tell({ kind: 'offer', dial: 88, peer: to }), c.self)
    await a.until(([peer]) => peer.all('failed').some(({ dial }) => dial === 88))
    expect(await a.run(peer => peer.all('failed').find(({ dial }) => dial === 88)!.why)).toMatch(
      /in a new tab/,
    )
  })

  test('that dial each other at the same moment share one link', async () => {
    const e = await openPage(browser, relay.base, [relay.base])
    const f = await openPage(browser, relay.base, [relay.base])
    const both = [
      [e, f.self],
      [f, e.self],
    ] as const
    for (const [from, to] of both)
      await from.until(
        ([peer, to]) => peer.all('relays').some(({ present }) => present.some(one => one.peer === to)),
        to,
      )
    await Promise.all(both.map(([from, to]) => dial(from, to)))
    await new Promise(done => setTimeout(done, 1500))
    for (const [from, to] of both)
      expect(await from.run((peer, to) => peer.open[to] !== undefined, to)).toBe(true)
    const opened = await Promise.all(both.map(([from]) => from.run(peer => peer.all('opened').length)))
    expect(opened).toEqual([1, 1])
  })
})

async function carried(from: Opened, dial: number): Promise<number[]> {
  await from.until(([peer, dial]) => peer.all('signal').some(said => said.dial === dial), dial)
  return from.run((peer, dial) => [...peer.all('signal').find(said => said.dial === dial)!.body], dial)
}

const accept = (at: Opened, dial: number, body: number[]) =>
  at.run((peer, { dial, body }) => peer.tell({ kind: 'accept', dial, body: Uint8Array.from(body) }), {
    dial,
    body,
  })
