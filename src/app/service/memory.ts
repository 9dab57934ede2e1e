// What the service worker remembers from one start to the next: which release is in use, which waits, and whose
// signatures are asked for. One entry, written as a whole.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import {
  bytes,
  encode,
  integer,
  list,
  oneOf,
  optional,
  struct,
  text,
  tryDecode,
  uint,
} from '../../bytes/codec.ts'

const CACHE = 'wattle-guard'
const ENTRY = '/memory'
const MOST_PINS = 64

const wire = bytes(1, 1 << 18)
const memoryCodec = struct({
  format: integer(1, 1),
  current: wire,
  /** Pages that run it may still ask for its files. */
  before: optional(wire),
  ready: optional(wire),
  refused: optional(
    struct({
      why: oneOf('form', 'unsigned', 'forged', 'older', 'missing', 'other', 'full'),
      version: text(48),
      atMs: uint,
    }),
  ),
  foreign: optional(bytes(32)),
  pins: list(struct({ community: bytes(32), key: optional(bytes(32)), height: uint }), MOST_PINS),
})
export type Memory = ReturnType<typeof memoryCodec.read>
export type Pin = Memory['pins'][number]

export async function recall(): Promise<Memory | undefined> {
  const kept = await (await caches.open(CACHE)).match(ENTRY)
  if (!kept) return undefined
  const read = tryDecode(memoryCodec, new Uint8Array(await kept.arrayBuffer()))
  return 'error' in read ? undefined : read.value
}

export async function remember(memory: Memory): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.put(ENTRY, new Response(encode(memoryCodec, memory) as BufferSource))
}

/** With what a community names; what an older final block says changes nothing. */
export function pinned(pins: readonly Pin[], pin: Pin): readonly Pin[] {
  const known = pins.find(({ community }) => equalBytes(community, pin.community))
  if (known && known.height >= pin.height) return pins
  const others = pins.filter(each => each !== known)
  return others.length < MOST_PINS ? [...others, pin] : pins
}

/** Whose signatures a release must have. */
export function keysOf(pins: readonly Pin[]): readonly Bytes[] {
  const keys: Bytes[] = []
  for (const { key } of pins) if (key && !keys.some(each => equalBytes(each, key))) keys.push(key)
  return keys
}
