import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { type ClientRequest, get as getPlain, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openRelay, type Relay } from '../relay/relay.ts'
import { Authority, type Leaf } from './authority.ts'
import { isIn, networkOf, type Own, ownNames } from './names.ts'
import { trustPage } from './page.ts'

const OWN: Own = {
  names: ['fence.local', 'fence', 'localhost'],
  addresses: ['127.0.0.1', '192.168.7.20'],
  networks: ['127.0.0.0/8', '192.168.7.0/24'],
}
const DAY_MS = 86_400_000

let folder: string
let authority: Authority
const closing: Relay[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wattle-authority-'))
  authority = await Authority.open(join(folder, 'a'), OWN, Date.now())
})
afterAll(async () => {
  for (const relay of closing) await relay.close()
  rmSync(folder, { recursive: true })
})

test('networks are read off addresses', () => {
  expect(networkOf('192.168.1.17/24')).toBe('192.168.1.0/24')
  expect(networkOf('172.16.9.200/20')).toBe('172.16.0.0/20')
  expect(isIn('192.168.1.255', '192.168.1.0/24')).toBe(true)
  expect(isIn('192.168.2.1', '192.168.1.0/24')).toBe(false)
  const card = (address: string) => ({
    ...{ address, cidr: `${address}/24`, family: 'IPv4' as const, internal: false },
    ...{ netmask: '', mac: '' },
  })
  expect(ownNames('Fence.example', { a: [card('192.168.7.20')], b: [card('203.0.113.5')] })).toEqual({
    names: ['fence.local', 'fence', 'localhost'],
    addresses: ['192.168.7.20'],
    networks: ['192.168.7.0/24'],
  })
})

describe('an authority', () => {
  test('is kept where its owner alone may read, and is the same the next time', async () => {
    expect(statSync(join(folder, 'a')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'a/authority.key')).mode & 0o077).toBe(0)
    const again = await Authority.open(join(folder, 'a'), { ...OWN, networks: [] }, Date.now())
    expect(again.fingerprint).toBe(authority.fingerprint)
    expect(again.foreign({ ...OWN, addresses: ['192.168.7.99', '10.0.0.3'] })).toEqual(['10.0.0.3'])
  })

  test('vouches for this machine, for a short time', async () => {
    const leaf = await authority.leaf(OWN, Date.now())
    expect(leaf.untilMs - Date.now()).toBeLessThan(8 * DAY_MS)
    const { base } = await serve(leaf)
    expect(await ask(base)).toContain('"ok":true')
    expect(await ask(base, 'fence.local')).toContain('"ok":true')
  })

  test('is not believed for anything else, whoever signs with its key', async () => {
    // As a thief of the key would: what the authority's certificate forbids, its code does not have to.
    const thief = Object.create(authority, {
      names: { value: ['bank.example', ...OWN.names] },
      networks: { value: ['203.0.113.0/24', ...OWN.networks] },
    }) as Authority
    const forName = await thief.leaf({ ...OWN, names: ['bank.example'], addresses: [] }, Date.now())
    expect(forName.hosts).toEqual(['bank.example'])
    await expect(ask((await serve(forName)).base, 'bank.example')).rejects.toThrow(/permitted subtree/)
    const forAddress = await thief.leaf(
      { ...OWN, names: ['localhost'], addresses: ['203.0.113.5'] },
      Date.now(),
    )
    await expect(ask((await serve(forAddress)).base, 'localhost')).rejects.toThrow(/permitted subtree/)
  })

  test('is not believed once a leaf is over, and a running server takes the next', async () => {
    const { base, relay } = await serve(await authority.leaf(OWN, Date.now() - 30 * DAY_MS))
    await expect(ask(base)).rejects.toThrow(/expired/)
    relay.renew(await authority.leaf(OWN, Date.now()))
    expect(await ask(base)).toContain('"ok":true')
  })
})

describe('one port for both', () => {
  test('who comes without encryption is told how to trust it', async () => {
    const { port } = await serve(await authority.leaf(OWN, Date.now()))
    const page = await plain(port, '/trust?lang=en')
    expect(page).toContain('Trust this machine')
    expect(page).toContain(authority.fingerprint)
    expect(page).toContain(`https://fence.local:${port}/`)
    expect(await plain(port, '/trust', { 'accept-language': 'zh-CN' })).toContain('信任这台机器')
    expect(Buffer.from(await plain(port, '/wattle.crt'), 'latin1')).toEqual(authority.der)
    expect(await plain(port, '/health')).toContain('"ok":true')
  })

  test('whoever asks by a name that is none learns nothing of it', async () => {
    const { port } = await serve(await authority.leaf(OWN, Date.now()))
    const page = await plain(port, '/trust', { host: '"><script>alert(1)</script>' })
    expect(page).not.toContain('<script')
    const lied = {
      names: ['<b>&"\''],
      networks: [],
      fingerprint: '<i>',
      page: 'http://x/<',
      app: '"onload="',
    }
    const html = trustPage(lied, 'en')
    expect(html).not.toMatch(/<b>|<i>|"onload/)
  })

  test('sockets come in by TLS', async () => {
    const { port } = await serve(await authority.leaf(OWN, Date.now()))
    const Dialled = WebSocket as unknown as new (
      at: string,
      options: object,
    ) => {
      once(event: string, done: (error?: Error) => void): void
      close(): void
    }
    const socket = new Dialled(`wss://127.0.0.1:${port}`, { ca: authority.pem })
    await new Promise<void>((done, fail) => {
      socket.once('open', () => done())
      socket.once('error', error => fail(error))
    })
    socket.close()
  })
})

async function serve(leaf: Leaf) {
  const relay = await openRelay({ port: 0, host: '127.0.0.1', tls: { leaf, authority } })
  closing.push(relay)
  return { relay, port: relay.port, base: `https://127.0.0.1:${relay.port}` }
}

/** As a device that trusts the authority; by another name than the one that it dials, where one is given. */
function ask(base: string, servername?: string): Promise<string> {
  const named = servername === undefined ? {} : { servername, headers: { host: servername } }
  return body(done => getSecure(`${base}/health`, { ca: authority.pem, agent: false, ...named }, done))
}

const plain = (port: number, path: string, headers: { [name: string]: string } = {}) =>
  body(done =>
    getPlain({ port, path, headers: { host: `fence.local:${port}`, ...headers }, agent: false }, done),
  )

function body(get: (done: (answer: IncomingMessage) => void) => ClientRequest): Promise<string> {
  return new Promise((done, fail) => {
    get(answer => {
      answer.setEncoding('latin1')
      let text = ''
      answer.on('data', part => {
        text += part
      })
      answer.on('end', () => done(text.includes('<html') ? Buffer.from(text, 'latin1').toString() : text))
    }).on('error', fail)
  })
}
