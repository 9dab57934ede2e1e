// Pairing with somebody beside this device. Two codes go from screen to screen, an invitation and its answer; what comes of
// them is a link like any other, to the very device whose code was scanned.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Channeled } from '../links/channels.ts'
import type { TransportKey } from '../links/key.ts'
import type { Wires } from '../links/link.ts'
import { type CodeTrouble, type Half, readCode, writeCode } from './code.ts'
import { TOLD_MS, WAITING_MS } from './limits.ts'
import { isPromised, numberOf, promiseOf } from './number.ts'
import { Talk, type Told } from './talk.ts'

/** Of `links` what pairing needs. */
export interface Linking {
  readonly key: TransportKey
  isLinked(peer: string): boolean
  make(peer?: string): Channeled
  linked(peer: string, made: Channeled, wires: Wires, dialled: boolean): void
}

export type PairingTrouble =
  | CodeTrouble
  /** This device is on no network, so nobody can reach it. */
  | 'no-network'
  /** The two devices cannot reach each other. */
  | 'unreachable'
  /** Whoever is on the line has not made the code that was scanned. */
  | 'middle'
  /** The two are linked already. */
  | 'linked'
  /** This tab has made all the connections that it may. */
  | 'spent'

/** The channel beside the two of a link. */
const BESIDE = 2
const SECRET_BYTES = 32
const nowS = (): number => Math.floor(Date.now() / 1000)

/** What this side knows of itself: its connection, its code, and the secret that the code promises. */
interface Own {
  readonly links: Linking
  readonly made: Channeled
  readonly talk: Talk
  readonly secret: Bytes
  readonly hash: Bytes
}

/** An invitation that is shown until its answer was scanned. */
export class Inviting {
  readonly code: string
  private readonly own: Own

  private constructor(code: string, own: Own) {
    this.code = code
    this.own = own
  }

  static async make(links: Linking, community: Bytes): Promise<Inviting | PairingTrouble> {
    const made = makeWith(links)
    if (typeof made === 'string') return made
    const secret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
    const description = await made.offer()
    if (description.candidates.length === 0) return given(made, 'no-network')
    const half = { is: 'invitation', to: community, promise: promiseOf(secret), description } as const
    const { text, hash } = await writeCode(links.key, half, nowS())
    return new Inviting(text, { links, made, talk: new Talk(made.beside(BESIDE), false), secret, hash })
  }

  /** The answer that was scanned. A code that is of no use leaves the invitation as it is. */
  async take(pasted: string): Promise<Paired | PairingTrouble> {
    const { own } = this
    const half = await readCode(own.links.key, pasted, { is: 'answer', invitation: own.hash }, nowS())
    if (typeof half === 'string') return half
    if (own.links.isLinked(half.peer)) return 'linked'
    try {
      await own.made.accept(half.description)
      return await meet(own, half, await own.made.opened(), true)
    } catch {
      return given(own.made, 'unreachable')
    }
  }

  close(): void {
    this.own.made.close()
  }
}

/** An answer that is shown until the other side has scanned it. */
export class Answering {
  readonly code: string
  /** The genesis hash of the community that it is invited to. */
  readonly community: Bytes
  readonly paired: Promise<Paired | PairingTrouble>
  private readonly made: Channeled

  private constructor(code: string, half: Half, own: Own) {
    this.code = code
    this.community = half.to
    this.made = own.made
    this.paired = own.made.opened(WAITING_MS).then(
      wires => meet(own, half, wires, false),
      () => given(own.made, 'unreachable'),
    )
  }

  /** `community`: this device's, where it has one. */
  static async to(
    links: Linking,
    pasted: string,
    community: Bytes | undefined,
  ): Promise<Answering | PairingTrouble> {
    const half = await readCode(links.key, pasted, { is: 'invitation', community }, nowS())
    if (typeof half === 'string') return half
    const made = makeWith(links, half.peer)
    if (typeof made === 'string') return made
    const secret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
    const description = await made.answer(half.description)
    if (description.candidates.length === 0) return given(made, 'no-network')
    const answer = { is: 'answer', to: half.hash, promise: promiseOf(secret), description } as const
    const { text, hash } = await writeCode(links.key, answer, nowS())
    return new Answering(text, half, { links, made, talk: new Talk(made.beside(BESIDE), true), secret, hash })
  }

  close(): void {
    this.made.close()
  }
}

/** Both are on the line. The core knows nothing of it until it is `link`ed. */
export class Paired {
  /** The transport id of the device whose code was scanned. */
  readonly peer: string
  /** What both screens show. */
  readonly number: string
  private readonly own: Own
  private readonly wires: Wires
  private readonly invited: boolean
  private isLinked = false

  constructor(peer: string, number: string, own: Own, wires: Wires, invited: boolean) {
    this.peer = peer
    this.number = number
    this.own = own
    this.wires = wires
    this.invited = invited
  }

  tell(told: Told): void {
    this.own.talk.tell(told)
  }

  /** What the other side tells, and that it has gone. */
  hear(listener: (told: Told) => void, gone: () => void = () => {}): void {
    this.own.talk.hear(listener)
    this.own.talk.onGone(gone)
  }

  /** From now on it is one of this peer's links. */
  link(): void {
    if (this.isLinked) return
    this.isLinked = true
    this.own.links.linked(this.peer, this.own.made, this.wires, this.invited)
  }

  /** Ends the talk, and all of it where it is no link yet. */
  close(): void {
    if (this.isLinked) this.own.talk.close()
    else this.own.made.close()
  }

  /** Ends all of it, the link too. */
  part(): void {
    this.own.made.close()
  }
}

/**
 * The connection's certificate is the one in the code, and the code is signed by the transport key that it names: so who is
 * there is whose code was scanned. That both sides have scanned the same two codes, their number shows.
 */
async function meet(own: Own, half: Half, wires: Wires, invited: boolean): Promise<Paired | PairingTrouble> {
  const { talk, secret, hash } = own
  talk.tell({ kind: 'secret', body: { secret } })
  const late = setTimeout(() => own.made.close(), TOLD_MS)
  const told = await talk.next()
  clearTimeout(late)
  if (!told) return given(own.made, 'unreachable')
  if (told.kind !== 'secret' || !isPromised(told.body.secret, half.promise)) return given(own.made, 'middle')
  const other = { hash: half.hash, secret: told.body.secret }
  const [inviter, answerer] = invited ? [{ hash, secret }, other] : [other, { hash, secret }]
  const number = numberOf({
    ...{ invitation: inviter.hash, answer: answerer.hash },
    ...{ inviter: inviter.secret, answerer: answerer.secret },
  })
  return new Paired(half.peer, number, own, wires, invited)
}

function makeWith(links: Linking, peer?: string): Channeled | PairingTrouble {
  if (peer !== undefined && links.isLinked(peer)) return 'linked'
  try {
    return links.make(peer)
  } catch {
    return 'spent'
  }
}

function given<T extends PairingTrouble>(made: Channeled, trouble: T): T {
  made.close()
  return trouble
}
