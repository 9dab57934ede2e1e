// Paying for what a hook does, out of the block's share.
import type { Cursor, HookContext } from '../../chain/module.ts'

/** Goes on in the next block. What is left to do, the state says. */
export const goesOn: Cursor = new Uint8Array([1])

/** Pays afterwards for a piece of work, so that every call gets somewhere; false when the share is spent. */
export function pay(context: HookContext, units: number): boolean {
  for (let unit = 0; unit < units; unit++) if (!context.spend()) return false
  return true
}
