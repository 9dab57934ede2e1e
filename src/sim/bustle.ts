// What people and strangers do in a world: deeds that should succeed, bursts, and everything hostile.
import { equalBytes } from '../bytes/bytes.ts'
import { headerHash } from '../chain/block.ts'
import type { Community } from '../chain/community.ts'
import type { Executed } from '../chain/execute.ts'
import type { Deed } from '../chain/module.ts'
import type { Message } from '../chain/node/message.ts'
import { readTransaction, type Transaction } from '../chain/transaction.ts'
import type { Chronicle } from './chronicle.ts'
import { hostile } from './hostile.ts'
import type { Keyring } from './keyring.ts'
import { application } from './newcomers.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'
import type { Random } from './random.ts'
import type { People } from './traffic.ts'
import type { Wire } from './wire.ts'

/** Old transactions that a stranger may replay. */
const MOST_REMEMBERED = 200
/** In a burst one account sends this many deeds in a slot. */
const BURST = 30
/** One deed in so many is a newcomer's application. */
const NEWCOMERS = 40
/** Longer than any frame may be. */
const OVERSIZE = 1 << 21

/** Where an account's device hands in what it signed. */
export interface Door {
  readonly node: Place['node']
  hear(message: Message): void
}

interface Around {
  readonly plan: Plan
  readonly community: Community
  readonly keyring: Keyring
  readonly people: People
  readonly chronicle: Chronicle
  readonly peers: readonly Place[]
  readonly wire: Wire
  tip(): Executed
  slot(): number
  home(account: Uint8Array): Door
  forbid(wire: Uint8Array): void
}

export class Bustle {
  private readonly around: Around
  private readonly remembered: Transaction[] = []
  /** What members have sent and not yet seen in a final block: their devices keep it, and send it again. */
  private readonly outbox = new Set<Transaction>()

  constructor(around: Around) {
    this.around = around
  }

  /** Signs a deed and sends it; where there is no power now, it waits on the device. */
  act(deed: Deed, at: Executed = this.around.tip()): Transaction | undefined {
    const transaction = this.post(deed, at)
    if (transaction) this.around.chronicle.submitted(transaction)
    return transaction
  }

  /** The same for what a peer does by itself. */
  post(deed: Deed, at: Executed): Transaction | undefined {
    const { people, home } = this.around
    const transaction = people.transaction(at, this.around.slot(), deed)
    if (!transaction) return undefined
    this.remembered.push(transaction)
    if (this.remembered.length > MOST_REMEMBERED) this.remembered.shift()
    this.outbox.add(transaction)
    home(transaction.account).hear({ kind: 'transaction', transaction })
    return transaction
  }

  /** Somebody does something. */
  live(random: Random): void {
    const { people, plan, community, keyring } = this.around
    const tip = this.around.tip()
    const slot = this.around.slot()
    const newcomer = !plan.only && random.once(NEWCOMERS)
    const deed = newcomer ? application(community, keyring, tip, slot) : people.deed(tip, slot, plan.only)
    if (deed) this.act(deed, tip)
  }

  /** Devices send again what has come to nothing yet. */
  resend(): void {
    const { chronicle, home } = this.around
    const slot = this.around.slot()
    for (const transaction of this.outbox) {
      if (chronicle.holds(transaction.wire) || transaction.expiry < slot) this.outbox.delete(transaction)
      else {
        const peer = home(transaction.account)
        if (!peer.node?.pool.has(transaction.id) && !stands(peer.node, transaction))
          peer.hear({ kind: 'transaction', transaction })
      }
    }
  }

  /** What was sent and came to nothing that anybody told its sender. */
  get lost(): number {
    const { chronicle } = this.around
    return [...this.outbox].filter(({ wire }) => !chronicle.answered(wire)).length
  }

  burst(random: Random): void {
    const { people, plan } = this.around
    const tip = this.around.tip()
    const actor = random.pick(people.actors(tip))
    for (let i = 0; actor && i < BURST; i++) {
      const deed = people.deed(tip, this.around.slot(), { ...plan.only, actor })
      if (deed) this.act(deed, tip)
    }
  }

  /** A stranger, at the peer that it has found. */
  attack(random: Random): void {
    const { people, keyring, chronicle, peers, plan } = this.around
    const at = this.around.tip()
    const slot = this.around.slot()
    const target = random.pick(peers)!
    // Through a neighbour of its, or as if it were its own user.
    const from = random.once(2) ? random.pick(peers)!.name : undefined
    chronicle.count.hostile += 1
    const deed = people.deed(at, slot, plan.only)
    const good = deed && people.transaction(at, slot, deed, { sequence: random.between(1, 70) })
    if (!good) return
    const old = random.pick(this.remembered)
    const sent = hostile({ at, slot, deed, good, old, people, keyring, random })
    if (!sent) return
    if (sent.forbidden) this.around.forbid(sent.wire)
    const transaction = readTransaction(sent.wire)
    if (typeof transaction !== 'string') target.hear({ kind: 'transaction', transaction }, from)
  }

  /** Blocks, votes and certificates with something bent in them, and bytes that are far too many. */
  flood(random: Random): void {
    const { peers, wire } = this.around
    const target = random.pick(peers)!
    const from = random.pick(peers)!
    const step = target.head && target.stepOf(target.head.hash)
    const best = target.bestCertificate
    const bend = (bytes: Uint8Array) => {
      const bent = bytes.slice()
      bent[random.draw(bent.length)]! ^= 1 << random.draw(8)
      return bent
    }
    const choice = random.draw(5)
    if (choice === 0 || !step || best?.kind !== 'certificate') wire.flood(from, target, OVERSIZE)
    else if (choice === 1)
      target.hear(
        { kind: 'block', block: { ...step.block, signature: bend(step.block.signature) } },
        from.name,
      )
    else if (choice === 2) {
      const header = { ...step.block.header, slot: step.block.header.slot + random.draw(3) }
      target.hear({ kind: 'block', block: { ...step.block, header, hash: headerHash(header) } }, from.name)
    } else {
      const { certificate, chain } = best
      const [vote] = certificate.votes
      const bent = { signer: vote!.signer, signature: bend(vote!.signature) }
      const { height, view, block, source, sourceView } = certificate
      const ballot = { height, view, block, source, sourceView }
      if (choice === 3)
        target.hear(
          {
            kind: 'certificate',
            chain,
            certificate: { ...certificate, votes: [bent, ...certificate.votes.slice(1)] },
          },
          from.name,
        )
      else {
        const key = random.pick(peers)!.delegate?.signer.publicKey ?? random.bytes(32)
        target.hear({ kind: 'vote', chain, vote: { ...ballot, key, signature: bent.signature } }, from.name)
      }
    }
  }
}

/** Whether it stands in a block that leads to this node's head, final or not. */
function stands(node: Door['node'], { id }: Transaction): boolean {
  for (let block = node?.block(node.head.hash); block; block = node!.block(block.header.parent))
    if (block.transactions.some(each => equalBytes(each.id, id))) return true
  return false
}
