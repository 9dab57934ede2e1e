// What strangers and broken software send: nothing of it may leave a trace.
import { type Bytes, concatBytes } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import type { Executed } from '../chain/execute.ts'
import type { Deed } from '../chain/module.ts'
import type { Intent, Transaction } from '../chain/transaction.ts'
import { writeFrame } from './frames.ts'
import type { Keyring } from './keyring.ts'
import { mutate } from './mutate.ts'
import type { Random } from './random.ts'
import type { People } from './traffic.ts'

export interface Hostile {
  readonly wire: Bytes
  /** It may not stand in any block, whatever the state is. */
  readonly forbidden: boolean
}

interface Occasion {
  readonly at: Executed
  readonly slot: number
  /** A good deed, and a good transaction of it. */
  readonly deed: Deed
  readonly good: Transaction
  /** One that was sent before. */
  readonly old: Transaction | undefined
  readonly people: People
  readonly keyring: Keyring
  readonly random: Random
}

type Trick = (occasion: Occasion) => Promise<Hostile | undefined> | Hostile | undefined

const forbidden = (wire: Bytes | undefined): Hostile | undefined => wire && { wire, forbidden: true }

/** The good deed under an intent that differs, signed by its device. */
async function signed(
  { at, slot, deed, people }: Occasion,
  change: Partial<Intent>,
): Promise<Bytes | undefined> {
  return (await people.transaction(at, slot, deed, { sequence: 1, ...change }))?.wire
}

export const TRICKS: { readonly [name: string]: Trick } = {
  noise: ({ random }) => forbidden(random.bytes(random.draw(400))),

  'one bit': ({ good, random }) => {
    const wire = good.wire.slice()
    wire[random.draw(wire.length)]! ^= 1 << random.draw(8)
    return forbidden(wire)
  },

  'cut short': ({ good, random }) => forbidden(good.wire.slice(0, random.draw(good.wire.length))),

  'too long': ({ good }) => forbidden(concatBytes(good.wire, new Uint8Array(4096))),

  'another version': ({ good }) => {
    const wire = good.wire.slice()
    wire[1] = 7
    return forbidden(wire)
  },

  // It stands in a block already or waits for one: once more it may not.
  replay: ({ old }) => old && { wire: old.wire, forbidden: false },

  expired: async occasion =>
    forbidden(await signed(occasion, { expiry: Math.max(0, occasion.at.header.slot - 1) })),

  'another chain': async occasion =>
    forbidden(await signed(occasion, { chain: sha256(occasion.good.chain) })),

  'another key': async ({ good, at, people, random, keyring }) => {
    const other = random.pick(people.actors(at)) ?? { device: keyring.newKey().publicKey }
    const wrong = other.device.join() === good.device.join() ? keyring.newKey().publicKey : other.device
    return forbidden((await people.seal(good, wrong))?.wire)
  },

  'no such command': async occasion => {
    const command = occasion.random.pick([
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'nothing',
    ])!
    return forbidden(await signed(occasion, { command }))
  },

  'no such module': async occasion => {
    const module = occasion.random.pick(['__proto__', 'constructor', 'kernel', 'nowhere', ''])!
    return forbidden(await signed(occasion, { module }))
  },

  'a stranger’s key': async occasion => {
    const device = occasion.keyring.newKey().publicKey
    const intent = { ...occasion.good, device, sequence: 1 }
    return forbidden((await occasion.people.seal(intent, device))?.wire)
  },

  'sequence nought': async occasion => forbidden(await signed(occasion, { sequence: 0 })),

  'far ahead': async occasion =>
    forbidden(
      await signed(occasion, { sequence: occasion.random.pick([1_000_000, Number.MAX_SAFE_INTEGER])! }),
    ),

  'rubbish inside': async ({ at, slot, deed, people, random }) => {
    const params = random.bytes(random.draw(64))
    const made = await people.transaction(at, slot, { ...deed, params })
    return made && { wire: made.wire, forbidden: false }
  },

  // Signed, in form, in sequence: it may stand in a block, and the module must answer it.
  'without measure': async ({ at, slot, deed, people, random }) => {
    const made = await people.transaction(at, slot, { ...deed, params: mutate(deed.params, random) })
    return made && { wire: made.wire, forbidden: false }
  },
}

const NAMES = Reflect.ownKeys(TRICKS) as string[]

export async function hostile(occasion: Occasion): Promise<Hostile | undefined> {
  return TRICKS[occasion.random.pick(NAMES)!]!(occasion)
}

/** What is no transaction at all: noise, a forged block, a question for the end of time. */
export function hostileFrame(blocks: readonly Bytes[], random: Random): Bytes {
  const last = blocks.at(-1)
  const choice = random.draw(4)
  if (choice === 0) return writeFrame({ kind: 'ask', height: Number.MAX_SAFE_INTEGER })
  if (choice === 1 || !last) return random.bytes(random.draw(300))
  const wire = last.slice()
  wire[random.draw(wire.length)]! ^= 1 << random.draw(8)
  return writeFrame({ kind: 'blocks', wires: choice === 2 ? [wire] : [wire, last, wire.slice(9)] })
}
