// The neighbours, and how many of which kind there are to be.
import type { Claims, Refusal } from '../frames/index.ts'
import { roleOf, type Who } from '../handshake/who.ts'
import type { Ground } from './ground.ts'
import {
  LEAST_NEIGHBOURS,
  LIGHT_NEIGHBOURS,
  MOST_GUESTS,
  MOST_LIGHT,
  MOST_NEIGHBOURS,
  MOST_QUIET,
  MOST_WITH_ALONE,
  MOST_WITH_NEEDY,
  SURPLUS_MS,
} from './limits.ts'
import type { Neighbour } from './neighbour.ts'

export class Circle {
  readonly all = new Map<string, Neighbour>()
  private readonly ground: Ground
  isDelegate = false
  /** When one that is too many is let go of. */
  due = Number.POSITIVE_INFINITY

  constructor(ground: Ground) {
    this.ground = ground
  }

  get isLight(): boolean {
    return this.ground.config.claims() === 'light'
  }

  /** Asks the ledger anew what this peer itself is. */
  reassess(): void {
    const { claims, who, key } = this.ground.config
    this.isDelegate = roleOf(claims(), who(key)) === 'delegate'
  }

  /** Delegates link to every other delegate, beside their neighbours. */
  private isPair(neighbour: Neighbour): boolean {
    return neighbour.role === 'delegate' && this.isDelegate
  }

  /** Those who hold the mesh together; a stranger only where this peer sought it out itself. */
  isSolid({ claims, role, dialled }: Neighbour): boolean {
    return claims !== 'light' && (role !== 'guest' || dialled)
  }

  solid(): Neighbour[] {
    return [...this.all.values()].filter(each => this.isSolid(each))
  }

  /** Those that are awake, but for pairs of delegates. */
  private awake(): Neighbour[] {
    const delegate = this.isDelegate
    return this.solid().filter(
      each => !each.isQuiet(this.ground.now) && !(delegate && each.role === 'delegate'),
    )
  }

  get active(): number {
    return this.awake().length
  }

  /** All full neighbours, as it is told to others. */
  get links(): number {
    return Math.min(255, this.solid().length)
  }

  get least(): number {
    return this.isLight ? LIGHT_NEIGHBOURS : LEAST_NEIGHBOURS
  }

  private get most(): number {
    return this.isLight ? LIGHT_NEIGHBOURS : MOST_NEIGHBOURS
  }

  isLinkedTo(peer: string): boolean {
    for (const each of this.all.values()) if (each.peer === peer) return true
    return false
  }

  /** Why somebody who comes cannot be a neighbour; undefined where there is room. */
  refuses(claims: Claims, who: Who, links: number, dialled: boolean): Refusal | undefined {
    const role = roleOf(claims, who)
    if (dialled || (role === 'delegate' && this.isDelegate)) return undefined
    if (this.isLight) return this.all.size >= LIGHT_NEIGHBOURS ? 'crowded' : undefined
    if (claims === 'light' || role === 'guest') {
      const lights = [...this.all.values()].filter(each => !this.isSolid(each))
      const guests = lights.filter(each => each.role === 'guest')
      if (role === 'guest' && guests.length >= MOST_GUESTS) return 'crowded'
      return lights.length >= MOST_LIGHT ? 'crowded' : undefined
    }
    const needy = links === 0 ? MOST_WITH_ALONE : MOST_WITH_NEEDY
    const most = links < LEAST_NEIGHBOURS ? needy : MOST_NEIGHBOURS
    return this.active >= most ? 'crowded' : undefined
  }

  /** Lets go of one that is too many: one who has enough others. */
  trim(): void {
    const { ground } = this
    const awake = this.awake()
    if (awake.length <= this.most) this.due = Number.POSITIVE_INFINITY
    else if (this.due === Number.POSITIVE_INFINITY)
      this.due = ground.now + SURPLUS_MS + ground.draw(SURPLUS_MS)
    else if (this.due <= ground.now) {
      this.due = ground.now + ground.draw(SURPLUS_MS)
      const spare = awake.filter(({ links }) => this.isLight || links > LEAST_NEIGHBOURS)
      const one = ground.pick(spare)
      if (one) ground.drop(one.id, 'surplus')
    }
    // Of those that have been quiet for longest, too.
    const quiet = this.solid().filter(each => each.isQuiet(ground.now) && !this.isPair(each))
    if (quiet.length > MOST_QUIET) {
      const longest = quiet.reduce((a, b) => (b.heardAt < a.heardAt ? b : a))
      ground.drop(longest.id, 'surplus')
    }
  }
}
