// A tab of a wallet. One of them is the peer, held by a lock; the others look through it, and one of those takes its place
// when it goes (rule 9: two tabs of one wallet never sign both).
import { toHex } from '../../bytes/bytes.ts'
import type { Links, LinksConfig } from '../../mesh/links/index.ts'
import type { Peer, Status, Stop, Watched } from '../api.ts'
import { type Checkpoint, isGenesisOf, readInvitation } from '../invitation.ts'
import { RemotePeer } from '../remote/client.ts'
import { channelLine, portLine } from '../remote/line.ts'
import { servePeer } from '../remote/server.ts'
import { walletHere } from './named.ts'
import type { FromWorker, ToWorker } from './place.ts'
import { addPlace, invitationTo, keepInvitation, notePlace, placeHere, placesOf } from './places.ts'

export interface TabConfig {
  /** A link or its text; without one what this wallet joined before. */
  readonly invitation?: string
  /** Whoever gives the invitation knows that its community may be one more. */
  readonly another?: boolean
  /** The wallet's name; without one that of the address. */
  readonly name?: string
  /** Besides those of the invitation, and the one that this page came from, where it came from one. */
  readonly relays?: readonly string[]
  readonly iceServers?: LinksConfig['iceServers']
  readonly mode?: 'full' | 'light'
  /** Open already, because somebody is on them whom this device was paired with. */
  readonly links?: Links
}

/**
 * Why there is no peer: `invitation`: none is known, or what was given is none; `another`: this wallet belongs to others, and
 * was not asked whether it wants one more; else the words for the screen.
 */
export type NoPeer =
  | { readonly none: 'invitation' }
  | { readonly none: 'another'; readonly invitation: string }
  | { readonly none: 'failed'; readonly why: string }

/** Opens this wallet's peer in this tab, or looks through the tab that has it. */
export async function openTab(config: TabConfig): Promise<Peer | NoPeer> {
  const { name = walletHere() } = config
  const here = isSecureContext && config.invitation === undefined ? placeHere(name) : undefined
  const text = config.invitation ?? (here ? invitationTo(here.store) : null)
  const invitation = text === null ? undefined : readInvitation(text)
  if (!invitation || text === null) return { none: 'invitation' }
  const { community, relays: meeting } = invitation
  const hash = toHex(community)
  const others = isSecureContext ? placesOf(name) : []
  const known = others.find(({ genesis }) => genesis === hash)
  if (!known && others.length > 0 && !config.another) return { none: 'another', invitation: text }
  const serving = await relayHere()
  const before = known && readInvitation(invitationTo(known.store) ?? '')
  const genesis =
    invitation.genesis ?? before?.genesis ?? (await fetchGenesis(community, [...serving, ...meeting]))
  if (!genesis) return { none: 'failed', why: 'No relay of this invitation has the community’s genesis.' }
  if (!(await isGenesisOf(community, genesis))) return { none: 'invitation' }
  // What came without encryption keeps nothing, and has no use for a ticket.
  const place = isSecureContext ? addPlace(name, hash) : undefined
  if (isSecureContext && !place) return { none: 'failed', why: 'A wallet holds 32 communities at most.' }
  // With its genesis, so that it opens where nobody is there to be asked for it.
  if (place) keepInvitation(place, invitation, genesis)
  const relays = [...new Set([...(config.relays ?? []), ...meeting, ...serving])]
  const own: Own = {
    ...{ name: place?.store ?? name, genesis, relays, checkpoint: invitation.checkpoint },
    ...(isSecureContext
      ? { token: invitation.token, mode: config.mode ?? null }
      : { token: null, mode: 'light' as const }),
    ...(config.iceServers && { iceServers: config.iceServers }),
    ...(config.links && { links: config.links }),
  }
  const tab = await Tab.open(own)
  if (place && !('none' in tab)) notePlace(hash, { shownMs: Date.now() }, name)
  return tab
}

/** What pairing needs of the tab that is the peer: its links, and what it hands to a newcomer. */
export type Desk = Pick<Own, 'genesis' | 'relays' | 'token'> & { readonly links: Links }

export const deskOf = (peer: Peer): Desk | undefined => (peer instanceof Tab ? peer.desk : undefined)

const HERE = 'wattle/relay-here'

/** Whether a relay serves this page, as it is or as it was: a page that opens without its server need not wait to know. */
export async function relayHere(): Promise<readonly string[]> {
  const before = localStorage.getItem(HERE)
  const asked = fetch('/relay.json')
    .then(answer => (answer.ok ? answer.json() : undefined))
    .then(said => localStorage.setItem(HERE, said?.version === 1 ? 'yes' : 'no'))
    .catch(() => {})
  if (before === null) await asked
  const is = (before ?? localStorage.getItem(HERE)) === 'yes'
  return is ? [location.origin] : []
}

/** A relay that serves the app may have its community's genesis beside it. Whatever it gives is known by its hash. */
async function fetchGenesis(
  community: Uint8Array,
  relays: readonly string[],
): Promise<Uint8Array | undefined> {
  const name = toHex(community)
  for (const relay of relays) {
    try {
      const answer = await fetch(new URL(`/genesis/${name}`, relay))
      if (!answer.ok) continue
      const genesis = new Uint8Array(await answer.arrayBuffer())
      if (await isGenesisOf(community, genesis)) return genesis
    } catch {
      // The next one may have it.
    }
  }
  return undefined
}

interface Own {
  readonly name: string
  readonly genesis: Uint8Array
  readonly relays: readonly string[]
  readonly token: Uint8Array | null
  readonly checkpoint: Checkpoint | null
  readonly mode: 'full' | 'light' | null
  readonly iceServers?: LinksConfig['iceServers']
  readonly links?: Links
}

interface Running {
  readonly peer: RemotePeer
  readonly worker: Worker
  readonly links: Links
  readonly stopServing: Stop
}

interface Watch {
  begin(peer: Peer): Stop
  stop: Stop
}

/** A peer in this tab, or another one's seen from here; which of both it is may change while it is watched. */
class Tab implements Peer {
  private readonly own: Own
  private readonly channel: ReturnType<typeof channelLine>
  private readonly looking: RemotePeer
  private readonly watches = new Set<Watch>()
  private running: Running | undefined
  private release: () => void = () => {}
  private closed = false

  private constructor(own: Own) {
    this.own = own
    this.channel = channelLine(`wattle/${own.name}`)
    this.looking = new RemotePeer(this.channel, false)
  }

  static async open(own: Own): Promise<Peer | NoPeer> {
    const tab = new Tab(own)
    const lock = `wattle/${own.name}`
    // There are no locks where nothing is kept, and nothing to hold them for.
    const first = await new Promise<boolean>(resolve => {
      if (!isSecureContext) return resolve(true)
      void navigator.locks.request(lock, { ifAvailable: true }, held => {
        resolve(held !== null)
        return held === null ? undefined : tab.held()
      })
    })
    if (first) {
      const why = await tab.run()
      if (why === undefined) return tab
      await tab.close()
      return { none: 'failed', why }
    }
    // When the tab that is the peer goes, this one takes its place.
    void navigator.locks.request(lock, async () => {
      if (tab.closed) return
      const why = await tab.run()
      if (why === undefined) await tab.held()
    })
    return tab
  }

  /** The lock is held until this tab closes. */
  private held(): Promise<void> {
    return new Promise(resolve => {
      this.release = resolve
    })
  }

  /** Becomes the peer; says why not. */
  private async run(): Promise<string | undefined> {
    const { name, genesis, relays, token, checkpoint, mode, iceServers } = this.own
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: `peer ${name}`,
    })
    const tell = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer)
    const loaded = new Promise<string | undefined>(resolve => {
      worker.onmessage = () => resolve(undefined)
      worker.onerror = event => resolve(event.message || 'the peer’s part of this page did not load')
    })
    // The links' code is most of the first load: both begin at the same time.
    const { openLinks } = await import('../../mesh/links/index.ts')
    const links = this.own.links ?? (await openLinks({ relays, ...(iceServers && { iceServers }) }))
    const failure = await loaded
    if (failure !== undefined) {
      await links.close()
      return failure
    }
    const { port1, port2 } = new MessageChannel()
    const begun = new Promise<string | undefined>(resolve => {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === 'begun') resolve(undefined)
        else if (data.kind === 'refused') resolve(data.why)
        else if (data.kind === 'links') links.tell(data.message)
        else location.reload()
      }
      worker.onerror = event => resolve(event.message || 'the peer’s part of this page stopped')
    })
    links.listen(message => {
      const bytes = 'bytes' in message ? message.bytes : undefined
      const whole = typeof bytes === 'object' && bytes.byteLength === bytes.buffer.byteLength
      tell({ kind: 'links', message }, whole ? [bytes.buffer] : [])
    })
    tell({ kind: 'begin', beginning: { name, genesis, token, checkpoint, mode, port: port2 } }, [port2])
    const why = await begun
    if (why !== undefined) {
      worker.terminate()
      await links.close()
      return why
    }
    const peer = new RemotePeer(portLine(port1), true)
    this.running = { peer, worker, links, stopServing: servePeer(peer, this.channel, true) }
    this.looking.end()
    for (const watch of this.watches) watch.stop = watch.begin(peer)
    return undefined
  }

  get desk(): Desk | undefined {
    return this.running && { ...this.own, links: this.running.links }
  }

  private get peer(): Peer {
    return this.running?.peer ?? this.looking
  }

  /** What only reads is asked again of the peer that this tab has become meanwhile. */
  private read<T>(call: (peer: Peer) => Promise<T>): Promise<T> {
    const asked = this.peer
    return call(asked).catch(error => {
      if (this.peer === asked) throw error
      return call(this.peer)
    })
  }

  private keep(begin: (peer: Peer) => Stop): Stop {
    const watch: Watch = { begin, stop: begin(this.peer) }
    this.watches.add(watch)
    return () => {
      if (this.watches.delete(watch)) watch.stop()
    }
  }

  watch<K extends keyof Watched>(what: K, hear: (now: Watched[K]) => void): Stop {
    const told = (now: Watched[K]) =>
      hear(what === 'status' ? (this.seated(now as Status) as Watched[K]) : now)
    return this.keep(peer => peer.watch(what, told))
  }

  private seated(status: Status): Status {
    return { ...status, seat: this.running ? 'peer' : 'looking' }
  }

  follow: Peer['follow'] = (id, hear) => this.keep(peer => peer.follow(id, hear))
  status: Peer['status'] = async () => this.seated(await this.read(peer => peer.status()))
  community: Peer['community'] = () => this.read(peer => peer.community())
  identity: Peer['identity'] = () => this.read(peer => peer.identity())
  devices: Peer['devices'] = () => this.read(peer => peer.devices())
  ask: Peer['ask'] = question => this.read(peer => peer.ask(question))
  submit: Peer['submit'] = deed => this.looked(peer => peer.submit(deed))
  pass: Peer['pass'] = wires => this.peer.pass(wires)
  prepare: Peer['prepare'] = (what, key) => this.looked(peer => peer.prepare(what, key))
  hand: Peer['hand'] = (bytes, signature) => this.looked(peer => peer.hand(bytes, signature))
  consent: Peer['consent'] = account => this.read(peer => peer.consent(account))
  applyAsGuest: Peer['applyAsGuest'] = application => this.looked(peer => peer.applyAsGuest(application))
  stand: Peer['stand'] = stake => this.looked(peer => peer.stand(stake))
  rekey: Peer['rekey'] = () => this.looked(peer => peer.rekey())
  propose: Peer['propose'] = delegates => this.looked(peer => peer.propose(delegates))
  agreement: Peer['agreement'] = text => this.looked(peer => peer.agreement(text))
  agree: Peer['agree'] = text => this.looked(peer => peer.agree(text))
  write: Peer['write'] = writing => this.looked(peer => peer.write(writing))
  setMode: Peer['setMode'] = mode => this.peer.setMode(mode)
  recorder: Peer['recorder'] = () => this.read(peer => peer.recorder())
  settled: Peer['settled'] = id =>
    new Promise(resolve => {
      const stop = this.follow(id, fate => {
        if (fate.stage === 'sent' || fate.stage === 'in-block') return
        resolve(fate)
        queueMicrotask(() => stop())
      })
    })

  /** What is sent while the tab that was the peer goes is sent again by its user. */
  private looked<T>(
    call: (peer: Peer) => Promise<T>,
  ): Promise<T | { readonly ok: false; readonly code: string }> {
    if (this.running) return call(this.running.peer)
    return call(this.looking).catch(() => ({ ok: false, code: 'peer/looking' }) as const)
  }

  /** Only a page may ask. */
  persist: Peer['persist'] = async () => {
    const granted = (await navigator.storage?.persist?.()) ?? false
    await this.peer.persist()
    return granted
  }

  close: Peer['close'] = async () => {
    this.closed = true
    for (const watch of this.watches) watch.stop()
    this.watches.clear()
    this.looking.end()
    const { running } = this
    if (running) {
      running.stopServing()
      await running.peer.close()
      await running.links.close()
      running.peer.end()
      running.worker.terminate()
    }
    this.channel.close()
    this.release()
  }
}
