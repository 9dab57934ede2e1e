// A candidate's next chain of reveals (rule 1): made here, committed to on the ledger, used from the next hand-over on.
// The key stays, and so does its record.
import type { Bytes } from '../../bytes/bytes.ts'
import { BASE_BEFORE } from '../../market/delegates/keys.ts'
import { NAME } from '../../market/delegates/records.ts'
import type { Deed, Submitted } from '../api.ts'
import { consented } from './duties.ts'
import type { Own } from './own.ts'
import type { Revealing } from './revealing.ts'
import type { Vault } from './vault.ts'

export interface RenewalParts {
  readonly vault: Vault
  readonly own: Own
  readonly genesisHash: Bytes
  submit(deed: Deed): Promise<Submitted>
  note(what: string, data: { readonly [name: string]: string | number }): void
}

export class Renewal {
  private readonly parts: RenewalParts
  private running = false

  constructor(parts: RenewalParts) {
    this.parts = parts
  }

  /** `spent`: where the chain begins that another is to follow. Nothing while one is under way. */
  async renew(delegate: Revealing, account: Bytes, spent: number, slot: number): Promise<void> {
    const { own, note } = this.parts
    if (this.running || own.has(NAME, 'rekey')) return
    this.running = true
    try {
      await this.commit(delegate, account, spent, slot)
    } catch (error) {
      // It is due again with the next block.
      note('renewal', { error: String(error) })
    } finally {
      this.running = false
    }
  }

  private async commit(delegate: Revealing, account: Bytes, spent: number, slot: number): Promise<void> {
    const { vault, genesisHash, submit, note } = this.parts
    const key = vault.delegate
    if (!key) return
    const [{ base }] = key.reveals
    // What was made before, and never came into a block, is offered again as long as it may be.
    const isFresh = base > spent && base >= slot - BASE_BEFORE
    const renewed = isFresh ? key : await vault.addReveals(slot)
    await delegate.take(renewed)
    note('renewal', { base: renewed.reveals[0].base })
    await submit(await consented('rekey', renewed, delegate.commitment, account, genesisHash, {}))
  }
}
