// The demonstration as a whole: the world, its script, and what a screen shows of them.
import type { Block } from '../../chain/block.ts'
import type { Code } from '../../chain/codes.ts'
import type { Executed } from '../../chain/execute.ts'
import { View } from '../../chain/store.ts'
import { balanceOf } from '../../market/accounts/money.ts'
import { isMember } from '../../market/members/standing.ts'
import { Random } from '../random.ts'
import type { Scheme } from '../signing.ts'
import { World } from '../world.ts'
import { Cast, MILL, NEWCOMER, PLACES } from './cast.ts'
import { Script } from './script.ts'
import { told, toldOutside } from './telling.ts'
import { capital, inWords, many, money } from './words.ts'

/** Sentences that are kept to be shown. */
const MOST_LINES = 200
/** Mill, School, Café and No. 2 take turns; their set stays for the evening. */
const DELEGATES = 4
const EPOCH_BLOCKS = 4200
/** Seconds of the weave. */
const MOST_WEAVE = 120

export interface Line {
  readonly slot: number
  /** Where it stands in the ledger, if it does. */
  readonly block?: number
  readonly words: string
}

export interface Row {
  readonly label: string
  readonly part: string
  readonly state: string
  /** Something that a person may want to look at. */
  readonly attention: boolean
  readonly credits: string
}

/** One second: a block that all have who are here, one that some still lack, or none. */
export type Stitch = 'woven' | 'open' | 'quiet'

export class Stage {
  readonly world: World
  readonly lines: Line[] = []
  readonly counts = { done: 0, refused: 0, keptOut: 0 }
  private readonly cast: Cast
  private readonly script: Script
  private readonly blocks = new Map<number, number>()
  private readonly since = new Map<number, number>()
  private readonly told: (line: Line) => void

  /** `tell` hears every sentence as it is said. */
  static async begin(seed: number, scheme: Scheme, tell: (line: Line) => void = () => {}): Promise<Stage> {
    const cast = new Cast()
    let stage: Stage | undefined
    const world = World.begin(
      {
        seed,
        delegates: DELEGATES,
        peers: PLACES.length,
        members: PLACES.length,
        epochBlocks: EPOCH_BLOCKS,
        slots: Number.POSITIVE_INFINITY,
        hopMs: 80,
        deeds: 0,
        faults: [],
        scheme,
        town: cast.town,
      },
      {
        final: ({ block, executed }) => stage?.onBlock(block, executed),
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
    this.script = new Script(world, cast, new Random(`story ${seed}`), words => this.say(words))
  }

  /** Lets everything happen up to a moment of virtual time. */
  async play(untilMs: number): Promise<void> {
    const { timeline } = this.world
    const { slotMs } = this.cast.community.genesis
    while (timeline.now < untilMs) {
      const slot = Math.floor(timeline.now / slotMs)
      // In the middle of a slot, so that what is done now stands in the next block.
      const middle = slot * slotMs + slotMs / 2
      if (timeline.now < middle && middle <= untilMs) {
        timeline.run(middle)
        await this.script.onSlot(slot)
      } else timeline.run(Math.min(untilMs, timeline.now < middle ? untilMs : (slot + 1) * slotMs))
    }
  }

  /** The newest final block: what is shown is agreed. */
  private get final(): Executed {
    return this.world.chronicle.tip
  }

  private say(words: string, block?: number): void {
    const line = { slot: this.world.slot, block, words }
    this.lines.push(line)
    if (this.lines.length > MOST_LINES) this.lines.shift()
    this.told(line)
  }

  private onBlock(block: Block, executed: Executed): void {
    const { slot, height } = block.header
    this.blocks.set(slot, height)
    this.blocks.delete(slot - MOST_WEAVE)
    for (const { status } of executed.outcomes)
      if (status === 'done') this.counts.done += 1
      else if (status === 'refused') this.counts.refused += 1
    for (const words of told(this.cast, block, executed)) this.say(words, height)
  }

  private onKeptOut(code: Code, peer: number): void {
    const words = toldOutside(code)
    if (!words || peer !== MILL) return
    this.counts.keptOut += 1
    this.say(words)
  }

  private heightAt(place: number): number | undefined {
    const peer = this.world.peers[place]!
    return peer.up ? peer.finalHeight : undefined
  }

  /** How far everybody who is here has come. */
  private get common(): number {
    let least = this.final.header.height
    for (let place = 0; place < PLACES.length; place++) least = Math.min(least, this.heightAt(place) ?? least)
    return least
  }

  /** The answer to what a person looks for first. */
  answer(): string {
    const { world } = this
    const [broken] = world.checks.violations
    if (broken) return `A check failed, and that is a fault of this software: ${broken.words}.`
    const off = PLACES.filter((_, place) => !world.peers[place]!.up).map(({ label }) => label)
    const here = PLACES.length - off.length
    const height = this.final.header.height
    const lacking = PLACES.filter((_, place) => (this.heightAt(place) ?? height) < height)
    const agree =
      lacking.length === 0
        ? `${capital(off.length > 0 ? `the ${inWords(here)} who are here` : `all ${inWords(here)}`)} agree`
        : lacking.length > 2
          ? 'The newest block is on its way'
          : `${lacking.map(({ label }) => label).join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} still reading`
    if (off.length > 0) return `${agree}. ${off.join(' and ')} is offline and catches up later.`
    const waiting = this.waiting()
    return waiting > 0 ? `${agree}; ${many(waiting, 'thing')} on the way.` : `${agree}, and nothing waits.`
  }

  private waiting(): number {
    return this.world.peers[MILL]!.node?.pool.size ?? 0
  }

  figures(): string {
    const { height } = this.final.header
    const { done, refused, keptOut } = this.counts
    return `${height} ${height === 1 ? 'block' : 'blocks'} · ${done} done · ${refused} refused · ${keptOut} kept out · checked ${this.world.checks.made} times`
  }

  rows(): Row[] {
    const state = new View(this.final.tree)
    return PLACES.map(({ label, part }, place) => {
      const known = this.cast.devices[place] !== undefined
      const member = known && isMember(state, this.cast.account(place))
      const credits = member ? money(balanceOf(state, this.cast.account(place)).free) : '–'
      const [words, attention] = this.stateOf(place, member)
      const shownPart = place === NEWCOMER && member ? '' : part
      return { label, part: shownPart, state: words, attention, credits }
    })
  }

  private stateOf(place: number, member: boolean): [string, boolean] {
    const { world } = this
    const height = this.heightAt(place)
    if (height === undefined) {
      if (!this.since.has(place)) this.since.set(place, world.slot)
      const seconds = world.slot - this.since.get(place)!
      return [`offline for ${seconds} s`, true]
    }
    this.since.delete(place)
    const behind = this.final.header.height - height
    if (behind > 1) return [`catching up, ${many(behind, 'block')} to go`, true]
    if (!member) return [this.cast.devices[place] ? 'asks to join' : 'a guest, may read', false]
    return [behind === 1 ? 'reading the newest block' : 'has everything', false]
  }

  /** The last seconds, oldest first. */
  weave(seconds: number): Stitch[] {
    const { common } = this
    const stitches: Stitch[] = []
    for (let slot = Math.max(1, this.world.slot - seconds + 1); slot <= this.world.slot; slot++) {
      const height = this.blocks.get(slot)
      stitches.push(height === undefined ? 'quiet' : height <= common ? 'woven' : 'open')
    }
    return stitches
  }
}
