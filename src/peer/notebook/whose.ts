// What the ledger says of devices: asked of a final state and remembered, because the notebook asks at every entry.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { accountOf, ownerOf } from '../../chain/kernel/keys.ts'
import type { Reading } from '../../chain/store.ts'
import { belongs, hasRole } from '../../market/members/standing.ts'
import type { Who } from '../../mesh/notebook/index.ts'

/** Of a final state; undefined where nobody proves it yet. */
export type ReadFinal = <T>(read: (state: Reading) => T) => Promise<{ readonly value: T } | undefined>

/** What is known is asked again so often: devices are revoked, roles given and taken. */
const AGAIN_MS = 10_000
/** Whom a light peer is shown costs its neighbours a proof each. */
const AGAIN_LIGHT_MS = 300_000

export class Whose {
  private readonly read: ReadFinal
  private readonly changed: () => void
  private readonly known = new Map<string, { readonly device: Bytes; who: Who }>()
  private unknown = new Map<string, Bytes>()
  private busy = false
  private askedMs = Number.NEGATIVE_INFINITY

  constructor(read: ReadFinal, changed: () => void) {
    this.read = read
    this.changed = changed
  }

  /** At once; who is not known yet is asked for. */
  readonly who = (device: Bytes): Who => {
    const key = toHex(device)
    const found = this.known.get(key)
    if (!found && !this.unknown.has(key)) {
      this.unknown.set(key, device)
      queueMicrotask(() => void this.ask([...this.unknown.values()]))
    }
    return found?.who ?? { kind: 'unsaid' }
  }

  /** Now and then; `isLight`: answers are proofs that neighbours make. */
  async again(nowMs: number, isLight: boolean): Promise<void> {
    if (nowMs - this.askedMs < (isLight ? AGAIN_LIGHT_MS : AGAIN_MS)) return
    this.askedMs = nowMs
    await this.ask([...this.known.values()].map(({ device }) => device))
  }

  /** What the ledger says by now: somebody may have been admitted a moment ago. */
  async lately(device: Bytes): Promise<Who> {
    await this.ask([device])
    return this.who(device)
  }

  private async ask(devices: readonly Bytes[]): Promise<void> {
    if (this.busy || devices.length === 0) return
    this.busy = true
    try {
      const found = await this.read(state => devices.map(device => whoIn(state, device))).catch(
        () => undefined,
      )
      if (found) this.learn(devices, found.value)
      // Nobody proves it yet: it is asked again when the notebook asks.
      else for (const device of devices) this.unknown.delete(toHex(device))
    } finally {
      this.busy = false
    }
    // Those that came up meanwhile.
    if (this.unknown.size > 0) await this.ask([...this.unknown.values()])
  }

  private learn(devices: readonly Bytes[], said: readonly Who[]): void {
    let news = false
    devices.forEach((device, i) => {
      const key = toHex(device)
      const who = said[i]!
      this.unknown.delete(key)
      const before = this.known.get(key)?.who
      if (before && same(before, who)) return
      this.known.set(key, { device, who })
      news = true
    })
    if (news) this.changed()
  }
}

const same = (a: Who, b: Who): boolean =>
  a.kind === 'known' && b.kind === 'known'
    ? a.present === b.present && a.moderates === b.moderates && equalBytes(a.account, b.account)
    : a.kind === b.kind

function whoIn(state: Reading, device: Bytes): Who {
  const account = ownerOf(state, device)
  if (!account) return { kind: 'stranger' }
  const holds = accountOf(state, account)?.devices.some(({ key }) => equalBytes(key, device)) ?? false
  return {
    kind: 'known',
    account,
    present: holds && belongs(state, account) !== undefined,
    moderates: holds && hasRole(state, account, 'operator'),
  }
}
