// Hostile traffic leaves no trace: what may not stand in a block stands in none.
import type { MakeChecker } from './checker.ts'

export const traces: MakeChecker = ({ forbidden }) => ({
  executed({ step: { block }, first }, raise) {
    if (!first) return
    for (const { wire, module, command } of block.transactions)
      if (forbidden(wire)) raise(`height ${block.header.height} holds a forbidden ${module}/${command}`)
  },
})
