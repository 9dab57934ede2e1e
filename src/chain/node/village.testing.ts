// A handful of nodes, wired to each other directly, with signatures that protect nothing and a virtual clock.
import { type Bytes, concatBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import { beginChain } from '../begin.ts'
import { type Block, type Header, headerHash } from '../block.ts'
import { type Community, community } from '../community.ts'
import { RevealChain } from '../consensus/reveals.ts'
import { type Ballot, type Certificate, type Vote, voteBytes } from '../consensus/votes.ts'
import type { Executed } from '../execute.ts'
import type { Genesis } from '../genesis.ts'
import type { Module } from '../module.ts'
import { registry } from '../registry.ts'
import { key, number, toy, toyGenesis } from '../toy.testing.ts'
import { accountId, sealTransaction, type Transaction } from '../transaction.ts'
import type { Bounds, OwnDelegate } from './config.ts'
import type { Effect, Halt, Offence } from './effect.ts'
import type { Input } from './input.ts'
import type { Contradiction, Kept, OwnRecord } from './keep.ts'
import type { Message } from './message.ts'
import { Node } from './node.ts'

const SLOTS = 4000

/** Whoever knows the key can sign. */
export const seal = (key: Bytes, message: Bytes): Bytes => {
  const half = sha256(concatBytes(key, message))
  return concatBytes(half, half)
}

/** What a peer has on its disk. */
class Disk {
  readonly records = new Map<string, OwnRecord>()
  readonly blocks: { readonly block: Block; readonly executed: Executed }[] = []
  readonly certificates: Certificate[] = []
  readonly finals = new Map<string, Executed>()
  root: Executed
  halt: Contradiction | undefined

  constructor(root: Executed) {
    this.root = root
  }

  write({ keep }: Extract<Effect, { kind: 'persist' }>): void {
    if (keep.kind === 'record') this.records.set(toHex(keep.record.chain), keep.record)
    if (keep.kind === 'halt') this.halt = keep.halt
    if (keep.kind === 'certificate') this.certificates.push(keep.certificate)
    if (keep.kind === 'head')
      for (const { block, executed } of keep.path) this.blocks.push({ block, executed })
    if (keep.kind === 'final') {
      const found = this.blocks.find(({ executed }) => equalBytes(executed.hash, keep.hash))
      if (found) this.root = found.executed
    }
  }

  get kept(): Kept {
    const { root, certificates, halt } = this
    const path = this.blocks.filter(({ block }) => block.header.height > root.header.height)
    return { root, path, certificates, records: [...this.records.values()], ...(halt && { halt }) }
  }
}

export class Peer {
  readonly index: number
  readonly delegate: OwnDelegate | undefined
  readonly disk: Disk
  readonly effects: Effect[] = []
  readonly finals = new Map<number, string>()
  readonly offences: Offence[] = []
  readonly halts: Halt[] = []
  node: Node | undefined
  constructor(index: number, delegate: OwnDelegate | undefined, root: Executed) {
    this.index = index
    this.delegate = delegate
    this.disk = new Disk(root)
  }
}

interface Due {
  readonly ms: number
  readonly order: number
  readonly run: () => void
}

export class Village {
  readonly community: Community
  readonly peers: Peer[]
  readonly genesis: Executed
  now = 0
  hopMs = 100
  /** Whether a message gets from one to another. */
  passes: (from: number, to: number, message: Message) => boolean = () => true
  /** What happens to an effect before it is carried out; true where it is not to be. */
  intercept: (peer: Peer, effect: Effect) => boolean = () => false
  /** Told of what matters to the order of things: a strict write and its end, a signature asked for and given. */
  spy: (peer: Peer, what: string) => void = () => {}
  private readonly bounds: Partial<Bounds>
  private readonly queue: Due[] = []
  private order = 0

  /** `more`: peers beyond the delegates, with a second life of this delegate's key or with none. */
  constructor(
    count: number,
    overrides: Partial<Genesis> = {},
    more: readonly (number | undefined)[] = [],
    changes: Partial<Module> = {},
    bounds: Partial<Bounds> = {},
  ) {
    this.bounds = bounds
    const chains = Array.from({ length: count }, (_, i) => RevealChain.of(key(i, 5), 0, SLOTS))
    const founders = Array.from({ length: count + 4 }, (_, i) => ({ devices: [key(i, 1)] }))
    const genesis = toyGenesis(founders, {
      delegates: chains.map(({ commitment }, i) => ({ founder: key(i, 1), key: key(i, 9), commitment })),
      turns: 'fixed',
      delegateCount: count,
      idleSlots: 60,
      ...overrides,
    })
    const total = founders.length
    // Every founder weighs the same.
    const membership = { weightOf: () => 1, total: () => total }
    this.community = community(genesis, new Map([[1, registry({ ...toy, membership, ...changes })]]))
    this.genesis = beginChain(this.community)
    this.peers = [...chains.keys(), ...more].map((own, i) => {
      const chain = own === undefined ? undefined : chains[own]
      const delegate = chain && { key: key(own!, 9), reveal: (slot: number) => chain.at(slot) }
      return new Peer(i, delegate, this.genesis)
    })
    for (const peer of this.peers) this.start(peer)
  }

  start(peer: Peer): void {
    const { community, bounds } = this
    const { delegate } = peer
    peer.node = Node.begin({ community, bounds, ...(delegate && { delegate }) }, peer.disk.kept)
  }

  /** A transaction of one of the founders, the last four of whom are no delegates. */
  add(founder: number, sequence: number, value = 1, chain: Hash = this.community.chainId): Transaction {
    const device = key(founder, 1)
    const intent = {
      version: 1,
      chain,
      account: accountId(this.community.genesisHash, device),
      device,
      sequence,
      module: 'toy',
      command: 'add',
      params: encode(number, { number: value }),
      expiry: 1_000_000,
    }
    const { signed } = sealTransaction(intent, new Uint8Array(64))
    return sealTransaction(intent, seal(device, signed))
  }

  sealBy(peer: number, message: Bytes): Bytes {
    return seal(this.peers[peer]!.delegate!.key, message)
  }

  /** The same body under another header, signed by whoever signed the first. */
  signed(block: Block, header: Header): Block {
    const hash = headerHash(header)
    const producer = this.peers.findIndex(({ index }) =>
      equalBytes(this.sealBy(index, block.hash), block.signature),
    )
    return { ...block, header, hash, signature: this.sealBy(producer, hash) }
  }

  voteBy(peer: number, chain: Hash, ballot: Ballot): Vote {
    const { height, view, block, source, sourceView } = ballot
    const bare = { height, view, block, source, sourceView }
    const signature = this.sealBy(peer, voteBytes(chain, bare))
    return { ...bare, key: this.peers[peer]!.delegate!.key, signature }
  }

  submit(peer: number, transaction: Transaction): void {
    this.tell(this.peers[peer]!, { kind: 'heard', message: { kind: 'transaction', transaction } })
  }

  tell(peer: Peer, input: Input): void {
    if (!peer.node) return
    if (input.kind === 'persisted' || input.kind === 'signed') this.spy(peer, input.kind)
    for (const effect of peer.node.step(input)) this.carryOut(peer, effect)
  }

  carryOut(peer: Peer, effect: Effect): void {
    peer.effects.push(effect)
    if (effect.kind === 'persist' && effect.durability === 'strict') this.spy(peer, 'persist strict')
    if (effect.kind === 'sign') this.spy(peer, 'sign')
    if (effect.kind === 'send' && ['vote', 'block'].includes(effect.message.kind))
      this.spy(peer, `send ${effect.message.kind}`)
    if (this.intercept(peer, effect)) return
    const life = peer.node
    const answer = (ms: number, input: Input) =>
      this.at(this.now + ms, () => {
        if (peer.node === life) this.tell(peer, input)
      })
    switch (effect.kind) {
      case 'verify': {
        const verdicts = effect.items.map(({ publicKey, message, signature }) =>
          equalBytes(signature, seal(publicKey, message)),
        )
        answer(0, { kind: 'verified', token: effect.token, verdicts })
        break
      }
      case 'persist':
        peer.disk.write(effect)
        if (effect.durability === 'strict') answer(1, { kind: 'persisted', token: effect.token })
        break
      case 'sign': {
        const signature = seal(peer.delegate!.key, effect.message)
        answer(0, { kind: 'signed', token: effect.token, signature })
        break
      }
      case 'send':
        this.send(peer, effect.message)
        break
      case 'want':
        this.fetch(peer, effect.hash)
        break
      case 'recall':
        for (const other of this.peers)
          if (other !== peer)
            this.at(this.now + this.hopMs, () =>
              this.tell(other, { kind: 'recalled', from: `${peer.index}`, recall: effect.recall }),
            )
        break
      case 'answer': {
        const to = this.peers[Number(effect.to)]!
        const input: Input = { kind: 'answer', from: `${peer.index}`, memory: effect.memory }
        this.at(this.now + this.hopMs, () => this.tell(to, input))
        break
      }
      case 'timer':
        answer(effect.ms - this.now, { kind: 'time', ms: effect.ms })
        break
      case 'final':
        for (const { height, hash } of effect.blocks) peer.finals.set(height, toHex(hash))
        break
      case 'evidence':
        peer.offences.push(effect.offence)
        break
      case 'halt':
        peer.halts.push(effect.halt)
        break
    }
  }

  send(from: Peer, message: Message, to: readonly Peer[] = this.peers): void {
    for (const other of to) {
      if (other === from) continue
      this.at(this.now + this.hopMs, () => {
        if (!this.passes(from.index, other.index, message)) return
        this.tell(other, { kind: 'heard', message, from: `${from.index}` })
      })
    }
  }

  private fetch(peer: Peer, hash: Hash): void {
    for (const other of this.peers) {
      const block = other.node?.block(hash)
      if (other === peer || !block) continue
      const message: Message = { kind: 'block', block }
      this.at(this.now + 2 * this.hopMs, () => {
        if (!this.passes(other.index, peer.index, message)) return
        this.tell(peer, { kind: 'heard', message, from: `${other.index}` })
      })
      return
    }
  }

  at(ms: number, run: () => void): void {
    const due = { ms, order: this.order++, run }
    let i = this.queue.length
    while (i > 0 && this.queue[i - 1]!.ms > ms) i -= 1
    this.queue.splice(i, 0, due)
  }

  /** Lets time pass up to the start of a slot. */
  until(slot: number): void {
    const { slotMs } = this.community.genesis
    for (let s = Math.floor(this.now / slotMs); s <= slot; s++) {
      if (s * slotMs < this.now) continue
      this.at(s * slotMs, () => {
        for (const peer of this.peers) this.tell(peer, { kind: 'time', ms: s * slotMs })
      })
    }
    this.drain(slot * slotMs)
    this.now = slot * slotMs + 1
  }

  /** Does what is due, without letting time pass. */
  drain(ms = this.now): void {
    while (this.queue.length > 0 && this.queue[0]!.ms <= ms) {
      const due = this.queue.shift()!
      this.now = due.ms
      due.run()
    }
  }

  /** Every height that is final with two peers is the same block. */
  get agrees(): boolean {
    const finals = new Map<number, string>()
    for (const peer of this.peers)
      for (const [height, hash] of peer.finals) {
        if ((finals.get(height) ?? hash) !== hash) return false
        finals.set(height, hash)
      }
    return true
  }
}
