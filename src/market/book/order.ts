// An order, as the engine is given it.
import type { Order } from './engine/ports.ts'
import type { Owner } from './owner.ts'

export interface BookOrder extends Order {
  readonly owner: Owner
  readonly names?: readonly Owner[]
}
