// A snapshot: the state after a final block, in chunks from several neighbours at once, each verified on its own
// against the root in that block's header. Whether the block is final, others find out.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { Assembly, type Chunk, type Range } from '../../chain/tree/snapshot.ts'
import { readAncestry, readAnchors, readChunk } from './answers.ts'
import type { SyncLimits } from './limits.ts'
import type { Neighbour, Requests } from './requests.ts'
import { halves, without } from './split.ts'

interface Offer {
  readonly headline: Headline
  readonly from: Set<string>
  verdict: 'open' | 'asked' | 'final' | 'false'
}

interface Job {
  readonly headline: Headline
  readonly assembly: Assembly
  /** Who has said to keep this state. */
  readonly servers: Set<string>
  readonly flying: Set<Range>
  block: Block | undefined
  blockFlying: boolean
  done: boolean
  /** How often it was asked around for somebody who keeps this state, since a part of it came. */
  lonely: number
}

const MAX_OFFERS = 16
/** A state that nobody was found to keep after so many searches is kept by nobody any more. */
const MOST_LONELY = 4
/** As many neighbours are asked what they offer. */
const MAX_SERVERS = 8

export class Snapshots {
  private readonly offers = new Map<string, Offer>()
  private job: Job | undefined
  private searching = false
  private asking = 0
  private chooseAt = 0
  private againAt = 0
  private readonly requests: Requests
  private readonly limits: SyncLimits
  private readonly finalHeight: () => number

  constructor(requests: Requests, limits: SyncLimits, finalHeight: () => number) {
    this.requests = requests
    this.limits = limits
    this.finalHeight = finalHeight
  }

  get working(): boolean {
    return this.searching || this.job !== undefined
  }

  /** How far it is, for screens: entries here, and in all. */
  get progress(): { readonly here: number; readonly total: number | undefined } | undefined {
    return this.job && { here: this.job.assembly.count, total: this.job.assembly.total }
  }

  /** Looks for a snapshot further on than the last final block here. */
  begin(): void {
    if (this.working) return
    this.searching = true
    this.againAt = 0
  }

  resume(headline: Headline, chunks: readonly Chunk[]): void {
    this.job = this.start(headline, [])
    for (const chunk of chunks) this.job.assembly.add(chunk)
    this.againAt = 0
  }

  stop(): void {
    this.searching = false
    this.job = undefined
    this.offers.clear()
  }

  run(): void {
    const { now } = this.requests
    if (this.job && this.finalHeight() >= this.job.headline.header.height) this.stop()
    if (!this.working) return
    if (now >= this.againAt && (!this.job || this.job.servers.size === 0)) this.search()
    if (!this.job && this.offers.size > 0 && (this.asking === 0 || now >= this.chooseAt)) this.choose()
    if (this.job && !this.job.done) this.work(this.job)
  }

  private search(): void {
    const { now } = this.requests
    this.againAt = now + this.limits.offersAgainMs
    this.chooseAt = now + this.limits.offersMs
    if (this.job && this.requests.neighbours.size > 0 && ++this.job.lonely > MOST_LONELY) {
      this.stop()
      this.searching = true
    }
    for (const neighbour of [...this.requests.neighbours.values()]) {
      if (!this.requests.isFree(neighbour) || this.asking >= MAX_SERVERS) continue
      this.asking += 1
      this.requests.ask(neighbour, { kind: 'anchors', body: {} }, (answer, from) => {
        this.asking -= 1
        if (answer === undefined || answer === 'lost') return
        const anchors = readAnchors(answer)
        if (anchors) for (const headline of anchors) this.offered(headline, from)
        else this.requests.lied(from)
      })
    }
  }

  private offered(headline: Headline, from: string): void {
    if (this.job && equalBytes(headline.hash, this.job.headline.hash)) this.job.servers.add(from)
    if (headline.header.height <= this.finalHeight()) return
    const known = this.offers.get(headline.name)
    if (known) known.from.add(from)
    else if (this.offers.size < MAX_OFFERS)
      this.offers.set(headline.name, { headline, from: new Set([from]), verdict: 'open' })
  }

  /** Has the highest offer judged; of two as high, the one that more neighbours make. */
  private choose(): void {
    let best: Offer | undefined
    for (const offer of this.offers.values()) {
      if (offer.verdict === 'asked') return
      if (offer.verdict !== 'open') continue
      const higher = offer.headline.header.height - (best?.headline.header.height ?? -1)
      if (higher > 0 || (higher === 0 && offer.from.size > best!.from.size)) best = offer
    }
    if (!best) return
    best.verdict = 'asked'
    const [from] = best.from
    this.requests.effects.push({ kind: 'judge', headline: best.headline, from: from! })
  }

  judged(hash: Hash, verdict: 'final' | 'false' | 'unknown'): void {
    const offer = this.offers.get(nameOf32(hash))
    if (offer?.verdict !== 'asked') return
    if (verdict === 'final' && !this.job) {
      this.job = this.start(offer.headline, offer.from)
      this.searching = false
      this.offers.clear()
      return
    }
    // Who offers what is not final lies; what cannot be judged is offered again later.
    if (verdict === 'false') for (const from of offer.from) this.requests.lied(from)
    this.offers.delete(nameOf32(hash))
  }

  private start(headline: Headline, servers: Iterable<string>): Job {
    return {
      ...{ headline, assembly: new Assembly(headline.header.state), servers: new Set(servers) },
      ...{ flying: new Set<Range>(), block: undefined, blockFlying: false, done: false, lonely: 0 },
    }
  }

  private work(job: Job): void {
    if (!job.block && !job.blockFlying) this.askBlock(job)
    this.askChunks(job)
    const state = job.block && job.assembly.missing().length === 0 ? job.assembly.tree() : undefined
    if (!job.block || !state) return
    job.done = true
    this.requests.effects.push({ kind: 'snapshot', block: job.block, state })
  }

  private serverOf(job: Job): Neighbour | undefined {
    for (const id of job.servers) if (!this.requests.neighbours.has(id)) job.servers.delete(id)
    return this.requests.choose(({ id }) => job.servers.has(id))
  }

  private askBlock(job: Job): void {
    const to = this.serverOf(job)
    if (!to) return
    job.blockFlying = true
    const { hash, header } = job.headline
    const body = { hash, count: 1, above: header.height - 1 }
    this.requests.ask(to, { kind: 'ancestry', body }, (answer, from) => {
      job.blockFlying = false
      if (answer === 'lost') return
      if (answer === undefined) {
        job.servers.delete(from)
        return
      }
      const blocks = readAncestry(answer, hash)
      if (blocks) job.block = blocks[blocks.length - 1]
      else this.requests.lied(from)
    })
  }

  private askChunks(job: Job): void {
    const missing = without(job.assembly.missing(), [...job.flying])
    for (;;) {
      const to = missing.length > 0 ? this.serverOf(job) : undefined
      if (!to) return
      // Where more neighbours could work than there are ranges, a range is cut in two.
      const [first, ...others] = missing.length < this.idle(job) ? halves(missing[0]!) : [missing[0]!]
      missing.splice(0, 1, ...others)
      this.askChunk(job, first!, to)
    }
  }

  private idle(job: Job): number {
    let count = 0
    for (const id of job.servers) {
      const neighbour = this.requests.neighbours.get(id)
      if (neighbour && this.requests.isFree(neighbour)) count += this.limits.atOne - neighbour.flying
    }
    return count
  }

  private askChunk(job: Job, range: Range, to: Neighbour): void {
    job.flying.add(range)
    const { state } = job.headline.header
    this.requests.ask(to, { kind: 'chunk', body: { state, ...range } }, (answer, from) => {
      job.flying.delete(range)
      if (this.job !== job || answer === 'lost') return
      if (answer === undefined) {
        // It keeps this state no more.
        job.servers.delete(from)
        return
      }
      const chunk = readChunk(answer, range.from, range.to)
      if (!chunk || !this.add(job, chunk)) this.requests.lied(from)
    })
  }

  private add(job: Job, chunk: Chunk): boolean {
    const taken = job.assembly.add(chunk)
    if (!taken.ok) return taken.reason === 'overlap'
    job.lonely = 0
    this.requests.effects.push({ kind: 'chunk', headline: job.headline, chunk })
    return true
  }

  get due(): number {
    if (!this.working) return Number.POSITIVE_INFINITY
    const { now } = this.requests
    const soon = this.asking > 0 ? Math.max(this.chooseAt, now + 1) : Number.POSITIVE_INFINITY
    return Math.min(soon, Math.max(this.againAt, now + this.limits.offersMs))
  }
}
