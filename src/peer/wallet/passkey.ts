// A passkey as a lock: the platform's own (a finger, a face, a key in the hand) answers a salt with a secret that it
// gives to this address alone (WebAuthn's PRF extension).
import type { Bytes } from '../../bytes/bytes.ts'
import { toLetters } from '../../mesh/letters.ts'
import { derive } from './derive.ts'
import type { Keys } from './keys.ts'

export interface Answered {
  readonly credential: Bytes
  readonly salt: Bytes
  readonly secret: Bytes
}

/** Whether there may be one here; only trying says whether it has what it takes. */
export const mayHavePasskeys = (): boolean => 'PublicKeyCredential' in globalThis

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const ALGORITHMS = [-7, -8, -257] // ES256, EdDSA, RS256: WebAuthn wants one to sign with, and nothing here verifies it

/** Makes a passkey. `null`: this platform's passkeys keep no secrets, or its user would rather not. */
export async function makePasskey(name: string): Promise<Answered | null> {
  const salt = random(32)
  const made = (await navigator.credentials
    .create({
      publicKey: {
        rp: { name: 'Wattle' },
        user: { id: random(16), name, displayName: name },
        challenge: random(32),
        pubKeyCredParams: ALGORITHMS.map(alg => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
      },
    })
    .catch(() => null)) as PublicKeyCredential | null
  const prf = made?.getClientExtensionResults().prf
  if (!made || !prf?.enabled) return null
  const credential = new Uint8Array(made.rawId)
  // Some answer only once they are asked again.
  const first = prf.results?.first
  return first ? { credential, salt, secret: await secretOf(first) } : askPasskeys([{ credential, salt }])
}

/** Asks whichever of these passkeys its user has at hand. */
export async function askPasskeys(
  known: readonly Pick<Keys['passkeys'][number], 'credential' | 'salt'>[],
): Promise<Answered | null> {
  const salts = Object.fromEntries(
    known.map(({ credential, salt }) => [toLetters(credential), { first: salt as BufferSource }]),
  )
  const got = (await navigator.credentials
    .get({
      publicKey: {
        challenge: random(32),
        allowCredentials: known.map(({ credential }) => ({
          type: 'public-key',
          id: credential as BufferSource,
        })),
        userVerification: 'required',
        extensions: { prf: { evalByCredential: salts } },
      },
    })
    .catch(() => null)) as PublicKeyCredential | null
  const first = got?.getClientExtensionResults().prf?.results?.first
  const asked = got && known.find(({ credential }) => toLetters(credential) === got.id)
  if (!first || !asked) return null
  return { credential: asked.credential, salt: asked.salt, secret: await secretOf(first) }
}

const secretOf = (first: BufferSource): Promise<Bytes> =>
  derive(
    ArrayBuffer.isView(first) ? new Uint8Array(first.buffer) : new Uint8Array(first),
    'wattle passkey',
    new Uint8Array(0),
    32,
  )
