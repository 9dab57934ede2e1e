// The demonstration as a whole: the world, its script, and the sentences that come of them.
import type { Code } from '../../chain/codes.ts'
import type { Step } from '../../chain/node/keep.ts'
import { Random } from '../random.ts'
import type { Scheme } from '../signing.ts'
import { World } from '../world.ts'
import { CANDIDATES, Cast, MILL, PLACES, SEATS } from './cast.ts'
import { Script } from './script.ts'
import { branchOf, missed, openOf, Sight, type Stitch } from './sight.ts'
import { type Sentence, TOO_LATE, told, toldOutside } from './telling.ts'

/** Sentences that are kept to be shown. */
const MOST_LINES = 200
/** A new set every half minute or so, where the lane is busy. */
const EPOCH_BLOCKS = 30
/** Long enough for a night, short enough to be seen to end. */
const EXPIRY_SLOTS = 60
/** So soon a payment is final where nothing is wrong. */
const SOON_SLOTS = 4
/** Seconds of the weave. */
const MOST_WEAVE = 120

export interface Line {
  readonly slot: number
  /** The block that it stands in, if it is of the ledger. */
  block: number | undefined
  words: string
  /** Of the ledger: final, or not yet. A scene's is what the story says of itself. */
  kind: 'open' | 'final' | 'scene' | 'outside'
}

export class Stage {
  readonly world: World
  readonly lines: Line[] = []
  readonly counts = { done: 0, refused: 0, keptOut: 0 }
  private readonly cast: Cast
  private readonly script: Script
  private readonly stitches = new Map<number, Stitch>()
  private readonly asleepSince = new Map<number, number>()
  /** What was told of blocks that are not final yet, by its name. */
  private readonly open = new Map<string, Line>()
  private readonly told: (line: Line) => void

  /** `tell` hears every sentence once it will not change any more. */
  static begin(seed: number, scheme: Scheme, tell: (line: Line) => void = () => {}): Stage {
    const cast = new Cast()
    let stage: Stage | undefined
    const world = World.begin(
      {
        seed,
        delegates: SEATS,
        candidates: CANDIDATES,
        peers: PLACES.length,
        members: PLACES.length,
        epochBlocks: EPOCH_BLOCKS,
        expirySlots: EXPIRY_SLOTS,
        slots: Number.POSITIVE_INFINITY,
        hopMs: 80,
        deeds: 0,
        faults: [],
        scheme,
        town: cast.town,
      },
      {
        final: step => stage?.onFinal(step),
        keptOut: (_, code, peer) => stage?.onKeptOut(code, peer.index),
      },
    )
    stage = new Stage(world, cast, seed, tell)
    return stage
  }

  private constructor(world: World, cast: Cast, seed: number, tell: (line: Line) => void) {
    this.world = world
    this.cast = cast
    this.told = tell
    this.script = new Script(world, cast, new Random(`story ${seed}`), words => this.say('scene', words))
  }

  /** Lets everything happen up to a moment of virtual time. */
  play(untilMs: number): void {
    const { timeline } = this.world
    const { slotMs } = this.cast.community.genesis
    while (timeline.now < untilMs) {
      const slot = Math.floor(timeline.now / slotMs)
      // In the middle of a slot, so that what is done now stands in the next block.
      const middle = slot * slotMs + slotMs / 2
      if (timeline.now < middle && middle <= untilMs) {
        timeline.run(middle)
        this.script.onSlot(slot)
        this.noteSleep()
        this.forget()
      } else timeline.run(Math.min(untilMs, timeline.now < middle ? untilMs : (slot + 1) * slotMs))
    }
    // Each side of a storm has blocks of its own that are not final yet.
    for (const step of new Set(this.world.peers.flatMap(peer => openOf(this.world, peer))))
      for (const sentence of told(this.cast, step)) this.sayOpen(sentence, step.block.header.height)
  }

  /** What stood on a branch that came to nothing, and was not sent again. */
  private forget(): void {
    for (const [name, line] of this.open)
      if (line.slot < this.world.slot - EXPIRY_SLOTS) this.open.delete(name)
  }

  private noteSleep(): void {
    for (const { index, awake } of this.world.peers)
      if (awake) this.asleepSince.delete(index)
      else if (!this.asleepSince.has(index)) this.asleepSince.set(index, this.world.slot)
  }

  private say(kind: Line['kind'], words: string, block?: number): Line {
    const line: Line = { slot: this.world.slot, block, words, kind }
    this.lines.push(line)
    if (this.lines.length > MOST_LINES) this.lines.shift()
    if (kind !== 'open') this.told(line)
    return line
  }

  /** Told at once, and again only if it is another block that holds it in the end. */
  private sayOpen({ name, words }: Sentence, height: number): void {
    const line = this.open.get(name)
    if (line) line.block = height
    else this.open.set(name, this.say('open', words, height))
  }

  private onFinal(step: Step): void {
    const { block, parent, executed } = step
    const { slot, height } = block.header
    for (const each of missed(this.world, parent, slot)) this.stitches.set(each, 'missed')
    this.stitches.set(slot, 'final')
    for (const old of this.stitches.keys()) if (old < slot - MOST_WEAVE) this.stitches.delete(old)
    for (const { status, code } of executed.outcomes)
      if (status === 'done') this.counts.done += 1
      else if (status === 'refused' && !TOO_LATE.includes(code)) this.counts.refused += 1
    for (const { name, words } of told(this.cast, step)) this.sayFinal(name, words, height)
  }

  private sayFinal(name: string, words: string, height: number): void {
    const line = this.open.get(name)
    this.open.delete(name)
    // What had to wait is told again, once it is certain.
    if (!line || line.slot < this.world.slot - SOON_SLOTS) {
      const at = line ? this.lines.indexOf(line) : -1
      if (at !== -1) this.lines.splice(at, 1)
      this.say('final', words, height)
      return
    }
    Object.assign(line, { kind: 'final', words, block: height })
    this.told({ ...line, slot: this.world.slot })
  }

  private onKeptOut(code: Code, peer: number): void {
    const words = toldOutside(code)
    if (!words || peer !== MILL) return
    this.counts.keptOut += 1
    this.say('outside', words)
  }

  /** What there is to see now. */
  look(): Sight {
    return new Sight(this.world, this.cast, this.asleepSince)
  }

  figures(): string {
    const { chronicle, checks } = this.world
    const { done, refused, keptOut } = this.counts
    const blocks = chronicle.chain.length
    return `${blocks} ${blocks === 1 ? 'block' : 'blocks'} final · ${done} done · ${refused} refused · ${keptOut} kept out · checked ${checks.made} times`
  }

  /** The last seconds, oldest first. */
  weave(seconds: number): Stitch[] {
    const { world } = this
    const { open, head } = branchOf(world)
    const stitches = new Map(this.stitches)
    for (const { block, parent } of open) {
      for (const each of missed(world, parent, block.header.slot)) stitches.set(each, 'missed')
      stitches.set(block.header.slot, 'open')
    }
    for (const each of missed(world, head, world.slot)) stitches.set(each, 'missed')
    const row: Stitch[] = []
    for (let slot = Math.max(1, world.slot - seconds + 1); slot <= world.slot; slot++)
      row.push(stitches.get(slot) ?? 'quiet')
    return row
  }
}
