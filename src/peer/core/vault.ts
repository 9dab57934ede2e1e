// The keys of a device, and where a delegate's chain of reveals begins.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import { type NativeSigner, nativeSigner, type Signer, signerOf } from '../../crypto/keys.ts'
import type { Notes } from '../storage/notes.ts'

export interface DelegateKey {
  readonly signer: Signer
  /** The chain of reveals is made of it, and counts from this slot. */
  readonly secret: Bytes
  readonly base: number
}

export interface Vault {
  readonly device: Signer
  /** The delegate's key that lives on this device, where one was made. */
  readonly delegate: DelegateKey | undefined
  /** Whether this platform can hold a delegate's key that nobody can read (rule 9). */
  readonly mayStand: boolean
  /** Makes another delegate's key; the one before signs nothing more. */
  makeDelegate(base: number): Promise<DelegateKey>
}

const seedCodec = struct({ seed: bytes(32) })
const secretCodec = struct({ name: text(32), secret: bytes(32), base: uint })
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
  const read = async (): Promise<DelegateKey | undefined> => {
    const known = await notes.get(DELEGATE, secretCodec)
    const pair = known && (await pairs.pair(known.name))
    return known && pair && { signer: await nativeSigner(pair), secret: known.secret, base: known.base }
  }
  const vault = {
    device,
    delegate: await read(),
    mayStand,
    async makeDelegate(base: number): Promise<DelegateKey> {
      const name = toHex(random(8))
      await native(name)
      await notes.put(DELEGATE, secretCodec, { name, secret: random(32), base }, 'strict')
      vault.delegate = await read()
      return vault.delegate!
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
  if (given.delegate && !(await notes.get(DELEGATE, secretCodec))) await putDelegate(notes, given.delegate)
  const vault = {
    device: await seeded(notes, DEVICE, random),
    delegate: await readDelegate(notes),
    mayStand: true,
    async makeDelegate(base: number): Promise<DelegateKey> {
      await putDelegate(notes, { seed: random(32), secret: random(32), base })
      vault.delegate = await readDelegate(notes)
      return vault.delegate!
    },
  }
  return vault
}

async function seeded(notes: Notes, name: string, random: (count: number) => Bytes): Promise<Signer> {
  const known = await notes.get(name, seedCodec)
  const seed = known?.seed ?? random(32)
  if (!known) await notes.put(name, seedCodec, { seed }, 'strict')
  return signerOf(seed)
}

/** The seed's key beside the rest of what a delegate keeps secret, under the name of the record. */
const putDelegate = (notes: Notes, { seed, secret, base }: NonNullable<Given['delegate']>) =>
  notes
    .put(`${DELEGATE}/seed`, seedCodec, { seed }, 'strict')
    .then(() => notes.put(DELEGATE, secretCodec, { name: 'seed', secret, base }, 'strict'))

async function readDelegate(notes: Notes): Promise<DelegateKey | undefined> {
  const known = await notes.get(DELEGATE, secretCodec)
  const kept = known && (await notes.get(`${DELEGATE}/seed`, seedCodec))
  return known && kept && { signer: await signerOf(kept.seed), secret: known.secret, base: known.base }
}
