// The kernel's own records: accounts and their keys, tokens, agreements, parameters, rules, the schedule.
import { bool, bytes, integer, list, optional, struct, u8, u32, uint } from '../../bytes/codec.ts'
import { MAX_CURSOR_BYTES, MAX_DEVICES, MAX_MODULE_PARAMS_BYTES } from '../limits.ts'
import { keyAccount, keyHash, keyU8, keyU48, table } from '../table.ts'

export const KERNEL = 0

const device = struct({
  key: bytes(32),
  /** A set of SCOPE bits. */
  scopes: u8,
  highest: uint,
  low: u32,
  high: u32,
})
export type Device = ReturnType<typeof device.read>

const account = struct({
  devices: list(device, MAX_DEVICES),
  /** How many of its administering keys must agree before an administering command is executed. */
  threshold: integer(1, MAX_DEVICES),
  /** Transactions in one window; and how many of which window are used. */
  quota: u32,
  window: uint,
  used: u32,
  /** How many keys it ever had. */
  everDevices: u8,
  /** How many agreements of it stand. */
  agreements: u8,
})
export type AccountRecord = ReturnType<typeof account.read>

export const accounts = table({
  module: KERNEL,
  id: 1,
  name: 'account',
  key: [keyAccount],
  value: account,
  life: 'for good: ids, contracts and statements name it',
})

export const owners = table({
  module: KERNEL,
  id: 2,
  name: 'device owner',
  key: [keyHash],
  value: bytes(20),
  life: 'for good: a device key belongs to one account, for ever',
})

export const tokens = table({
  module: KERNEL,
  id: 3,
  name: 'token',
  key: [keyHash],
  value: struct({ uses: integer(1, 0xffff_ffff), expiry: uint }),
  life: 'until its uses are spent or its expiry slot has passed',
})

export const agreements = table({
  module: KERNEL,
  id: 4,
  name: 'agreement',
  key: [keyHash],
  /** Who has agreed; and whether it was enough and the deed is done, so that latecomers do not begin it anew. */
  value: struct({ account: bytes(20), devices: list(bytes(32), MAX_DEVICES), expiry: uint, done: bool }),
  life: 'until the first one’s expiry slot has passed',
})

export const params = table({
  module: KERNEL,
  id: 5,
  name: 'parameters',
  key: [keyU8],
  value: bytes(0, MAX_MODULE_PARAMS_BYTES),
  life: 'as long as the module',
})

const version = integer(1, 0xffff)
export const rules = table({
  module: KERNEL,
  id: 6,
  name: 'rules',
  key: [],
  value: struct({ version, next: optional(struct({ version, height: uint })) }),
  life: 'for good',
})

export const schedule = table({
  module: KERNEL,
  id: 7,
  name: 'schedule',
  key: [keyU48, keyU8, keyU8, keyHash],
  value: struct({}),
  life: 'until its slot has been worked off',
})

/** How far boundaries have been worked off: all before `slot`, and of `slot` itself what comes before the cursor. */
export const progress = table({
  module: KERNEL,
  id: 8,
  name: 'progress',
  key: [],
  value: struct({
    slot: uint,
    cursor: optional(
      struct({
        /** The module whose interval hook is next; null once the slot's scheduled hooks are. */
        module: optional(u8),
        /** The scheduled hook that stopped: module, hook, subject. */
        entry: optional(bytes(34)),
        /** Where the hook stopped, if it had begun. */
        at: optional(bytes(0, MAX_CURSOR_BYTES)),
      }),
    ),
  }),
  life: 'for good',
})
export type Parked = NonNullable<ReturnType<typeof progress.value.read>['cursor']>
