// A world without modules, but for one thing that directed plans need: whoever is named last is elected. So a branch can
// be given any set there is, and two branches two of them.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, list, struct, uint } from '../../bytes/codec.ts'
import { setCodec } from '../../chain/consensus/sets.ts'
import { openAccount } from '../../chain/kernel/keys.ts'
import { ALL_SCOPES, command, type Module } from '../../chain/module.ts'
import { keyAccount, table } from '../../chain/table.ts'
import { accountId } from '../../chain/transaction.ts'

const ID = 201
const QUOTA = 1000

const named = table({ module: ID, id: 1, name: 'named', key: [], value: setCodec, life: 'for good' })
const greetings = table({
  module: ID,
  id: 2,
  name: 'greetings',
  key: [keyAccount],
  value: uint,
  life: 'for good',
})

const nothing = struct({})
/** The first devices of those who have an account. */
const founders = list(bytes(32), 256)

export const NAME = 'acclaim'
export const nameParams = setCodec
export const greetParams = nothing

export const acclaim: Module = {
  id: ID,
  name: NAME,
  tables: [named, greetings],
  codes: {},
  params: nothing,
  genesis: founders,
  begin(context, keys: readonly Bytes[]) {
    for (const key of keys)
      openAccount(context, accountId(context.genesisHash, key), [{ key, scopes: ALL_SCOPES }], 1, QUOTA)
  },
  commands: {
    name: command({
      params: nameParams,
      scope: 'vote',
      work: () => 1,
      execute(context, set) {
        context.put(named, [], set)
        return undefined
      },
    }),
    /** Does next to nothing, as often as one likes. */
    greet: command({
      params: nothing,
      scope: 'trade',
      work: () => 1,
      execute(context) {
        const { account } = context
        context.put(greetings, [account], (context.get(greetings, [account]) ?? 0) + 1)
        return undefined
      },
    }),
  },
  queries: {},
  events: [],
  invariants: [],
  elect: state => state.get(named, []),
  generate: () => undefined,
}

export const acclaimSection = (keys: readonly Bytes[]) => ({
  name: NAME,
  params: encode(nothing, {}),
  begin: encode(founders, keys),
})
