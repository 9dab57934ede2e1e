// What strangers and broken software send: nothing of it may leave a trace.
import { type Bytes, concatBytes } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import { ancestorAt, standingOf } from '../chain/consensus/branch.ts'
import type { Executed } from '../chain/execute.ts'
import type { Deed } from '../chain/module.ts'
import { View } from '../chain/store.ts'
import type { Intent, Transaction } from '../chain/transaction.ts'
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

function finalSlot(at: Executed): number {
  const state = new View(at.tree)
  return ancestorAt(state, standingOf(state).final)!.slot
}

type Trick = (occasion: Occasion) => Hostile | undefined

const forbidden = (wire: Bytes | undefined): Hostile | undefined => wire && { wire, forbidden: true }

/** The good deed under an intent that differs, signed by its device. */
function signed({ at, slot, deed, people }: Occasion, change: Partial<Intent>): Bytes | undefined {
  return people.transaction(at, slot, deed, { sequence: 1, ...change })?.wire
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

  // At the slot of a block that is final: an earlier block than the newest may yet come, of a branch that is none yet.
  expired: occasion => forbidden(signed(occasion, { expiry: finalSlot(occasion.at) })),

  'another chain': occasion => forbidden(signed(occasion, { chain: sha256(occasion.good.chain) })),

  'another key': ({ good, at, people, random, keyring }) => {
    const other = random.pick(people.actors(at)) ?? { device: keyring.newKey().publicKey }
    const wrong = other.device.join() === good.device.join() ? keyring.newKey().publicKey : other.device
    return forbidden(people.seal(good, wrong)?.wire)
  },

  'no such command': occasion => {
    const command = occasion.random.pick([
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'nothing',
    ])!
    return forbidden(signed(occasion, { command }))
  },

  'no such module': occasion => {
    const module = occasion.random.pick(['__proto__', 'constructor', 'kernel', 'nowhere', ''])!
    return forbidden(signed(occasion, { module }))
  },

  'a stranger’s key': occasion => {
    const device = occasion.keyring.newKey().publicKey
    const intent = { ...occasion.good, device, sequence: 1 }
    return forbidden(occasion.people.seal(intent, device)?.wire)
  },

  'sequence nought': occasion => forbidden(signed(occasion, { sequence: 0 })),

  'far ahead': occasion =>
    forbidden(signed(occasion, { sequence: occasion.random.pick([1_000_000, Number.MAX_SAFE_INTEGER])! })),

  'rubbish inside': ({ at, slot, deed, people, random }) => {
    const params = random.bytes(random.draw(64))
    const made = people.transaction(at, slot, { ...deed, params })
    return made && { wire: made.wire, forbidden: false }
  },

  // Signed, in form, in sequence: it may stand in a block, and the module must answer it.
  'without measure': ({ at, slot, deed, people, random }) => {
    const made = people.transaction(at, slot, { ...deed, params: mutate(deed.params, random) })
    return made && { wire: made.wire, forbidden: false }
  },
}

const NAMES = Reflect.ownKeys(TRICKS) as string[]

export function hostile(occasion: Occasion): Hostile | undefined {
  return TRICKS[occasion.random.pick(NAMES)!]!(occasion)
}
