// Pairing, as a page does it: a member lets somebody in who is beside it, a newcomer comes in, and two members find each
// other again without anything in between. What screens show of it is plain data.
import { equalBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import type { Links } from '../../mesh/links/index.ts'
import { Answering, Inviting, type Paired, type PairingTrouble } from '../../mesh/pairing/index.ts'
import type { Hex, Peer } from '../api.ts'
import type { Pace } from '../founding.ts'
import { isGenesisOf, readInvitation, writeInvitation } from '../invitation.ts'
import { walletHere } from './named.ts'
import { deskOf, type NoPeer, openTab, relayHere } from './open.ts'
import type { Founding, FromWorker, ToWorker } from './place.ts'
import { addPlace, freshStore } from './places.ts'

export type Trouble =
  | PairingTrouble
  /** Another tab of this wallet is the peer: its links are there. */
  | 'looking'
  /** What the other side handed over is not the community that its code names. */
  | 'invitation'
  /** The other side has gone, or has put its code away. */
  | 'gone'
  /** One of the two has seen another number. */
  | 'differ'

/** How it stands with whom this device was paired. */
export type Beside =
  /** Both numbers are to be compared. */
  | { readonly is: 'comparing' }
  /** It is a neighbour; and who it is, or will be once it is admitted. */
  | { readonly is: 'linked'; readonly account: Hex | undefined }
  | { readonly is: 'over'; readonly why: 'gone' | 'differ' }

/** Somebody whose code this device has scanned, and who has scanned this device’s. */
export class Meeting {
  readonly number: string
  /** What the other side hands to a newcomer; nothing where it goes without. */
  readonly invitation: Promise<string | undefined>
  private readonly paired: Paired
  private invited: (text: string | undefined) => void = () => {}
  private readonly hear: (now: Beside) => void
  private now: Beside = { is: 'comparing' }

  constructor(paired: Paired, hear: (now: Beside) => void) {
    this.number = paired.number
    this.paired = paired
    this.hear = hear
    this.invitation = new Promise(resolve => {
      this.invited = resolve
    })
  }

  begin(): void {
    this.paired.hear(
      told => {
        if (told.kind === 'ready') {
          this.paired.link()
          this.become({ is: 'linked', account: undefined })
        } else if (told.kind === 'account') this.become({ is: 'linked', account: toHex(told.body.account) })
        else if (told.kind === 'invitation') this.invited(told.body.text)
        else if (told.kind === 'differ') this.end('differ')
      },
      () => {
        if (this.now.is !== 'over') this.become({ is: 'over', why: 'gone' })
      },
    )
  }

  invite(text: string): void {
    this.paired.tell({ kind: 'invitation', body: { text } })
  }

  /** This side’s peer runs: from now on both are neighbours. */
  async ready(peer: Peer): Promise<void> {
    this.paired.link()
    this.paired.tell({ kind: 'ready', body: {} })
    const { account } = await peer.identity()
    this.paired.tell({ kind: 'account', body: { account: fromHex(account)! } })
  }

  /** The numbers differ: whoever is there is not who is beside this device. */
  differ(): void {
    this.paired.tell({ kind: 'differ', body: {} })
    // It still leaves.
    setTimeout(() => this.paired.part(), 200)
    this.become({ is: 'over', why: 'differ' })
  }

  private end(why: 'gone' | 'differ'): void {
    this.paired.part()
    this.become({ is: 'over', why })
  }

  private become(now: Beside): void {
    this.now = now
    if (now.is === 'over') this.invited(undefined)
    this.hear(now)
  }
}

/** A member’s code, shown to somebody beside it. */
export class Host {
  readonly code: string
  private readonly inviting: Inviting
  private readonly text: string

  private constructor(inviting: Inviting, text: string) {
    this.code = inviting.code
    this.inviting = inviting
    this.text = text
  }

  static async open(peer: Peer): Promise<Host | Trouble> {
    const desk = deskOf(peer)
    if (!desk) return 'looking'
    const { genesis, relays, token, links } = desk
    const community = fromHex((await peer.community()).genesis)!
    const inviting = await Inviting.make(links, community)
    if (typeof inviting === 'string') return inviting
    const text = writeInvitation({ community, genesis, checkpoint: null, relays: [...relays], token })
    return new Host(inviting, text)
  }

  /** The answer that was scanned. */
  async take(pasted: string, hear: (now: Beside) => void): Promise<Meeting | Trouble> {
    const paired = await this.inviting.take(pasted)
    if (typeof paired === 'string') return paired
    const meeting = new Meeting(paired, hear)
    meeting.begin()
    meeting.invite(this.text)
    return meeting
  }

  close(): void {
    this.inviting.close()
  }
}

/** A newcomer’s answer to a member’s code; nothing of the community is kept here before it `enter`s. */
export class Newcomer {
  readonly code: string
  /** Once the other side has scanned the answer, and has handed over what leads in. */
  readonly met: Promise<Meeting | Trouble>
  private readonly answering: Answering
  private readonly links: Links
  private invitation = ''
  private meeting: Meeting | undefined

  private constructor(answering: Answering, links: Links, hear: (now: Beside) => void) {
    this.code = answering.code
    this.answering = answering
    this.links = links
    this.met = this.meet(hear)
  }

  static async answer(pasted: string, hear: (now: Beside) => void): Promise<Newcomer | Trouble> {
    const { openLinks } = await import('../../mesh/links/index.ts')
    const links = await openLinks({ relays: await relayHere() })
    const answering = await Answering.to(links, pasted, undefined)
    if (typeof answering !== 'string') return new Newcomer(answering, links, hear)
    await links.close()
    return answering
  }

  private async meet(hear: (now: Beside) => void): Promise<Meeting | Trouble> {
    const paired = await this.answering.paired
    if (typeof paired === 'string') return paired
    const meeting = new Meeting(paired, hear)
    meeting.begin()
    const text = await meeting.invitation
    if (text === undefined) return 'gone'
    if (!(await isTo(this.answering.community, text))) {
      paired.part()
      return 'invitation'
    }
    this.invitation = text
    this.meeting = meeting
    return meeting
  }

  /** The numbers are the same: this wallet joins. */
  async enter(): Promise<Peer | NoPeer> {
    const peer = await openTab({ invitation: this.invitation, another: true, links: this.links })
    if (!('none' in peer)) await this.meeting?.ready(peer)
    return peer
  }

  async close(): Promise<void> {
    this.answering.close()
    await this.links.close()
  }
}

/** Whether an invitation has the very genesis in it whose hash was in the code. */
async function isTo(community: Uint8Array, text: string): Promise<boolean> {
  const { community: named, genesis } = readInvitation(text) ?? {}
  return (
    genesis !== undefined &&
    genesis !== null &&
    equalBytes(named!, community) &&
    (await isGenesisOf(community, genesis))
  )
}

/** A member’s answer to another member’s code, where nothing else leads from one to the other. */
export async function answerAsMember(
  peer: Peer,
  pasted: string,
  hear: (now: Beside) => void,
): Promise<{ readonly code: string; readonly met: Promise<Meeting | Trouble>; close(): void } | Trouble> {
  const desk = deskOf(peer)
  if (!desk) return 'looking'
  const community = fromHex((await peer.community()).genesis)!
  const answering = await Answering.to(desk.links, pasted, community)
  if (typeof answering === 'string') return answering
  const met = answering.paired.then(async paired => {
    if (typeof paired === 'string') return paired
    const meeting = new Meeting(paired, hear)
    meeting.begin()
    await meeting.ready(peer)
    return meeting
  })
  return { code: answering.code, met, close: () => answering.close() }
}

/** Founds a community on this device; gives the invitation to it, or the words for why not. */
export async function foundHere(name: string, pace: Pace): Promise<string | { readonly why: string }> {
  const wallet = walletHere()
  const store = freshStore(wallet)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'founding' })
  const tell = (message: ToWorker) => worker.postMessage(message)
  const founding: Founding = { store, name, pace }
  const said = await new Promise<FromWorker>(resolve => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) =>
      data.kind === 'ready' ? tell({ kind: 'found', founding }) : resolve(data)
    worker.onerror = ({ message }) => resolve({ kind: 'refused', why: message })
  })
  worker.terminate()
  if (said.kind !== 'founded') return { why: said.kind === 'refused' ? said.why : said.kind }
  const { genesis, token } = said
  const community = new Uint8Array(await crypto.subtle.digest('SHA-256', genesis as BufferSource))
  addPlace(wallet, toHex(community), store)
  return writeInvitation({ community, genesis, checkpoint: null, relays: await relayHere(), token })
}
