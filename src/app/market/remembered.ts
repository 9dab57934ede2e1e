// What of the market is kept on this device: the autopilot, and matches that were seen to wait.
import type { Session } from '../session.svelte.ts'
import type { Household } from './household.ts'
import type { Lapse, Pending } from './pending.ts'

export interface Kept {
  readonly on: boolean
  readonly household: Household
}

/** So that whoever comes back hears what has lapsed meanwhile. */
export interface Waited {
  readonly pending: readonly Pending[]
  readonly lapses: readonly Lapse[]
}

function keeping<T>(what: string) {
  const nameOf = ({ community, identity }: Session): string =>
    `wattle.${what}.${community.genesis.slice(0, 16)}.${identity.device.slice(0, 16)}`
  return {
    read(session: Session): T | undefined {
      try {
        return JSON.parse(localStorage.getItem(nameOf(session)) ?? 'null') ?? undefined
      } catch {
        return undefined
      }
    },
    write: (session: Session, kept: T): void => localStorage.setItem(nameOf(session), JSON.stringify(kept)),
  }
}

export const pilotKept = keeping<Kept>('autopilot')
export const waitedKept = keeping<Waited>('matches')
