// The context of one block: the draft of its state, its events, and whose deed is being judged as of which slot.
import type { Bytes } from '../bytes/bytes.ts'
import { encode, struct, text } from '../bytes/codec.ts'
import type { Hash } from '../bytes/hash.ts'
import type { Community } from './community.ts'
import type { Genesis } from './genesis.ts'
import { paramsOf } from './kernel/rules.ts'
import { scheduleHook, unscheduleHook } from './kernel/schedule.ts'
import { MAX_EVENT_BYTES, MAX_NAME_BYTES } from './limits.ts'
import type { CommandContext, EventType, HookContext, HookName, ParamsOf } from './module.ts'
import type { EventRecord } from './outcomes.ts'
import { Store } from './store.ts'
import type { Draft } from './tree/tree.ts'

const NOBODY = new Uint8Array(20)

/** A hook failed and was undone. A defect of the software: the chain goes on, and everybody can see it. */
export const hookFault: EventType<{ readonly module: string; readonly hook: string }> = {
  module: 'kernel',
  name: 'hook-fault',
  data: struct({ module: text(MAX_NAME_BYTES), hook: text(MAX_NAME_BYTES) }),
}

export class BlockContext extends Store implements CommandContext, HookContext {
  readonly genesis: Genesis
  readonly genesisHash: Hash
  readonly height: number
  readonly finalHeight: number
  readonly events: EventRecord[] = []
  slot: number
  account: Bytes = NOBODY
  device: Bytes = NOBODY
  /** What is left of the hooks' share of work. */
  hookWork = 0

  constructor(
    community: Pick<Community, 'genesis' | 'genesisHash'>,
    draft: Draft,
    height: number,
    opening: { readonly slot: number; readonly finalHeight: number },
  ) {
    super(draft)
    this.genesis = community.genesis
    this.genesisHash = community.genesisHash
    this.height = height
    this.slot = opening.slot
    this.finalHeight = opening.finalHeight
  }

  params<P>(module: ParamsOf<P>): P {
    return paramsOf(this, module)
  }

  emit<E>(event: EventType<E>, data: E): void {
    const encoded = encode(event.data, data)
    if (encoded.length > MAX_EVENT_BYTES) throw new TypeError(`the event ${event.name} is too long`)
    this.events.push({ module: event.module, event: event.name, data: encoded })
  }

  schedule(hook: HookName, slot: number, subject: Bytes): void {
    if (slot <= this.slot)
      throw new TypeError(`the hook ${hook.name} is scheduled for a slot that has passed`)
    scheduleHook(this, hook, slot, subject)
  }

  unschedule(hook: HookName, slot: number, subject: Bytes): void {
    unscheduleHook(this, hook, slot, subject)
  }

  spend(): boolean {
    if (this.hookWork <= 0) return false
    this.hookWork -= 1
    return true
  }

  /** Where state and events stand, to come back to. */
  moment(): { readonly writes: number; readonly events: number } {
    return { writes: this.mark(), events: this.events.length }
  }

  /** Undoes every write and every event since then. */
  undo(moment: { readonly writes: number; readonly events: number }): void {
    this.rollback(moment.writes)
    this.events.length = moment.events
  }
}
