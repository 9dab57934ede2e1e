// Fewer than a third, who build apart through a night without a quorum and show it in the morning: every slot of their
// own is filled, a batched command in each block keeps the next one due, presence is posted across a boundary, and a
// certificate from before the night that only they can complete gives their branch a newer source.
import type { Block } from '../../chain/block.ts'
import type { Certificate } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Message } from '../../chain/node/message.ts'
import type { Transaction } from '../../chain/transaction.ts'
import { forge, vote } from '../forge.ts'
import type { Place } from '../place.ts'
import type { Behaviour, MakeBehaviour, Plot } from './behaviour.ts'
import { Hoard } from './withholding.ts'

class Coalition {
  readonly members = new Set<Place>()
  readonly hoard = new Hoard()
  private readonly plot: Plot
  private night = false
  private tip: Executed | undefined
  private certificate: Certificate | undefined
  private branch: Block[] = []
  private steps: Executed[] = []
  /** Votes and certificates kept back since the evening. */
  private kept: Message[] = []

  constructor(plot: Plot) {
    this.plot = plot
  }

  /** Whether what this member's node wants to say is kept back. */
  keeps(message: Message): boolean {
    if (this.plot.over()) return false
    if (message.kind === 'block' && this.night) return true
    if (message.kind !== 'vote' && message.kind !== 'certificate') return false
    // In the evening already some are kept, so that there is a certificate nobody else has.
    if (!this.night && !this.plot.random.once(3)) return false
    this.kept.push(message)
    if (this.kept.length > 64) this.kept.shift()
    return true
  }

  slot(peer: Place, slot: number): void {
    const night = this.plot.night() && !this.plot.over()
    if (night && !this.night) this.evening(peer)
    if (!night && this.night) this.morning()
    this.night = night
    if (night) this.build(peer, slot)
  }

  private evening(peer: Place): void {
    this.tip = peer.head
    this.branch = []
    this.steps = []
    this.certificate = undefined
    // The newest block for which they can complete a certificate.
    for (let at = peer.head; at && at.header.height > peer.finalHeight; at = peer.stepOf(at.hash)?.parent) {
      this.certificate = this.hoard.certificate(peer, at.hash, [...this.members])
      if (this.certificate) break
    }
  }

  private build(peer: Place, slot: number): void {
    const parent = this.tip
    if (!parent) return
    const mine = [this.plot.presence(peer), this.plot.batched(peer)]
    const transactions = mine.filter((each): each is Transaction => each !== undefined)
    const made = forge(peer, {
      parent,
      slot,
      transactions,
      certificate: this.certificate,
      greatestView: slot,
    })
    if (!made) return
    this.plot.did('apart')
    this.tip = made.executed
    this.branch.push(made.block)
    this.steps.push(made.executed)
  }

  private morning(): void {
    const { wire, peers } = this.plot
    const [speaker] = this.members
    if (!speaker) return
    const messages: Message[] = this.branch.map(block => ({ kind: 'block', block }))
    for (const executed of this.steps)
      for (const member of this.members)
        messages.push({ kind: 'vote', chain: executed.header.chain, vote: vote(member, executed) })
    for (const message of [...messages, ...this.kept])
      for (const to of peers) if (to !== speaker) wire.whisper(speaker, to, message)
    this.kept = []
    this.branch = []
  }

  /** Nothing more is kept back. */
  confess(): void {
    if (this.kept.length + this.branch.length > 0) this.morning()
  }
}

/** All members of one plot are of one mind. */
const coalitions = new WeakMap<Plot, Coalition>()

export const apart: MakeBehaviour = plot => {
  const known = coalitions.get(plot) ?? new Coalition(plot)
  coalitions.set(plot, known)
  return join(known, plot)
}

function join(coalition: Coalition, plot: Plot): Behaviour {
  return {
    heard(_, message) {
      coalition.hoard.hear(message)
    },
    effect(peer, effect) {
      coalition.members.add(peer)
      return effect.kind === 'send' && coalition.keeps(effect.message)
    },
    slot(peer, slot) {
      coalition.slot(peer, slot)
      if (plot.over()) coalition.confess()
    },
  }
}
