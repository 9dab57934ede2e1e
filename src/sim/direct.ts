// Everybody is linked with everybody: the wire of the campaigns, in which consensus is tried and not the mesh. What a
// peer lacks it asks others for, by hash; in slots of their own peers compare where they stand.
import type { Hash } from '../bytes/hash.ts'
import { nameOf32 } from '../bytes/name.ts'
import type { Block } from '../chain/block.ts'
import type { Code } from '../chain/codes.ts'
import type { Verdict } from '../chain/node/effect.ts'
import type { Memory, Recall } from '../chain/node/memory.ts'
import type { Message } from '../chain/node/message.ts'
import type { Network } from './network.ts'
import type { Place } from './place.ts'
import type { Random } from './random.ts'
import { sizeOf, throughBytes } from './size.ts'
import type { Wire } from './wire.ts'

export type Packet =
  | { readonly kind: 'message'; readonly message: Message }
  /** For this block, and for those that lead to it from what the asker holds: its own branch, ever more sparsely. */
  | { readonly kind: 'ask'; readonly hash: Hash; readonly held: ReadonlySet<string> }
  | {
      readonly kind: 'blocks'
      /** What was asked for. */
      readonly hash: Hash
      readonly blocks: readonly Block[]
      readonly certificates: readonly Message[]
    }
  | {
      readonly kind: 'status'
      readonly head: Hash
      readonly height: number
      readonly final: number
      readonly justified: number
    }
  | { readonly kind: 'recall'; readonly recall: Recall }
  | { readonly kind: 'answer'; readonly memory: Memory }
  | { readonly kind: 'noise' }

const SMALL_BYTES = 80
const NAME_BYTES = 34
/** As many blocks as one answer holds. */
const ANSWER_BLOCKS = 48
/** In one slot of so many a peer tells another where it stands. */
const STATUS_EVERY = 3
/** A block that was asked for is not asked for again so soon. */
const ASK_AGAIN_MS = 400
/** To so many others a peer passes on what it found good, while links are bad. */
const RELAYS = 2
/** Where there are more peers than this, a vote to one: so many pass it on that it gets about all the same. */
const MANY = 12

export class Direct implements Wire {
  private readonly peers: readonly Place[]
  private readonly network: Network<Packet>
  private readonly random: Random
  private readonly now: () => number
  private readonly slot: () => number
  /** In a run of ten every message is written and read again, */
  private readonly bytes: boolean
  /** once for all who hear it, where they share what they work out. */
  private readonly read: WeakMap<object, Message> | undefined
  /** Of each peer, which blocks it asked for, and when. */
  private readonly asked: Map<string, { readonly next: number; readonly pause: number }>[] = []

  constructor(
    peers: readonly Place[],
    network: Network<Packet>,
    random: Random,
    around: { now(): number; slot(): number; readonly bytes: boolean; readonly sharing: boolean },
  ) {
    this.peers = peers
    this.network = network
    this.random = random
    this.now = around.now
    this.slot = around.slot
    this.bytes = around.bytes
    this.read = around.sharing ? new WeakMap() : undefined
  }

  begin(peer: Place): void {
    this.asked[peer.index] = new Map()
    this.network.join(peer.index, (from, packet) => this.receive(peer, this.peers[from]!, packet))
  }

  end(peer: Place): void {
    this.network.leave(peer.index)
  }

  send(from: Place, message: Message, to: 'delegates' | 'everybody'): void {
    const packet = { kind: 'message', message } as const
    const size = sizeOf(message)
    for (const peer of this.peers)
      if (peer !== from && (to === 'everybody' || peer.delegate) && !knows(peer, message))
        this.packet(from, peer, packet, size)
  }

  whisper(from: Place, to: Place, message: Message): void {
    this.network.send(from.index, to.index, { kind: 'message', message }, sizeOf(message))
  }

  flood(from: Place, to: Place, size: number): void {
    this.network.send(from.index, to.index, { kind: 'noise' }, size)
  }

  judge(
    at: Place,
    message: Message,
    from: string | undefined,
    verdict: Verdict,
    code: Code | undefined,
  ): void {
    // While links are bad not everybody is reached from everywhere, so what is good is passed on.
    if (verdict !== 'good' || from === undefined || !this.isBad) return
    if (message.kind === 'vote' && !at.delegate) return
    const relays = message.kind === 'vote' && this.peers.length > MANY ? 1 : RELAYS
    for (let i = 0; i < relays; i++) {
      const to = this.another(at)
      if (to && to.name !== from && !knows(to, message)) this.whisper(at, to, message)
    }
    void code
  }

  private get isBad(): boolean {
    const { quality, parted } = this.network
    return parted || quality.loss > 0
  }

  private another(at: Place): Place | undefined {
    if (this.peers.length < 2) return undefined
    return this.peers[(at.index + 1 + this.random.draw(this.peers.length - 1)) % this.peers.length]
  }

  want(at: Place, hash: Hash, from: string | undefined): void {
    const to = this.peers.find(each => each.name === from) ?? this.another(at)
    if (to && this.mayAsk(at, hash)) this.ask(at, to, hash)
  }

  /** Not again at once for what was asked for before, and ever more rarely where it leads to nothing. */
  private mayAsk(at: Place, hash: Hash): boolean {
    const asked = this.asked[at.index]!
    const name = nameOf32(hash)
    const { next, pause } = asked.get(name) ?? { next: 0, pause: ASK_AGAIN_MS }
    const now = this.now()
    if (now < next) return false
    asked.set(name, { next: now + pause, pause: pause * 2 })
    return true
  }

  recall(at: Place, recall: Recall): void {
    for (const peer of this.peers)
      if (peer !== at) this.packet(at, peer, { kind: 'recall', recall }, SMALL_BYTES)
  }

  answer(from: Place, to: string, memory: Memory): void {
    const peer = this.peers.find(each => each.name === to)
    const size = SMALL_BYTES + 240 * (memory.latest.length + memory.votes.length) + 600 * memory.blocks.length
    if (peer) this.packet(from, peer, { kind: 'answer', memory }, size)
  }

  onSlot(at: Place): void {
    const slot = this.slot()
    if ((slot + at.index) % STATUS_EVERY !== 0) return
    const to = this.another(at)
    if (to && !at.mute) this.tell(at, to)
  }

  private tell(at: Place, to: Place): void {
    const head = at.head
    if (!head) return
    const status = {
      head: head.hash,
      height: head.header.height,
      final: at.finalHeight,
      justified: at.justifiedView,
    }
    this.packet(at, to, { kind: 'status', ...status }, SMALL_BYTES)
  }

  private packet(from: Place, to: Place, packet: Packet, size: number): void {
    this.network.send(from.index, to.index, packet, size)
  }

  private receive(at: Place, from: Place, packet: Packet): void {
    if (packet.kind === 'message') this.deliver(at, from, packet.message)
    else if (packet.kind === 'blocks') this.take(at, from, packet)
    else if (packet.kind === 'ask') this.serve(at, from, packet.hash, packet.held)
    else if (packet.kind === 'status') this.compare(at, from, packet)
    else if (packet.kind === 'recall') at.feed({ kind: 'recalled', from: from.name, recall: packet.recall })
    else if (packet.kind === 'answer') at.feed({ kind: 'answer', from: from.name, memory: packet.memory })
  }

  private take(
    at: Place,
    from: Place,
    { hash, blocks, certificates }: Extract<Packet, { kind: 'blocks' }>,
  ): void {
    for (const block of blocks) this.deliver(at, from, { kind: 'block', block })
    for (const message of certificates) this.deliver(at, from, message)
    // There is more of it.
    const last = blocks.at(-1)!.hash
    if (blocks.length === ANSWER_BLOCKS && at.holds(last) && !at.holds(hash)) this.ask(at, from, hash, last)
  }

  private deliver(at: Place, from: Place, message: Message): void {
    if (knows(at, message)) return
    const heard = this.bytes ? this.readAgain(message) : message
    if (heard) at.hear(heard, from.name)
  }

  private readAgain(message: Message): Message | undefined {
    // A block comes in many answers, each of which wraps it anew.
    const subject = message.kind === 'block' ? message.block : message
    const before = this.read?.get(subject)
    if (before) return before
    const heard = throughBytes(message)
    if (heard) this.read?.set(subject, heard)
    return heard
  }

  /** Asks for a block; `newest` is what was taken in last of the branch that leads to it. */
  private ask(at: Place, to: Place, hash: Hash, newest?: Hash): void {
    const held = new Set<string>()
    if (newest) held.add(nameOf32(newest))
    // It may have begun at a snapshot, and hold no block at all.
    if (at.head) held.add(nameOf32(at.head.hash))
    let distance = 0
    let step = at.head && at.stepOf(at.head.hash)
    for (let back = 0; step; back++) {
      if (back === distance || step.parent.header.height <= at.finalHeight) {
        held.add(nameOf32(step.block.hash))
        distance = 2 * back + 1
      }
      if (step.block.header.height <= at.finalHeight) break
      step = at.stepOf(step.block.header.parent)
    }
    this.packet(at, to, { kind: 'ask', hash, held }, SMALL_BYTES + NAME_BYTES * held.size)
  }

  private serve(at: Place, to: Place, hash: Hash, held: ReadonlySet<string>): void {
    if (at.mute) return
    const blocks: Block[] = []
    for (let step = at.stepOf(hash); step; step = at.stepOf(step.block.header.parent)) {
      if (held.has(nameOf32(step.block.hash))) break
      blocks.push(step.block)
    }
    blocks.reverse()
    blocks.length = Math.min(blocks.length, ANSWER_BLOCKS)
    if (blocks.length === 0) return
    const certificates: Message[] = []
    let size = SMALL_BYTES
    for (const block of blocks) {
      size += sizeOf({ kind: 'block', block })
      const message = at.certificateOf(block.hash)
      if (message) {
        certificates.push(message)
        size += sizeOf(message)
      }
    }
    this.packet(at, to, { kind: 'blocks', hash, blocks, certificates }, size)
  }

  private compare(at: Place, from: Place, status: Extract<Packet, { kind: 'status' }>): void {
    const head = at.head
    if (!head || !at.node || at.mute) return
    if (!at.holds(status.head) && status.height > at.finalHeight) {
      if (this.mayAsk(at, status.head)) this.ask(at, from, status.head)
      return
    }
    // The other is behind, or has not seen what justifies a block of ours.
    if (status.final < at.finalHeight || status.justified < at.justifiedView) this.tellBest(at, from)
    else if (status.height < head.header.height) this.tell(at, from)
  }

  private tellBest(at: Place, to: Place): void {
    this.tell(at, to)
    const best = at.bestCertificate
    if (best) this.packet(at, to, { kind: 'message', message: best }, sizeOf(best))
  }
}

/** The mesh does not hand on what is known; nor does this. */
const knows = (at: Place, message: Message): boolean =>
  (message.kind === 'certificate' && at.isJustified(message.certificate)) ||
  (message.kind === 'block' && at.holds(message.block.hash))
