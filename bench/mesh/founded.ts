// A community for benchmarks: wallets that pages or hosts open, some of them its delegates, and accounts whose
// transfers are signed beforehand.
import { createHash } from 'node:crypto'
import { concatBytes, fromHex, toHex } from '../../src/bytes/bytes.ts'
import { encode } from '../../src/bytes/codec.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { RevealChain } from '../../src/chain/consensus/reveals.ts'
import { chainIdOf, type Genesis, genesisCodec } from '../../src/chain/genesis.ts'
import { ALL_SCOPES } from '../../src/chain/module.ts'
import { accountId, sealTransaction, signedBytes } from '../../src/chain/transaction.ts'
import { type Signer, signerOf } from '../../src/crypto/keys.ts'
import { transferParams } from '../../src/market/accounts/transfer.ts'
import { found } from '../../src/market/founding.ts'
import { ROLE } from '../../src/market/members/roles.ts'
import { writeInvitation } from '../../src/peer/invitation.ts'

/** A key as a platform takes it, in hex: the secret half as PKCS #8. */
export interface Pair {
  readonly seed: string
  readonly secret: string
  readonly open: string
}

export interface Wallet {
  readonly device: Pair
  readonly delegate?: Pair & { readonly reveals: string }
}

export interface Plan {
  readonly wallets: number
  /** The first of the wallets. */
  readonly delegates: number
  /** Accounts that pay each other. */
  readonly accounts?: number
  readonly slotMs?: number
  readonly genesis?: Partial<Genesis>
}

export interface Community {
  readonly genesis: Uint8Array
  readonly wallets: readonly Wallet[]
  readonly invitation: string
  /** Transfers between the accounts, signed, each account's in turn. */
  transfers(count: number): Promise<Uint8Array[]>
  /** A transfer's fields between wallets. */
  readonly accountOf: (wallet: number) => string
}

const MICRO = 1_000_000
/** No quota stands in the way: what is measured is what peers can do. */
const QUOTA = 1_000_000
const PKCS8_HEAD = fromHex('302e020100300506032b657004220420')!

const seedOf = (name: string): Uint8Array => new Uint8Array(createHash('sha256').update(name).digest())

async function pair(name: string): Promise<Pair> {
  const seed = seedOf(name)
  const { publicKey } = await signerOf(seed)
  return { seed: toHex(seed), secret: toHex(concatBytes(PKCS8_HEAD, seed)), open: toHex(publicKey) }
}

export async function foundCommunity(plan: Plan, relays: readonly string[]): Promise<Community> {
  const wallets: Wallet[] = []
  for (let i = 0; i < plan.wallets; i++) {
    const device = await pair(`device ${i}`)
    const delegate = { ...(await pair(`delegate ${i}`)), reveals: toHex(seedOf(`reveals ${i}`)) }
    wallets.push(i < plan.delegates ? { device, delegate } : { device })
  }
  const signers: Signer[] = []
  for (let i = 0; i < (plan.accounts ?? 0); i++) signers.push(await signerOf(seedOf(`account ${i}`)))
  const devices = [
    ...wallets.map(({ device }) => fromHex(device.open)!),
    ...signers.map(each => each.publicKey),
  ]
  const made = found({
    founders: devices.map((key, i) => ({
      devices: [{ key, scopes: ALL_SCOPES }],
      roles: i === 0 ? ROLE.household | ROLE.operator : ROLE.household,
      credits: 1000 * MICRO,
    })),
    members: {
      quotas: [
        { role: ROLE.household, quota: QUOTA },
        { role: ROLE.operator, quota: QUOTA },
      ],
    },
    genesis: {
      ...{ community: 'Measured Lane', slotMs: plan.slotMs ?? 1000, startMs: Date.now(), turns: 'election' },
      ...{ delegateCount: plan.delegates },
      delegates: wallets.slice(0, plan.delegates).map(({ device, delegate }) => ({
        founder: fromHex(device.open)!,
        key: fromHex(delegate!.open)!,
        commitment: RevealChain.of(fromHex(delegate!.reveals)!, 0).commitment,
      })),
      ...plan.genesis,
    },
  })
  const genesis = encode(genesisCodec, made)
  const hash = sha256(genesis)
  const accounts = devices.map(key => accountId(hash, key))
  const sequences = signers.map(() => 0)
  let next = 0
  return {
    genesis,
    wallets,
    invitation: writeInvitation({
      ...{ community: hash, genesis, checkpoint: null, relays: [...relays], token: null },
    }),
    accountOf: wallet => toHex(accounts[wallet]!),
    async transfers(count) {
      const wires: Uint8Array[] = []
      for (let i = 0; i < count; i++, next++) {
        const from = next % signers.length
        const to = wallets.length + ((next * 7 + 1) % signers.length)
        const signer = signers[from]!
        const intent = {
          ...{ version: 1, chain: chainIdOf(hash), account: accounts[wallets.length + from]! },
          ...{ device: signer.publicKey, sequence: ++sequences[from]! },
          ...{ module: 'accounts', command: 'transfer', expiry: 1_000_000 },
          params: encode(transferParams, {
            to: accounts[to === wallets.length + from ? 0 : to]!,
            amount: 1 + (next % 1000),
            note: '',
          }),
        }
        wires.push(sealTransaction(intent, await signer.sign(signedBytes(intent))).wire)
      }
      return wires
    },
  }
}
