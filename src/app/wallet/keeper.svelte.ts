// The keys of whoever uses this page, in the community that it shows: what is saved and what is not, which devices the account
// has, who would help, and whether somebody asks for a new key. It lives as long as the page, whichever screen is shown.
import { fromHex, toHex } from '../../bytes/bytes.ts'
import type { Signer } from '../../crypto/signer.ts'
import type { Deed, DeviceSight, Fate, Prepared, Submitted } from '../../peer/api.ts'
import { walletHere } from '../../peer/browser/named.ts'
import { notePlace, type Place, placesOf } from '../../peer/browser/places.ts'
import { consentOf, Keyring, type LockedBy } from '../../peer/wallet/keyring.ts'
import type { Opened } from '../../peer/wallet/keys.ts'
import type { Facts } from '../../peer/wallet/store.ts'
import { inTurn } from '../again.ts'
import type { Session } from '../session.svelte.ts'
import { invitationKept } from './invited.ts'

/** Scopes, as accounts have them. */
export const TRADE = 1
export const VOTE = 2
export const ADMINISTER = 4
/** For every day: nothing of it asks for a passphrase. */
export const EVERY_DAY = TRADE | VOTE
const ALL = EVERY_DAY | ADMINISTER

const MEMBERS = 'members'
const HOUSEHOLD = 1

export interface Claim {
  readonly key: Uint8Array
  readonly opener: Uint8Array
  readonly endorsed: readonly Uint8Array[]
}

export interface Recovery {
  readonly claims: readonly Claim[]
  /** Once enough have agreed: from the slot `due` on the new key is the account's. */
  readonly agreed: number | null
  readonly due: number
}

export interface Guardians {
  readonly accounts: readonly Uint8Array[]
  readonly need: number
}

/** How the way through a deed ended. */
export type Done = { readonly ok: true } | { readonly ok: false; readonly code: string }

export class Keeper {
  readonly session: Session
  private ring!: Keyring
  facts = $state.raw<Facts>()
  lockedBy = $state<LockedBy>()
  isOpen = $state(false)
  isSaved = $state(false)
  /** The member key of this community, in hex, and whether it is one of the account's. */
  member = $state<string>()
  memberStands = $state(false)
  devices = $state.raw<readonly DeviceSight[]>([])
  guardians = $state.raw<Guardians>()
  /** All communities of this wallet. */
  places = $state.raw<readonly Place[]>([])
  /** Under way for the own account. */
  recovery = $state.raw<Recovery>()
  /** The account that the member key has, while this device is not one of its own yet. */
  waiting = $state<string>()
  /** Asks whoever sits here to open the keys; set while a part of a screen can. */
  asking = $state.raw<((opened: Opened | undefined) => void) | undefined>()

  private constructor(session: Session) {
    this.session = session
  }

  static async open(session: Session): Promise<Keeper> {
    const keeper = new Keeper(session)
    keeper.ring = await Keyring.open(walletHere())
    keeper.ring.changed = () => keeper.show()
    keeper.show()
    await keeper.look()
    session.peer.watch('state', () => void keeper.look())
    return keeper
  }

  private show(): void {
    const { ring } = this
    this.facts = ring.facts
    this.lockedBy = ring.lockedBy
    this.isOpen = ring.isOpen
    this.isSaved = ring.isSaved
    this.member = ring.facts?.members[this.session.community.genesis]
  }

  get keyring(): Keyring {
    return this.ring
  }

  /** Whether all that a backup has to hold is in one. */
  get isBackedUp(): boolean {
    return this.isSaved && this.memberStands
  }

  /** The other communities of this wallet in which no key but their device's is the account's: no backup holds it. */
  get aloneElsewhere(): readonly Place[] {
    const { genesis } = this.session.community
    return this.places.filter(each => each.standing === 'alone' && each.genesis !== genesis)
  }

  /** Those that came after the file was saved: their keys are in it, the way to them is not. */
  get notInFile(): readonly Place[] {
    const { facts } = this
    if (!facts || facts.savedMs === null) return []
    const { inFile = [], members } = facts
    return this.places.filter(({ genesis }) => genesis in members && !inFile.includes(genesis))
  }

  /** Asks again what hangs on the state. */
  private readonly look = inTurn(async () => {
    const { peer } = this.session
    const identity = await peer.identity()
    if (!this.member && !identity.belongs) await this.recognise(await this.ring.glance())
    const member = this.member && fromHex(this.member)
    const owner = member ? await this.ask<Uint8Array | null>('kernel', 'owner', { device: member }) : null
    const own = identity.belongs ? identity.account : owner ? toHex(owner) : undefined
    this.memberStands = owner !== null && owner !== undefined && toHex(owner) === own
    this.waiting = !identity.belongs && owner ? toHex(owner) : undefined
    this.devices = await peer.devices()
    const account = own === undefined ? undefined : fromHex(own)
    this.guardians = account ? ((await this.ask(MEMBERS, 'guardians', { account })) ?? undefined) : undefined
    this.recovery = account ? ((await this.ask(MEMBERS, 'recovery', { account })) ?? undefined) : undefined
    if (this.waiting) void this.settleIn(false)
    const standing = !identity.belongs ? 'guest' : this.memberStands ? 'member' : 'alone'
    if (standing !== placesOf().find(each => each.genesis === this.session.community.genesis)?.standing)
      notePlace(this.session.community.genesis, { standing })
    this.places = placesOf()
  })

  /** Whether these keys were a member's here before: after a restoring by phrase nothing says so but the ledger. */
  private async recognise(opened: Opened | undefined): Promise<void> {
    if (!opened) return
    const genesis = fromHex(this.session.community.genesis)!
    const { publicKey } = await this.ring.memberOf(opened, genesis)
    const owner = await this.ask<Uint8Array | null>('kernel', 'owner', { device: publicKey })
    if (owner && this.ring.hasRoomFor(this.session.community.genesis))
      await this.ring.belongTo(opened, genesis, invitationKept())
  }

  /** The same, where somebody has to open them first. */
  async seek(): Promise<boolean> {
    await this.recognise(await this.opened())
    await this.look()
    return this.member !== undefined
  }

  async ask<T>(module: string, query: string, params: unknown): Promise<T | undefined> {
    const answer = await this.session.peer.ask<T>({ module, query, params, at: 'head' })
    return answer.ok ? answer.value : undefined
  }

  // Opening

  /** The keys, open; asks where they are locked, and gives nothing where nobody opens them. */
  async opened(): Promise<Opened | undefined> {
    const now = await this.ring.openedNow()
    if (now || !this.ring.facts) return now
    return new Promise(resolve => {
      this.asking?.(undefined)
      this.asking = opened => {
        this.asking = undefined
        resolve(opened)
      }
    })
  }

  /** The member key of this community, which is one of the wallet's from now on. */
  async signer(opened: Opened): Promise<Signer> {
    const genesis = fromHex(this.session.community.genesis)!
    await this.ring.belongTo(opened, genesis, invitationKept())
    return this.ring.memberOf(opened, genesis)
  }

  // Deeds

  private async handed(prepared: Prepared, signer: Signer): Promise<Submitted> {
    if (!prepared.ok) return prepared
    return this.session.peer.hand(prepared.bytes, await signer.sign(prepared.bytes))
  }

  /** A deed of scope *administer*: by the member key, or by this device where it may. */
  async administer(module: string, command: string, params: unknown): Promise<Done> {
    const { peer } = this.session
    const deed: Deed = { module, command, params }
    const mine = this.devices.find(({ own }) => own)
    let sent: Submitted
    if (this.memberStands) {
      const opened = await this.opened()
      if (!opened) return { ok: false, code: 'wallet/locked' }
      const signer = await this.signer(opened)
      sent = await this.handed(await peer.prepare(deed, signer.publicKey), signer)
    } else if (mine && (mine.scopes & ADMINISTER) !== 0) sent = await peer.submit(deed)
    else return { ok: false, code: 'wallet/no-key' }
    return this.outcome(sent)
  }

  /** A deed that this device may do every day. */
  async act(command: string, params: unknown): Promise<Done> {
    return this.outcome(await this.session.peer.submit({ module: MEMBERS, command, params }))
  }

  /** As the head has it: what may still be lost again is told of by the list of what was sent. */
  private async outcome(sent: Submitted): Promise<Done> {
    if (!sent.ok) return sent
    const { peer } = this.session
    const fate = await new Promise<Fate>(resolve => {
      const stop = peer.follow(sent.id, fate => {
        if (fate.stage === 'sent' || (fate.stage === 'in-block' && fate.status === 'queued')) return
        resolve(fate)
        queueMicrotask(() => stop())
      })
    })
    await this.look()
    if (fate.stage === 'expired') return { ok: false, code: 'kernel/expired' }
    if (fate.stage === 'kept-out') return { ok: false, code: fate.code }
    return 'status' in fate && fate.status === 'refused' ? { ok: false, code: fate.code } : { ok: true }
  }

  // Joining, and coming back

  /** Asks to be admitted, as the holder of a member key that is made for it here. */
  async apply(): Promise<Submitted> {
    if (!this.ring.hasRoomFor(this.session.community.genesis)) return { ok: false, code: 'wallet/full' }
    const opened = this.ring.facts ? await this.opened() : await this.ring.begin()
    if (!opened) return { ok: false, code: 'wallet/locked' }
    const signer = await this.signer(opened)
    const application = { roles: HOUSEHOLD, details: new Uint8Array(0) }
    return this.handed(await this.session.peer.prepare(application, signer.publicKey), signer)
  }

  private settling = false

  /** Makes this device one of the account's, for every day. Asks nobody to open the keys unless `asks`. */
  async settleIn(asks: boolean): Promise<Done> {
    const account = this.waiting
    if (!account || this.settling) return { ok: true }
    const opened = asks ? await this.opened() : await this.ring.openedNow()
    if (!opened) return { ok: false, code: 'wallet/locked' }
    this.settling = true
    try {
      const { peer } = this.session
      const key = fromHex((await peer.identity()).device)!
      const params = { key, scopes: EVERY_DAY, consent: await peer.consent(account) }
      const signer = await this.signer(opened)
      const deed: Deed = { module: MEMBERS, command: 'addDevice', params }
      const sent = await this.handed(await peer.prepare(deed, signer.publicKey), signer)
      if (!sent.ok) return sent
      const fate = await peer.settled(sent.id)
      return fate.stage === 'final' && fate.status === 'done'
        ? { ok: true }
        : { ok: false, code: 'wallet/again' }
    } finally {
      this.settling = false
    }
  }

  /** An account whose only key is this device's gets a member key beside it, which can be saved. */
  async addMember(): Promise<Done> {
    if (!this.ring.hasRoomFor(this.session.community.genesis)) return { ok: false, code: 'wallet/full' }
    const opened = this.ring.facts ? await this.opened() : await this.ring.begin()
    if (!opened) return { ok: false, code: 'wallet/locked' }
    const { peer, community } = this.session
    const signer = await this.signer(opened)
    const consent = await consentOf(signer, community.genesis, (await peer.identity()).account)
    return this.act('addDevice', { key: signer.publicKey, scopes: ALL, consent })
  }
}

let keeper: Promise<Keeper> | undefined

/** A page has one session, and one keeper. */
export function keeperOf(session: Session): Promise<Keeper> {
  keeper ??= Keeper.open(session)
  return keeper
}
