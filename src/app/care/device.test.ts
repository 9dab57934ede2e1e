import { expect, test } from 'vitest'
import type { Identity, Status } from '../../peer/api.ts'
import { isCleared, isPhone, roomLeft } from './device.ts'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

test('little room is told of before there is none', () => {
  const store = (usedBytes: number | null, quotaBytes: number | null) =>
    ({ usedBytes, quotaBytes }) as Status['store']
  expect(roomLeft(store(1_000_000, 10_000_000_000))).toBeUndefined()
  expect(roomLeft(store(990_000_000, 1_000_000_000))).toBe(10_000_000)
  expect(roomLeft(store(2_000_000, 1_000_000))).toBe(0)
  expect(roomLeft(store(null, null))).toBeUndefined()
})

test('a device whose key is gone is told so, one that never had any is not', () => {
  const kept = new Map<string, string>()
  const notes = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, to: string) => void kept.set(name, to),
  }
  const is = (device: string, belongs: boolean) => isCleared('c', { device, belongs } as Identity, notes)
  expect(is('a', false)).toBe(false)
  expect(is('a', true)).toBe(false)
  // Excluded, or not proven yet: the key is still there.
  expect(is('a', false)).toBe(false)
  expect(is('b', false)).toBe(true)
  // Restored, or admitted anew.
  expect(is('b', true)).toBe(false)
  expect(is('b', false)).toBe(false)
})

test('phones are told from laptops', () => {
  expect(
    isPhone('Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36'),
  ).toBe(true)
  expect(
    isPhone('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'),
  ).toBe(true)
  expect(isPhone('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36')).toBe(false)
})

test('every language says something for everything', () => {
  const leaves = (words: object, path = ''): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'object' ? leaves(value, `${path}${key}.`) : [`${path}${key}`],
    )
  expect(leaves(zh).sort()).toEqual(leaves(en).sort())
})
