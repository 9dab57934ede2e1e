// Which rules are in force, and with which parameters.
import type { Bytes } from '../../bytes/bytes.ts'
import { decode, encode } from '../../bytes/codec.ts'
import type { ParamsOf } from '../module.ts'
import type { Reading, Writing } from '../store.ts'
import { params, rules } from './records.ts'

export const rulesOf = (state: Reading) => state.get(rules, [])!

/** The version that the own transactions of a block at this height run under. */
export function rulesAt(state: Reading, height: number): number {
  const { version, next } = rulesOf(state)
  return next && height >= next.height ? next.version : version
}

/** Announces the next version; a later announcement replaces it while it has not come into force. */
export function announceRules(state: Writing, version: number, height: number): void {
  state.put(rules, [], { version: rulesOf(state).version, next: { version, height } })
}

/** The announced version comes into force. */
export function activateRules(state: Writing, version: number): void {
  state.put(rules, [], { version, next: null })
}

// A parameter record is a byte string in the state; decoded once for as long as it stands.
const decoded = new WeakMap<Bytes, { codec: unknown; value: unknown }>()

export function paramsOf<P>(state: Reading, module: ParamsOf<P>): P {
  const stored = state.get(params, [module.id])
  if (!stored) throw new Error(`the community has no module ${module.name}`)
  const known = decoded.get(stored)
  if (known?.codec === module.params) return known.value as P
  const value = decode(module.params, stored)
  decoded.set(stored, { codec: module.params, value })
  return value
}

export function setParams<P>(state: Writing, module: ParamsOf<P>, value: P): void {
  state.put(params, [module.id], encode(module.params, value))
}
