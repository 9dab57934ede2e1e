// A council on a bench: several delegates, blocks that carry certificates, and sets that a test elects. Signatures are
// left blank: whoever executes a block has verified them.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { sha256 } from '../../bytes/hash.ts'
import { beginChain } from '../begin.ts'
import type { Block } from '../block.ts'
import { type Community, community } from '../community.ts'
import { type Executed, Execution, isInvalid } from '../execute.ts'
import type { Genesis } from '../genesis.ts'
import { registry } from '../registry.ts'
import { View } from '../store.ts'
import { key, toy, toyGenesis } from '../toy.testing.ts'
import type { Transaction } from '../transaction.ts'
import { accountId } from '../transaction.ts'
import { ancestorAt, ownerAt, setsAt, standingOf } from './branch.ts'
import { type Claims, sameAgain } from './claims.ts'
import { RevealChain } from './reveals.ts'
import { type Delegate, type DelegateSet, quorumOf } from './sets.ts'
import { type Certificate, certificateCodec, certificateHash, signersOf } from './votes.ts'

const SLOTS = 4096
const NO_SIGNATURE: Bytes = new Uint8Array(64)

/** What a test may want otherwise in one block. */
export interface Wish extends Partial<Claims> {
  /** The height of the block to certify; none, where the parent's certificate is to be carried again. */
  readonly certify?: number
  readonly transactions?: readonly Transaction[]
  readonly certificateOf?: Certificate
}

export class Council {
  readonly community: Community
  /** Those that the state is to elect; undefined while the module elects nobody. */
  electing: ((state: View | unknown, presenceStart: number) => DelegateSet) | undefined
  readonly begin: Executed
  private readonly reveals = new Map<string, RevealChain>()
  private readonly base: DelegateSet

  constructor(size: number, overrides: Partial<Genesis> = {}) {
    const founders = Array.from({ length: size }, (_, i) => ({ devices: [key(i)] }))
    const delegates = founders.map(({ devices: [founder] }, i) => ({
      founder: founder!,
      key: key(i, 9),
      commitment: this.chainOf(key(i, 9)).commitment,
    }))
    const genesis = toyGenesis(founders, {
      delegates,
      delegateCount: size,
      idleSlots: 60,
      turns: 'election',
      epochBlocks: 20,
      ...overrides,
    })
    const founderAccount = (account: Bytes) => this.base.some(each => equalBytes(each.account, account))
    const membership = {
      weightOf: (_: unknown, account: Bytes) => (founderAccount(account) ? 1 : 0),
      total: () => size,
    }
    const voting = {
      ...toy,
      membership,
      elect: (state: unknown, _: Genesis, start: number) => this.electing?.(state as View, start),
    }
    this.community = community(genesis, new Map([[1, registry(voting)]]))
    this.begin = beginChain(this.community)
    this.base = delegates.map(({ founder, key: each, commitment }) => ({
      account: accountId(this.community.genesisHash, founder),
      key: each,
      commitment,
      base: 0,
    }))
  }

  private chainOf(delegateKey: Bytes): RevealChain {
    const name = toHex(delegateKey)
    const known = this.reveals.get(name)
    if (known) return known
    const chain = RevealChain.of(sha256(delegateKey), 0, SLOTS)
    this.reveals.set(name, chain)
    return chain
  }

  /** A delegate of the first set; a fresh one, of a founder's account, for numbers beyond it. */
  delegate(number: number): Delegate {
    const known = this.base[number]
    if (known) return known
    const own = key(number, 9)
    const { account } = this.base[number % this.base.length]!
    return { account, key: own, commitment: this.chainOf(own).commitment, base: 0 }
  }

  certificate(parent: Executed, height: number, votes?: number): Certificate {
    const state = new View(parent.tree)
    const hashAt = (at: number) => (at === parent.header.height ? parent.hash : ancestorAt(state, at)!.hash!)
    const block = ancestorAt(state, height)!
    const active = setsAt(state, height)!
    const signers = signersOf(active)
    const need = votes ?? (active.length > 1 ? signers.length : quorumOf(active[0]!))
    return {
      height,
      view: block.view,
      block: hashAt(height),
      sourceView: ancestorAt(state, block.source)!.view,
      source: hashAt(block.source),
      votes: signers.slice(0, need).map((_, signer) => ({ signer, signature: NO_SIGNATURE })),
    }
  }

  claims(parent: Executed, slot: number, wish: Wish = {}): Claims {
    const state = new View(parent.tree)
    const producer = ownerAt(state, this.community.genesis, slot)
    const certificate =
      wish.certificateOf ?? (wish.certify === undefined ? null : this.certificate(parent, wish.certify))
    const own: Claims = {
      chain: standingOf(state).chain,
      slot,
      view: parent.header.view + 1,
      producer: producer.account,
      reveal: this.chainOf(producer.key).at(slot)!,
      justify: certificate
        ? {
            source: certificate.block,
            view: certificate.view,
            certificate: certificateHash(certificate),
          }
        : sameAgain(parent),
      certificate: certificate && encode(certificateCodec, certificate),
    }
    const { certify: _, transactions: __, certificateOf: ___, ...wished } = wish
    return { ...own, ...wished }
  }

  open(parent: Executed, slot: number, wish: Wish = {}): Execution | string {
    const execution = Execution.open(this.community, parent, this.claims(parent, slot, wish))
    return isInvalid(execution) ? execution.code : execution
  }

  revealOf({ key: delegateKey }: Delegate, slot: number): Bytes {
    return this.chainOf(delegateKey).at(slot)!
  }

  /** The next block, or the code that stands against it. */
  block(parent: Executed, slot: number, wish: Wish = {}): { executed: Executed; block: Block } | string {
    const execution = this.open(parent, slot, wish)
    if (typeof execution === 'string') return execution
    for (const transaction of wish.transactions ?? []) {
      const result = execution.include(transaction, true)
      if (typeof result === 'string') return result
    }
    if (!execution.mayStand) return 'block/quiet'
    const executed = execution.seal()
    const { header, hash } = executed
    const { certificate } = this.claims(parent, slot, wish)
    const transactions = wish.transactions ?? []
    return { executed, block: { header, hash, certificate, signature: NO_SIGNATURE, transactions } }
  }

  /** So many blocks, one in each slot, each with the certificate of its parent. */
  run(from: Executed, blocks: number, certify = true): Executed {
    let head = from
    for (let i = 0; i < blocks; i++) {
      const { height } = head.header
      const wish = certify && height > 0 ? { certify: height } : {}
      const made = this.block(head, head.header.slot + 1, wish)
      if (typeof made === 'string') throw new Error(`${made} at height ${height + 1}`)
      head = made.executed
    }
    return head
  }
}
