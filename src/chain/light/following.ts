// How far a light peer has followed the chain: whom it trusts, what is final, which blocks stand above. All that
// becomes final passes through here, and is held against what was final before.
import { equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Header } from '../block.ts'
import type { Testimony } from './active.ts'
import { Branches, type Held, type Shown } from './branches.ts'
import type { Checked } from './check.ts'
import type { LightEffect } from './effect.ts'
import { type Final, Finals, signersOfBoth } from './finals.ts'
import type { Headline } from './headline.ts'
import type { Trust } from './trust.ts'
import { Walker } from './walker.ts'

export class Following {
  walker: Walker
  readonly finals: Finals
  branches: Branches
  /** Two blocks that exclude each other were shown final: nothing goes on. */
  halted = false

  constructor(trust: Trust) {
    const { height, hash } = trust
    const start = { height, hash, name: nameOf32(hash), headline: undefined, shownBy: [] }
    this.walker = new Walker(trust)
    this.finals = new Finals(start)
    this.branches = new Branches(start)
  }

  get trust(): Trust {
    return this.walker.trust
  }

  get final(): Final {
    return this.finals.newest
  }

  /** Hand-overs came whose signatures are not verified yet. */
  get isWalking(): boolean {
    return this.walker.waiting > 0
  }

  /** A verified certificate for a block that is held. */
  justify(held: Held, testimony: Testimony): readonly LightEffect[] {
    const effects: LightEffect[] = []
    for (const shown of this.branches.justify(held, testimony)) {
      if (this.halted) break
      effects.push(...this.finalise(shown))
    }
    return effects
  }

  /** A verified hand-over. */
  walked({ trust: { height, hash }, shownBy }: Checked): readonly LightEffect[] {
    return this.finalise({ height, hash, name: nameOf32(hash), shownBy, last: undefined })
  }

  /** Recovery (rule 10): the block that it names is final as genesis is, and the new set alone is trusted from there on. */
  begin(trust: Trust): readonly LightEffect[] {
    const { height, hash } = trust
    const name = nameOf32(hash)
    const effects = this.finalise({ height, hash, name, shownBy: [], last: undefined })
    if (this.halted) return effects
    this.walker = new Walker(trust)
    this.branches = new Branches({ height, name })
    return effects
  }

  /** Recovery (rule 10): it contradicts what is final here, and both are shown. */
  contradicted({ height, hash }: Trust): readonly LightEffect[] {
    this.halted = true
    const other = { height, hash, name: nameOf32(hash), headline: undefined, shownBy: [] }
    return [{ kind: 'halt', reason: 'recovery', held: this.final, other, keys: [] }]
  }

  private finalise(shown: Shown): readonly LightEffect[] {
    const known = this.finals.at(shown.height)
    const above = this.finals.at(shown.height + 1)
    // Finality (rule 3): final is for ever. Another one at its height, or not below the next, cannot be.
    if (known && known.name !== shown.name) return this.halt(known, shown)
    if (above?.headline && above.headline.parent !== shown.name) return this.halt(above, shown)
    const before = this.final
    if (known || shown.height <= before.height) return []
    const blocks = this.pathTo(shown)
    const lowest = blocks[0]!
    // Finality (rule 3): what is final descends from what was final.
    if (lowest.height === before.height + 1 && lowest.headline && lowest.headline.parent !== before.name)
      return this.halt(before, shown)
    for (const block of blocks) this.finals.put(block)
    this.branches.finalise(shown)
    if (shown.last) this.walker.passBy(shown.height)
    this.seeClosed(this.final.headline?.header)
    return [{ kind: 'final', blocks }]
  }

  /** The blocks above the last final one, up to the new one, as far as they were heard of. */
  private pathTo({ height, hash, name, shownBy }: Shown): Final[] {
    // The new one is final whether or not its header was heard; of others nothing is said without.
    let headline = this.branches.get(name)?.line
    const blocks: Final[] = [{ height, hash, name, headline, shownBy }]
    for (let at = height - 1; headline && at > this.final.height; at--) {
      const { header, parent } = headline
      headline = this.branches.get(parent)?.line
      if (headline) blocks.unshift({ height: at, hash: header.parent, name: parent, headline, shownBy })
    }
    return blocks
  }

  /** Whether this is the header of a final block that came without. */
  isAwaited({ header, name }: Headline): boolean {
    const final = this.finals.at(header.height)
    return final !== undefined && final.name === name && !final.headline
  }

  /** The header of a block that is final already: its hash is all that it must show. */
  complete(headline: Headline): readonly LightEffect[] {
    const final = { ...this.finals.at(headline.header.height)!, headline }
    this.finals.put(final)
    if (final.height === this.final.height) this.seeClosed(headline.header)
    return [{ kind: 'final', blocks: [final] }]
  }

  /** Hand over (rule 5): closed once the child of a final block needs the new set only. */
  private seeClosed(header: Header | undefined): void {
    if (header && this.trust.joint && equalBytes(header.activeNext, this.trust.alone.hash))
      this.walker.close()
  }

  private halt(held: Final, shown: Shown): readonly LightEffect[] {
    this.halted = true
    const { on, off } = this.branches.testimonies(shown.last)
    const here = [...held.shownBy, ...this.final.shownBy, ...off]
    const keys = signersOfBoth(here, [...shown.shownBy, ...on])
    const { height, hash, name, shownBy } = shown
    const other = { height, hash, name, headline: this.branches.get(name)?.line, shownBy }
    return [{ kind: 'halt', reason: 'conflicting-finals', held, other, keys }]
  }
}
