// What genesis says of the market beside its parameters: the feeder, fixed limits of its lines, and where founders are
// connected.
import { compareBytes } from '../../bytes/bytes.ts'
import { ascending, bool, bytes, integer, list, optional, struct, text, uint } from '../../bytes/codec.ts'
import { MAX_BUS_CHARS, MAX_FEE_MILLI, MAX_POWER_W } from '../../grid/feeder.ts'

/** Every bus is a lane of the books, so a community's feeder is not a region's. */
const MAX_BUSES = 4096
const MAX_LIMITS = 4096

const busName = text(MAX_BUS_CHARS)
const watts = integer(0, MAX_POWER_W)

export const beginnings = struct({
  feeder: optional(
    struct({
      slack: busName,
      buses: list(struct({ bus: busName, zone: optional(busName) }), MAX_BUSES),
      lines: list(
        struct({ from: busName, to: busName, ratingW: watts, feeMilli: integer(0, MAX_FEE_MILLI) }),
        MAX_BUSES,
      ),
    }),
  ),
  /** For intervals from one to another, both included; of several for a line the last one stated holds. */
  limits: list(
    struct({ line: text(2 * MAX_BUS_CHARS + 1), from: uint, to: uint, forwardW: watts, reverseW: watts }),
    MAX_LIMITS,
  ),
  points: ascending(
    struct({ device: bytes(32), bus: busName, importW: watts, exportW: watts, solar: bool }),
    100_000,
    (a, b) => compareBytes(a.device, b.device),
  ),
})
export type Beginnings = ReturnType<typeof beginnings.read>
