// A community with a past: so many blocks, each made, signed and voted for as its delegates would have, with a hand-over
// at every boundary, to four who never were the set before. So whoever walks to its end has to walk all of them: a set
// that came back would be trusted already. Made once, and kept.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, toHex } from '../../src/bytes/bytes.ts'
import { encode } from '../../src/bytes/codec.ts'
import { beginChain } from '../../src/chain/begin.ts'
import type { Block } from '../../src/chain/block.ts'
import { type Community, community } from '../../src/chain/community.ts'
import { activeSets, ownerAt, standingOf } from '../../src/chain/consensus/branch.ts'
import { type Claims, sameAgain } from '../../src/chain/consensus/claims.ts'
import { RevealChain } from '../../src/chain/consensus/reveals.ts'
import {
  type Certificate,
  certificateCodec,
  certificateHash,
  certify,
  voteBytes,
} from '../../src/chain/consensus/votes.ts'
import { type Executed, Execution, isInvalid } from '../../src/chain/execute.ts'
import { readGenesis } from '../../src/chain/genesis.ts'
import type { Keep } from '../../src/chain/node/keep.ts'
import { View } from '../../src/chain/store.ts'
import { accountId, sealTransaction, signedBytes, type Transaction } from '../../src/chain/transaction.ts'
import { type Signer, signerOf } from '../../src/crypto/keys.ts'
import { standBytes } from '../../src/market/delegates/consent.ts'
import { standParams } from '../../src/market/delegates/stand.ts'
import { ruleBook } from '../../src/market/registry.ts'
import { Library } from '../../src/peer/core/library.ts'
import { Ledger } from '../../src/peer/storage/ledger.ts'
import { LevelDisk } from '../../src/peer/storage/level.ts'
import { type Community as Founded, foundCommunity, type Wallet } from './founded.ts'

export interface HistoryPlan {
  readonly blocks: number
  readonly epochBlocks: number
  /** Joining (rule 8): trust is put in a block of it, so it may not be older than evidence is taken. */
  readonly recent: boolean
}

export interface History {
  /** The store of whoever was there all the time. */
  readonly folder: string
  readonly genesis: Uint8Array
  /** An early block, after the first hand-over; and the last that is final. */
  readonly checkpoint: { readonly height: number; readonly slot: number; readonly hash: string }
  readonly final: number
  readonly handovers: number
}

const KEPT = '.cache/bench'
const SEATS = 4
/** Two halls that take turns, each sending another four of its candidates every time; nobody is in two sets in a row. */
const HALL = 14
const SETS = foursOf(HALL)
const CANDIDATES = 2 * HALL
/** One more, who reads a balance in the end. */
const WALLETS = CANDIDATES + 1
/** Of what a store is made: where this changes it is made anew. */
const MADE_OF = ['src/chain', 'src/market', 'src/peer/storage', 'bench/mesh']
const BATCH = 100
const DAY_MS = 86_400_000

/** The same in every run, so that what was kept is found again. */
export async function makeHistory(plan: HistoryPlan): Promise<History & { readonly wallet: Wallet }> {
  const founded = await foundCommunity(
    {
      ...{ wallets: WALLETS, delegates: SEATS },
      genesis: {
        ...{ epochBlocks: plan.epochBlocks, idleSlots: 1, delegateCount: SEATS },
        // Its slots are over when this is read.
        startMs: plan.recent ? Date.now() - (Date.now() % DAY_MS) - 2 * DAY_MS : 1_700_000_000_000,
      },
    },
    [],
  )
  const wallet = founded.wallets.at(-1)!
  const name = createHash('sha256')
    .update(JSON.stringify([plan, toHex(founded.genesis), fingerprint()]))
    .digest('hex')
    .slice(0, 16)
  const folder = join(KEPT, `history-${plan.blocks}-${name}`)
  const facts = join(folder, 'facts.json')
  if (existsSync(facts))
    return { ...JSON.parse(readFileSync(facts, 'utf8')), genesis: founded.genesis, wallet }
  const making = `${folder}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  const made = await new Maker(founded).make(join(making, 'store'), plan.blocks)
  writeFileSync(join(making, 'facts.json'), JSON.stringify({ ...made, folder: join(folder, 'store') }))
  renameSync(making, folder)
  return { ...made, folder: join(folder, 'store'), genesis: founded.genesis, wallet }
}

interface Seat {
  readonly account: Uint8Array
  readonly device: Signer
  readonly key: Signer
  readonly reveals: RevealChain
  sequence: number
}

class Maker {
  private readonly community: Community
  private readonly wallets: readonly Wallet[]
  private seats: Seat[] = []

  constructor({ genesis, wallets }: Founded) {
    const read = readGenesis(genesis)
    if (typeof read === 'string') throw new Error(read)
    this.community = community(read, ruleBook)
    this.wallets = wallets
  }

  async make(folder: string, blocks: number): Promise<Omit<History, 'folder' | 'genesis'>> {
    const { community: here } = this
    const sets = new Set<string>()
    await this.seat()
    const disk = await LevelDisk.open(folder)
    const opened = await Ledger.open(disk, here)
    if ('refused' in opened) throw new Error(opened.refused)
    const { ledger } = opened
    let head = beginChain(here)
    const library = new Library(here, head, ledger, () => performance.now())
    let before: Executed[] = []
    let certificate: Certificate | undefined
    let keeps: Keep[] = []
    let handovers = 0
    let checkpoint: History['checkpoint'] | undefined
    const { epochBlocks } = here.genesis
    for (let height = 1; height <= blocks; height++) {
      const parent = head
      const block = await this.block(parent, certificate, await this.transactionsFor(height, epochBlocks))
      head = block.executed
      certificate = await this.certify(parent, head)
      const step = { parent, block: block.block, executed: head }
      keeps.push({ kind: 'head', path: [step] }, { kind: 'certificate', certificate })
      library.note(step)
      library.noteCertificate(certificate)
      library.headed(head)
      before = [...before.slice(-2), head]
      // Finality (rule 3): the last but one, by the certificate of its child.
      const final = before.at(-2)
      if (final && final.header.height === height - 1) {
        keeps.push({ kind: 'final', height: height - 1, hash: final.hash })
        library.finalised(final.hash)
      }
      if (final && !checkpoint && final.header.height > epochBlocks + 10)
        checkpoint = { height: final.header.height, slot: final.header.slot, hash: toHex(final.hash) }
      const { header } = head
      if (header.height % epochBlocks === 0 && toHex(header.active) !== toHex(header.activeNext)) {
        handovers += 1
        sets.add(toHex(header.active))
      }
      if (keeps.length < 3 * BATCH && height < blocks) continue
      await ledger.keep(keeps, 'relaxed')
      await ledger.idle()
      keeps = []
      if (height % 5000 < BATCH) console.error(`${height} of ${blocks} blocks are made`)
    }
    await ledger.close()
    if (sets.size < handovers) throw new Error('a set came back')
    return { checkpoint: checkpoint!, final: blocks - 1, handovers }
  }

  private async seat(): Promise<void> {
    for (const { device, delegate } of this.wallets.slice(0, CANDIDATES)) {
      const { publicKey } = await signerOf(fromHex(device.seed)!)
      const i = this.seats.length
      const seed = (name: string) => new Uint8Array(createHash('sha256').update(name).digest())
      this.seats.push({
        account: accountId(this.community.genesisHash, publicKey),
        device: await signerOf(fromHex(device.seed)!),
        key: await signerOf(delegate ? fromHex(delegate.seed)! : seed(`delegate ${i}`)),
        reveals: RevealChain.of(delegate ? fromHex(delegate.reveals)! : seed(`reveals ${i}`), 0),
        sequence: 0,
      })
    }
  }

  /** Whoever does not stand by genesis does so at once; in every epoch those are present whose turn is next. */
  private async transactionsFor(height: number, epochBlocks: number): Promise<Transaction[]> {
    if (height === 1) return Promise.all(this.seats.slice(SEATS).map(seat => this.stand(seat)))
    if (height % epochBlocks !== 3) return []
    const next = turn(Math.floor(height / epochBlocks) + 1)
    return Promise.all(next.map(i => this.send(this.seats[i]!, 'present', new Uint8Array([0x80]))))
  }

  private async stand(seat: Seat): Promise<Transaction> {
    const { commitment } = seat.reveals
    const consent = await seat.key.sign(standBytes(this.community.genesisHash, seat.account, commitment))
    const params = { key: seat.key.publicKey, consent, commitment, base: 0, stake: 0 }
    return this.send(seat, 'stand', encode(standParams, params))
  }

  private async send(seat: Seat, command: string, params: Uint8Array): Promise<Transaction> {
    const intent = {
      ...{ version: 1, chain: this.community.chainId, account: seat.account },
      ...{ device: seat.device.publicKey, sequence: ++seat.sequence, expiry: 1_000_000 },
      ...{ module: 'delegates', command, params },
    }
    return sealTransaction(intent, await seat.device.sign(signedBytes(intent)))
  }

  private async block(
    parent: Executed,
    certificate: Certificate | undefined,
    transactions: readonly Transaction[],
  ): Promise<{ readonly block: Block; readonly executed: Executed }> {
    const { community: here } = this
    const state = new View(parent.tree)
    const slot = parent.header.slot + 1
    const owner = ownerAt(state, here.genesis, slot)
    const seat = this.seatOf(owner.key)
    const claims: Claims = {
      ...{ chain: standingOf(state).chain, slot, view: slot, producer: owner.account },
      reveal: seat.reveals.at(slot)!,
      justify: certificate
        ? { source: certificate.block, view: certificate.view, certificate: certificateHash(certificate) }
        : sameAgain(parent),
      certificate: certificate ? encode(certificateCodec, certificate) : null,
    }
    const execution = Execution.open(here, parent, claims)
    if (isInvalid(execution)) throw new Error(execution.code)
    for (const transaction of transactions) {
      const outcome = execution.include(transaction, true)
      if (typeof outcome === 'string' || outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
    }
    const executed = execution.seal()
    const { header, hash } = executed
    const signature = await seat.key.sign(hash)
    return { block: { header, hash, certificate: claims.certificate, signature, transactions }, executed }
  }

  /** A quorum of every active set. */
  private async certify(parent: Executed, { header, hash }: Executed): Promise<Certificate> {
    const active = activeSets(new View(parent.tree))
    const ballot = {
      ...{ height: header.height, view: header.view, block: hash },
      ...{ sourceView: header.justify.view, source: header.justify.source },
    }
    const message = voteBytes(header.chain, ballot)
    const keys = new Set(active.flatMap(set => set.slice(0, 3).map(({ key }) => toHex(key))))
    const votes = await Promise.all(
      [...keys].map(async name => {
        const key = fromHex(name)!
        return { ...ballot, key, signature: await this.seatOf(key).key.sign(message) }
      }),
    )
    return certify(votes, active)!
  }

  private seatOf(key: Uint8Array): Seat {
    const name = toHex(key)
    return this.seats.find(each => toHex(each.key.publicKey) === name)!
  }
}

/** Who is in office in an epoch: those of genesis in the first. */
function turn(epoch: number): readonly number[] {
  const four = SETS[Math.floor(epoch / 2)]
  if (!four) throw new Error('the candidates are too few for so many hand-overs')
  return four.map(i => (epoch % 2) * HALL + i)
}

/** Every four out of so many, the first four first. */
function foursOf(count: number): readonly (readonly number[])[] {
  const fours: number[][] = []
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++)
      for (let c = b + 1; c < count; c++) for (let d = c + 1; d < count; d++) fours.push([a, b, c, d])
  return fours
}

/** Of the program that makes it. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const folder of MADE_OF)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}
