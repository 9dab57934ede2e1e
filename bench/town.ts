// A town for benchmarks: a community of many accounts, and blocks of transfers between them, signed beforehand.
import type { Bytes } from '../src/bytes/bytes.ts'
import { encode } from '../src/bytes/codec.ts'
import { sha256 } from '../src/bytes/hash.ts'
import { beginChain } from '../src/chain/begin.ts'
import { writeBlock } from '../src/chain/block.ts'
import { type Community, community } from '../src/chain/community.ts'
import { type Executed, Execution, isInvalid } from '../src/chain/execute.ts'
import { ALL_SCOPES } from '../src/chain/module.ts'
import { solo, soloClaims } from '../src/chain/solo.ts'
import {
  accountId,
  type Intent,
  sealTransaction,
  signedBytes,
  type Transaction,
} from '../src/chain/transaction.ts'
import { nativeSigner, type Signer } from '../src/crypto/keys.ts'
import { transferParams } from '../src/market/accounts/transfer.ts'
import { type Founding, found } from '../src/market/founding.ts'
import { ROLE } from '../src/market/members/roles.ts'
import { ruleBook } from '../src/market/registry.ts'

const NO_SIGNATURE = new Uint8Array(64)

export interface Town {
  readonly community: Community
  readonly begin: Executed
  readonly accounts: readonly Bytes[]
  readonly devices: readonly Bytes[]
  /** Those whose keys are real; the others only receive. */
  readonly signers: readonly Signer[]
}

/** `size` accounts, the first `signing` of them with real keys. */
export async function foundTown(
  size: number,
  signing: number,
  founding: Pick<Founding, 'book' | 'genesis'> = {},
): Promise<Town> {
  const signers: Signer[] = []
  for (let i = 0; i < signing; i++) signers.push(await nativeSigner())
  const devices = Array.from({ length: size }, (_, i) =>
    i < signing ? signers[i]!.publicKey : sha256(new TextEncoder().encode(`device ${i}`)),
  )
  const genesis = found({
    ...founding,
    genesis: { ...solo(devices[0]!), ...founding.genesis },
    founders: devices.map((key, i) => ({
      devices: [{ key, scopes: ALL_SCOPES }],
      roles: i === 0 ? ROLE.operator : ROLE.household,
      credits: 1_000_000_000,
    })),
    members: {
      quotas: [
        { role: ROLE.household, quota: 1_000_000 },
        { role: ROLE.operator, quota: 1_000_000 },
      ],
    },
  })
  const here = community(genesis, ruleBook)
  return {
    community: here,
    begin: beginChain(here),
    accounts: devices.map(key => accountId(here.genesisHash, key)),
    devices,
    signers,
  }
}

/** A made block as it travels, and what executing it must give. */
export interface Made {
  readonly wire: Bytes
  readonly transactions: readonly Transaction[]
  readonly executed: Executed
}

/** What somebody of the town wants done, by the number of the account. */
export interface Wish {
  readonly from: number
  readonly module: string
  readonly command: string
  readonly params: Bytes
}

/** Makes `count` blocks of `transfers` each, between accounts spread over the town; signed where `sign` says so. */
export async function makeBlocks(
  town: Town,
  count: number,
  transfers: number,
  sign: boolean,
): Promise<Made[]> {
  const maker = new Maker(town, sign)
  const senders = sign ? town.signers.length : town.accounts.length
  const made: Made[] = []
  let step = 0
  for (let b = 0; b < count; b++) {
    const wishes: Wish[] = []
    for (let t = 0; t < transfers; t++) {
      // Two strides that share no factor with any size used here, so that every account takes part.
      const from = (step * 7919) % senders
      const to = (step * 104_729 + 1) % town.accounts.length
      step += 1
      if (to === from) continue
      const params = encode(transferParams, { to: town.accounts[to]!, amount: 1000 + t, note: '' })
      wishes.push({ from, module: 'accounts', command: 'transfer', params })
    }
    made.push(await maker.block(wishes))
  }
  return made
}

/** Makes one block after another. */
export class Maker {
  head: Executed
  private readonly town: Town
  private readonly sign: boolean
  private readonly sequences = new Map<number, number>()

  constructor(town: Town, sign: boolean) {
    this.town = town
    this.sign = sign
    this.head = town.begin
  }

  async block(wishes: readonly Wish[]): Promise<Made> {
    const { town, sequences } = this
    const slot = this.head.header.slot + 1
    const transactions: Transaction[] = []
    for (const { from, ...what } of wishes) {
      const sequence = (sequences.get(from) ?? 0) + 1
      sequences.set(from, sequence)
      const intent: Intent = {
        version: 1,
        chain: town.community.chainId,
        account: town.accounts[from]!,
        device: town.devices[from]!,
        sequence,
        ...what,
        expiry: 1_000_000,
      }
      const signature = this.sign ? await town.signers[from]!.sign(signedBytes(intent)) : NO_SIGNATURE
      transactions.push(sealTransaction(intent, signature))
    }
    this.head = makeBlock(town, this.head, slot, transactions)
    const { header } = this.head
    return {
      wire: writeBlock({ header, certificate: null, signature: NO_SIGNATURE, transactions }),
      transactions,
      executed: this.head,
    }
  }
}

function makeBlock(
  town: Town,
  parent: Executed,
  slot: number,
  transactions: readonly Transaction[],
): Executed {
  const claims = soloClaims(town.community.genesis, parent, slot)
  const execution = Execution.open(town.community, parent, claims)
  if (isInvalid(execution)) throw new Error(execution.code)
  for (const transaction of transactions) {
    const outcome = execution.include(transaction, true)
    if (typeof outcome === 'string' || outcome.status === 'refused') throw new Error(JSON.stringify(outcome))
  }
  return execution.seal()
}
