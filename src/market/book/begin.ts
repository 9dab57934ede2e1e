// The market begins: the feeder must be one, and founders are connected where genesis says.
import { GenesisError } from '../../chain/begin.ts'
import type { Context } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { memberOf } from '../members/standing.ts'
import type { Beginnings } from './beginnings.ts'
import { hungOf } from './lines.ts'
import { bookParams } from './params.ts'
import { busNumber } from './points.ts'
import { points } from './records.ts'

export function begin(context: Context, { points: stated }: Beginnings): void {
  const hung = hungOf(context.genesis) // throws where it is no tree
  if (hung && context.params(bookParams).mechanism === 'clear')
    throw new GenesisError(
      'one price for all cannot say who is cut when a line is full: cda and bid know feeders',
    )
  for (const { device, bus, ...point } of stated) {
    const account = accountId(context.genesisHash, device)
    if (!memberOf(context, account))
      throw new GenesisError('a connection point is for a device that no founder begins with')
    const number = busNumber(context.genesis, bus)
    if (number === undefined) throw new GenesisError(`the feeder has no bus ${bus}`)
    context.put(points, [account], { bus: number, ...point })
  }
}
