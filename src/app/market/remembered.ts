// What of the autopilot is kept on this device: for the page, which wakes it, and for itself.
import type { Session } from '../session.svelte.ts'
import type { Household } from './household.ts'

export interface Kept {
  readonly on: boolean
  readonly household: Household
}

const nameOf = ({ community, identity }: Session): string =>
  `wattle.autopilot.${community.genesis.slice(0, 16)}.${identity.device.slice(0, 16)}`

export function readKept(session: Session): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(nameOf(session)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

export const writeKept = (session: Session, kept: Kept): void =>
  localStorage.setItem(nameOf(session), JSON.stringify(kept))
