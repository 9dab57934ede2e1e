// The side of a line that looks: a peer like any, whose answers come from elsewhere.
import type {
  Answer,
  Application,
  Deed,
  Fate,
  Peer,
  Question,
  Stop,
  Submitted,
  Watched,
  Writing,
  Written,
} from '../api.ts'
import { ALIVE_MS, type Call, type Line, type ToClient, type Topic, type ToServer } from './line.ts'

/** An answer that has not come by then does not: the tab that was the peer has gone, or sleeps. */
const ANSWER_MS = 30_000

interface Waiting {
  readonly done: (result: unknown) => void
  readonly fail: (error: Error) => void
  readonly timer: ReturnType<typeof setTimeout> | undefined
}

interface Subscription {
  readonly ask: { readonly watch: Topic } | { readonly follow: string }
  readonly told: (value: never) => void
}

export class RemotePeer implements Peer {
  private readonly line: Line
  private readonly client: string
  private readonly isPatient: boolean
  private readonly waiting = new Map<number, Waiting>()
  private readonly subscriptions = new Map<number, Subscription>()
  private readonly timer: ReturnType<typeof setInterval>
  private last = 0

  /** `isPatient`: the other side is a Worker of this page, which answers as long as the page lives. */
  constructor(line: Line, isPatient: boolean) {
    this.line = line
    this.isPatient = isPatient
    this.client = crypto.getRandomValues(new Uint32Array(4)).join()
    line.hear(said => this.hear(said as ToClient))
    this.timer = setInterval(() => this.say({ client: this.client, alive: true }), ALIVE_MS)
  }

  /** What waits for an answer gets none, and nothing is told any more. */
  end(): void {
    clearInterval(this.timer)
    for (const id of [...this.subscriptions.keys()]) this.say({ client: this.client, id, stop: true })
    this.subscriptions.clear()
    for (const id of [...this.waiting.keys()]) this.fail(id, 'peer/looking')
  }

  private say(said: ToServer): void {
    this.line.post(said)
  }

  private fail(id: number, why: string): void {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    clearTimeout(waiting?.timer)
    waiting?.fail(new Error(why))
  }

  private hear(said: ToClient): void {
    if ('server' in said) {
      // Another tab has become the peer, or this one reloaded its Worker.
      for (const [id, { ask }] of this.subscriptions) this.say({ client: this.client, id, ...ask })
      return
    }
    if (said.client !== this.client) return
    if ('told' in said) this.subscriptions.get(said.id)?.told(said.told as never)
    else if ('error' in said) this.fail(said.id, said.error)
    else if ('result' in said) {
      const waiting = this.waiting.get(said.id)
      this.waiting.delete(said.id)
      clearTimeout(waiting?.timer)
      waiting?.done(said.result)
    }
  }

  private call<T>(call: Call, ...args: readonly unknown[]): Promise<T> {
    const id = ++this.last
    return new Promise<T>((done, fail) => {
      const timer = this.isPatient
        ? undefined
        : setTimeout(() => this.fail(id, 'the tab that is the peer does not answer'), ANSWER_MS)
      this.waiting.set(id, { done: done as (result: unknown) => void, fail, timer })
      this.say({ client: this.client, id, call, args })
    })
  }

  private subscribe(ask: Subscription['ask'], told: Subscription['told']): Stop {
    const id = ++this.last
    this.subscriptions.set(id, { ask, told })
    this.say({ client: this.client, id, ...ask })
    return () => {
      if (this.subscriptions.delete(id)) this.say({ client: this.client, id, stop: true })
    }
  }

  watch<K extends keyof Watched>(what: K, hear: (now: Watched[K]) => void): Stop {
    return this.subscribe({ watch: what }, hear)
  }
  follow(id: string, hear: (fate: Fate) => void): Stop {
    return this.subscribe({ follow: id }, hear)
  }
  status: Peer['status'] = () => this.call('status')
  community: Peer['community'] = () => this.call('community')
  identity: Peer['identity'] = () => this.call('identity')
  devices: Peer['devices'] = () => this.call('devices')
  ask<T>(question: Question): Promise<Answer<T>> {
    return this.call('ask', question)
  }
  submit = (deed: Deed): Promise<Submitted> => this.call('submit', deed)
  pass = (wires: readonly Uint8Array[]): Promise<number> => this.call('pass', wires)
  prepare: Peer['prepare'] = (what, key) => this.call('prepare', what, key)
  hand: Peer['hand'] = (bytes, signature) => this.call('hand', bytes, signature)
  consent: Peer['consent'] = account => this.call('consent', account)
  /** It may take as long as it takes, over whichever tab is the peer. */
  settled = (id: string): Promise<Fate> =>
    new Promise(resolve => {
      const stop = this.follow(id, fate => {
        if (fate.stage === 'sent' || fate.stage === 'in-block') return
        resolve(fate)
        queueMicrotask(() => stop())
      })
    })
  applyAsGuest = (application: Application): Promise<Submitted> => this.call('applyAsGuest', application)
  stand = (stake?: number): Promise<Submitted> => this.call('stand', stake)
  rekey = (): Promise<Submitted> => this.call('rekey')
  propose: Peer['propose'] = delegates => this.call('propose', delegates)
  agreement: Peer['agreement'] = text => this.call('agreement', text)
  agree: Peer['agree'] = text => this.call('agree', text)
  write = (writing: Writing): Promise<Written> => this.call('write', writing)
  setMode = (mode: 'full' | 'light'): Promise<void> => this.call('setMode', mode)
  persist = (): Promise<boolean> => this.call('persist')
  recorder = (): Promise<string> => this.call('recorder')
  close = (): Promise<void> => this.call('close')
}
