// One running peer: what it is told by its links and by its user, and all that follows.
import { type Bytes, equalBytes, fromHex } from '../../bytes/bytes.ts'
import { struct, text } from '../../bytes/codec.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Community } from '../../chain/community.ts'
import type { Executed } from '../../chain/execute.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { ownerOf } from '../../chain/kernel/keys.ts'
import type { Halt, Offence } from '../../chain/node/effect.ts'
import type { Reading } from '../../chain/store.ts'
import { readTransaction } from '../../chain/transaction.ts'
import type { Verifier } from '../../crypto/verify.ts'
import type { Role } from '../../mesh/exchange/index.ts'
import { type Claims, isOfNotebook } from '../../mesh/frames/index.ts'
import {
  mayProduce,
  Neighbourhood,
  type NeighbourhoodEffect,
  type NeighbourhoodInput,
} from '../../mesh/neighbourhood/index.ts'
import type { FromLinks, LifeState, ToLinks } from '../../mesh/port.ts'
import type { SyncLimits } from '../../mesh/sync/index.ts'
import type {
  Agreed,
  Answer,
  Application,
  CommunitySight,
  Deed,
  DeviceSight,
  Fate,
  Hex,
  Identity,
  Peer,
  Prepared,
  Question,
  Status,
  Stop,
  Submitted,
  Watched,
  Writing,
  Written,
} from '../api.ts'
import type { Checkpoint } from '../invitation.ts'
import type { HaltSight } from '../status.ts'
import type { Disk } from '../storage/disk.ts'
import { RETENTION, type Refused, type Retention } from '../storage/ledger.ts'
import { Notes } from '../storage/notes.ts'
import { agreedNote } from './agreed.ts'
import type { Agreeing } from './agreeing.ts'
import { statusOf } from './condition.ts'
import { Converse } from './converse.ts'
import { Counter } from './counts.ts'
import { accusationOf, consented, leastStake, PRESENT, presenceIsDue, spentSince } from './duties.ts'
import { openFullSide } from './full-side.ts'
import { openLightSide } from './light-side.ts'
import { Neighbours } from './neighbours.ts'
import { isLast, Own } from './own.ts'
import { Pages } from './pages.ts'
import { drawing, type Platform, realPlatform, SlotClock } from './platform.ts'
import { Recorder } from './recorder.ts'
import { Renewal } from './renewal.ts'
import { Revealing } from './revealing.ts'
import { haltSight, isActive, whoIs } from './roles.ts'
import { type Room, RoomLook } from './room.ts'
import { communityOf, devicesOf, identityOf } from './self.ts'
import type { Side, SideAround } from './side.ts'
import { Submitting } from './submitting.ts'
import type { DelegateKey, Vault } from './vault.ts'
import { Verifying } from './verifying.ts'
import { Watching } from './watching.ts'

export interface CoreConfig {
  readonly community: Community
  readonly disk: Disk
  readonly room: Room
  readonly vault: Vault
  readonly verifier: Verifier
  post(message: ToLinks): void
  readonly platform?: Platform
  /** Where this device has not chosen yet. */
  readonly mode?: 'full' | 'light'
  /** The recent final block that an invitation names: who has nothing yet trusts it instead of genesis (rule 8). */
  readonly checkpoint?: Checkpoint
  /** The private half of an invitation's token. */
  readonly token?: Bytes
  readonly retention?: Retention
  /** Of the sync, where the usual ones do not fit. */
  readonly limits?: Partial<SyncLimits>
  /** How many slots a chain of reveals serves; fewer than there are in tests alone. */
  readonly revealSlots?: number
}

const modeCodec = struct({ mode: text(8) })
const MODE = 'mode'
/** What is kept out for this peer's own reasons, and what it had to itself, is told again after so many slots. */
const AGAIN_SLOTS = 8
const STATUS_SLOTS = 4
const MOST_REFUSALS = 8

export class Core implements Peer {
  private readonly config: CoreConfig
  private readonly platform: Platform
  private readonly community_: Community
  private readonly notes: Notes
  private readonly clock: SlotClock
  private readonly verifying: Verifying
  private readonly drops = new Counter()
  private readonly done = new Counter()
  private readonly recording: Recorder
  private readonly watching: Watching
  private readonly neighbourhood: Neighbourhood
  private readonly neighbours = new Neighbours()
  private readonly room: RoomLook
  private own!: Own
  private side!: Side
  private converse!: Converse
  private delegate: Revealing | undefined
  private mode: 'full' | 'light' = 'full'
  private role: Role = 'full'
  private activeNext: Bytes | undefined
  private interval = 0
  private halt: HaltSight | null = null
  private life: Status['life'] = 'visible'
  private clockWrong = false
  private clockKnown = false
  private relays: Status['relays'] = []
  private refusals: { reason: string; atMs: number }[] = []
  private closed = false
  private stopTick: () => void = () => {}
  private submitting!: Submitting
  private renewal!: Renewal
  /** Members agree once or never in a community’s life: it is loaded where they do, or have. */
  private agreeing: Promise<Agreeing> | undefined
  private readonly pages: Pages
  /** What a light peer was shown of its own account. */
  private belongs = false

  private constructor(config: CoreConfig) {
    const { community, platform = realPlatform, verifier } = config
    const { genesis } = community
    this.config = config
    this.platform = platform
    this.community_ = community
    this.notes = new Notes(config.disk)
    this.verifying = new Verifying(verifier)
    const setting = {
      community: community.genesisHash,
      key: config.vault.device.publicKey,
      slotMs: genesis.slotMs,
      who: (key: Bytes) => whoIs(this.side, key),
      claims: () => this.claims(),
    }
    this.neighbourhood = new Neighbourhood(setting, drawing(platform))
    this.clock = new SlotClock(
      { ...platform, now: () => this.neighbourhood.time(Math.floor(platform.now())) },
      genesis,
    )
    this.recording = new Recorder(() => this.clock.unixMs)
    this.room = new RoomLook(config.room, platform)
    this.watching = new Watching(platform, {
      status: () => this.statusNow(),
      blocks: () => this.side.blocks(),
      delegates: () => this.side.delegates(this.delegate?.key, this.neighbours.accounts),
      neighbours: () => this.neighbours.sights(id => this.converse.standingOf(id)?.head ?? null),
      transactions: () => this.own.all,
      state: () => ({ head: this.side.head, final: this.side.final }),
      notebook: () => this.pages.sight(),
      names: () => this.pages.names(),
    })
    this.pages = this.makePages()
  }

  /** Opens what is on the disk and begins; nothing was changed where the disk is refused. */
  static async open(config: CoreConfig): Promise<Core | Refused> {
    const core = new Core(config)
    const chosen = await core.notes.get(MODE, modeCodec)
    core.mode = chosen?.mode === 'light' || chosen?.mode === 'full' ? chosen.mode : (config.mode ?? 'full')
    core.own = await Own.read(core.notes, () => core.watching.changed('transactions', 'status'))
    core.submitting = core.makeSubmitting()
    core.renewal = new Renewal({
      ...{ vault: config.vault, own: core.own, genesisHash: config.community.genesisHash },
      submit: deed => core.submit(deed),
      note: (what, data) => core.recording.note(what, data),
    })
    const refused = await core.begin()
    if (refused) return refused
    core.recording.note('opened', { mode: core.mode, final: core.side.final?.height ?? null })
    core.tick()
    void core.pages.start().catch(() => {})
    if (await core.notes.has(agreedNote(core.side.chain))) void core.agreements().catch(() => {})
    return core
  }

  private makePages(): Pages {
    const { community, disk, platform = realPlatform, vault } = this.config
    return new Pages({
      ...{ community: community.genesisHash, device: vault.device, disk, platform },
      unixMs: () => this.clock.unixMs,
      read: read => this.side.read(read),
      isLight: () => this.mode === 'light',
      verify: (items, then) => this.verifying.ask(items, then),
      send: (to, bytes) => this.sendBulk(to, bytes),
      blame: (neighbour, code) => {
        this.drops.add(code)
        this.recording.note('notebook', { neighbour, code })
        this.converse.blame(neighbour)
      },
      isWatched: () => this.watching.isWatched('notebook') || this.watching.isWatched('names'),
      changed: () => this.watching.changed('notebook', 'names'),
      neighbours: () => this.neighbours.roles(),
      refused: why => this.recording.note('notebook', { refused: why }),
    })
  }

  private sendBulk(to: string, bytes: Bytes): void {
    const link = this.neighbourhood.linkOf(to)
    if (link !== undefined && this.neighbours.told(to, bytes.length))
      this.config.post({ kind: 'send', link, stream: 'bulk', bytes })
  }

  private makeSubmitting(): Submitting {
    const { config, own, clock } = this
    return new Submitting({
      ...{ device: config.vault.device, genesisHash: this.community_.genesisHash, own, clock },
      side: () => this.side,
      notKept: () => this.drops.add('peer/not-kept'),
    })
  }

  // Beginning, and beginning again

  private async begin(): Promise<Refused | undefined> {
    const { config } = this
    const { vault, revealSlots } = config
    const key = this.mode === 'full' ? vault.delegate : undefined
    const { notes, platform } = this
    this.delegate = key && (await Revealing.open(key, { notes, platform, slots: revealSlots }))
    const around = this.sideAround(key)
    const side = await (this.mode === 'full' ? openFullSide(around) : openLightSide(around))
    if ('refused' in side) return side
    this.side = side
    this.role = this.roleNow()
    this.converse = new Converse(
      this.role,
      side,
      {
        send: (to, stream, bytes) => {
          const link = this.neighbourhood.linkOf(to)
          if (link !== undefined && this.neighbours.told(to, bytes.length))
            config.post({ kind: 'send', link, stream, bytes })
        },
        part: (neighbour, reason) => {
          this.drops.add(`neighbour/${reason}`)
          this.recording.note('parted', { neighbour, reason })
          this.meet({ kind: 'bad', neighbour })
        },
      },
      this.platform,
      config.limits,
    )
    side.start(this.converse)
    side.time(this.clock.ms)
    for (const { id, role, serves } of this.neighbours.roles()) this.converse.joined(id, role, serves)
    for (const transaction of this.own.waiting) side.submit(transaction)
    return undefined
  }

  /** With another key, or in another mode: from what is on the disk. */
  private async beginAnew(): Promise<void> {
    this.converse.close()
    await this.side.close()
    const refused = await this.begin()
    if (refused) throw new Error(`what this peer wrote cannot be opened again: ${refused.refused}`)
    this.meet({ kind: 'changed' })
    this.watching.changed('status', 'blocks', 'delegates', 'state')
  }

  private sideAround(key: DelegateKey | undefined): SideAround {
    const { community, disk, retention = RETENTION, checkpoint } = this.config
    return {
      ...{ community, disk, retention, notes: this.notes },
      ...(checkpoint && { checkpoint }),
      platform: this.platform,
      clock: this.clock,
      verifying: this.verifying,
      drops: this.drops,
      done: this.done,
      own: this.own,
      signer: key?.signer,
      ...(this.delegate && { delegate: this.delegate }),
      note: (what, data) => this.recording.note(what, data),
      mayProduce: () => !this.clockWrong,
      headed: (head, stirs) => this.headed(head, stirs),
      finalised: stirs => this.told(stirs),
      accuse: offence => this.accuse(offence),
      halted: halt => this.halted(halt),
      troubled: trouble => {
        this.recording.note('store', { trouble })
        this.watching.changed('status')
      },
    }
  }

  private tick(): void {
    this.stopTick = this.platform.after(this.clock.untilNext, () => {
      if (this.closed) return
      // Planned first: whatever goes wrong below, slots go on.
      this.tick()
      this.slot()
    })
  }

  private slot(): void {
    this.side.time(this.clock.ms)
    this.converse.ask({ kind: 'time' })
    this.doDuties()
    if (this.clock.slot % AGAIN_SLOTS === 0) {
      for (const transaction of this.own.waiting) this.side.submit(transaction)
      void this.agreeing?.then(each => each.again()).catch(() => {})
    }
    this.room.look()
    this.pages.time()
    // A light peer learns from others what it is.
    if (this.mode === 'light' && !this.belongs && this.clock.slot % AGAIN_SLOTS === 0)
      void this.identity().catch(() => {})
    // What came to be is told at once; that time has passed, now and then.
    if (this.clock.slot % STATUS_SLOTS === 0) this.watching.changed('status')
  }

  // Links and neighbours

  /** From the thread with the links. */
  hear(message: FromLinks): void {
    if (this.closed) return
    if (message.kind === 'frame') this.neighbours.bytesIn += message.bytes.length
    if (message.kind === 'relays') {
      this.relays = message.reachable
      this.watching.changed('status')
    }
    if (message.kind === 'life') this.live(message.state)
    this.meet(message)
  }

  private live(state: LifeState): void {
    this.recording.note('life', { state })
    if (state === 'woken') {
      this.side.woken(this.clock.ms)
      this.converse.tell({ kind: 'compare' })
    } else if (state === 'online') this.life = 'visible'
    else this.life = state
    this.watching.changed('status')
  }

  private meet(input: NeighbourhoodInput): void {
    if (this.closed) return
    for (const effect of this.neighbourhood.step(input, Math.floor(this.platform.now()))) this.carry(effect)
  }

  private carry(effect: NeighbourhoodEffect): void {
    switch (effect.kind) {
      case 'links':
        this.config.post(effect.to)
        return
      case 'joined': {
        const { neighbour, role, claims, way } = effect
        if (this.neighbours.join(effect, this.clock.unixMs))
          this.recording.note('joined', { neighbour, role, way })
        this.own.neighbours = this.neighbours.size
        this.converse.joined(neighbour, role, claims !== 'light')
        this.pages.joined(neighbour)
        this.watching.changed('neighbours', 'delegates', 'status')
        return
      }
      case 'left':
        this.neighbours.leave(effect.neighbour)
        this.own.neighbours = this.neighbours.size
        this.recording.note('left', { neighbour: effect.neighbour, why: effect.why })
        this.converse.left(effect.neighbour)
        this.pages.left(effect.neighbour)
        this.watching.changed('neighbours', 'delegates', 'status')
        return
      case 'frame': {
        this.neighbours.heard(effect.from, effect.bytes.length)
        if (effect.stream === 'bulk' && isOfNotebook(effect.bytes))
          this.pages.frame(effect.from, effect.bytes)
        else this.converse.frame(effect.from, effect.stream, effect.bytes)
        return
      }
      case 'unsent':
        this.converse.unsent(effect.neighbour, effect.stream, effect.bytes)
        if (effect.stream === 'bulk') this.pages.unsent(effect.neighbour, effect.bytes)
        return
      case 'refused':
        this.drops.add(`handshake/${effect.reason}`)
        this.recording.note('refused', { by: effect.by, reason: effect.reason })
        this.refusals = [{ reason: effect.reason, atMs: this.clock.unixMs }, ...this.refusals].slice(
          0,
          MOST_REFUSALS,
        )
        this.watching.changed('status')
        return
      case 'sign': {
        const { token } = effect
        this.config.vault.device
          .sign(effect.message)
          .then(signature => this.meet({ kind: 'signed', token, signature }))
          .catch(() => this.drops.add('peer/unsigned'))
        return
      }
      case 'verify': {
        const { token } = effect
        this.verifying.ask(effect.items, verdicts => this.meet({ kind: 'verified', token, verdicts }))
        return
      }
      case 'clock':
        this.clockKnown = effect.state !== 'alone'
        this.clockWrong = !mayProduce(effect.state)
        this.recording.note('clock', { state: effect.state, offMs: effect.offMs })
        this.watching.changed('status')
        return
      case 'standing':
        this.watching.changed('status')
        return
      case 'wake':
        this.platform.after(effect.ms - this.platform.now(), () => this.meet({ kind: 'time' }))
    }
  }

  private claims(): Claims {
    return this.role === 'guest' ? 'light' : this.role
  }

  private roleNow(): Role {
    if (this.mode === 'light') return 'light'
    return isActive(this.side.state, this.delegate?.key) ? 'delegate' : 'full'
  }

  private told(stirs: boolean): void {
    this.watching.changed('blocks', 'delegates', 'status', 'transactions')
    // What a screen shows of the market hangs on the interval too.
    const interval = divFloor(this.side.final?.slot ?? 0, this.community_.genesis.intervalSlots)
    if (stirs || interval !== this.interval) this.watching.changed('state')
    this.interval = interval
  }

  private headed(head: Executed | undefined, stirs: boolean): void {
    this.told(stirs)
    const next = head?.header.activeNext
    if (!next || (this.activeNext && equalBytes(this.activeNext, next))) return
    const isFirst = this.activeNext === undefined
    this.activeNext = next
    if (isFirst || !this.converse) return
    const role = this.roleNow()
    if (role !== this.role) {
      this.role = role
      this.converse.tell({ kind: 'role', role })
    }
    // Others have become delegates, or are it no more.
    this.meet({ kind: 'changed' })
  }

  private halted(halt: Halt): void {
    this.recording.note('halted', { reason: halt.reason })
    this.halt = haltSight(halt)
    this.watching.changed('status')
  }

  // Duties

  private doDuties(): void {
    const { delegate } = this.config.vault
    const { state, head } = this.side
    if (!delegate || !state || !head || this.side.isJoining) return
    const { genesis } = this.community_
    const account = ownerOf(state, this.config.vault.device.publicKey)
    if (!account) return
    const { slot } = this.clock
    const { publicKey } = delegate.signer
    // Reveals (rule 1): they are for so many slots and no more.
    const spent = spentSince(state, account, publicKey, slot, this.config.revealSlots)
    if (spent !== undefined && this.delegate) void this.renewal.renew(this.delegate, account, spent, slot)
    const moment = { height: head.height + 1, slot }
    // Sleepers (rule 7): peers post it by themselves.
    if (!presenceIsDue(state, genesis, account, publicKey, moment)) return
    if (!this.own.has(PRESENT.module, PRESENT.command)) void this.submit(PRESENT).catch(() => {})
  }

  private accuse(offence: Offence): void {
    const { state } = this.side
    const deed = state && accusationOf(state, offence)
    this.recording.note('offence', { kind: offence.kind })
    // Evidence (rule 6): anyone may submit the pair; a guest has nobody to do it for.
    if (deed) void this.submit(deed).catch(() => {})
  }

  // The interface

  watch<K extends keyof Watched>(what: K, hear: (now: Watched[K]) => void): Stop {
    const stop = this.watching.watch(what, hear)
    // Names come with what is here; the notebook itself is fetched for whoever looks at it.
    if (what === 'notebook') void this.pages.open()
    if (what === 'notebook' || what === 'names') this.pages.looked()
    return stop
  }

  write(writing: Writing): Promise<Written> {
    return this.pages.write(writing)
  }

  async status(): Promise<Status> {
    return this.statusNow()
  }

  async community(): Promise<CommunitySight> {
    return communityOf(this.community_, this.side.chain)
  }

  async identity(): Promise<Identity> {
    const { identity, isShown } = await identityOf(this.side, this.config.vault, this.community_.genesisHash)
    if (isShown) this.belongs = identity.belongs
    return identity
  }

  devices(): Promise<readonly DeviceSight[]> {
    return devicesOf(this.side, this.config.vault)
  }

  async ask<T = unknown>(question: Question): Promise<Answer<T>> {
    return (await this.side.ask(question)) as Answer<T>
  }

  submit(deed: Deed): Promise<Submitted> {
    return this.submitting.submit(deed)
  }

  async pass(wires: readonly Uint8Array[]): Promise<number> {
    let readable = 0
    for (const wire of wires) {
      const transaction = readTransaction(wire)
      if (typeof transaction === 'string') continue
      readable += 1
      this.side.submit(transaction)
    }
    return readable
  }

  follow(id: Hex, hear: (fate: Fate) => void): Stop {
    return this.own.follow(id, hear)
  }

  settled(id: Hex): Promise<Fate> {
    return new Promise(resolve => {
      this.own.follow(id, fate => {
        if (isLast(fate)) resolve(fate)
      })
    })
  }

  async applyAsGuest(application: Application): Promise<Submitted> {
    return this.submitting.apply(application, application.token ?? this.config.token)
  }

  prepare(what: Deed | Application, key: Uint8Array): Promise<Prepared> {
    const token = 'module' in what ? undefined : (what.token ?? this.config.token)
    return this.submitting.prepare(what, key, token)
  }

  hand(bytes: Uint8Array, signature: Uint8Array): Promise<Submitted> {
    return this.submitting.hand(bytes, signature)
  }

  async consent(account: Hex): Promise<Uint8Array> {
    const message = consentBytes(this.community_.genesisHash, fromHex(account)!)
    return this.config.vault.device.sign(message)
  }

  async stand(stake?: number): Promise<Submitted> {
    return this.register('stand', state => ({ stake: stake ?? leastStake(state) }))
  }

  async rekey(): Promise<Submitted> {
    return this.register('rekey', () => ({}))
  }

  private agreements(): Promise<Agreeing> {
    const { community, vault } = this.config
    this.agreeing ??= import('./agreeing.ts').then(
      ({ Agreeing }) =>
        new Agreeing({
          ...{ community, device: vault.device, notes: this.notes },
          side: () => this.side,
          verify: items => new Promise(then => this.verifying.ask(items, then)),
        }),
    )
    // Without its code there is none; it is tried again.
    this.agreeing.catch(() => (this.agreeing = undefined))
    return this.agreeing
  }

  async propose(delegates: readonly Hex[]): Promise<Agreed> {
    return (await this.agreements()).propose(delegates)
  }

  async agreement(text?: string): Promise<Agreed> {
    return (await this.agreements()).look(text)
  }

  async agree(text: string): Promise<Agreed> {
    return (await this.agreements()).agree(text)
  }

  private async register(
    command: 'stand' | 'rekey',
    more: (state: Reading) => { readonly [name: string]: unknown },
  ): Promise<Submitted> {
    const { vault } = this.config
    if (!vault.mayStand) return { ok: false, code: 'peer/no-guarded-key' }
    if (this.mode !== 'full') return { ok: false, code: 'peer/light' }
    const { state, isJoining } = this.side
    // What it belongs to may be proven by others already; a delegate needs a state of its own.
    if (isJoining) return { ok: false, code: 'peer/joining' }
    const account = state && ownerOf(state, vault.device.publicKey)
    if (!state || !account) return { ok: false, code: 'peer/no-account' }
    // A key that stands already, or waits to, is not thrown away.
    const known = command === 'stand' && this.halt?.reason !== 'rekey' ? vault.delegate : undefined
    const key = known ?? (await vault.makeDelegate(this.clock.slot))
    if (!known || !this.delegate) await this.beginAnew()
    const { commitment } = this.delegate!
    if (command === 'rekey' && this.halt?.reason === 'rekey') this.halt = null
    return this.submit(
      await consented(command, key, commitment, account, this.community_.genesisHash, more(state)),
    )
  }

  async setMode(mode: 'full' | 'light'): Promise<void> {
    if (mode === this.mode) return
    await this.notes.put(MODE, modeCodec, { mode }, 'strict')
    this.mode = mode
    await this.beginAnew()
  }

  persist(): Promise<boolean> {
    return this.room.persist()
  }

  async recorder(): Promise<string> {
    return (
      this.recording.text() + JSON.stringify({ ms: this.clock.unixMs, what: 'status', ...this.statusNow() })
    )
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.stopTick()
    this.converse.close()
    this.watching.close()
    await this.pages.close()
    await this.side.close()
    await this.own.flush().catch(() => {})
    await this.config.disk.close()
  }

  private statusNow(): Status {
    const { side, converse, neighbours, own, verifying, room, delegate, drops, done, clock } = this
    const { mode, belongs, refusals, relays, life, halt } = this
    return statusOf({
      ...{ side, converse, neighbours, own, verifying, room, delegate, drops, done, clock },
      ...{ mode, belongs, refused: refusals, relays, life, halt },
      ...{ vault: this.config.vault, isClosed: this.closed },
      correction: {
        offsetMs: this.clockKnown ? Math.round(clock.unixMs - this.platform.now()) : null,
        wrong: this.clockWrong,
      },
    })
  }
}
