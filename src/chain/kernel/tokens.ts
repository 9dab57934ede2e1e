// Tokens: an invitation holds the private half of a key pair whose public half stands here, with a number of uses.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Refusal, refuse } from '../codes.ts'
import type { Context, DueHook } from '../module.ts'
import type { Reading, Writing } from '../store.ts'
import { KERNEL, tokens } from './records.ts'

const tokenTag = struct({ genesis: bytes(32), device: bytes(32) }, 'token')

/** What the token's private half signs: that this device may apply. */
export const tokenBytes = (genesisHash: Hash, device: Bytes): Bytes =>
  encode(tokenTag, { genesis: genesisHash, device })

export const tokenExpiry: DueHook = {
  module: KERNEL,
  id: 1,
  name: 'token-expiry',
  run(context, key) {
    context.delete(tokens, [key])
    return undefined
  },
}

export function issueToken(context: Context, key: Bytes, uses: number, expiry: number): Refusal | undefined {
  if (context.get(tokens, [key])) return refuse('kernel/token-taken')
  context.put(tokens, [key], { uses, expiry })
  context.schedule(tokenExpiry, expiry + 1, key)
  return undefined
}

/** Withdraws what is left of an invitation. */
export function withdrawToken(context: Context, key: Bytes): void {
  const token = context.get(tokens, [key])
  if (!token) return
  context.delete(tokens, [key])
  context.unschedule(tokenExpiry, token.expiry + 1, key)
}

export function tokenGood(state: Reading, key: Bytes, slot: number): boolean {
  const token = state.get(tokens, [key])
  return token !== undefined && slot <= token.expiry
}

/** How often an invitation can still be used. */
export const usesOf = (state: Reading, key: Bytes): number => state.get(tokens, [key])?.uses ?? 0

/** One use less. Its record goes with the last, and its place in the schedule with it. */
export function useToken(context: Writing & Pick<Context, 'unschedule'>, key: Bytes): void {
  const { uses, expiry } = context.get(tokens, [key])!
  if (uses > 1) {
    context.put(tokens, [key], { uses: uses - 1, expiry })
    return
  }
  context.delete(tokens, [key])
  context.unschedule(tokenExpiry, expiry + 1, key)
}
