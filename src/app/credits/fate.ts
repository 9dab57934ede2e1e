// What has become of a transaction, as the glyph and the share of its ring.
import type { Fate } from '../../peer/api.ts'
import type { Sureness } from '../look/sureness.ts'

export interface Shown {
  readonly of: Sureness
  readonly share: number
  /** Why it was refused. */
  readonly code?: string
}

export function surenessOf(fate: Fate): Shown {
  switch (fate.stage) {
    case 'sent':
      return { of: fate.neighbours > 0 ? 'sent' : 'waiting', share: 0 }
    case 'in-block':
      return { of: 'confirming', share: 0.5 }
    case 'final':
      return fate.status === 'refused'
        ? { of: 'refused', share: 1, code: fate.code }
        : { of: 'confirmed', share: 1 }
    case 'kept-out':
      return { of: 'refused', share: 1, code: fate.code }
    case 'expired':
      return { of: 'refused', share: 1 }
  }
}
