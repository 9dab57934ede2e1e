// From a deed to a transaction: the account and the next free sequence, this device's signature, kept and sent.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { standingOf } from '../../chain/consensus/branch.ts'
import { accountOf, deviceOf, ownerOf } from '../../chain/kernel/keys.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { tokenBytes } from '../../chain/kernel/tokens.ts'
import { commandOf } from '../../chain/registry.ts'
import { freeSequences, type SequenceWindow } from '../../chain/sequence.ts'
import type { Reading } from '../../chain/store.ts'
import {
  accountId,
  type Intent,
  readSigned,
  sealTransaction,
  signedBytes,
  TRANSACTION_VERSION,
  type Transaction,
} from '../../chain/transaction.ts'
import { type Signer, signerOf } from '../../crypto/keys.ts'
import { membersParams } from '../../market/members/params.ts'
import { NAME as MEMBERS } from '../../market/members/records.ts'
import type { Application, Deed, Prepared, Submitted } from '../api.ts'
import type { Own } from './own.ts'
import type { SlotClock } from './platform.ts'
import type { Side } from './side.ts'

/** How long an intent stands, where its sender does not say. */
const EXPIRY_MS = 120_000

export interface SubmittingParts {
  readonly device: Signer
  readonly genesisHash: Bytes
  readonly own: Own
  readonly clock: SlotClock
  side(): Side
  /** It could not be kept. */
  notKept(): void
}

/** Sent, and to be kept; or why not. */
type Sent =
  | { readonly ok: true; readonly id: string; readonly kept: Promise<void> }
  | { readonly ok: false; readonly code: string }

/** Why there is nothing to sign. */
interface No {
  readonly code: string
}

interface Sender {
  readonly account: Bytes
  readonly window: SequenceWindow
  readonly chain: Bytes
}

export class Submitting {
  private readonly parts: SubmittingParts
  /** Sequences are taken one after the other. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(parts: SubmittingParts) {
    this.parts = parts
  }

  async submit(deed: Deed): Promise<Submitted> {
    const { device } = this.parts
    const sent = this.last.then(async () => this.signed(await this.intended(deed, device.publicKey)))
    this.last = sent.catch(() => {})
    return this.whenKept(await sent)
  }

  /** Numbered for another key, which signs elsewhere. */
  async prepare(what: Deed | Application, key: Bytes, token: Bytes | undefined): Promise<Prepared> {
    const intent = 'module' in what ? await this.intended(what, key) : await this.applying(what, key, token)
    return 'code' in intent ? { ok: false, code: intent.code } : { ok: true, bytes: signedBytes(intent) }
  }

  /** What was prepared, as the other key has signed it. */
  async hand(bytes: Bytes, signature: Bytes): Promise<Submitted> {
    const intent = readSigned(bytes)
    if (!intent || signature.length !== 64) return { ok: false, code: 'kernel/form' }
    return this.whenKept(this.send(sealTransaction(intent, signature)))
  }

  /** A guest's: the new account's first transaction, signed under the invitation's token as well. */
  async apply(application: Application, token: Bytes | undefined): Promise<Submitted> {
    return this.whenKept(
      await this.signed(await this.applying(application, this.parts.device.publicKey, token)),
    )
  }

  /** Where it cannot be kept it is sent all the same; the status says how the store is. */
  private async whenKept(sent: Sent): Promise<Submitted> {
    if (!sent.ok) return sent
    await sent.kept.catch(() => this.parts.notKept())
    return { ok: true, id: sent.id }
  }

  private async signed(intent: Intent | No): Promise<Sent> {
    if ('code' in intent) return { ok: false, code: intent.code }
    return this.send(sealTransaction(intent, await this.parts.device.sign(signedBytes(intent))))
  }

  private send(transaction: Transaction): Sent {
    const { own, clock, side } = this.parts
    const kept = own.add(transaction, clock.unixMs)
    side().submit(transaction)
    return { ok: true, id: toHex(transaction.id), kept }
  }

  private async intended(deed: Deed, key: Bytes): Promise<Intent | No> {
    const { side, own } = this.parts
    const read = await side().readNewest(state => senderOf(state, key))
    if (!read) return { code: 'peer/not-yet' }
    if (!read.value) return { code: 'peer/no-account' }
    const { account, window, chain } = read.value
    const taken = own.sequences(key)
    const free = freeSequences(window, 2 * taken.size + 64).filter(each => !taken.has(each))
    // What was passed over before may be somebody's that is still on its way: those above come first.
    const sequence = free.find(each => each > window.highest) ?? free[0]
    return sequence === undefined
      ? { code: 'kernel/sequence' }
      : this.made(deed, { account, device: key, sequence, chain })
  }

  private async applying(
    { roles, details }: Application,
    key: Bytes,
    token: Bytes | undefined,
  ): Promise<Intent | No> {
    const { genesisHash, side } = this.parts
    if (!token) return { code: 'kernel/token' }
    const read = await side().readNewest(state => ({
      declaration: paramsOf(state, membersParams).declaration,
      chain: standingOf(state).chain,
    }))
    if (!read) return { code: 'peer/not-yet' }
    const invitation = await signerOf(token)
    const tokenSignature = await invitation.sign(tokenBytes(genesisHash, key))
    const { declaration, chain } = read.value
    const params = { declaration, roles, details, token: invitation.publicKey, tokenSignature }
    const account = accountId(genesisHash, key)
    return this.made(
      { module: MEMBERS, command: 'apply', params },
      { account, device: key, sequence: 1, chain },
    )
  }

  private made(deed: Deed, sender: Pick<Intent, 'account' | 'device' | 'sequence' | 'chain'>): Intent | No {
    const { own, clock, side } = this.parts
    if (side().isStopped) return { code: 'pool/halted' }
    if (own.isCrowded) return { code: 'pool/crowded' }
    const params = this.encoded(deed)
    if (!params) return { code: 'kernel/form' }
    const { module, command, expiry = clock.slotIn(EXPIRY_MS) } = deed
    return { version: TRANSACTION_VERSION, ...sender, module, command, params, expiry }
  }

  private encoded({ module, command, params }: Deed): Bytes | undefined {
    const { registry } = this.parts.side()
    const found = registry && commandOf(registry, { module, command })
    if (!found) return undefined
    try {
      return encode(found.params, params)
    } catch {
      return undefined
    }
  }
}

function senderOf(state: Reading, device: Bytes): Sender | undefined {
  const account = ownerOf(state, device)
  const record = account && accountOf(state, account)
  const window = record && deviceOf(record, device)
  return account && window ? { account, window, chain: standingOf(state).chain } : undefined
}
