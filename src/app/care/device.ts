// What the device is, and what has become of what it kept.
import type { Identity, Status } from '../../peer/api.ts'

/** A community's blocks and snapshots of some weeks; with less there should be somebody who knows. */
const LITTLE_BYTES = 50_000_000

/** How much room there is, where it is little; a browser that does not say has none to speak of. */
export function roomLeft({ usedBytes, quotaBytes }: Status['store']): number | undefined {
  if (usedBytes === null || quotaBytes === null) return undefined
  const left = Math.max(0, quotaBytes - usedBytes)
  return left < LITTLE_BYTES ? left : undefined
}

/** Where what is running is put to sleep as soon as nobody looks at it. */
export const isPhone = (userAgent: string): boolean => /Android|iPhone|iPad|Mobile/.test(userAgent)

type Kept = Pick<Storage, 'getItem' | 'setItem'>

/**
 * Whether this device was a member's before and is nobody's now, with another key: the browser cleared the databases and
 * left a note of some bytes.
 */
export function isCleared(community: string, { device, belongs }: Identity, notes: Kept): boolean {
  const name = `wattle.device/${community}`
  const before = notes.getItem(name)
  if (belongs) notes.setItem(name, device)
  return !belongs && before !== null && before !== device
}
