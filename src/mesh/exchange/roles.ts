// What peers are to each other, and what each wants to hear of.
import type { Said } from '../frames/item.ts'

/** A delegate of an active set; a full peer, which executes; a light peer; a guest, whose key nobody knows. */
export type Role = 'delegate' | 'full' | 'light' | 'guest'

export const isFull = (role: Role): boolean => role === 'delegate' || role === 'full'

export function wants(role: Role, kind: Said['kind']): boolean {
  switch (kind) {
    case 'certificate':
      return true
    case 'transaction':
    case 'block':
      return isFull(role)
    case 'vote':
      return role === 'delegate'
    case 'headline':
    case 'handover':
      return !isFull(role)
  }
}

/** Blocks, headlines and certificates come from delegates; votes and transactions go their own ways. */
export const shapesTree = (kind: Said['kind']): boolean => kind !== 'transaction' && kind !== 'vote'
