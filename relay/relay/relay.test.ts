// The relay as its visitors meet it: over HTTP and sockets, with Node peers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openLinks } from '../../src/mesh/links/index.ts'
import { nodePlatform } from '../../src/mesh/links/node.ts'
import { type Door, socketsOf } from '../../src/mesh/links/sockets.ts'
import { Witness } from '../../tools/pages/witness.ts'
import { openRelay } from './relay.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(app?: string) {
  const relay = await openRelay({ port: 0, host: '127.0.0.1', app })
  closing.push(() => relay.close())
  return { ...relay, base: `http://127.0.0.1:${relay.port}` }
}

async function peer(relays: string[], listening?: Parameters<typeof openLinks>[0]['listening']) {
  const links = await openLinks({ relays, platform: nodePlatform(), listening })
  closing.push(() => links.close())
  return new Witness(links)
}

const reachable = (one: Witness) => one.all('relays').at(-1)?.reachable ?? []

describe('a relay', () => {
  test('says who it is, who holds a place and how it is', async () => {
    const { base, peer: id } = await open()
    const one = await peer([base])
    await one.until(() => reachable(one).length === 1)
    const response = await fetch(`${base}/relay.json`)
    expect(await response.json()).toEqual({
      version: 1,
      peer: id,
      reservations: [one.self],
      secure: false,
      trust: false,
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({
      ok: true,
      connections: 1,
      reservations: 1,
    })
  })

  test('serves the app and nothing beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wattle-app-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<head><title>app</title>')
    writeFileSync(join(folder, 'assets/index-Ab3dEf9h.js'), `// ${'x'.repeat(5000)}`)
    const { base, port } = await open(folder)
    // To the byte: its hash stands in the release.
    const page = '<head><title>app</title>'
    expect(await (await fetch(base)).text()).toBe(page)
    expect(await (await fetch(`${base}/join/somewhere`)).text()).toBe(page)
    const script = await fetch(`${base}/assets/index-Ab3dEf9h.js`)
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect((await fetch(`${base}/missing.js`)).status).toBe(404)
    expect((await fetch(base, { method: 'POST' })).status).toBe(405)
    expect(
      await raw(port, 'GET /../../etc/passwd.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 404/)
    expect(await raw(port, 'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400/,
    )
  })

  test('outlives a socket that speaks no libp2p', async () => {
    const { base } = await open()
    nodePlatform()
    const socket = new WebSocket(base.replace('http', 'ws'))
    socket.binaryType = 'arraybuffer'
    await new Promise(done => socket.addEventListener('open', done))
    socket.send(new Uint8Array(60_000).fill(255))
    await new Promise(done => socket.addEventListener('close', done))
    expect((await fetch(`${base}/health`)).ok).toBe(true)
  })

  test('forgets a peer that is gone', async () => {
    const { base } = await open()
    const links = await openLinks({ relays: [base], platform: nodePlatform() })
    const one = new Witness(links)
    await one.until(() => reachable(one).length === 1)
    await links.close()
    for (;;) {
      const { reservations } = (await (await fetch(`${base}/relay.json`)).json()) as {
        reservations: string[]
      }
      if (reservations.length === 0) return
      await new Promise(done => setTimeout(done, 20))
    }
  })

  test('may be one of several: peers with no relay in common but one still meet, and one may die', async () => {
    const [first, second] = [await open(), await open()]
    const one = await peer([first.base, second.base])
    const two = await peer(['http://127.0.0.1:9', second.base])
    await one.until(() => reachable(one).length === 2)
    await two.until(() => two.all('relays').some(({ present }) => present.some(p => p.peer === one.self)))
    await first.close()
    await one.until(() => reachable(one).length === 1)
    const there = two
      .all('relays')
      .at(-1)!
      .present.find(({ peer }) => peer === one.self)!
    two.tell({ kind: 'dial', dial: 4, ...there })
    await two.until(() => two.open[one.self] !== undefined)
    expect(two.all('opened')[0]).toMatchObject({ dial: 4, way: 'direct' })
  })
})

describe('a socket of a Node peer', () => {
  test('carries both streams, and a link on it ends on both sides', async () => {
    const server = createServer()
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    closing.push(() => void server.close())
    const everybody: Door = { admit: () => ({ address: '127.0.0.1', said: () => true, left() {} }) }
    const host = await peer([], socketsOf(server, everybody))
    host.echoing = true
    const guest = await peer([])
    const { port } = server.address() as AddressInfo
    const address = `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${host.self}`
    expect(host.all('relays')[0]!.addresses).toEqual([address])
    guest.tell({ kind: 'dial', dial: 1, peer: host.self, addresses: [address] })
    await guest.until(() => guest.open[host.self] !== undefined)
    const link = guest.open[host.self]!
    expect(guest.all('opened')[0]).toMatchObject({ way: 'socket', dialled: true, dial: 1 })
    expect(await guest.roundTrips(link, 'live', 1000, 10)).toHaveLength(10)
    expect(await guest.roundTrips(link, 'bulk', 1_000_000, 3)).toHaveLength(3)
    guest.tell({ kind: 'close', link, reason: 'done' })
    await host.until(() => host.open[guest.self] === undefined)
  })

  test('where another peer is, or nobody, is a dial that came to nothing', async () => {
    const guest = await peer([])
    const other = await peer([])
    for (const [dial, addresses] of [
      [1, [`/ip4/127.0.0.1/tcp/9/ws/p2p/${other.self}`]],
      [2, []],
      [3, ['nonsense', `/ip4/127.0.0.1/tcp/9/ws/p2p/${guest.self}`]],
    ] as const)
      guest.tell({ kind: 'dial', dial, peer: other.self, addresses })
    await guest.until(() => guest.all('failed').length === 3)
    expect(guest.all('failed').find(({ dial }) => dial === 2)!.why).toMatch(/none of its addresses/)
  })
})

/** What a server answers to bytes that no browser would send. */
function raw(port: number, request: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(request))
    let text = ''
    socket.on('data', data => {
      text += data
    })
    socket.on('error', fail)
    socket.on('close', () => done(text))
  })
}
