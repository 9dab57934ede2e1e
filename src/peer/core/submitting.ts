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
import { accountId, sealTransaction, signedBytes, TRANSACTION_VERSION } from '../../chain/transaction.ts'
import { type Signer, signerOf } from '../../crypto/keys.ts'
import { membersParams } from '../../market/members/params.ts'
import { NAME as MEMBERS } from '../../market/members/records.ts'
import type { Application, Deed, Submitted } from '../api.ts'
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
    const sent = this.last.then(() => this.next(deed))
    this.last = sent.catch(() => {})
    return this.whenKept(await sent)
  }

  /** Where it cannot be kept it is sent all the same; the status says how the store is. */
  private async whenKept(sent: Sent): Promise<Submitted> {
    if (!sent.ok) return sent
    await sent.kept.catch(() => this.parts.notKept())
    return { ok: true, id: sent.id }
  }

  private async next(deed: Deed): Promise<Sent> {
    const { side, own, device } = this.parts
    const read = await side().readNewest(state => senderOf(state, device.publicKey))
    if (!read) return { ok: false, code: 'peer/not-yet' }
    if (!read.value) return { ok: false, code: 'peer/no-account' }
    const { account, window, chain } = read.value
    const taken = own.sequences(device.publicKey)
    const free = freeSequences(window, 2 * taken.size + 64).filter(each => !taken.has(each))
    // What was passed over before may be somebody's that is still on its way: those above come first.
    const sequence = free.find(each => each > window.highest) ?? free[0]
    return sequence === undefined
      ? { ok: false, code: 'kernel/sequence' }
      : this.send(deed, account, sequence, chain)
  }

  private async send(deed: Deed, account: Bytes, sequence: number, chain: Bytes): Promise<Sent> {
    const { own, device, clock, side } = this.parts
    if (side().isStopped) return { ok: false, code: 'pool/halted' }
    if (own.isCrowded) return { ok: false, code: 'pool/crowded' }
    const params = this.encoded(deed)
    if (!params) return { ok: false, code: 'kernel/form' }
    const intent = {
      ...{ version: TRANSACTION_VERSION, chain, account, device: device.publicKey, sequence },
      ...{ module: deed.module, command: deed.command, params },
      expiry: deed.expiry ?? clock.slotIn(EXPIRY_MS),
    }
    const transaction = sealTransaction(intent, await device.sign(signedBytes(intent)))
    const kept = own.add(transaction, clock.unixMs)
    side().submit(transaction)
    return { ok: true, id: toHex(transaction.id), kept }
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

  /** A guest's: the new account's first transaction, signed under the invitation's token as well. */
  async apply({ roles, details }: Application, token: Bytes): Promise<Submitted> {
    const { device, genesisHash, side } = this.parts
    const read = await side().readNewest(state => ({
      declaration: paramsOf(state, membersParams).declaration,
      chain: standingOf(state).chain,
    }))
    if (!read) return { ok: false, code: 'peer/not-yet' }
    const invitation = await signerOf(token)
    const tokenSignature = await invitation.sign(tokenBytes(genesisHash, device.publicKey))
    const { declaration, chain } = read.value
    const params = { declaration, roles, details, token: invitation.publicKey, tokenSignature }
    const account = accountId(genesisHash, device.publicKey)
    return this.whenKept(await this.send({ module: MEMBERS, command: 'apply', params }, account, 1, chain))
  }
}

function senderOf(state: Reading, device: Bytes): Sender | undefined {
  const account = ownerOf(state, device)
  const record = account && accountOf(state, account)
  const window = record && deviceOf(record, device)
  return account && window ? { account, window, chain: standingOf(state).chain } : undefined
}
