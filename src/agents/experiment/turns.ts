// In which order a block's orders are executed: as the ledger has it, by the kernel's own shuffle with the reveals of
// real chains; and as it would be without.
import { batchOrder } from '../../chain/batch.ts'
import { RevealChain } from '../../chain/consensus/reveals.ts'
import { sealTransaction, type Transaction } from '../../chain/transaction.ts'
import type { Chance } from '../chance.ts'
import type { Side } from '../traders/trader.ts'

export interface Said {
  readonly account: number
  readonly side: Side
  readonly priceMilli: number
  readonly energyWh: number
  /** What is not traded at once is taken back. */
  readonly atOnce?: boolean
}

const CHAIN = new Uint8Array(32)
const SIGNATURE = new Uint8Array(64)
const NOTHING = new Uint8Array(0)

const bytesOf = (number: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}

/** As it stands in a block, from a device of its own. */
const transactionOf = ({ account }: Said, device: number): Transaction =>
  sealTransaction(
    {
      version: 1,
      chain: CHAIN,
      account: bytesOf(account, 20),
      device: bytesOf(device, 32),
      sequence: 1,
      module: 'book',
      command: 'place',
      params: NOTHING,
      expiry: 0,
    },
    SIGNATURE,
  )

export class Delegates {
  private readonly chains: RevealChain[]

  constructor(chance: Chance, count: number, slots: number) {
    const secret = () => Uint8Array.from({ length: 32 }, () => chance.whole(0, 255))
    this.chains = Array.from({ length: count }, () => RevealChain.of(secret(), 0, slots + 2))
  }

  /** The value of a delegate for a slot: it was bound to it before anybody knew what would stand in that block. */
  reveal(delegate: number, slot: number): Uint8Array {
    return this.chains[delegate]!.at(slot)!
  }
}

/** The ledger's order. */
export function shuffled(block: readonly Said[], included: Uint8Array, executed: Uint8Array): Said[] {
  const said = new Map<Transaction, Said>(block.map((each, device) => [transactionOf(each, device), each]))
  return batchOrder([...said.keys()], included, executed).map(transaction => said.get(transaction)!)
}

/** As it would be if every command had a place of its own. */
export function shuffledOneByOne(block: readonly Said[], included: Uint8Array, executed: Uint8Array): Said[] {
  const own = block.map((each, index) => ({ ...each, account: index, each }))
  return shuffled(own, included, executed).map(each => (each as (typeof own)[number]).each)
}
