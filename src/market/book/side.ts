// Sides, as records and as the engine name them.
import type { Side as SideName } from './engine/ports.ts'
import { BUY, SELL, type Side } from './records.ts'

export const sideOf = (name: SideName): Side => (name === 'buy' ? BUY : SELL)
export const nameOfSide = (side: Side): SideName => (side === BUY ? 'buy' : 'sell')
