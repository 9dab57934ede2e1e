// A person's keys in this browser: made, locked, opened for a while, saved and brought back. What it hands out is signers; the
// secret itself is shown as a phrase and in no other way.
import { type Bytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import type { Signer } from '../../crypto/signer.ts'
import { readInvitation, writeInvitation } from '../invitation.ts'
import { memberSigner, walletId } from './derive.ts'
import type { FrameFault } from './frame.ts'
import { type Contents, close, type Fault, fresh, type Keys, type Opened } from './keys.ts'
import {
  lockByBrowser,
  lockByPasskey,
  lockByPassphrase,
  openByBrowser,
  openByPasskey,
  openByPassphrase,
} from './locks.ts'
import { markOf } from './mark.ts'
import { askPasskeys, makePasskey } from './passkey.ts'
import { type Facts, type Kept, KeyStore } from './store.ts'
import { calibrateAside, stretchAside } from './stretching.ts'
import { readKeys, writeKeys } from './text.ts'

const random = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count))
/** How long they stay open for a series of deeds. */
const OPEN_MS = 5 * 60_000

/** What opens them here. */
export type LockedBy = 'browser' | 'passphrase' | 'passkey' | 'both'

const rings = new Map<string, Promise<Keyring>>()

export class Keyring {
  private readonly store: KeyStore
  private readonly mark: string
  private kept: Kept | undefined
  private keys: Keys | undefined
  private opened: Opened | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Whoever shows something of it is told. */
  changed: () => void = () => {}

  private constructor(store: KeyStore, mark: string) {
    this.store = store
    this.mark = mark
  }

  /** A page has one of a name: what was opened stays open for whoever asks next. */
  static open(name: string): Promise<Keyring> {
    const known = rings.get(name) ?? Keyring.read(name)
    rings.set(name, known)
    return known
  }

  private static async read(name: string): Promise<Keyring> {
    const ring = new Keyring(await KeyStore.open(name), markOf(name))
    await ring.take(await ring.store.read())
    return ring
  }

  private async take(kept: Kept | undefined): Promise<void> {
    const keys = kept && (await readKeys(kept.text))
    if (!kept || !keys || typeof keys === 'string') return
    this.kept = kept
    this.keys = keys
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
    if (this.opened) return this.hold(this.opened)
    if (!this.keys || !this.kept?.door || !this.keys.browser) return undefined
    const opened = await openByBrowser(this.keys, this.kept.door)
    return typeof opened === 'string' ? undefined : this.hold(opened)
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

  // Making and changing: every change is written whole, or not at all

  private async put(opened: Opened, facts: Facts, door: CryptoKey | null): Promise<void> {
    const keys = await close(opened, random)
    const kept = { text: await writeKeys(keys), facts, door }
    await this.store.write(kept)
    localStorage.setItem(this.mark, facts.id)
    this.kept = kept
    this.keys = keys
    this.hold(opened)
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
      ...{ id: toHex(id), madeMs: Date.now(), savedMs: null, phraseMs: null },
      members: await membersOf(opened.contents),
    }
    await this.put(opened, facts, door)
    return opened
  }

  /** What a file or a code holds, once it is open: with the locks that it has. */
  async bring(keys: Keys, opened: Opened): Promise<void> {
    // A file that was read is a file that somebody has.
    const facts: Facts = {
      ...{ id: toHex(keys.id), madeMs: Date.now(), savedMs: Date.now(), phraseMs: null },
      members: await membersOf(opened.contents),
    }
    await this.put(opened, facts, null)
  }

  /** The member key of a community, which is remembered with the keys. */
  async memberOf(opened: Opened, genesis: Bytes, invitation: string): Promise<Signer> {
    const signer = await memberSigner(opened.contents.entropy, genesis)
    const name = toHex(genesis)
    if (this.kept && !this.kept.facts.members[name]) {
      const { contents } = opened
      const others = contents.communities.filter(each => toHex(each.genesis) !== name)
      const communities = [{ genesis, invitation }, ...others]
      const members = { ...this.kept.facts.members, [name]: toHex(signer.publicKey) }
      await this.put(
        { ...opened, contents: { ...contents, communities } },
        { ...this.kept.facts, members },
        this.kept.door,
      )
    }
    return signer
  }

  /** From now on this passphrase opens them; a file saved before opens with the one before. */
  async lockBy(opened: Opened, passphrase: string): Promise<void> {
    const cost = await calibrateAside()
    const locked = await lockByPassphrase(opened, passphrase, cost, stretchAside, random)
    await this.put(locked, { ...this.kept!.facts, savedMs: null }, null)
  }

  /** Whether this platform's passkey could be made a lock. */
  async lockByPasskey(opened: Opened, name: string): Promise<boolean> {
    const made = await makePasskey(name)
    if (!made) return false
    const { credential, salt, secret } = made
    await this.put(await lockByPasskey(opened, credential, salt, secret, random), this.kept!.facts, null)
    return true
  }

  // Copies

  /** A file's text. Only a passphrase opens it elsewhere. */
  get text(): string | undefined {
    return this.keys?.passphrase ? this.kept!.text : undefined
  }

  /** The same for a camera: the communities without their genesis, which a relay or a neighbour has. */
  async shortText(opened: Opened): Promise<string> {
    const communities = opened.contents.communities.map(({ genesis, invitation }) => {
      const read = readInvitation(invitation)
      return { genesis, invitation: read ? writeInvitation({ ...read, genesis: null, token: null }) : '' }
    })
    const contents = { ...opened.contents, communities }
    return writeKeys(await close({ ...opened, contents, locks: { ...opened.locks, passkeys: [] } }, random))
  }

  async note(what: 'saved' | 'phrase'): Promise<void> {
    if (!this.kept) return
    const facts = { ...this.kept.facts, [what === 'saved' ? 'savedMs' : 'phraseMs']: Date.now() }
    await this.store.write({ ...this.kept, facts })
    this.kept = { ...this.kept, facts }
    this.changed()
  }

  /** Whether a text that somebody has is a copy of these keys. */
  async isCopy(text: string): Promise<boolean | FrameFault> {
    const read = await readKeys(text)
    return typeof read === 'string' ? read : toHex(read.id) === this.facts?.id
  }
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
