// The notebook: every author's logs, and how neighbours bring each other what they lack. A pure machine: inputs and the
// time in, effects out. It knows what may stand and says nothing of what it means: that is page.ts.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { sha256Name } from '../../bytes/hash.ts'
import { NAME_BYTES } from '../frames/limits.ts'
import { Digest, type Name } from '../frames/names.ts'
import type { Code } from './codes.ts'
import type { Keep, NotebookEffect, NotebookInput } from './effect.ts'
import {
  type Entry,
  forkOf,
  type LogName,
  logName,
  logOf,
  REMOVALS,
  readEntry,
  type Sealed,
  signedBytes,
  writeEntry,
} from './entry.ts'
import { BUCKETS, bucketOf, headBytes, readSaid, type Said, type Want, writeSaid } from './frames.ts'
import { type Community, judgeAlone, type Lookup } from './judge.ts'
import { MAX_HEADS, MAX_WANTS, PAGE_BYTES, PAGE_ENTRIES } from './limits.ts'
import { type Head, Log, type Proof } from './log.ts'

export interface NotebookConfig {
  /** The genesis hash. */
  readonly community: Bytes
  readonly who: Lookup
  /** The community's time, in milliseconds since 1970. */
  time(): number
}

/** What is new is told so much later, all of it together. */
const TELL_MS = 150
/** Neighbours compare so often, whatever else they say. */
const COMPARE_MS = 30_000
/** Asked of one neighbour and not come: another is asked. */
const PATIENCE_MS = 10_000
/** Logs that one neighbour is asked for at a time, and may ask for. */
const MOST_ASKED = 32
const MOST_SERVED = 128
/** Heads of a neighbour that wait for their turn. */
const MOST_WANTED = 65_536
/** Runs whose other signatures are verified side by side, and how many may wait for a calm moment. */
const RESTING = 16
const MOST_RESTING = 512

interface Neighbour {
  readonly id: string
  /** Its heads that say something that is not here. */
  readonly ahead: Map<LogName, Head>
  /** Up to which place of such a log it has brought the very same as is here. */
  readonly same: Map<LogName, number>
  /** What it was asked for, and when. */
  readonly asked: Map<LogName, number>
  /** What it wants, in order. */
  readonly wants: Map<LogName, Want>
  readonly unsaid: Said[]
  /** Its bulk stream is free. */
  ready: boolean
}

/** A run of entries whose signatures are being verified. */
interface Trial {
  readonly log: Log
  readonly from: string
  readonly entries: readonly Entry[]
  readonly fork: Proof | undefined
  readonly code: Code | undefined
  /** First the last signature, which vouches for those before it; then, while they are shown already, the others. */
  readonly stage: 'tip' | 'rest'
}

export class Notebook {
  readonly logs = new Map<LogName, Log>()
  private readonly config: NotebookConfig
  private readonly neighbours = new Map<string, Neighbour>()
  private readonly trials = new Map<number, Trial>()
  /** Logs on trial: nothing else is heard of them meanwhile. */
  private readonly tried = new Set<LogName>()
  /** Runs that are shown already, and of which signatures are still to be verified; and of how many they are just now. */
  private readonly rest: Trial[] = []
  private resting = 0
  private readonly fresh = new Set<LogName>()
  /** A neighbour has said what it has. */
  private heard = false
  private tokens = 0
  private now = 0
  private effects: NotebookEffect[] = []
  private tellAt = Number.POSITIVE_INFINITY
  private compareAt = Number.POSITIVE_INFINITY
  private wokenFor = Number.POSITIVE_INFINITY

  constructor(config: NotebookConfig) {
    this.config = config
  }

  /** What was kept, before anything else happens; it was judged when it came. */
  load(log: Log): void {
    this.logs.set(log.name, log)
  }

  log(device: Bytes, strand: number): Log {
    const name = logName(device, strand)
    return this.logs.get(name) ?? new Log(device, strand)
  }

  private get community(): Community {
    return { hash: this.config.community, who: this.config.who, timeMs: this.config.time() }
  }

  /** Whether an own entry may follow on what is here. */
  judge(entry: Entry): Code | undefined {
    const log = this.log(entry.header.device, entry.header.strand)
    if (this.tried.has(log.name)) return 'notebook/gap'
    const { entries, code } = log.read([entry], each => judgeAlone(each, this.community))
    return code ?? (entries.length === 1 ? undefined : 'notebook/gap')
  }

  step(input: NotebookInput, now: number): readonly NotebookEffect[] {
    if (now > this.now) this.now = now
    this.effects = []
    this.take(input)
    this.doDue()
    return this.effects
  }

  private take(input: NotebookInput): void {
    switch (input.kind) {
      case 'joined':
        this.join(input.neighbour)
        return
      case 'left':
        this.neighbours.delete(input.neighbour)
        return
      case 'said': {
        const from = this.neighbours.get(input.from)
        if (from) this.hear(from, input.bytes)
        return
      }
      case 'drained': {
        const neighbour = this.neighbours.get(input.neighbour)
        if (neighbour) neighbour.ready = true
        return
      }
      case 'verified':
        this.verified(input.token, input.verdicts)
        return
      case 'own':
        this.own(input.entry)
        return
      case 'ledger':
        this.compareAt = Math.min(this.compareAt, this.now + TELL_MS)
        return
      case 'time':
        if (this.now >= this.wokenFor) this.wokenFor = Number.POSITIVE_INFINITY
    }
  }

  // Neighbours

  private join(id: string): void {
    if (this.neighbours.has(id)) return
    const neighbour: Neighbour = {
      ...{
        id,
        ahead: new Map(),
        same: new Map(),
        asked: new Map(),
        wants: new Map(),
        unsaid: [],
        ready: true,
      },
    }
    this.neighbours.set(id, neighbour)
    this.sayDigest(neighbour)
    if (this.compareAt === Number.POSITIVE_INFINITY) this.compareAt = this.now + COMPARE_MS
  }

  private say(neighbour: Neighbour, said: Said): void {
    if (said.kind === 'entries') neighbour.ready = false
    this.effects.push({ kind: 'say', to: neighbour.id, bytes: writeSaid(said) })
  }

  private blame(neighbour: Neighbour, code: Code | 'notebook/flood'): void {
    this.neighbours.delete(neighbour.id)
    this.effects.push({ kind: 'blame', neighbour: neighbour.id, code })
  }

  private hear(from: Neighbour, bytes: Bytes): void {
    const said = readSaid(bytes)
    if (said === 'version') return
    if (said === 'form') {
      this.blame(from, 'notebook/form')
      return
    }
    switch (said.kind) {
      case 'digest':
        this.compare(from, said.body)
        return
      case 'heads':
        for (const head of said.body.heads) this.learn(from, head)
        return
      case 'want':
        for (const want of said.body.wants) from.wants.set(logName(want.device, want.strand), want)
        // What is not served it asks for again.
        for (const oldest of from.wants.keys()) if (from.wants.size > MOST_SERVED) from.wants.delete(oldest)
        return
      case 'entries':
        this.arrive(from, said.body)
        return
      case 'proof':
        this.prove(from, [said.body.one, said.body.other])
    }
  }

  // Comparing

  /** A removal counts as long as its author has the role, and is told as long as it counts. */
  private isTold(log: Log): boolean {
    if (!log.fork && log.proven === 0) return false
    if (log.strand !== REMOVALS) return true
    const who = this.config.who(log.device)
    return who.kind === 'known' && who.moderates
  }

  private told(): Log[] {
    return [...this.logs.values()].filter(log => this.isTold(log))
  }

  private digests(): Bytes {
    const digests = Array.from({ length: BUCKETS }, () => new Digest())
    for (const log of this.told()) digests[bucketOf(log.device)]!.add(nameOfHead(log.head))
    return concatBytes(
      ...digests.map(digest => Uint8Array.from(digest.value().slice(0, NAME_BYTES), c => c.charCodeAt(0))),
    )
  }

  /** Who has nothing waits for others to say that they have something. */
  private sayDigest(neighbour: Neighbour, answer = false): void {
    const isEmpty = !answer && !this.heard && this.told().length === 0
    if (!isEmpty) this.say(neighbour, { kind: 'digest', body: { buckets: this.digests(), answer } })
  }

  private compare(
    from: Neighbour,
    { buckets: theirs, answer }: Extract<Said, { kind: 'digest' }>['body'],
  ): void {
    const own = this.digests()
    this.heard = true
    if (equalBytes(own, theirs)) return
    if (!answer) this.sayDigest(from, true)
    const differs = (bucket: number) => {
      for (let i = bucket * NAME_BYTES; i < (bucket + 1) * NAME_BYTES; i++)
        if (own[i] !== theirs[i]) return true
      return false
    }
    const heads = this.told()
      .filter(log => differs(bucketOf(log.device)))
      .map(log => log.head)
    this.sayHeads(from, heads)
  }

  private sayHeads(to: Neighbour, heads: readonly Head[]): void {
    for (let at = 0; at < heads.length; at += MAX_HEADS)
      this.say(to, { kind: 'heads', body: { heads: heads.slice(at, at + MAX_HEADS) } })
  }

  /** A neighbour's head: whether it has what is not here. */
  private learn(from: Neighbour, head: Head): void {
    const name = logName(head.device, head.strand)
    from.same.delete(name)
    if (this.wantOf(head)) from.ahead.set(name, head)
    else from.ahead.delete(name)
    if (from.ahead.size > MOST_WANTED) this.blame(from, 'notebook/flood')
  }

  /** `same`: what comes before that place is known to be the same there. */
  private wantOf({ device, strand, base, tip, fork }: Head, same = 0): Want | undefined {
    const who = this.config.who(device)
    // What is refused is not asked for; once the ledger knows more, neighbours compare again.
    if (who.kind !== 'known' || (strand === REMOVALS && !who.moderates)) return undefined
    const log = this.log(device, strand)
    const own = log.head
    const proof = fork !== null && (own.fork === null || fork < own.fork)
    const want = (from: number): Want => ({ device, strand, from, proof })
    // Of entries that the proof takes away nothing is wanted: first the proof.
    if (proof) return want(0xffff_ffff)
    if (!tip || (own.fork !== null && tip.place >= own.fork)) return undefined
    if (!own.tip) return want(base)
    if (tip.place > own.tip.place) return want(own.tip.place + 1)
    if (tip.place === own.tip.place && !equalBytes(tip.hash, own.tip.hash))
      return want(Math.max(base, own.base, same))
    return undefined
  }

  /** Asks each neighbour for what it has, each log of one neighbour at a time. */
  private ask(): void {
    const asked = new Set<LogName>(this.tried)
    for (const neighbour of this.neighbours.values())
      for (const [name, at] of neighbour.asked)
        if (at + PATIENCE_MS <= this.now) neighbour.asked.delete(name)
        else asked.add(name)
    for (const neighbour of this.neighbours.values()) {
      const wants: Want[] = []
      for (const [name, head] of neighbour.ahead) {
        if (neighbour.asked.size >= MOST_ASKED || wants.length >= MAX_WANTS) break
        if (asked.has(name)) continue
        const want = this.wantOf(head, neighbour.same.get(name))
        if (!want) {
          neighbour.ahead.delete(name)
          continue
        }
        asked.add(name)
        neighbour.asked.set(name, this.now)
        wants.push(want)
      }
      if (wants.length > 0) this.say(neighbour, { kind: 'want', body: { wants } })
    }
  }

  /** Gives to each neighbour what it wants, as long as its stream has nothing else to carry. */
  private serve(): void {
    for (const neighbour of this.neighbours.values())
      for (const [name, want] of neighbour.wants) {
        if (!neighbour.ready) break
        neighbour.wants.delete(name)
        this.answer(neighbour, want)
      }
  }

  private answer(to: Neighbour, { device, strand, from, proof }: Want): void {
    const log = this.log(device, strand)
    if (!this.isTold(log)) return
    if (proof && log.fork) {
      const [one, other] = log.fork.proof
      this.say(to, { kind: 'proof', body: { one, other } })
    }
    const entries: Bytes[] = []
    let size = 0
    for (const entry of log.entries.slice(Math.max(0, from - log.base), log.proven)) {
      const wire = writeEntry(entry)
      if (entries.length > 0 && (size + wire.length > PAGE_BYTES || entries.length >= PAGE_ENTRIES)) break
      entries.push(wire)
      size += wire.length
    }
    if (entries.length > 0) this.say(to, { kind: 'entries', body: { device, strand, entries } })
  }

  // What arrives

  private arrive(from: Neighbour, body: Extract<Said, { kind: 'entries' }>['body']): void {
    const name = logName(body.device, body.strand)
    // What nobody asked for is not read.
    if (!from.asked.delete(name) || this.tried.has(name)) return
    const run: Entry[] = []
    let bad: Code | undefined
    for (const wire of body.entries) {
      const entry = readEntry(wire)
      if (typeof entry === 'string') bad = entry
      else if (logOf(entry.header) !== name) bad = 'notebook/form'
      else run.push(entry)
      if (bad) break
    }
    const log = this.log(body.device, body.strand)
    const { entries, fork, code } = log.read(run, entry => judgeAlone(entry, this.community))
    if (entries.length === 0 && !fork && !code && !bad) {
      this.hasBroughtNothing(from, name, run.at(-1)?.header.place)
      return
    }
    this.try({ log, from: from.id, entries, fork, code: code ?? bad, stage: 'tip' })
  }

  /** All of a run is here: the next one is asked for, and where there is none, nothing before its heads are told again. */
  private hasBroughtNothing(from: Neighbour, name: LogName, last = 0xffff_ffff): void {
    const tip = from.ahead.get(name)?.tip
    if (tip && last < tip.place) from.same.set(name, last + 1)
    else from.ahead.delete(name)
  }

  private prove(from: Neighbour, proof: Proof): void {
    const [{ header }] = proof
    const name = logOf(header)
    if (!from.asked.delete(name) || this.tried.has(name)) return
    const isHere = proof.every(({ header: { community } }) => equalBytes(community, this.config.community))
    if (!isHere || forkOf(...proof) === undefined) {
      this.blame(from, 'notebook/form')
      return
    }
    const log = this.log(header.device, header.strand)
    this.try({ log, from: from.id, entries: [], fork: proof, code: undefined, stage: 'tip' })
  }

  /** The last signature of a run vouches for all of it: each entry holds the hash of the one before. */
  private try(trial: Trial): void {
    const { log, entries, fork } = trial
    const items: Sealed[] = [...entries.slice(-1), ...(fork ?? [])]
    if (items.length === 0) {
      this.refuse(trial, trial.code)
      return
    }
    this.check(trial, items)
    this.tried.add(log.name)
  }

  private check(trial: Trial, items: readonly Sealed[]): void {
    const token = this.tokens++
    this.trials.set(token, trial)
    this.effects.push({ kind: 'verify', token, items: items.map(signedOf) })
  }

  private verified(token: number, verdicts: readonly boolean[]): void {
    const trial = this.trials.get(token)
    if (!trial) return
    this.trials.delete(token)
    if (trial.stage === 'tip') {
      this.tipVerified(trial, verdicts)
      return
    }
    this.resting -= 1
    this.restVerified(trial, verdicts)
  }

  private tipVerified(trial: Trial, verdicts: readonly boolean[]): void {
    const { log, entries, fork, from } = trial
    if (verdicts.includes(false)) {
      this.tried.delete(log.name)
      this.refuse(trial, 'notebook/signature')
      const neighbour = this.neighbours.get(from)
      if (neighbour) this.blame(neighbour, 'notebook/signature')
      return
    }
    this.logs.set(log.name, log)
    if (entries.length > 0) {
      log.add(entries, false)
      this.change(log)
    }
    // Those before the last: in the order in which they follow.
    if (entries.length > 1) this.rest.push({ ...trial, stage: 'rest' })
    else this.settle(trial, entries)
    if (!fork && trial.code) this.refuse(trial, trial.code)
  }

  private restVerified(trial: Trial, verdicts: readonly boolean[]): void {
    const { log, entries } = trial
    const bad = verdicts.indexOf(false)
    if (bad < 0) {
      this.settle(trial, entries)
      return
    }
    // Its author has signed on over a signature that is none: from there on nothing counts.
    log.cut(entries[bad]!.header.place)
    this.change(log)
    this.settle({ ...trial, fork: undefined }, entries.slice(0, bad))
    this.refuse(trial, 'notebook/signature')
    const neighbour = this.neighbours.get(trial.from)
    if (neighbour) this.blame(neighbour, 'notebook/signature')
  }

  /** Every signature is good: they are kept, and told on. */
  private settle({ log, fork, code }: Trial, entries: readonly Entry[]): void {
    this.tried.delete(log.name)
    const keeps: Keep[] = []
    if (entries.length > 0) {
      log.proven = log.entries.length
      keeps.push(...this.kept(log, entries))
    }
    if (fork && log.freeze(fork)) {
      this.logs.set(log.name, log)
      keeps.push({ kind: 'fork', log: log.name, proof: fork })
      keeps.push({ kind: 'from', log: log.name, place: log.entries.length > 0 ? log.fork!.place : 0 })
      this.change(log)
      if (code) this.effects.push({ kind: 'refused', from: '', device: log.device, code })
    }
    if (keeps.length === 0) return
    this.effects.push({ kind: 'keep', keeps })
    this.tellOf(log)
  }

  private kept(log: Log, entries: readonly Entry[]): Keep[] {
    const standing = entries.filter(({ header }) => header.place >= log.base)
    const keeps: Keep[] = [{ kind: 'entries', log: log.name, entries: standing }]
    if (entries.some(({ header }) => header.whole))
      keeps.push({ kind: 'before', log: log.name, place: log.base })
    return keeps
  }

  private refuse({ log, from }: Trial, code: Code | undefined): void {
    if (!code) return
    this.effects.push({ kind: 'refused', from, device: log.device, code })
    const neighbour = this.neighbours.get(from)
    if (!neighbour) return
    // Not again before its heads are told again.
    neighbour.ahead.delete(log.name)
    if (isLie(code)) this.blame(neighbour, code)
  }

  private change(log: Log): void {
    this.effects.push({ kind: 'changed', logs: [log.name] })
  }

  private tellOf(log: Log): void {
    this.fresh.add(log.name)
    if (this.tellAt === Number.POSITIVE_INFINITY) this.tellAt = this.now + TELL_MS
  }

  private own(entry: Entry): void {
    const log = this.log(entry.header.device, entry.header.strand)
    this.logs.set(log.name, log)
    log.add([entry], true)
    this.change(log)
    this.tellOf(log)
    if (entry.header.whole)
      this.effects.push({ kind: 'keep', keeps: [{ kind: 'before', log: log.name, place: log.base }] })
  }

  // What is due

  private doDue(): void {
    this.ask()
    this.serve()
    this.verifyRest()
    if (this.tellAt <= this.now) this.tell()
    if (this.compareAt <= this.now) {
      this.compareAt = this.now + COMPARE_MS
      for (const neighbour of this.neighbours.values()) this.sayDigest(neighbour)
    }
    this.expire()
    this.wake()
  }

  /** Signatures that nobody waits for: once nothing is being asked for, or what waits is much. */
  private verifyRest(): void {
    let wanted = this.rest.length > MOST_RESTING ? 0 : this.trials.size - this.resting
    for (const { asked } of this.neighbours.values()) wanted += asked.size
    while (
      this.rest.length > 0 &&
      this.resting < RESTING &&
      (wanted === 0 || this.rest.length > MOST_RESTING)
    ) {
      const trial = this.rest.shift()!
      this.resting += 1
      this.check(trial, trial.entries.slice(0, -1))
    }
  }

  private tell(): void {
    const heads: Head[] = []
    for (const name of this.fresh) {
      const log = this.logs.get(name)
      if (log && this.isTold(log)) heads.push(log.head)
    }
    this.fresh.clear()
    this.tellAt = Number.POSITIVE_INFINITY
    for (const neighbour of this.neighbours.values()) this.sayHeads(neighbour, heads)
  }

  /** The end of the life of a body is kept by every peer by itself. */
  private expire(): void {
    const timeMs = this.config.time()
    for (const log of this.logs.values()) {
      if (log.endsMs > timeMs || this.tried.has(log.name)) continue
      const gone = log.expire(timeMs)
      this.effects.push({ kind: 'keep', keeps: [{ kind: 'entries', log: log.name, entries: gone }] })
      this.change(log)
    }
  }

  private wake(): void {
    let due = Math.min(this.tellAt, this.compareAt)
    for (const { asked } of this.neighbours.values())
      for (const at of asked.values()) due = Math.min(due, at + PATIENCE_MS)
    if (due >= this.wokenFor) return
    this.wokenFor = due
    this.effects.push({ kind: 'wake', ms: due })
  }

  /** Whether neighbours know what this device wrote and has forgotten, or may: who writes now would write it twice. */
  mayBeBehind(log: LogName): boolean {
    if (this.neighbours.size === 0) return false
    const all = [...this.neighbours.values()]
    return !this.heard || this.tried.has(log) || all.some(({ ahead }) => ahead.has(log))
  }

  /** What is held for neighbours; each is bounded. */
  get sizes(): { readonly [name: string]: number } {
    let wanted = 0
    for (const { ahead } of this.neighbours.values()) wanted += ahead.size
    return { logs: this.logs.size, trials: this.trials.size, wanted }
  }
}

const signedOf = ({ header, signature }: Sealed) => ({
  publicKey: header.device,
  message: signedBytes(header),
  signature,
})

const nameOfHead = (head: Head): Name => sha256Name(headBytes(head)).slice(0, NAME_BYTES)

/** What an honest peer has refused itself, whatever its ledger and its clock say. */
const isLie = (code: Code): boolean =>
  code !== 'notebook/version' &&
  code !== 'notebook/stranger' &&
  code !== 'notebook/role' &&
  code !== 'notebook/missing' &&
  code !== 'notebook/forked' &&
  code !== 'notebook/previous' &&
  code !== 'notebook/gap'
