// The branch of a full peer's head by height: what it serves to others, and proves to light peers.
import type { Bytes } from '../../bytes/bytes.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block, Header } from '../../chain/block.ts'
import { activeSets, standingOf } from '../../chain/consensus/branch.ts'
import type { DelegateSet } from '../../chain/consensus/sets.ts'
import type { Certificate } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import { answerLight, type Library } from '../../chain/light/answer.ts'
import type { Succession } from '../../chain/light/era.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { proveEra } from '../../chain/light/prove-era.ts'
import { readQuestion } from '../../chain/light/question.ts'
import type { Step } from '../../chain/node/keep.ts'
import { outcomeItems } from '../../chain/outcomes.ts'
import { View } from '../../chain/store.ts'
import { headlineItem } from '../../mesh/frames/index.ts'
import type { Source } from '../../mesh/sync/index.ts'
import type { Place } from '../place.ts'

/** Where each outcome stands, on whatever branch: found out once for all peers of a run. */
export class Register {
  private readonly places = new Map<string, { readonly step: Step; readonly index: number }[]>()
  private readonly noted = new Set<Executed>()

  note(step: Step): void {
    const { executed } = step
    if (this.noted.has(executed)) return
    this.noted.add(executed)
    executed.outcomes.forEach(({ id }, index) => {
      const name = nameOf32(id)
      const known = this.places.get(name)
      if (known) known.push({ step, index })
      else this.places.set(name, [{ step, index }])
    })
  }

  /** The newest first. */
  of(id: Hash): readonly { readonly step: Step; readonly index: number }[] {
    return [...(this.places.get(nameOf32(id)) ?? [])].reverse()
  }
}

export class Branch implements Source, Library {
  private readonly place: Place
  private readonly root: Executed
  private readonly register: Register
  private readonly steps: (Step | undefined)[] = []
  private seen: Executed | undefined

  constructor(place: Place, root: Executed, register: Register) {
    this.place = place
    this.root = root
    this.register = register
  }

  private at(height: number): Step | undefined {
    const { head } = this.place
    if (head && head !== this.seen) this.follow(head)
    return this.steps[height]
  }

  /** From a new head down to where its branch was the same before. */
  private follow(head: Executed): void {
    this.seen = head
    const { steps } = this
    steps.length = Math.min(steps.length, head.header.height + 1)
    let step = this.place.stepOf(head.hash)
    for (let at = head.header.height; step && steps[at] !== step; at--) {
      steps[at] = step
      this.register.note(step)
      step = this.place.stepOf(step.block.header.parent)
    }
  }

  // Source

  block(hash: Hash): Block | undefined {
    return this.place.stepOf(hash)?.block
  }

  blockAt(height: number): Block | undefined {
    return this.at(height)?.block
  }

  headlineAt(height: number): Headline | undefined {
    return this.headline(height)
  }

  anchors(): readonly Headline[] {
    return []
  }

  state(): undefined {
    return undefined
  }

  light(bytes: Bytes): Bytes | undefined {
    const question = readQuestion(bytes)
    return question && answerLight(this, question)
  }

  // Library

  get epochBlocks(): number {
    return this.place.community.genesis.epochBlocks
  }

  get head(): number {
    return this.place.head?.header.height ?? 0
  }

  get final() {
    const { header, hash, tree } = this.at(this.place.finalHeight)?.executed ?? this.root
    return { height: header.height, hash, tree }
  }

  private executedAt(height: number): Executed | undefined {
    return this.at(height)?.executed ?? (height === this.root.header.height ? this.root : undefined)
  }

  header(height: number): Header | undefined {
    return this.executedAt(height)?.header
  }

  certificate(height: number): Certificate | undefined {
    const step = this.at(height)
    const message = step && this.place.certificateOf(step.block.hash)
    return message?.kind === 'certificate' ? message.certificate : undefined
  }

  active(height: number): readonly DelegateSet[] | undefined {
    const parent = this.executedAt(height - 1)
    return parent && activeSets(new View(parent.tree))
  }

  headline(at: number | Hash): Headline | undefined {
    const block = typeof at === 'number' ? this.blockAt(at) : this.block(at)
    const said = block && headlineItem(block).said
    return said?.kind === 'headline' ? said.headline : undefined
  }

  setsAfter({ height }: Header): readonly DelegateSet[] | undefined {
    return this.active(height + 1)
  }

  /** The one before the era of the head, where that is what is asked for. */
  succession(ended: Hash): Succession | undefined {
    const { head } = this.place
    const { era, since } = standingOf(new View((head ?? this.root).tree))
    const first = era > 0 ? this.at(since + 1) : undefined
    if (!first?.block.certificate || !equalBytes(first.parent.header.chain, ended)) return undefined
    const { final } = standingOf(new View(first.parent.tree))
    const source = {
      header: (height: number) => this.header(height),
      headline: (height: number) => this.headline(height),
      certificate: (height: number) => this.certificate(height),
      active: (height: number) => this.active(height),
      tree: (height: number) => this.executedAt(height)?.tree,
      membership: (rules: number) => this.place.community.rules.get(rules)?.membership,
    }
    return proveEra(source, { named: since, final, least: 0 }, first.block.certificate)
  }

  outcome(id: Hash) {
    for (const { step, index } of this.register.of(id)) {
      const { executed } = step
      const { height } = executed.header
      if (!equalBytes(this.at(height)?.executed.hash ?? NO_HASH, executed.hash)) continue
      return { height, hash: executed.hash, items: outcomeItems(executed.outcomes, executed.events), index }
    }
    return undefined
  }
}

const NO_HASH = new Uint8Array(0)
