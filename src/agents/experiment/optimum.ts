// The most that trading could save: a linear programme over all households and their stores together, which knows
// nothing of orders. Solved by an interior-point method (Mehrotra's predictor and corrector), whose normal matrix is a
// band here, because rows are in order of time.

/** One column: at least 0, at most `most`, with its entries by row. */
export interface Column {
  readonly cost: number
  readonly most: number
  readonly rows: readonly number[]
  readonly entries: readonly number[]
}

export interface Solution {
  readonly cost: number
  /** What no solution can be better than: the dual's value. */
  readonly bound: number
  readonly x: Float64Array
  readonly rounds: number
}

const ROUNDS = 80
const CLOSE = 1e-8
const INTO = 0.9995 // how far towards the edge a step may go

/** min cost·x with the rows' sums equal to `right`. */
export function solve(columns: readonly Column[], right: readonly number[]): Solution {
  const n = columns.length
  const m = right.length
  const bounded = columns.map(({ most }) => Number.isFinite(most))
  const c = Float64Array.from(columns, ({ cost }) => cost)
  const u = Float64Array.from(columns, ({ most }) => most)
  const b = Float64Array.from(right)
  const width = Math.max(
    0,
    ...columns.map(({ rows }) => (rows.length > 0 ? Math.max(...rows) - Math.min(...rows) : 0)),
  )
  const matrix = new BandMatrix(m, width)

  const times = (x: Float64Array) => {
    const sums = new Float64Array(m)
    for (let j = 0; j < n; j++) {
      const { rows, entries } = columns[j]!
      for (let k = 0; k < rows.length; k++) sums[rows[k]!]! += entries[k]! * x[j]!
    }
    return sums
  }
  const dot = (j: number, y: Float64Array) => {
    const { rows, entries } = columns[j]!
    let sum = 0
    for (let k = 0; k < rows.length; k++) sum += entries[k]! * y[rows[k]!]!
    return sum
  }

  // x within its bounds, s the distance to the upper one; z and w are their prices.
  const scale = Math.max(1, ...right.map(Math.abs)) / 4
  const x = Float64Array.from(u, most => (Number.isFinite(most) ? most / 2 : scale))
  const s = Float64Array.from(u, (most, j) => (bounded[j] ? most - x[j]! : 1))
  const price = Math.max(1, ...c.map(Math.abs))
  const z = new Float64Array(n).fill(price)
  const w = Float64Array.from(bounded, has => (has ? price : 0))
  const y = new Float64Array(m)

  const dx = new Float64Array(n)
  const dz = new Float64Array(n)
  const dw = new Float64Array(n)
  const theta = new Float64Array(n)
  const pairs = n + bounded.filter(Boolean).length
  let rounds = 0
  for (; rounds < ROUNDS; rounds++) {
    const ax = times(x)
    const primal = b.map((value, i) => value - ax[i]!)
    const dual = c.map((cost, j) => cost - dot(j, y) - z[j]! + w[j]!)
    let gap = 0
    for (let j = 0; j < n; j++) gap += x[j]! * z[j]! + (bounded[j] ? s[j]! * w[j]! : 0)
    const mu = gap / pairs
    const worst = (all: Float64Array) => all.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const value = c.reduce((sum, cost, j) => sum + cost * x[j]!, 0)
    if (gap < CLOSE * (1 + Math.abs(value)) && worst(primal) < 1e-5 * scale && worst(dual) < 1e-6 * price)
      break

    matrix.clear()
    for (let j = 0; j < n; j++) {
      theta[j] = 1 / (z[j]! / x[j]! + (bounded[j] ? w[j]! / s[j]! : 0))
      const { rows, entries } = columns[j]!
      for (let a = 0; a < rows.length; a++)
        for (let d = 0; d <= a; d++) matrix.add(rows[a]!, rows[d]!, theta[j]! * entries[a]! * entries[d]!)
    }
    matrix.factor()

    /** The direction in which products of pairs become `aimX` and `aimS`. */
    const direction = (aimX: (j: number) => number, aimS: (j: number) => number) => {
      const h = dual.map(
        (rest, j) => rest - (aimX(j) / x[j]! - z[j]!) + (bounded[j] ? aimS(j) / s[j]! - w[j]! : 0),
      )
      const rhs = times(h.map((value, j) => theta[j]! * value)).map((value, i) => value + primal[i]!)
      const dy = matrix.solve(rhs)
      for (let j = 0; j < n; j++) {
        dx[j] = theta[j]! * (dot(j, dy) - h[j]!)
        dz[j] = aimX(j) / x[j]! - z[j]! - (z[j]! / x[j]!) * dx[j]!
        dw[j] = bounded[j] ? aimS(j) / s[j]! - w[j]! + (w[j]! / s[j]!) * dx[j]! : 0
      }
      return dy
    }
    const reach = () => {
      let inX = 1
      let inZ = 1
      for (let j = 0; j < n; j++) {
        if (dx[j]! < 0) inX = Math.min(inX, (-INTO * x[j]!) / dx[j]!)
        if (dz[j]! < 0) inZ = Math.min(inZ, (-INTO * z[j]!) / dz[j]!)
        if (!bounded[j]) continue
        if (dx[j]! > 0) inX = Math.min(inX, (INTO * s[j]!) / dx[j]!)
        if (dw[j]! < 0) inZ = Math.min(inZ, (-INTO * w[j]!) / dw[j]!)
      }
      return [inX, inZ] as const
    }

    direction(
      () => 0,
      () => 0,
    )
    const [farX, farZ] = reach()
    let left = 0
    for (let j = 0; j < n; j++) {
      left += (x[j]! + farX * dx[j]!) * (z[j]! + farZ * dz[j]!)
      if (bounded[j]) left += (s[j]! - farX * dx[j]!) * (w[j]! + farZ * dw[j]!)
    }
    const aim = mu * (left / gap) ** 3
    const px = Float64Array.from(dx)
    const pz = Float64Array.from(dz)
    const pw = Float64Array.from(dw)
    const dy = direction(
      j => aim - px[j]! * pz[j]!,
      j => aim + px[j]! * pw[j]!,
    )
    const [inX, inZ] = reach()
    for (let j = 0; j < n; j++) {
      x[j]! += inX * dx[j]!
      if (bounded[j]) s[j]! -= inX * dx[j]!
      z[j]! += inZ * dz[j]!
      w[j]! += inZ * dw[j]!
    }
    for (let i = 0; i < m; i++) y[i]! += inZ * dy[i]!
  }
  const cost = c.reduce((sum, each, j) => sum + each * x[j]!, 0)
  // Any y gives a bound: each column then takes whichever of its ends is cheaper. Those without an upper end are held
  // to be dual feasible up to rounding.
  let bound = b.reduce((sum, value, i) => sum + value * y[i]!, 0)
  for (let j = 0; j < n; j++) {
    const reduced = c[j]! - dot(j, y)
    if (reduced < 0 && bounded[j]) bound += reduced * u[j]!
  }
  return { cost, bound, x, rounds }
}

/** A symmetric positive matrix in which nothing lies farther than `width` from the diagonal; Cholesky's factors. */
class BandMatrix {
  private readonly size: number
  private readonly width: number
  private readonly cells: Float64Array

  constructor(size: number, width: number) {
    this.size = size
    this.width = width
    this.cells = new Float64Array(size * (width + 1))
  }

  clear(): void {
    this.cells.fill(0)
  }

  add(row: number, column: number, value: number): void {
    const [low, high] = row < column ? [row, column] : [column, row]
    this.cells[high * (this.width + 1) + low - high + this.width]! += value
  }

  factor(): void {
    const { size, width, cells } = this
    const stride = width + 1
    for (let i = 0; i < size; i++) {
      for (let j = Math.max(0, i - width); j <= i; j++) {
        let sum = cells[i * stride + j - i + width]!
        for (let k = Math.max(0, i - width); k < j; k++)
          if (k >= j - width) sum -= cells[i * stride + k - i + width]! * cells[j * stride + k - j + width]!
        if (i === j) cells[i * stride + width] = Math.sqrt(Math.max(sum, 1e-12))
        else cells[i * stride + j - i + width] = sum / cells[j * stride + width]!
      }
    }
  }

  solve(right: Float64Array): Float64Array {
    const { size, width, cells } = this
    const stride = width + 1
    const x = Float64Array.from(right)
    for (let i = 0; i < size; i++) {
      for (let k = Math.max(0, i - width); k < i; k++) x[i]! -= cells[i * stride + k - i + width]! * x[k]!
      x[i]! /= cells[i * stride + width]!
    }
    for (let i = size - 1; i >= 0; i--) {
      x[i]! /= cells[i * stride + width]!
      for (let k = Math.max(0, i - width); k < i; k++) x[k]! -= cells[i * stride + k - i + width]! * x[i]!
    }
    return x
  }
}
