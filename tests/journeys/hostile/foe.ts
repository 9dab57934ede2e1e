// A member of no good faith, under Node: a real peer with a key of its own, which also says on its links whatever a test wants.
import { type Bytes, equalBytes, fromHex } from '../../../src/bytes/bytes.ts'
import { sha256 } from '../../../src/bytes/hash.ts'
import { community } from '../../../src/chain/community.ts'
import { readGenesis } from '../../../src/chain/genesis.ts'
import { signerOf } from '../../../src/crypto/keys.ts'
import type { Signer } from '../../../src/crypto/signer.ts'
import { pickVerifier } from '../../../src/crypto/verify.ts'
import { ruleBook } from '../../../src/market/registry.ts'
import { frameOf } from '../../../src/mesh/frames/index.ts'
import { type Links, openLinks } from '../../../src/mesh/links/index.ts'
import { nodePlatform } from '../../../src/mesh/links/node.ts'
import { type Said, writeSaid } from '../../../src/mesh/notebook/frames.ts'
import {
  clientOf,
  type Entry,
  headerOf,
  Log,
  PAGE,
  readEntry,
  seal,
  writeEntry,
} from '../../../src/mesh/notebook/index.ts'
import { removalUpdate } from '../../../src/mesh/notebook/write.ts'
import type { Writing } from '../../../src/peer/api.ts'
import { Core } from '../../../src/peer/core/core.ts'
import { realPlatform } from '../../../src/peer/core/platform.ts'
import { seededVault } from '../../../src/peer/core/vault.ts'
import { readInvitation } from '../../../src/peer/invitation.ts'
import { MemoryDisk } from '../../../src/peer/storage/memory.ts'
import { Notes } from '../../../src/peer/storage/notes.ts'
import { NOTEBOOK_ENTRIES } from '../../../src/peer/storage/records.ts'
import { until } from '../../../tools/until.ts'

export class Foe {
  core!: Core
  private links!: Links
  private disk = new MemoryDisk()
  private readonly invitation: NonNullable<ReturnType<typeof readInvitation>>
  private readonly signer: Signer
  private readonly seed: Bytes
  private genesis: Bytes = new Uint8Array(0)
  private readonly open = new Set<number>()
  private isAway = true

  private constructor(
    invitation: NonNullable<ReturnType<typeof readInvitation>>,
    seed: Bytes,
    signer: Signer,
  ) {
    this.invitation = invitation
    this.seed = seed
    this.signer = signer
  }

  static async join(text: string): Promise<Foe> {
    const seed = realPlatform.random(32)
    const foe = new Foe(readInvitation(text)!, seed, await signerOf(seed))
    await foe.back()
    await foe.until('it follows', async () => ((await foe.core.status()).final?.height ?? 0) > 0)
    const applied = await foe.core.applyAsGuest({
      roles: 1,
      details: new Uint8Array(0),
      token: foe.invitation.token!,
    })
    if (!applied.ok) throw new Error(applied.code)
    return foe
  }

  async belongs(): Promise<void> {
    await this.until('the foe is a member', async () => (await this.core.identity()).belongs)
  }

  until(what: string, holds: () => boolean | Promise<boolean>): Promise<unknown> {
    return until(
      what,
      async () => holds(),
      holds => holds,
      60,
    )
  }

  /** It is there again, with what it kept. */
  async back(): Promise<void> {
    const genesis = readGenesis(this.invitation.genesis!)
    if (typeof genesis === 'string') throw new Error(genesis)
    const links = await openLinks({ relays: this.invitation.relays, platform: nodePlatform() })
    const made = community(genesis, ruleBook)
    this.genesis = made.genesisHash
    const opened = await Core.open({
      ...{ community: made, disk: this.disk, post: message => links.tell(message) },
      room: {
        kind: 'memory',
        estimate: async () => ({ usedBytes: null, quotaBytes: null }),
        persisted: async () => null,
        persist: async () => false,
      },
      vault: await seededVault(new Notes(this.disk), realPlatform.random, { device: this.seed }),
      verifier: await pickVerifier(),
    })
    if ('refused' in opened) throw new Error(opened.refused)
    this.isAway = false
    this.core = opened
    this.links = links
    links.listen(message => {
      if (message.kind === 'opened') this.open.add(message.link)
      if (message.kind === 'closed') this.open.delete(message.link)
      opened.hear(message)
    })
  }

  /** It closes; a second time does nothing. */
  async away(): Promise<void> {
    if (this.isAway) return
    this.isAway = true
    const kept = this.disk.copy()
    await this.core.close()
    await this.links.close()
    this.open.clear()
    this.disk = kept
  }

  async account(): Promise<string> {
    return (await this.core.identity()).account
  }

  async write(writing: Writing): Promise<void> {
    const written = await this.core.write(writing)
    if (!written.ok) throw new Error(written.code)
  }

  /** Once it is a neighbour of all of these. */
  knows(...accounts: readonly string[]): Promise<unknown> {
    let linked: readonly (string | null)[] = []
    const stop = this.core.watch('neighbours', now => {
      linked = now.map(({ account }) => account)
    })
    return this.until('the foe is their neighbour', () =>
      accounts.every(each => linked.includes(each)),
    ).finally(stop)
  }

  // Malice

  /** Deletes the first thing that another device wrote. */
  async deletes(device: string): Promise<void> {
    const own = await this.logFor(this.signer.publicKey)
    const client = clientOf(this.genesis, fromHex(device)!)
    const update = removalUpdate(new Map([[client, [{ clock: 0, length: 1 }]]]))
    await this.offer(await this.entry(own, update, fromHex(device)!))
  }

  /** Signs another entry at the place of its last one. */
  async writesTwice(): Promise<void> {
    const own = await this.logFor(this.signer.publicKey)
    const { header, body } = own.tip!
    await this.offer(await this.seal({ ...header, until: Date.now() + 60_000 }, body))
  }

  /** Says that another device wrote something, and signs it itself. */
  async forges(device: string): Promise<void> {
    const log = await this.logFor(fromHex(device)!)
    const { header, body } = log.tip!
    const next = {
      ...header,
      place: header.place + 1,
      previous: log.tip!.hash,
      clock: header.clock + header.clocks,
    }
    await this.offer(await this.seal({ ...next, clocks: 0, structs: 0, ...nothing() }, body && NOTHING))
  }

  private async entry(log: Log, update: Bytes, other: Bytes): Promise<Entry> {
    const devices = new Map([[clientOf(this.genesis, other), other]])
    const account = fromHex((await this.core.identity()).account)!
    return this.seal(headerOf({ community: this.genesis, account, log, devices }, { update }), update)
  }

  private seal(header: Entry['header'], body: Bytes | null): Promise<Entry> {
    return seal(header, body as Bytes, message => this.signer.sign(message))
  }

  /** What it has of a device's log. */
  private async logFor(device: Bytes): Promise<Log> {
    const log = new Log(device, PAGE)
    for (const { value } of await this.disk.range(NOTEBOOK_ENTRIES)) {
      const entry = readEntry(value)
      if (typeof entry === 'object' && equalBytes(entry.header.device, device)) log.add([entry], true)
    }
    return log
  }

  /** To every neighbour: that there is this entry, and the entry. */
  private async offer(entry: Entry): Promise<void> {
    const { device, strand, place } = entry.header
    const head = { device, strand, base: 0, tip: { place, hash: entry.hash }, fork: null }
    this.say({ kind: 'heads', body: { heads: [head] } })
    this.say({ kind: 'entries', body: { device, strand, entries: [writeEntry(entry)] } })
  }

  private say(said: Said): void {
    for (const link of this.open) {
      const bytes = frameOf({ kind: 'notebook', body: writeSaid(said) })
      this.links.tell({ kind: 'send', link, stream: 'bulk', bytes })
    }
  }
}

/** An update that does nothing. */
const NOTHING = Uint8Array.of(0, 0)
const nothing = () => ({ bodyHash: sha256(NOTHING), bodyBytes: NOTHING.length })
