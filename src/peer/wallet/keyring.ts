// A person's keys in this browser: made, locked, opened for a while, saved and brought back. What it hands out is signers; the
// secret itself is shown as a phrase and in no other way.
import { type Bytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import type { Signer } from '../../crypto/signer.ts'
import { readInvitation, writeInvitation } from '../invitation.ts'
import { memberSigner, walletId } from './derive.ts'
import type { FrameFault } from './frame.ts'
import {
  type Contents,
  close,
  type Fault,
  fresh,
  type Keys,
  MOST_INVITATION_BYTES,
  MOST_INVITATION_LETTERS,
  type Opened,
  openAll,
} from './keys.ts'
import {
  lockByBrowser,
  lockByPasskey,
  lockByPassphrase,
  openByBrowser,
  openByPasskey,
  openByPassphrase,
} from './locks.ts'
import { markOf } from './mark.ts'
import { MOST_COMMUNITIES } from './most.ts'
import { askPasskeys, makePasskey } from './passkey.ts'
import { type Facts, type Kept, KeyStore } from './store.ts'
import { calibrateAside, stretchAside } from './stretching.ts'
import { readKeys, writeKeys } from './text.ts'

const random = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count))
/** An invitation without its genesis is no longer: eight relays, and what stands beside them. */
const SHORT_LETTERS = 4000
/** How long they stay open for a series of deeds. */
const OPEN_MS = 5 * 60_000

/** What opens them here. */
export type LockedBy = 'browser' | 'passphrase' | 'passkey' | 'both'

const rings = new Map<string, Promise<Keyring>>()

export class Keyring {
  private readonly store: KeyStore
  private readonly name: string
  /** To the other tabs of this wallet: something of it has changed. */
  private readonly others: BroadcastChannel
  private kept: Kept | undefined
  private keys: Keys | undefined
  private opened: Opened | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Whoever shows something of it is told. */
  changed: () => void = () => {}

  private constructor(store: KeyStore, name: string) {
    this.store = store
    this.name = name
    this.others = new BroadcastChannel(`wattle/${name}/keys`)
    // In turn: what was read before a write must not be taken for what came of it.
    this.others.onmessage = () => void this.inTurn(() => this.again())
  }

  /** A page has one of a name: what was opened stays open for whoever asks next. */
  static open(name: string): Promise<Keyring> {
    const known = rings.get(name) ?? Keyring.read(name)
    rings.set(name, known)
    return known
  }

  private static async read(name: string): Promise<Keyring> {
    const ring = new Keyring(await KeyStore.open(name), name)
    await ring.again()
    return ring
  }

  /** As the store has it: another tab may have changed it. What is open stays open, where it is the same keys. */
  private async again(): Promise<void> {
    const kept = await this.store.read()
    if (!kept) return
    if (kept.text !== this.kept?.text) {
      const keys = await readKeys(kept.text)
      if (typeof keys === 'string') return
      const { opened } = this
      const still = opened && (await openAll(keys, opened.key, 'damaged'))
      this.keys = keys
      if (opened && opened === this.opened) this.opened = typeof still === 'object' ? still : undefined
    }
    this.kept = kept
    this.changed()
  }

  get facts(): Facts | undefined {
    return this.kept?.facts
  }

  get lockedBy(): LockedBy | undefined {
    if (!this.keys) return undefined
    const { passphrase, passkeys } = this.keys
    if (!passphrase && passkeys.length === 0) return 'browser'
    return passphrase && passkeys.length > 0 ? 'both' : passphrase ? 'passphrase' : 'passkey'
  }

  get isOpen(): boolean {
    return this.opened !== undefined
  }

  /** A backup that is one: a file, or the phrase of which somebody has shown to have it written down. */
  get isSaved(): boolean {
    return this.facts !== undefined && (this.facts.savedMs !== null || this.facts.phraseMs !== null)
  }

  // Opening

  private hold(opened: Opened): Opened {
    this.opened = opened
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.lock(), OPEN_MS)
    this.changed()
    return opened
  }

  lock(): void {
    clearTimeout(this.timer)
    this.opened = undefined
    this.changed()
  }

  /** Without asking anybody: where they are open, or this browser's word is all that holds them. */
  async openedNow(): Promise<Opened | undefined> {
    const opened = await this.glance()
    return opened && this.hold(opened)
  }

  /** The same, and they stay open no longer for it. */
  async glance(): Promise<Opened | undefined> {
    if (this.opened) return this.opened
    if (!this.keys || !this.kept?.door || !this.keys.browser) return undefined
    const opened = await openByBrowser(this.keys, this.kept.door)
    return typeof opened === 'string' ? undefined : opened
  }

  async openBy(passphrase: string): Promise<Opened | Fault> {
    const opened = await openByPassphrase(this.keys!, passphrase, stretchAside)
    return typeof opened === 'string' ? opened : this.hold(opened)
  }

  async openByPasskey(): Promise<Opened | Fault> {
    const answered = await askPasskeys(this.keys!.passkeys)
    if (!answered) return 'passkey'
    const opened = await openByPasskey(this.keys!, answered.credential, answered.secret)
    return typeof opened === 'string' ? opened : this.hold(opened)
  }

  // Making and changing: every change is written whole, or not at all, and upon what another tab has written last

  private async put(opened: Opened, facts: Facts, door: CryptoKey | null): Promise<void> {
    const keys = await close(opened, random)
    await this.write({ text: await writeKeys(keys), facts, door })
    this.keys = keys
    this.hold(opened)
  }

  private async write(kept: Kept): Promise<void> {
    await this.store.write(kept)
    localStorage.setItem(markOf(this.name), kept.facts.id)
    this.kept = kept
    this.others.postMessage(null)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`wattle/${this.name}/keys`, work) as Promise<T>
  }

  /** Changes what is open and what is known of it, as both stand once it is this tab's turn. */
  private change(
    opened: Opened,
    how: (opened: Opened, kept: Kept) => Promise<readonly [Opened, Facts, CryptoKey | null]>,
  ): Promise<void> {
    return this.inTurn(async () => {
      await this.again()
      const { kept, keys } = this
      if (!kept || !keys) throw new Error('there are no keys to change')
      const now = await openAll(keys, opened.key, 'damaged')
      if (typeof now === 'string') throw new Error('other keys have taken the place of these')
      await this.put(...(await how(now, kept)))
    })
  }

  /** From this secret, or from a new one; held by this browser alone until there is a lock. */
  async begin(entropy: Bytes = random(16), communities: Contents['communities'] = []): Promise<Opened> {
    const id = await walletId(entropy)
    const door = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
    const opened = await lockByBrowser(fresh(id, { entropy, communities }, random), door, random)
    const facts: Facts = {
      ...{ id: toHex(id), madeMs: Date.now(), savedMs: null, phraseMs: null, inFile: [] },
      members: await membersOf(opened.contents),
    }
    await this.inTurn(() => this.put(opened, facts, door))
    return opened
  }

  /** What a file or a code holds, once it is open: with the locks that it has. */
  async bring(keys: Keys, opened: Opened): Promise<void> {
    const members = await membersOf(opened.contents)
    // A file that was read is a file that somebody has.
    const facts: Facts = {
      ...{ id: toHex(keys.id), madeMs: Date.now(), savedMs: Date.now(), phraseMs: null },
      ...{ inFile: Object.keys(members), members },
    }
    await this.inTurn(() => this.put(opened, facts, null))
  }

  /** The member key of a community; it is not known yet whether it is used there. */
  memberOf(opened: Opened, genesis: Bytes): Promise<Signer> {
    return memberSigner(opened.contents.entropy, genesis)
  }

  /** Whether there is a place for this community beside the others. */
  hasRoomFor(genesis: string): boolean {
    const members = this.facts?.members ?? {}
    return genesis in members || Object.keys(members).length < MOST_COMMUNITIES
  }

  /** From now on a community is one of these keys', with the way to find it again. */
  async belongTo(opened: Opened, genesis: Bytes, invitation: string): Promise<void> {
    const name = toHex(genesis)
    if (this.facts?.members[name]) return
    const signer = await this.memberOf(opened, genesis)
    await this.change(opened, async (now, { facts, door }) => {
      const others = now.contents.communities.filter(each => toHex(each.genesis) !== name)
      const communities = fitting([{ genesis, invitation }, ...others])
      const members = { ...facts.members, [name]: toHex(signer.publicKey) }
      return [{ ...now, contents: { ...now.contents, communities } }, { ...facts, members }, door]
    })
  }

  /** From now on this passphrase opens them; a file saved before opens with the one before. */
  async lockBy(opened: Opened, passphrase: string): Promise<void> {
    const cost = await calibrateAside()
    await this.change(opened, async (now, { facts }) => [
      await lockByPassphrase(now, passphrase, cost, stretchAside, random),
      { ...facts, savedMs: null, inFile: [] },
      null,
    ])
  }

  /** Whether this platform's passkey could be made a lock. */
  async lockByPasskey(opened: Opened, name: string): Promise<boolean> {
    const made = await makePasskey(name)
    if (!made) return false
    const { credential, salt, secret } = made
    await this.change(opened, async (now, { facts }) => [
      await lockByPasskey(now, credential, salt, secret, random),
      facts,
      null,
    ])
    return true
  }

  // Copies

  /** A file's text. Only a passphrase opens it elsewhere. */
  get text(): string | undefined {
    return this.keys?.passphrase ? this.kept!.text : undefined
  }

  /** The same for a camera: the communities without their genesis, which a relay or a neighbour has. */
  async shortText(opened: Opened): Promise<string> {
    const communities = opened.contents.communities.map(short)
    const contents = { ...opened.contents, communities }
    return writeKeys(await close({ ...opened, contents, locks: { ...opened.locks, passkeys: [] } }, random))
  }

  /** A file was saved, or some words of the phrase were given back. */
  note(what: 'saved' | 'phrase'): Promise<void> {
    return this.inTurn(async () => {
      await this.again()
      const { kept } = this
      if (!kept) return
      const news =
        what === 'phrase'
          ? { phraseMs: Date.now() }
          : { savedMs: Date.now(), inFile: Object.keys(kept.facts.members) }
      await this.write({ ...kept, facts: { ...kept.facts, ...news } })
      this.changed()
    })
  }

  /** Whether a text that somebody has is a copy of these keys. */
  async isCopy(text: string): Promise<boolean | FrameFault> {
    const read = await readKeys(text)
    return typeof read === 'string' ? read : toHex(read.id) === this.facts?.id
  }
}

type Community = Contents['communities'][number]

/** Its genesis is asked of a relay or a neighbour. */
function short({ genesis, invitation }: Community): Community {
  const read = readInvitation(invitation)
  return { genesis, invitation: read ? writeInvitation({ ...read, genesis: null, token: null }) : '' }
}

/** Together no longer than what is sealed may be: of the oldest ones the genesis goes first. */
function fitting(communities: readonly Community[]): Community[] {
  let left = MOST_INVITATION_LETTERS
  return communities.map((each, i) => {
    // What is left over for each of those behind it.
    const behind = (communities.length - 1 - i) * SHORT_LETTERS
    const fits = each.invitation.length <= Math.min(MOST_INVITATION_BYTES, left - behind)
    const kept = fits ? each : short(each)
    left -= kept.invitation.length
    return kept
  })
}

async function membersOf({ entropy, communities }: Contents): Promise<Record<string, string>> {
  const members: Record<string, string> = {}
  for (const { genesis } of communities)
    members[toHex(genesis)] = toHex((await memberSigner(entropy, genesis)).publicKey)
  return members
}

/** A key's signature on becoming an account's. */
export const consentOf = (signer: Signer, genesis: string, account: string): Promise<Bytes> =>
  signer.sign(consentBytes(fromHex(genesis)!, fromHex(account)!))
