import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Visitor } from '../../src/mesh/links/sockets.ts'
import { RelayDoor } from './door.ts'
import {
  BYTES_AT_ONCE,
  CONNECTIONS_AT_ONCE,
  CONNECTIONS_PER_SECOND,
  FORGET_MS,
  MAX_ADDRESSES,
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ONE,
  REQUESTS_AT_ONCE,
} from './limits.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

describe('the door', () => {
  test('lets one address have so many sockets, and gives a place back', () => {
    let now = 0
    const door = new RelayDoor(false, () => now)
    const visitors: Visitor[] = []
    for (let i = 0; i < MAX_CONNECTIONS_OF_ONE; i++) visitors.push(door.admit(from('192.0.2.1')) as Visitor)
    now = 3_600_000
    expect(door.admit(from('192.0.2.1'))).toBe(429)
    expect(typeof door.admit(from('192.0.2.2'))).toBe('object')
    visitors[0]!.left()
    expect(typeof door.admit(from('192.0.2.1'))).toBe('object')
    expect(door.connections).toBe(MAX_CONNECTIONS_OF_ONE + 1)
  })

  test('lets nobody knock without end', () => {
    let now = 0
    const door = new RelayDoor(false, () => now)
    const knock = () => {
      const visitor = door.admit(from('192.0.2.1'))
      if (typeof visitor === 'object') visitor.left()
      return typeof visitor === 'object'
    }
    for (let i = 0; i < CONNECTIONS_AT_ONCE; i++) expect(knock()).toBe(true)
    expect(knock()).toBe(false)
    now = 1000
    for (let i = 0; i < CONNECTIONS_PER_SECOND; i++) expect(knock()).toBe(true)
    expect(knock()).toBe(false)
  })

  test('counts the bytes of all sockets of one address together', () => {
    const door = new RelayDoor(false, () => 0)
    const [one, two] = [door.admit(from('192.0.2.1')), door.admit(from('192.0.2.1'))] as Visitor[]
    expect(one!.said(BYTES_AT_ONCE - 10)).toBe(true)
    expect(two!.said(11)).toBe(false)
    expect(two!.said(10)).toBe(true)
  })

  test('counts requests, and the whole house as one', () => {
    const door = new RelayDoor(false, () => 0)
    for (let i = 0; i < REQUESTS_AT_ONCE; i++) expect(door.request(from('2001:db8:1:2::7'))).toBe(0)
    expect(door.request(from('2001:db8:1:2:ffff::1'))).toBe(429)
    expect(door.request(from('2001:db8:1:3::7'))).toBe(0)
    expect(door.request(from('::ffff:192.0.2.9'))).toBe(0)
  })

  test('believes a proxy only where there is one, and only its own word', () => {
    const address = (door: RelayDoor, request: IncomingMessage) => (door.admit(request) as Visitor).address
    expect(address(new RelayDoor(false), from('192.0.2.1', '198.51.100.1'))).toBe('192.0.2.1')
    expect(address(new RelayDoor(true), from('127.0.0.1', '203.0.113.9, 198.51.100.1'))).toBe('198.51.100.1')
    expect(address(new RelayDoor(true), from('::ffff:192.0.2.1'))).toBe('192.0.2.1')
  })

  test('is shut when the house is full, and forgets who did nothing for a while', () => {
    let now = 0
    const door = new RelayDoor(false, () => now)
    for (let i = 0; i < MAX_CONNECTIONS; i++) door.admit(from(`10.0.${i >> 8}.${i & 255}`))
    expect(door.admit(from('192.0.2.1'))).toBe(503)
    const many = new RelayDoor(false, () => now)
    for (let i = 0; i < MAX_ADDRESSES; i++) many.request(from(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`))
    expect(many.request(from('192.0.2.1'))).toBe(503)
    now = FORGET_MS + 1
    expect(many.request(from('192.0.2.1'))).toBe(0)
  })
})
