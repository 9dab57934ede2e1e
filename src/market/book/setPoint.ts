// An operator registers where a member is connected, and for how much.
import { bool, bytes, integer, struct, text } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { MAX_BUS_CHARS, MAX_POWER_W } from '../../grid/feeder.ts'
import { hasRole, isMember } from '../members/standing.ts'
import { busNumber } from './points.ts'
import { points } from './records.ts'

const watts = integer(0, MAX_POWER_W)

export const setPointParams = struct({
  account: bytes(20),
  /** Of the feeder; empty where the community has none. */
  bus: text(MAX_BUS_CHARS),
  importW: watts,
  exportW: watts,
  /** What it sells can be energy of the sun. */
  solar: bool,
})

export const setPoint = command({
  params: setPointParams,
  scope: 'administer',
  work: () => 1,
  execute(context, { account, bus, ...point }) {
    if (!hasRole(context, context.account, 'operator')) return refuse('book/not-operator')
    if (!isMember(context, account)) return refuse('book/no-member')
    const number = busNumber(context.genesis, bus)
    if (number === undefined) return refuse('book/bus')
    context.put(points, [account], { bus: number, ...point })
    return undefined
  },
})
