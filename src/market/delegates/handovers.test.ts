// Elections through this module over several hand-overs, with real votes in real certificates, and a light reader who
// walks from the first set to the last.
import { expect, test } from 'vitest'
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { beginChain } from '../../chain/begin.ts'
import type { Header } from '../../chain/block.ts'
import { ownerAt, setsAt, standingOf } from '../../chain/consensus/branch.ts'
import { type Claims, owningSet, sameAgain } from '../../chain/consensus/claims.ts'
import { revealed } from '../../chain/consensus/records.ts'
import { RevealChain } from '../../chain/consensus/reveals.ts'
import type { Delegate, DelegateSet } from '../../chain/consensus/sets.ts'
import {
  type Ballot,
  type Certificate,
  certificateCodec,
  certificateHash,
  certify,
  signersOf,
  voteBytes,
} from '../../chain/consensus/votes.ts'
import { type Executed, Execution, executeBlock, isInvalid } from '../../chain/execute.ts'
import { inspect } from '../../chain/inspect.ts'
import { type Handover, readHandover, writeHandover } from '../../chain/light/handover.ts'
import { nextHandover, proveHandover, type Source } from '../../chain/light/prove.ts'
import { checkpoint } from '../../chain/light/trust.ts'
import { Walker } from '../../chain/light/walker.ts'
import { View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import { type PlainSigner, signerFromSeed } from '../../crypto/plain.ts'
import { verifyPortable } from '../../crypto/portable.ts'
import { Bench } from '../testing.ts'
import { member, standing, street } from './delegates.testing.ts'

const MEMBERS = 8
const FIRST = 4
const EPOCH = 20
const SLOTS = 600

interface Own {
  readonly signer: PlainSigner
  readonly chain: RevealChain
}

/** Delegate keys by number: those of the members, and further ones for whoever takes another. */
const owns: Own[] = Array.from({ length: MEMBERS + 1 }, (_, i) => ({
  signer: signerFromSeed(new Uint8Array(32).fill(0x70 + i)),
  chain: RevealChain.of(new Uint8Array(32).fill(i), 0, SLOTS),
}))
/** By what is committed to: a key may come to another chain of reveals. */
const chains = new Map(owns.map(({ chain }) => [toHex(chain.commitment), chain]))
const ownOf = (key: Bytes): Own => owns.find(({ signer }) => equalBytes(signer.publicKey, key))!

interface Made {
  readonly header: Header
  readonly active: DelegateSet[]
  readonly certificate: Certificate | undefined
}

class Town implements Source {
  readonly bench: Bench
  private readonly made: Made[] = []

  constructor() {
    const delegates = owns.slice(0, FIRST).map(({ signer, chain }, i) => ({
      founder: member(i),
      key: signer.publicKey,
      commitment: chain.commitment,
    }))
    this.bench = new Bench(street({}, { delegates, epochBlocks: EPOCH, idleSlots: 1 }))
    this.keep(this.bench.head)
  }

  get state(): View {
    return this.bench.state
  }

  header = (height: number) => this.made[height]?.header
  certificate = (height: number) => this.made[height]?.certificate
  active = (height: number) => this.made[height]?.active

  /** The next block, by whoever owns its slot, with the newest certificate there is; and the votes for it, mostly. */
  block(transactions: readonly Transaction[] = []): void {
    const { community, head } = this.bench
    const slot = head.header.slot + 1
    const owner = ownerAt(this.state, community.genesis, slot)
    const { signer } = ownOf(owner.key)
    const chain = chains.get(toHex(owner.commitment))!
    const claims: Claims = {
      ...{ chain: head.header.chain, slot, view: head.header.view + 1, producer: owner.account },
      ...{ reveal: chain.at(slot)!, ...this.justify(head) },
    }
    const execution = Execution.open(community, head, claims)
    if (isInvalid(execution)) throw new Error(execution.code)
    for (const each of transactions) {
      const outcome = execution.include(each, true)
      expect(typeof outcome === 'string' ? outcome : outcome.status + outcome.code).toBe('done')
    }
    const executed = execution.seal()
    const { header, hash } = executed
    const block = {
      ...{ header, hash, certificate: claims.certificate, transactions },
      signature: signer.signNow(hash),
    }
    const seen = inspect(community, head, block)
    if (isInvalid(seen)) throw new Error(seen.code)
    if (header.height % 16 === 5) expect(seen.signatures.every(verifyPortable)).toBe(true)
    expect(
      isInvalid(
        executeBlock(
          community,
          head,
          block,
          transactions.map(() => true),
        ),
      ),
    ).toBe(false)
    this.bench.head = executed
    this.bench.check()
    this.keep(executed)
  }

  private justify(head: Executed): Pick<Claims, 'justify' | 'certificate'> {
    const again = sameAgain(head)
    for (let { height } = head.header; height > 0; height--) {
      const certificate = this.certificate(height)
      if (!certificate || certificate.view <= again.view) continue
      const { block: source, view } = certificate
      return {
        justify: { source, view, certificate: certificateHash(certificate) },
        certificate: encode(certificateCodec, certificate),
      }
    }
    return { justify: again, certificate: null }
  }

  private keep({ header, hash, tree }: Executed): void {
    const active = [...setsAt(new View(tree), header.height)!]
    const { height, view, justify } = header
    const ballot = { height, view, block: hash, sourceView: justify.view, source: justify.source }
    this.made.push({ header, active, certificate: this.certified(header, ballot, active) })
  }

  /** A vote is missing everywhere, and now and then so many that there is no certificate. */
  private certified(
    { height, chain }: Header,
    ballot: Ballot,
    active: DelegateSet[],
  ): Certificate | undefined {
    if (height === 0 || height % 7 === 3) return undefined
    const message = voteBytes(chain, ballot)
    const keys = signersOf(active).filter((_, i) => active.length > 1 || i !== height % FIRST)
    const votes = keys.map(key => ({ ...ballot, key, signature: ownOf(key).signer.signNow(message) }))
    return certify(votes, active)
  }

  send(i: number, what: string, params: object): Transaction {
    return this.bench.send(member(i), `delegates/${what}`, params)
  }

  stand(i: number): Transaction {
    return this.send(i, 'stand', standing(this.bench, i, this.keyOf(i)))
  }

  keyOf(number: number) {
    const { signer, chain } = owns[number]!
    return { key: signer.publicKey, commitment: chain.commitment, base: 0 }
  }

  /** New reveals for the same key, from the next slot on. */
  renew(number: number): Transaction {
    const base = this.bench.slot + 1
    const chain = RevealChain.of(new Uint8Array(32).fill(0x40 + number), base, SLOTS)
    chains.set(toHex(chain.commitment), chain)
    const { key } = this.keyOf(number)
    return this.send(number, 'rekey', {
      key,
      commitment: chain.commitment,
      base,
      consent: new Uint8Array(64),
    })
  }

  /** Everybody is present, and votes for these; where it is nobody, the votes of before stand. */
  epoch(wanted: readonly number[], more: readonly Transaction[] = []): void {
    const candidates = wanted.map(i => this.bench.account(member(i))).sort((a, b) => Buffer.compare(a, b))
    this.block(more)
    this.block(Array.from({ length: MEMBERS }, (_, i) => this.send(i, 'present', {})))
    if (wanted.length > 0)
      this.block(Array.from({ length: 5 }, (_, i) => this.send(i, 'vote', { candidates, stake: 0 })))
    while (this.bench.head.header.height % EPOCH !== 0) this.block()
    // Up to where the hand-over is closed.
    const { height } = this.bench.head.header
    while (standingOf(this.state).handover && this.bench.head.header.height < height + 12) this.block()
  }

  get owners(): DelegateSet {
    return owningSet(this.state)
  }
}

const names = (set: readonly Pick<Delegate, 'key'>[]) => set.map(({ key }) => toHex(key)).sort()

test('sets that members elect hand over to each other, and a light reader walks after them', () => {
  const town = new Town()
  const rounds: { wanted: number[]; keys: number[] }[] = [
    { wanted: [2, 3, 4, 5], keys: [2, 3, 4, 5] },
    // Nobody stays.
    { wanted: [0, 1, 6, 7], keys: [0, 1, 6, 7] },
    // The same members, one with another key.
    { wanted: [], keys: [0, 1, 7, 8] },
    { wanted: [0, 2, 3, 7], keys: [0, 2, 3, 7] },
    // The same again is no hand-over.
    { wanted: [], keys: [0, 2, 3, 7] },
    // But the same with new reveals is one.
    { wanted: [], keys: [0, 2, 3, 7] },
  ]
  rounds.forEach(({ wanted, keys }, round) => {
    const more =
      round === 0
        ? [4, 5, 6, 7].map(i => town.stand(i))
        : round === 2
          ? [
              town.send(6, 'rekey', {
                ...town.keyOf(MEMBERS),
                consent: new Uint8Array(64),
              }),
            ]
          : round === 5
            ? [town.renew(2), town.renew(3)]
            : []
    town.epoch(wanted, more)
    expect(names(town.owners)).toEqual(names(keys.map(i => town.keyOf(i))))
    expect(standingOf(town.state)).toMatchObject({ handover: null })
  })

  // Who has new reveals goes on with them.
  for (let i = 0; i < 12; i++) town.block()
  const fresh = town.owners.filter(({ base }) => base > 0)
  expect(fresh).toHaveLength(2)
  for (const each of fresh) expect(town.state.get(revealed, [each.key])).toMatchObject({ base: each.base })

  const genesis = beginChain(town.bench.community)
  const trust = checkpoint(genesis.hash, genesis.header, town.active(0)!)!
  const walker = new Walker(trust)
  const { height } = town.bench.head.header
  const proofs: Handover[] = []
  for (let at = nextHandover(town, 0, height, EPOCH); at; at = nextHandover(town, at, height, EPOCH))
    proofs.push(readHandover(writeHandover(proveHandover(town, at)!))!)
  expect(proofs).toHaveLength(5)
  for (const proof of proofs) {
    const forged = walker.take(forgery(proof))
    if (typeof forged === 'string') throw new Error(forged)
    expect(walker.verified(forged.token, forged.signatures.map(verifyPortable)).failed).toBeDefined()
    const taken = walker.take(proof)
    if (typeof taken === 'string') throw new Error(taken)
    const { passed, failed } = walker.verified(taken.token, taken.signatures.map(verifyPortable))
    expect([passed.length, failed]).toEqual([1, undefined])
    // What it shows final is so on the chain.
    expect(toHex(walker.trust.hash)).toBe(toHex(town.header(walker.trust.height + 1)!.parent))
  }
  expect(walker.trust.set).toEqual(town.owners)
  // None of them leads anywhere a second time.
  for (const proof of proofs) expect(walker.take(proof)).toBe('height')
})

/** The same proof, with new members that begin their reveals elsewhere. */
function forgery(proof: Handover): Handover {
  const members = proof.members.map(each =>
    typeof each === 'number' ? each : { ...each, commitment: new Uint8Array(32) },
  )
  return { ...proof, members }
}
