// Exact integers. Every sum and product of money, energy and power is checked against 2^53.

/** A result left the range of exact integers. Inside a command it becomes the refusal `kernel/overflow`. */
export class Overflow extends Error {
  constructor() {
    super('the result is beyond 2^53 and would not be exact')
  }
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Overflow()
  return value + 0 // never -0, which would be written as 0
}

export const add = (a: number, b: number): number => exact(a + b)
export const sub = (a: number, b: number): number => exact(a - b)
export const mul = (a: number, b: number): number => exact(a * b)

/** a / b rounded down, towards minus infinity; b is positive. */
export function divFloor(a: number, b: number): number {
  if (!(b > 0)) throw new RangeError('divFloor takes a positive divisor')
  const rest = a % b
  // a - rest is a multiple of b, so this division is exact.
  const quotient = (a - rest) / b
  return rest < 0 ? quotient - 1 : quotient + 0
}
