// Hand-overs to walk: a chain of nothing but the blocks that matter, signed by native keys.
import { sha256 } from '../src/bytes/hash.ts'
import { HEADER_FORMAT, type Header, headerHash } from '../src/chain/block.ts'
import { activeHash, type Delegate, type DelegateSet } from '../src/chain/consensus/sets.ts'
import { type Certificate, certify, type Vote, voteBytes } from '../src/chain/consensus/votes.ts'
import { writeHandover } from '../src/chain/light/handover.ts'
import { proveHandover } from '../src/chain/light/prove.ts'
import { nativeSigner, type Signer } from '../src/crypto/keys.ts'

const CHAIN = sha256(Uint8Array.of(1))
const EPOCH_BLOCKS = 420
const SLOT = 10_000_000

interface Seat {
  readonly delegate: Delegate
  readonly signer: Signer
}

async function newSeat(number: number): Promise<Seat> {
  const signer = await nativeSigner()
  const commitment = sha256(signer.publicKey)
  return {
    signer,
    delegate: {
      account: commitment.slice(0, 20),
      key: signer.publicKey,
      commitment,
      base: SLOT + number,
    },
  }
}

export interface Handovers {
  readonly chain: Uint8Array
  readonly first: DelegateSet
  readonly wires: readonly Uint8Array[]
}

/** So many hand-overs between sets of so many delegates, `changed` of whom are new each time. */
export async function makeHandovers(count: number, delegates: number, changed: number): Promise<Handovers> {
  let seats: Seat[] = []
  for (let i = 0; i < delegates; i++) seats.push(await newSeat(i))
  const first = seats.map(({ delegate }) => delegate)
  const wires: Uint8Array[] = []
  for (let i = 1; i <= count; i++) {
    const fresh: Seat[] = []
    for (let each = 0; each < changed; each++) fresh.push(await newSeat(i * delegates + each))
    const next = [...seats.slice(changed), ...fresh]
    wires.push(await handOver(i * EPOCH_BLOCKS, seats, next))
    seats = next
  }
  return { chain: CHAIN, first, wires }
}

/** A boundary block, final by its child, for which everybody of both sets has voted. */
async function handOver(boundary: number, old: readonly Seat[], next: readonly Seat[]): Promise<Uint8Array> {
  const sets = [old, next].map(seats => seats.map(({ delegate }) => delegate))
  const both = activeHash(sets)
  const block = header(boundary, sha256(Uint8Array.of(2)), both, old[0]!)
  const child = header(boundary + 1, headerHash(block), both, next[0]!)
  const certificate = await certifyBy([...new Set([...old, ...next])], child, sets)
  const handover = proveHandover(
    {
      header: height => [block, child][height - boundary],
      certificate: height => (height === boundary + 1 ? certificate : undefined),
      active: height => (height === boundary ? sets.slice(0, 1) : sets),
    },
    boundary,
  )
  if (!handover) throw new Error('no proof of a hand-over that took place')
  return writeHandover(handover)
}

function header(height: number, parent: Uint8Array, both: Uint8Array, producer: Seat): Header {
  const root = (part: number) => sha256(Uint8Array.of(part, ...parent))
  return {
    format: HEADER_FORMAT,
    rules: 1,
    chain: CHAIN,
    height,
    slot: SLOT + height,
    view: SLOT + height,
    parent,
    producer: producer.delegate.account,
    transactions: root(1),
    state: root(2),
    outcomes: root(3),
    active: both,
    activeNext: both,
    reveal: root(4),
    justify: { source: parent, view: SLOT + height - 1, certificate: root(5) },
  }
}

async function certifyBy(
  seats: readonly Seat[],
  header: Header,
  sets: readonly DelegateSet[],
): Promise<Certificate> {
  const ballot = {
    height: header.height,
    view: header.view,
    block: headerHash(header),
    sourceView: header.justify.view,
    source: header.justify.source,
  }
  const message = voteBytes(CHAIN, ballot)
  const votes: Vote[] = await Promise.all(
    seats.map(async ({ signer, delegate: { key } }) => ({
      ...ballot,
      key,
      signature: await signer.sign(message),
    })),
  )
  return certify(votes, sets)!
}
