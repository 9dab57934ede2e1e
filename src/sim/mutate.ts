// Parameters that keep their form and lose their measure: one item of canonical bytes is replaced by an extreme
// one of its kind. A module has to refuse what it cannot do, and never fail on it.
import { type Bytes, concatBytes } from '../bytes/bytes.ts'
import { encode, int } from '../bytes/codec.ts'
import type { Random } from './random.ts'

const EXTREMES = [
  0,
  1,
  -1,
  23,
  255,
  256,
  65_535,
  2 ** 32 - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
]

interface Item {
  readonly start: number
  readonly end: number
  readonly major: number
}

/** The integers, byte strings and texts of some canonical bytes. */
function itemsOf(canonical: Bytes): Item[] {
  const items: Item[] = []
  for (let at = 0; at < canonical.length; ) {
    const start = at
    const first = canonical[at]!
    const major = first >>> 5
    const info = first & 31
    const size = info < 24 ? 0 : 1 << (info - 24)
    if (info > 27 || at + 1 + size > canonical.length) break
    let argument = info < 24 ? info : 0
    for (let i = 1; i <= size; i++) argument = argument * 256 + canonical[at + i]!
    at += 1 + size
    if (major === 2 || major === 3) at += argument
    if (major < 4) items.push({ start, end: at, major })
  }
  return items
}

export function mutate(params: Bytes, random: Random): Bytes {
  const item = random.pick(itemsOf(params))
  if (!item) return params
  const body = params.slice(item.start, item.end)
  const before = params.subarray(0, item.start)
  const after = params.subarray(item.end)
  if (item.major < 2) return concatBytes(before, encode(int, random.pick(EXTREMES)!), after)
  // Other content of the same length, an account that nobody has among it.
  for (let i = body.length > 24 ? 2 : 1; i < body.length; i++)
    body[i] = random.draw(item.major === 3 ? 128 : 256)
  return concatBytes(before, body, after)
}
