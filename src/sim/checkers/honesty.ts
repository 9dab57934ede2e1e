// No honest key ever satisfies rule 6, over all that it signed: the cheapest strong detector there is. And nothing is
// sent before the record of it is durable (rule 2).
import { equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Vote } from '../../chain/consensus/votes.ts'
import type { OwnRecord } from '../../chain/node/keep.ts'
import type { MakeChecker, Raise } from './checker.ts'

/** The votes of one key in one era by ascending view: sources never go back where nobody was dishonest. */
class Votes {
  private readonly views: number[] = []
  private readonly sources: number[] = []
  private readonly blocks: string[] = []

  add({ view, sourceView, block }: Vote, whose: string, raise: Raise): void {
    const { views, sources, blocks } = this
    let low = 0
    let high = views.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (views[middle]! < view) low = middle + 1
      else high = middle
    }
    const name = nameOf32(block)
    if (views[low] === view) {
      if (blocks[low] !== name) raise(`${whose} voted twice at view ${view}`)
      return
    }
    if (low > 0 && sources[low - 1]! > sourceView)
      raise(
        `${whose} voted at view ${view} from ${sourceView}, and at ${views[low - 1]} from ${sources[low - 1]}`,
      )
    if (low < views.length && sources[low]! < sourceView)
      raise(`${whose} voted at view ${view} from ${sourceView}, and at ${views[low]} from ${sources[low]}`)
    views.splice(low, 0, view)
    sources.splice(low, 0, sourceView)
    blocks.splice(low, 0, name)
  }
}

export const honesty: MakeChecker = () => {
  const votes = new Map<string, Votes>()
  const blocks = new Map<string, string>()
  const records = new Map<string, OwnRecord>()
  return {
    halted(peer, halt, raise) {
      if (halt.reason === 'rekey' && !peer.forgetful)
        raise(`peer ${peer.name} finds its own key ahead of its record, and has lost nothing`)
    },
    persisted(_, keep) {
      if (keep.kind === 'record')
        records.set(nameOf32(keep.record.key) + nameOf32(keep.record.chain), keep.record)
    },
    sent(peer, message, raise) {
      const own = peer.delegate?.signer.publicKey
      if (!own || peer.forgetful) return
      const whose = `peer ${peer.name}`
      if (message.kind === 'vote' && equalBytes(message.vote.key, own)) {
        const { vote, chain } = message
        const name = nameOf32(own) + nameOf32(chain)
        const record = records.get(name)
        if (!record || record.view < vote.view || record.lock < vote.sourceView)
          raise(`${whose} sends a vote at view ${vote.view} that its record does not hold`)
        const known = votes.get(name) ?? new Votes()
        votes.set(name, known)
        known.add(vote, whose, raise)
      }
      if (message.kind === 'block' && equalBytes(message.block.header.producer, peer.delegate!.account)) {
        const { header, hash } = message.block
        const name = nameOf32(own) + nameOf32(header.chain)
        const record = records.get(name)
        if (!record || record.slot < header.slot)
          raise(`${whose} sends a block of slot ${header.slot} that its record does not hold`)
        const place = `${name}${header.slot}`
        const before = blocks.get(place)
        if (before !== undefined && before !== nameOf32(hash))
          raise(`${whose} made two blocks in slot ${header.slot}`)
        blocks.set(place, nameOf32(hash))
      }
    },
  }
}
