// The keys of a device, and where a delegate's chains of reveals begin.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { bytes, list, struct, text, uint } from '../../bytes/codec.ts'
import { type NativeSigner, nativeSigner, type Signer, signerOf } from '../../crypto/keys.ts'
import type { Notes } from '../storage/notes.ts'

/** A chain of reveals is made of the secret, and counts from a slot. */
const revealsCodec = struct({ secret: bytes(32), base: uint })
export type Reveals = ReturnType<typeof revealsCodec.read>

/** The newest is for the next hand-over on, those before it until then, or where a ledger never took it. */
const MAX_REVEALS = 4

export interface DelegateKey {
  readonly signer: Signer
  /** The newest first. */
  readonly reveals: readonly [Reveals, ...Reveals[]]
}

export interface Vault {
  readonly device: Signer
  /** The delegate's key that lives on this device, where one was made. */
  readonly delegate: DelegateKey | undefined
  /** Whether this platform can hold a delegate's key that nobody can read (rule 9). */
  readonly mayStand: boolean
  /** Makes another delegate's key; the one before signs nothing more. */
  makeDelegate(base: number): Promise<DelegateKey>
  /** New reveals for the key that is here, beside those before. */
  addReveals(base: number): Promise<DelegateKey>
}

const seedCodec = struct({ seed: bytes(32) })
/** Under which name its key is, and what its reveals are made of. */
const delegateCodec = struct({ name: text(32), reveals: list(revealsCodec, MAX_REVEALS) })
const DEVICE = 'key/device'
const DELEGATE = 'key/delegate'

/** Where pairs are kept that the platform guards; a browser's disk. */
export interface Pairs {
  pair(name: string): Promise<CryptoKeyPair | undefined>
  putPair(name: string, pair: CryptoKeyPair): Promise<void>
}

/** In a browser: both keys are native and cannot be extracted, or there is no delegate’s key (rule 9). */
export async function guardedVault(
  pairs: Pairs,
  notes: Notes,
  random: (count: number) => Bytes,
): Promise<Vault> {
  const native = async (name: string): Promise<NativeSigner> => {
    const stored = await pairs.pair(name)
    const signer = await nativeSigner(stored)
    if (!stored) await pairs.putPair(name, signer.pair)
    return signer
  }
  const mayStand = await isGuarded()
  const device = mayStand ? await native('device') : await seeded(notes, DEVICE, random)
  return openVault(notes, random, device, mayStand, {
    async make() {
      const name = toHex(random(8))
      await native(name)
      return name
    },
    async signer(name) {
      const pair = await pairs.pair(name)
      return pair && nativeSigner(pair)
    },
  })
}

/** Where delegates' keys are made and found again. */
interface Ring {
  make(): Promise<string>
  signer(name: string): Promise<Signer | undefined>
}

async function openVault(
  notes: Notes,
  random: (count: number) => Bytes,
  device: Signer,
  mayStand: boolean,
  ring: Ring,
): Promise<Vault> {
  const read = async (): Promise<DelegateKey | undefined> => {
    const known = await notes.get(DELEGATE, delegateCodec)
    const signer = known && (await ring.signer(known.name))
    const [newest, ...before] = known?.reveals ?? []
    return signer && newest && { signer, reveals: [newest, ...before] }
  }
  const write = async (name: string, reveals: readonly Reveals[]): Promise<DelegateKey> => {
    await notes.put(DELEGATE, delegateCodec, { name, reveals: reveals.slice(0, MAX_REVEALS) }, 'strict')
    vault.delegate = await read()
    return vault.delegate!
  }
  const vault = {
    device,
    delegate: await read(),
    mayStand,
    async makeDelegate(base: number): Promise<DelegateKey> {
      return write(await ring.make(), [{ secret: random(32), base }])
    },
    async addReveals(base: number): Promise<DelegateKey> {
      const { name, reveals } = (await notes.get(DELEGATE, delegateCodec))!
      return write(name, [{ secret: random(32), base }, ...reveals])
    },
  }
  return vault
}

/** Whether the platform makes Ed25519 keys that it does not give away. */
async function isGuarded(): Promise<boolean> {
  try {
    const { pair } = await nativeSigner()
    return !pair.privateKey.extractable
  } catch {
    return false
  }
}

/** Keys that a program was given, as a community's founder is. */
export interface Given {
  readonly device?: Bytes
  readonly delegate?: { readonly seed: Bytes; readonly secret: Bytes; readonly base: number }
}

/** Under Node: seeds on a disk that its owner alone may read. No command of ours copies it (rule 9). */
export async function seededVault(
  notes: Notes,
  random: (count: number) => Bytes,
  given: Given = {},
): Promise<Vault> {
  if (given.device && !(await notes.get(DEVICE, seedCodec)))
    await notes.put(DEVICE, seedCodec, { seed: given.device }, 'strict')
  if (given.delegate && !(await notes.get(DELEGATE, delegateCodec))) {
    const { seed, secret, base } = given.delegate
    await putSeed(notes, GIVEN, seed)
    await notes.put(DELEGATE, delegateCodec, { name: GIVEN, reveals: [{ secret, base }] }, 'strict')
  }
  return openVault(notes, random, await seeded(notes, DEVICE, random), true, {
    async make() {
      const name = toHex(random(8))
      await putSeed(notes, name, random(32))
      return name
    },
    async signer(name) {
      const kept = await notes.get(`${DELEGATE}/${name}`, seedCodec)
      return kept && signerOf(kept.seed)
    },
  })
}

const GIVEN = 'given'
const putSeed = (notes: Notes, name: string, seed: Bytes) =>
  notes.put(`${DELEGATE}/${name}`, seedCodec, { seed }, 'strict')

async function seeded(notes: Notes, name: string, random: (count: number) => Bytes): Promise<Signer> {
  const known = await notes.get(name, seedCodec)
  const seed = known?.seed ?? random(32)
  if (!known) await notes.put(name, seedCodec, { seed }, 'strict')
  return signerOf(seed)
}
