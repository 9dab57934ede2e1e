// Where a page came without encryption: nothing is kept, and no key outlives it. It looks on.
import type { Room } from '../core/room.ts'
import type { Pairs } from '../core/vault.ts'
import { MemoryDisk } from '../storage/memory.ts'

const NOWHERE: Pairs = {
  pair: async () => undefined,
  putPair: async () => {
    throw new Error('a page that came without encryption keeps no keys')
  },
}

const ROOM: Room = {
  kind: 'memory',
  estimate: async () => ({ usedBytes: null, quotaBytes: null }),
  persisted: async () => null,
  persist: async () => false,
}

export const spectating = () => ({ disk: new MemoryDisk(), pairs: NOWHERE, room: ROOM })
