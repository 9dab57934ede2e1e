// A page that means ill: a real peer that is let in as a guest, and then says what no honest one does.
import { community } from '../../../src/chain/community.ts'
import { readGenesis } from '../../../src/chain/genesis.ts'
import { pickVerifier } from '../../../src/crypto/verify.ts'
import { ruleBook } from '../../../src/market/registry.ts'
import { type Links, openLinks } from '../../../src/mesh/links/index.ts'
import type { FromLinks, StreamName, ToLinks } from '../../../src/mesh/port.ts'
import { Core } from '../../../src/peer/core/core.ts'
import { realPlatform } from '../../../src/peer/core/platform.ts'
import { seededVault } from '../../../src/peer/core/vault.ts'
import { readInvitation } from '../../../src/peer/invitation.ts'
import { MemoryDisk } from '../../../src/peer/storage/memory.ts'
import { Notes } from '../../../src/peer/storage/notes.ts'

/** So many frames at a time, and as long as so little of it waits: its own links would end otherwise. */
const BURST = 100
const MOST_WAITING = 1 << 17
const MOST_KEPT = 8

interface Sent {
  readonly stream: StreamName
  readonly bytes: Uint8Array
}

export interface Malice {
  readonly core: Core
  /** Frames sent in malice. */
  readonly sent: number
  /** Why links ended since. */
  readonly endings: readonly string[]
  begin(how: 'flood' | 'garble'): void
  end(): void
}

class Hostile implements Malice {
  core!: Core
  sent = 0
  readonly endings: string[] = []
  private links!: Links
  private readonly open = new Set<number>()
  private readonly waiting = new Map<number, number>()
  private readonly kept: Sent[] = []
  private timer: ReturnType<typeof setInterval> | undefined

  static async open(text: string): Promise<Hostile> {
    const hostile = new Hostile()
    const invitation = readInvitation(text)!
    const genesis = readGenesis(invitation.genesis!)
    if (typeof genesis === 'string') throw new Error(genesis)
    const disk = new MemoryDisk()
    const links = await openLinks({ relays: invitation.relays })
    hostile.links = links
    const opened = await Core.open({
      ...{ community: community(genesis, ruleBook), disk },
      room: {
        kind: 'memory',
        estimate: async () => ({ usedBytes: null, quotaBytes: null }),
        persisted: async () => null,
        persist: async () => false,
      },
      vault: await seededVault(new Notes(disk), realPlatform.random),
      verifier: await pickVerifier(),
      post: message => hostile.post(message),
    })
    if ('refused' in opened) throw new Error(opened.refused)
    hostile.core = opened
    links.listen(message => hostile.hear(message))
    return hostile
  }

  begin(how: 'flood' | 'garble'): void {
    this.timer = setInterval(() => {
      for (const link of this.open) {
        // What it says again was honest once, and said after the handshake.
        if (this.kept.length === 0 || (this.waiting.get(link) ?? 0) > MOST_WAITING) continue
        for (let i = 0; i < (how === 'flood' ? BURST : 1); i++) this.strike(link, how)
      }
    }, 4)
  }

  end(): void {
    clearInterval(this.timer)
  }

  private strike(link: number, how: 'flood' | 'garble'): void {
    const { stream, bytes } = this.kept[this.sent % this.kept.length]!
    const frame = how === 'flood' ? bytes.slice() : garbled(bytes, this.sent)
    this.sent += 1
    this.links.tell({ kind: 'send', link, stream, bytes: frame })
  }

  private post(message: ToLinks): void {
    if (message.kind === 'send' && this.timer && this.kept.length < MOST_KEPT)
      this.kept.push({ stream: message.stream, bytes: message.bytes.slice() })
    this.links.tell(message)
  }

  private hear(message: FromLinks): void {
    if (message.kind === 'opened') this.open.add(message.link)
    if (message.kind === 'unsent') this.waiting.set(message.link, message.bytes)
    if (message.kind === 'closed' && this.open.delete(message.link))
      this.endings.push(message.why ?? 'closed')
    this.core.hear(message)
  }
}

/** Something that was once a frame: cut off, turned over, longer than it says, or nothing but noise. */
function garbled(bytes: Uint8Array, turn: number): Uint8Array {
  const noise = realPlatform.random(64)
  switch (turn % 4) {
    case 0:
      return bytes.slice(0, Math.max(1, bytes.length >> 1))
    case 1: {
      const turned = bytes.slice()
      turned[noise[0]! % turned.length]! ^= 0xff
      return turned
    }
    case 2:
      return Uint8Array.from([...bytes, ...noise])
    default:
      return noise
  }
}

Object.assign(globalThis, {
  async enter(invitation: string): Promise<void> {
    Object.assign(globalThis, { malice: await Hostile.open(invitation) })
  },
})
