// What the people of the world do: random deeds that should succeed, signed by their devices.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import type { Community } from '../chain/community.ts'
import { standingOf } from '../chain/consensus/branch.ts'
import type { Executed } from '../chain/execute.ts'
import { accountOf, deviceOf } from '../chain/kernel/keys.ts'
import type { Actor, Deed, Module } from '../chain/module.ts'
import { FRESH_WINDOW, freeSequences } from '../chain/sequence.ts'
import { View } from '../chain/store.ts'
import {
  type Intent,
  sealTransaction,
  signedBytes,
  TRANSACTION_VERSION,
  type Transaction,
} from '../chain/transaction.ts'
import type { Keyring } from './keyring.ts'
import type { Random } from './random.ts'

/** A module is asked so often for a deed before the slot goes by without one. */
const ATTEMPTS = 6
/** How long an intent is good, unless the plan says otherwise. */
export const EXPIRY_SLOTS = 24
/** A device does not have more than this under way; what was sent so long ago stands somewhere, or never will. */
const MOST_UNDER_WAY = 24
const UNDER_WAY_SLOTS = 120

export interface Choice {
  readonly module?: string | undefined
  readonly command?: string | undefined
  readonly actor?: Actor
}

export class People {
  readonly community: Community
  private readonly keyring: Keyring
  private readonly random: Random
  private readonly expirySlots: number
  /** Of each device the sequences under way, and until which slot. */
  private readonly underWay = new Map<string, Map<number, number>>()
  private cast: { readonly at: Executed; readonly actors: readonly Actor[] } | undefined

  constructor(community: Community, keyring: Keyring, random: Random, expirySlots = EXPIRY_SLOTS) {
    this.expirySlots = expirySlots
    this.community = community
    this.keyring = keyring
    this.random = random
  }

  /** Everybody who can be played in this state. */
  actors(at: Executed): readonly Actor[] {
    if (this.cast?.at !== at) this.cast = { at, actors: this.keyring.actors(new View(at.tree)) }
    return this.cast.actors
  }

  modules(at: Executed): readonly Module[] {
    return this.community.rules.get(at.header.rules)?.modules ?? []
  }

  /** A random deed in this state; of one module, command or device where it is named. */
  deed(at: Executed, slot: number, { module, command, actor }: Choice = {}): Deed | undefined {
    const { random, keyring } = this
    const { genesis, genesisHash } = this.community
    const modules = this.modules(at).filter(each => module === undefined || each.name === module)
    const scene = {
      state: new View(at.tree),
      genesis,
      genesisHash,
      slot,
      actors: actor ? [actor] : this.actors(at),
      newDevice: keyring.newDevice,
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const deed = random.pick(modules)?.generate(scene, random.draw)
      if (deed && (command === undefined || deed.command === command)) return deed
    }
    return undefined
  }

  /** A deed as a transaction of its device; undefined where too much of it is under way. */
  transaction(at: Executed, slot: number, deed: Deed, change: Partial<Intent> = {}): Transaction | undefined {
    const { account, device } = deed.actor
    const sequence = change.sequence ?? this.nextSequence(at, slot, deed.actor)
    if (sequence === undefined) return undefined
    const expiry = slot + this.expirySlots
    const { module, command, params } = deed
    const intent: Intent = {
      version: TRANSACTION_VERSION,
      chain: standingOf(new View(at.tree)).chain,
      account,
      device,
      module,
      command,
      params,
      expiry,
      ...change,
      sequence,
    }
    return this.seal(intent, device)
  }

  /** Signs an intent with a device's key, which need not be the one it names. */
  seal(intent: Intent, device: Bytes): Transaction | undefined {
    const signature = this.keyring.signerOf(device)?.sign(signedBytes(intent))
    return signature && sealTransaction(intent, signature)
  }

  private nextSequence(at: Executed, slot: number, { account, device }: Actor): number | undefined {
    const name = toHex(device)
    const known = this.underWay.get(name) ?? new Map<number, number>()
    for (const [sequence, until] of known) if (until < slot) known.delete(sequence)
    if (known.size >= MOST_UNDER_WAY) return undefined
    const record = accountOf(new View(at.tree), account)
    const window = (record && deviceOf(record, device)) ?? FRESH_WINDOW
    const sequence = freeSequences(window, MOST_UNDER_WAY + 1).find(each => !known.has(each))
    if (sequence === undefined) return undefined
    known.set(sequence, slot + Math.min(this.expirySlots, UNDER_WAY_SLOTS))
    this.underWay.set(name, known)
    return sequence
  }
}
