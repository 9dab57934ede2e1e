// The map of the house: its rooms from the ground up, what each stands on, and which files are held to what.

export interface Room {
  readonly name: string
  /** The rooms it may import, besides itself. */
  readonly on: readonly string[]
  /** The packages it may import; any, where left out. */
  readonly packages?: readonly string[]
}

/** The rooms of src/, in order. A room stands above all that it imports. */
export const ROOMS: readonly Room[] = [
  { name: 'bytes', on: [], packages: ['@noble/hashes', 'hash-wasm'] },
  { name: 'crypto', on: ['bytes'], packages: ['@noble/curves', '@noble/hashes'] },
  // The kernel knows nothing of energy.
  { name: 'chain', on: ['bytes', 'crypto'], packages: [] },
  { name: 'grid', on: ['bytes'], packages: [] },
  { name: 'market', on: ['bytes', 'crypto', 'chain', 'grid'], packages: [] },
  { name: 'agents', on: ['bytes', 'crypto', 'chain', 'grid', 'market'], packages: [] },
  { name: 'meter', on: ['bytes', 'crypto'] },
  { name: 'mesh', on: ['bytes', 'crypto', 'chain'] },
  { name: 'peer', on: ['bytes', 'crypto', 'chain', 'grid', 'market', 'agents', 'meter', 'mesh'] },
  {
    name: 'sim',
    on: ['bytes', 'crypto', 'chain', 'grid', 'market', 'agents', 'meter', 'mesh', 'peer'],
    packages: [],
  },
  {
    name: 'app',
    on: ['bytes', 'crypto', 'chain', 'grid', 'market', 'agents', 'meter', 'mesh', 'peer', 'sim'],
  },
]

const BELOW_APP = ROOMS.map(room => room.name).filter(name => name !== 'app')

/** The houses beside src/. `wattle bench` starts a benchmark, so relay/ stands above bench/. */
export const OUTSIDE: readonly Room[] = [
  { name: 'tools', on: BELOW_APP },
  { name: 'bench', on: ['tools', ...BELOW_APP] },
  { name: 'relay', on: ['bench', 'tools', ...BELOW_APP] },
  { name: 'tests', on: ['relay', 'bench', 'tools', 'app', ...BELOW_APP] },
]

/** What only tests may import. */
export const TEST_PACKAGES = ['vitest', 'fast-check', 'playwright', '@vitest/browser-playwright']

const PURE = [
  'src/bytes/',
  'src/crypto/', // but for WebCrypto
  'src/chain/',
  'src/grid/',
  'src/market/',
  'src/agents/',
  'src/sim/', // its clock is virtual
  'src/meter/',
  'src/mesh/frames/',
  'src/mesh/exchange/',
  'src/mesh/sync/',
  'src/mesh/handshake/',
  'src/mesh/discovery/',
  'src/mesh/clock/',
  'src/mesh/neighbourhood/',
  'src/mesh/notebook/',
]
const PORTS = ['src/meter/ports/'] // serial and bluetooth, in a room that is otherwise pure

// What of grid/ peers must compute alike is what these reach: see consensus.ts.
const CONSENSUS = ['src/bytes/', 'src/chain/', 'src/market/', 'src/grid/carries']

const under = (path: string, prefixes: readonly string[]) => prefixes.some(prefix => path.startsWith(prefix))

/** A test, or `NAME.testing.ts`, which only tests import. */
export const isTest = (path: string) => /\.(test|testing)\.ts$/.test(path)
export const isPure = (path: string) => under(path, PURE) && !under(path, PORTS) && !isTest(path)
export const isConsensus = (path: string) => under(path, CONSENSUS) && !isTest(path)

/** The name of the room that a path lies in: of src/ the folder below it, else the folder at the top. */
export function roomOf(path: string): string {
  const [top = '', below = '', ...deeper] = path.split('/')
  if (top !== 'src') return top
  return deeper.length > 0 ? below : ''
}

export function findRoom(path: string): Room | undefined {
  const name = roomOf(path)
  return (path.startsWith('src/') ? ROOMS : OUTSIDE).find(room => room.name === name)
}
