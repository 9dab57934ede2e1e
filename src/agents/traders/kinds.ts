// The traders by name.
import { adaptiveAggressive } from './aggressive.ts'
import type { Brief, Trader } from './trader.ts'
import { zeroIntelligence } from './zero.ts'
import { zip } from './zip.ts'

export const TRADERS = {
  zic: zeroIntelligence,
  zip,
  aggressive: adaptiveAggressive,
} as const satisfies Record<string, (brief: Brief) => Trader>

export type TraderKind = keyof typeof TRADERS
export const TRADER_KINDS = Object.keys(TRADERS) as TraderKind[]
