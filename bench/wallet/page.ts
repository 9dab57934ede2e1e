// A page that chooses what a passphrase costs here, and opens keys by one, as the app does.
import { walletId } from '../../src/peer/wallet/derive.ts'
import { close, fresh } from '../../src/peer/wallet/keys.ts'
import { lockByPassphrase, openByPassphrase } from '../../src/peer/wallet/locks.ts'
import { calibrateAside, stretchAside } from '../../src/peer/wallet/stretching.ts'

export interface Unlocks {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
  readonly calibratingMs: number
  /** Each from the passphrase to the open keys, with the thread that it takes. */
  readonly unlocksMs: readonly number[]
}

export interface Global {
  measure(rounds: number): Promise<Unlocks>
}

const PASSPHRASE = 'as long as any other'
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))

const global = globalThis as unknown as Global

global.measure = async rounds => {
  const began = performance.now()
  const cost = await calibrateAside()
  const calibratingMs = performance.now() - began
  const contents = { entropy: random(16), communities: [] }
  const open = fresh(await walletId(contents.entropy), contents, random)
  const keys = await close(await lockByPassphrase(open, PASSPHRASE, cost, stretchAside, random), random)
  const unlocksMs: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    if (typeof (await openByPassphrase(keys, PASSPHRASE, stretchAside)) === 'string')
      throw new Error('locked')
    unlocksMs.push(performance.now() - start)
  }
  return { ...cost, calibratingMs, unlocksMs }
}
