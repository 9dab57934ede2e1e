// Members agree to go on with other delegates (rule 10): proposed, looked at and signed on this device, and passed on by its
// user. One signature a member an era, kept for good before it is shown to anybody.
import { equalBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import type { Community } from '../../chain/community.ts'
import { activeSets, standingOf } from '../../chain/consensus/branch.ts'
import type { Membership } from '../../chain/consensus/membership.ts'
import { isCarriedAt, maySign, recoveryBytes } from '../../chain/consensus/recovery.ts'
import type { Delegate } from '../../chain/consensus/sets.ts'
import type { Executed } from '../../chain/execute.ts'
import { ownerOf } from '../../chain/kernel/keys.ts'
import { View } from '../../chain/store.ts'
import type { Signer } from '../../crypto/keys.ts'
import type { Signed } from '../../crypto/signed.ts'
import {
  type Agreement,
  agreementBytes,
  agreementFrom,
  isSameMatter,
  readAgreement,
  united,
  writeAgreement,
} from '../agreement.ts'
import type { Agreed, AgreementSight, Hex } from '../api.ts'
import type { Notes } from '../storage/notes.ts'
import { agreedNote } from './agreed.ts'
import { spotOf } from './own.ts'
import type { Side } from './side.ts'

const noteCodec = struct({ wire: bytes(1, 1 << 18) })

export interface AgreeingParts {
  readonly community: Community
  readonly device: Signer
  readonly notes: Notes
  side(): Side
  verify(items: readonly Signed[]): Promise<readonly boolean[]>
}

/** What an agreement is judged by: the state at the block that it names. */
interface Ground {
  readonly executed: Executed
  readonly state: View
  readonly membership: Membership
}

const no = (code: string) => ({ ok: false, code }) as const

export class Agreeing {
  private readonly parts: AgreeingParts
  /** One after the other: what was signed is known before anything else is. */
  private last: Promise<unknown> = Promise.resolve()
  /** Enough have signed: it is told to the node until the era has begun. */
  private carried: Agreement | undefined
  private isRead = false

  constructor(parts: AgreeingParts) {
    this.parts = parts
  }

  /** From the head on, with these of the delegates that are active there; signed by this device first. */
  propose(accounts: readonly Hex[]): Promise<Agreed> {
    return this.inTurn(async () => {
      const { community, side } = this.parts
      const { head, state } = side()
      const named = head && side().unsettled(fromHex(head.hash)!)
      if (!named || !state) return no('agreement/light')
      const delegates = activeDelegates(new View(named.tree)).filter(({ account }) =>
        accounts.includes(toHex(account)),
      )
      const { chain } = standingOf(new View(named.tree))
      const recovery = { block: named.hash, delegates, signatures: [] }
      return this.sign({ community: community.genesisHash, chain, recovery })
    })
  }

  /** What somebody has passed on; or what this device has signed in this era, where nothing is shown. */
  look(text?: string): Promise<Agreed> {
    return this.inTurn(async () => {
      const shown = text === undefined ? await this.kept() : readAgreement(text)
      if (!shown) return no(text === undefined ? 'agreement/none' : 'agreement/form')
      const ground = await this.groundOf(shown)
      if ('code' in ground) return ground
      const kept = await this.kept()
      const all = kept && isSameMatter(kept, shown) ? united(kept, shown) : shown
      if (all !== shown && kept) await this.keep(all)
      this.begin(all, ground)
      return { ok: true, agreement: this.sightOf(all, ground) }
    })
  }

  /** Signs what somebody has passed on. */
  agree(text: string): Promise<Agreed> {
    return this.inTurn(async () => {
      const shown = readAgreement(text)
      return shown ? this.sign(shown) : no('agreement/form')
    })
  }

  /** Told again, after a start too: the node forgets what it cannot use yet. */
  async again(): Promise<void> {
    const found = this.carried ?? (this.isRead ? undefined : await this.kept())
    this.isRead = true
    if (!found) return
    const ground = this.groundHere(found)
    if (!('code' in ground)) this.begin(found, ground)
    else if (ground.code === 'agreement/era') this.carried = undefined
    else this.carried = found
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work)
    this.last = next.catch(() => {})
    return next
  }

  private async sign(shown: Agreement): Promise<Agreed> {
    const { device } = this.parts
    const ground = await this.groundOf(shown)
    if ('code' in ground) return ground
    const account = ownerOf(ground.state, device.publicKey)
    if (!account || ground.membership.weightOf(ground.state, account) === 0) return no('agreement/member')
    if (!maySign(ground.state, account, device.publicKey)) return no('agreement/scope')
    const kept = await this.kept()
    if (kept && !isSameMatter(kept, shown)) return no('agreement/another')
    let all = kept ? united(kept, shown) : shown
    // A member's other device may have signed already: one signature a member.
    if (!all.recovery.signatures.some(each => equalBytes(each.account, account))) {
      const signature = await device.sign(recoveryBytes(all.chain, all.recovery))
      const own = { account, device: device.publicKey, signature }
      all = united(all, { ...all, recovery: { ...all.recovery, signatures: [own] } })
    }
    await this.keep(all)
    this.begin(all, ground)
    return { ok: true, agreement: this.sightOf(all, ground) }
  }

  /** Where enough have signed, whoever of the new delegates this device is begins the era. */
  private begin(agreement: Agreement, { state, membership }: Ground): void {
    if (!isCarriedAt(state, membership, agreement.recovery)) return
    this.carried = agreement
    this.parts.side().recover(agreement.recovery)
  }

  private async kept(): Promise<Agreement | undefined> {
    const { notes, side } = this.parts
    const note = await notes.get(agreedNote(side().chain), noteCodec)
    return note && agreementFrom(note.wire)
  }

  private keep(agreement: Agreement): Promise<void> {
    const wire = agreementBytes(agreement)
    return this.parts.notes.put(agreedNote(agreement.chain), noteCodec, { wire }, 'strict')
  }

  /** With all of its signatures verified. */
  private async groundOf(agreement: Agreement): Promise<Ground | ReturnType<typeof no>> {
    const ground = this.groundHere(agreement)
    if ('code' in ground) return ground
    const message = recoveryBytes(agreement.chain, agreement.recovery)
    const items: Signed[] = []
    for (const { account, device, signature } of agreement.recovery.signatures) {
      if (!maySign(ground.state, account, device)) return no('agreement/signature')
      items.push({ publicKey: device, message, signature })
    }
    const verdicts = items.length > 0 ? await this.parts.verify(items) : []
    return verdicts.includes(false) ? no('agreement/signature') : ground
  }

  private groundHere({ community, chain, recovery }: Agreement): Ground | ReturnType<typeof no> {
    const { community: here, side } = this.parts
    if (!equalBytes(community, here.genesisHash)) return no('agreement/community')
    if (!equalBytes(chain, side().chain)) return no('agreement/era')
    if (!side().state) return no('agreement/light')
    const executed = side().unsettled(recovery.block)
    if (!executed) return no('agreement/block')
    const state = new View(executed.tree)
    const membership = here.rules.get(executed.header.rules)?.membership
    // A delegate in it is one of those that the ledger knows, with the key that it has there: nobody is slipped in.
    const known = activeDelegates(state)
    const isKnown = (each: Delegate) => known.some(other => isSameDelegate(each, other))
    const { delegates } = recovery
    if (!membership || delegates.length === 0 || !delegates.every(isKnown)) return no('agreement/delegates')
    if (new Set(delegates.map(({ account }) => toHex(account))).size < delegates.length)
      return no('agreement/delegates')
    return { executed, state, membership }
  }

  private sightOf(agreement: Agreement, { executed, state, membership }: Ground): AgreementSight {
    const { delegates, signatures } = agreement.recovery
    const { device } = this.parts
    const own = ownerOf(state, device.publicKey)
    const stays = delegates.map(({ account }) => toHex(account))
    let weight = 0
    for (const { account } of signatures) weight += membership.weightOf(state, account)
    return {
      text: writeAgreement(agreement),
      block: spotOf(executed),
      delegates: stays,
      gone: activeDelegates(state)
        .map(({ account }) => toHex(account))
        .filter(account => !stays.includes(account)),
      signed: signatures.map(({ account }) => toHex(account)),
      isSigned: own !== undefined && signatures.some(({ account }) => equalBytes(account, own)),
      ...{ weight, total: membership.total(state) },
      isCarried: isCarriedAt(state, membership, agreement.recovery),
    }
  }
}

/** Of both sets while one hands over to the next; each account once. */
function activeDelegates(state: View): readonly Delegate[] {
  const found: Delegate[] = []
  for (const each of activeSets(state).flat())
    if (!found.some(other => equalBytes(other.account, each.account))) found.push(each)
  return found
}

const isSameDelegate = (one: Delegate, other: Delegate): boolean =>
  equalBytes(one.account, other.account) &&
  equalBytes(one.key, other.key) &&
  equalBytes(one.commitment, other.commitment) &&
  one.base === other.base
