import fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, divFloor, mul, Overflow, sub } from './integer.ts'

const anyInteger = fc.maxSafeInteger()

test('sums, differences and products are exact or refused', () => {
  fc.assert(
    fc.property(anyInteger, anyInteger, (a, b) => {
      for (const [run, exact] of [
        [add, BigInt(a) + BigInt(b)],
        [sub, BigInt(a) - BigInt(b)],
        [mul, BigInt(a) * BigInt(b)],
      ] as const) {
        const fits = exact >= -(2n ** 53n) + 1n && exact <= 2n ** 53n - 1n
        if (fits) expect(BigInt(run(a, b))).toBe(exact)
        else expect(() => run(a, b)).toThrow(Overflow)
      }
    }),
  )
})

test('divFloor rounds down, towards minus infinity', () => {
  fc.assert(
    fc.property(anyInteger, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, b) => {
      const quotient = BigInt(a) / BigInt(b)
      const floor = BigInt(a) % BigInt(b) < 0n ? quotient - 1n : quotient
      expect(BigInt(divFloor(a, b))).toBe(floor)
      expect(Object.is(divFloor(a, b), -0)).toBe(false)
    }),
  )
  expect(() => divFloor(1, 0)).toThrow(RangeError)
  expect(() => divFloor(1, -1)).toThrow(RangeError)
})
