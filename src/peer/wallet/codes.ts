// The codes that two devices show each other, or one shows to a neighbour. Nothing in them is secret, and nothing happens
// by a code alone: whoever acts on one signs a deed for it, having compared the digits that both screens show.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct, text } from '../../bytes/codec.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { pickVerifier } from '../../crypto/verify.ts'
import { type Form, type FrameFault, frame, unframe } from './frame.ts'

/** A member's device asks another one to become the account's, too: where, whose, and the name of this asking. */
const asking = struct({ invitation: text(200_000), account: bytes(20), nonce: bytes(8) })
export type Asking = ReturnType<typeof asking.read>

const offered = { genesis: bytes(32), account: bytes(20), key: bytes(32), consent: bytes(64) }
/** The other device's answer: its key, and that it wants to. */
const answer = struct({ ...offered, nonce: bytes(8) })
export type DeviceAnswer = ReturnType<typeof answer.read>
/** Who has lost the last key shows a new one to those who can vouch for it. */
const plea = struct(offered)
export type Plea = ReturnType<typeof plea.read>

const ASKING: Form<Asking> = { mark: 'wattle-device', version: 1, codec: asking }
const ANSWER: Form<DeviceAnswer> = { mark: 'wattle-answer', version: 1, codec: answer }
const PLEA: Form<Plea> = { mark: 'wattle-recovery', version: 1, codec: plea }

export type CodeFault =
  | FrameFault
  /** Of a community that this device is not in. */
  | 'community'
  /** For another account. */
  | 'account'
  /** An answer to another code than the one that is shown, or to one of long ago. */
  | 'stale'
  /** The key's holder has not signed it: somebody else has changed it. */
  | 'forged'

/** How long the digits of an asking may be compared. */
export const ASKING_MS = 15 * 60_000

export const writeAsking = (value: Asking): Promise<string> => frame(ASKING, value)
export const writeAnswer = (value: DeviceAnswer): Promise<string> => frame(ANSWER, value)
export const writePlea = (value: Plea): Promise<string> => frame(PLEA, value)

export async function readAsking(said: string): Promise<Asking | CodeFault> {
  const read = await unframe(ASKING, said)
  return typeof read === 'string' ? read : read.value
}

/** An answer to what this device has asked, at the moment `nowMs`. */
export async function readAnswer(
  said: string,
  asked: {
    readonly genesis: Bytes
    readonly account: Bytes
    readonly nonce: Bytes
    readonly sinceMs: number
  },
  nowMs: number,
): Promise<DeviceAnswer | CodeFault> {
  const read = await unframe(ANSWER, said)
  if (typeof read === 'string') return read
  const { value } = read
  if (!equalBytes(value.genesis, asked.genesis)) return 'community'
  if (!equalBytes(value.account, asked.account)) return 'account'
  if (!equalBytes(value.nonce, asked.nonce) || nowMs - asked.sinceMs > ASKING_MS) return 'stale'
  return (await isConsented(value)) ? value : 'forged'
}

export async function readPlea(said: string, genesis: Bytes): Promise<Plea | CodeFault> {
  const read = await unframe(PLEA, said)
  if (typeof read === 'string') return read
  if (!equalBytes(read.value.genesis, genesis)) return 'community'
  return (await isConsented(read.value)) ? read.value : 'forged'
}

async function isConsented({ genesis, account, key, consent }: Plea): Promise<boolean> {
  const verify = await pickVerifier()
  const message = consentBytes(genesis, account)
  const [good] = await verify([{ publicKey: key, message, signature: consent }])
  return good === true
}

const digitsTag = struct({ account: bytes(20), key: bytes(32), nonce: bytes(0, 8) }, 'wallet digits')
const DIGITS = 12

/**
 * Twelve digits that both screens show, in groups of four. Who would put a key of his own into a code on its way has the
 * time that the code is good for to find one with the same digits, and needs a trillion.
 */
export async function digitsOf({ account, key }: Plea, nonce: Bytes = new Uint8Array(0)): Promise<string> {
  const told = encode(digitsTag, { account, key, nonce }) as BufferSource
  const view = new DataView(await crypto.subtle.digest('SHA-256', told))
  const digits = `${view.getBigUint64(0) % 10n ** BigInt(DIGITS)}`.padStart(DIGITS, '0')
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ')
}
